import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ProblemError } from '#shared/contracts/client.ts'
import { PageTitle } from './page-title.tsx'

/** A page or part that is on its way: says what is waited for. */
export function PageLoading({ what }: { readonly what?: string }) {
  // Stands in while other texts come: it must not wait for any itself.
  const { t } = useTranslation('common', { useSuspense: false })
  return (
    <p className="wait t14 ink3" role="status" aria-busy="true">
      {what ?? t('state.loading')}
    </p>
  )
}

/** Nothing to show, and how to change that. Where that is all the page says, its title is the page's heading. */
export function EmptyState({
  title,
  isWholePage = false,
  children,
}: {
  readonly title: string
  readonly isWholePage?: boolean
  readonly children?: ReactNode
}) {
  const Title = isWholePage ? 'h1' : 'p'
  return (
    <div className="empty">
      {isWholePage && <PageTitle title={title} />}
      <svg className="mini" viewBox="0 0 18 18" aria-hidden="true">
        <path fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2.4 1.8" d="M2.2 2.2h13.6v13.6H2.2Z" />
      </svg>
      <Title className="t14 b">{title}</Title>
      {children}
    </div>
  )
}

/**
 * A refusal or failure as the person needs it: what happened, whether something is lost, what to do, and the id to quote. Where that is all
 * the page says, what happened is the page's heading.
 */
export function ProblemState({
  error,
  isWholePage = false,
  onRetry,
}: {
  readonly error: unknown
  readonly isWholePage?: boolean
  readonly onRetry?: () => void
}) {
  const { t } = useTranslation()
  const problem = error instanceof ProblemError ? error.problem : undefined
  const isOffline = problem === undefined && !navigator.onLine
  const isNotLoaded = error instanceof Error && error.name === 'PartNotLoaded'
  const state = isOffline ? 'offline' : 'failed'
  const title = problem?.title ?? t(isNotLoaded ? 'state.notLoaded.part' : `state.${state}.title`)
  const Title = isWholePage ? 'h1' : 'p'
  return (
    <div className="status bad" role="alert">
      {isWholePage && <PageTitle title={title} />}
      <div className="grow">
        <Title className="head">{title}</Title>
        <p className="do">{problem?.detail ?? t(isNotLoaded ? 'state.notLoaded.again' : `state.${state}.detail`)}</p>
        {problem?.errors?.map(({ pointer, detail }) => (
          <p className="do" key={pointer}>
            <code>{pointer}</code> {detail}
          </p>
        ))}
        {problem !== undefined && (
          <p className="t12 ink3">
            {t('state.requestId')} <code>{problem.requestId}</code>
          </p>
        )}
      </div>
      {onRetry !== undefined && (
        <button type="button" className="btn" onClick={onRetry}>
          {t('action.retry')}
        </button>
      )}
    </div>
  )
}
