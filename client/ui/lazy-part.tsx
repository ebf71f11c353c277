import { Component, type ComponentType, lazy, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** Code of the page that the network kept back. Only loading the page again helps: a browser asks for a module once. */
export class PartNotLoaded extends Error {
  override readonly name = 'PartNotLoaded'
}

/** What browsers say of a module, or the bundler of a sheet, that did not come; other failures are faults of the code. */
const NOT_COME = /dynamically imported module|importing a module script|unable to preload/i

/** So long code waits for a network at the most. */
const PATIENCE_MS = 5000

/** Some browsers take themselves for unconnected when they are not: once that has shown, nothing waits for their word. */
let isFlagWrong = false

/** Loads a part of the page's code, once there is a network: what is asked for without one would be lost for good. Throws PartNotLoaded. */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  if (!navigator.onLine && !isFlagWrong)
    await new Promise<void>((resolve) => {
      addEventListener('online', () => resolve(), { once: true })
      setTimeout(resolve, PATIENCE_MS)
    })
  try {
    const part = await load()
    isFlagWrong ||= !navigator.onLine
    return part
  } catch (error) {
    if (error instanceof Error && NOT_COME.test(error.message)) throw new PartNotLoaded(error.message, { cause: error })
    throw error
  }
}

/** A component whose code is loaded when it is first shown. Where it does not come its place says so, and the rest of the page stays. */
export function lazyPart<T extends (props: never) => ReactNode>(
  load: () => Promise<{ default: T }>,
): ComponentType<T extends (props: infer P extends object) => ReactNode ? P : object> {
  const Loaded = lazy<ComponentType<object>>(() => loadPart<unknown>(load) as Promise<{ default: ComponentType<object> }>)
  return function Part(props) {
    return (
      <PartBoundary>
        <Loaded {...props} />
      </PartBoundary>
    )
  }
}

class PartBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined }
  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error }
  }
  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    // A fault of the part is the page's.
    if (!(error instanceof PartNotLoaded)) throw error
    return <PartMissing />
  }
}

function PartMissing() {
  const { t } = useTranslation()
  return (
    <p className="t13 ink3" role="status">
      {t('state.notLoaded.part')}{' '}
      <button type="button" className="linkish" onClick={() => location.reload()}>
        {t('action.reload')}
      </button>
    </p>
  )
}
