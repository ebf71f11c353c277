import { isHinted, personOfOtherTab, session } from './session.ts'

/** Goes on with the session of this browser, if there may be one, and with one that another tab begins. Visitors cause no request. */
export function startSession(): void {
  window.addEventListener('storage', (event) => {
    if (typeof personOfOtherTab(event) === 'string' && session.get().state !== 'signed-in') restore()
  })
  if (!isHinted()) return
  session.set({ state: 'restoring' })
  restore()
}

function restore(): void {
  import('./session-keeping.ts').then(
    ({ restoreSession }) => restoreSession(),
    () => session.set({ state: 'visitor' }),
  )
}
