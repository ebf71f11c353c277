import { useTranslation } from 'react-i18next'
import { ProblemError } from '#shared/contracts/client.ts'
import { problemCatalogue } from '#shared/problems/catalogue.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { ProblemKind } from '#shared/problems/problem.ts'
import { SealingFailed } from '../../crypto/sealing.ts'
import { ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'

/** A refusal or failure of this browser's own work, in the words of the problem catalogue, or of this page; all others as the server said them. */
export function BidProblem({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t, i18n } = useTranslation('bids')
  if (error instanceof ProblemError) return <ProblemState error={error} {...(onRetry === undefined ? {} : { onRetry })} />
  const code = codeOf(error)
  const kind = (problemCatalogue as Readonly<Record<string, ProblemKind>>)[code]
  const language = i18n.language === 'en' ? 'en' : 'zh'
  const retry =
    onRetry === undefined ? undefined : (
      <button type="button" className="btn" onClick={onRetry}>
        {t('retry')}
      </button>
    )
  const own = `failure.${code}`
  const known = i18n.exists(own, { ns: 'bids' }) ? own : 'failure.other'
  return (
    <StatusLine
      isUrgent
      tone="bad"
      head={kind === undefined ? t(`${known}.title`) : kind.title[language]}
      {...(retry === undefined ? {} : { action: retry })}
    >
      {kind === undefined
        ? t(`${known}.do`, { detail: error instanceof Error ? error.message : String(error) })
        : filled(kind.meaning[language], factsOf(error))}
    </StatusLine>
  )
}

/** The code of a failure: of the server, of the shared code, of the worker; else the error's name. */
export function codeOf(error: unknown): string {
  if (error instanceof ProblemError) return error.problem.code
  if (error instanceof DomainProblem || error instanceof SealingFailed) return error.code
  return error instanceof Error ? error.name : 'other'
}

function factsOf(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof DomainProblem || error instanceof SealingFailed)) return {}
  return (error.facts ?? {}) as Readonly<Record<string, unknown>>
}

function filled(text: string, facts: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? '…'))
}
