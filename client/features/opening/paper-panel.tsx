import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { LaterStage } from '#shared/catalogue/letter-form.ts'
import { api } from '../../platform/api.ts'
import { Button } from '../../ui/button.tsx'
import { CheckRow } from '../../ui/check-row.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import type { CheckedPaper } from './paper.ts'

/**
 * A paper the server made, checked by this page before anybody signs it: what was checked and how it came out, the paper itself, and
 * the buttons of whoever signs. Nobody is offered a signature under what does not hold.
 */
export function PaperPanel({
  paper,
  tender,
  stage,
  sha256,
  children,
}: {
  readonly paper: 'settlement' | 'record'
  readonly tender: string
  /** The later stage the record is of; none: of the opening itself. */
  readonly stage?: LaterStage | undefined
  /** The digest the opening says it has: another one is another paper. */
  readonly sha256: string
  readonly children: (checked: CheckedPaper) => ReactNode
}) {
  const { t } = useTranslation('opening')
  const { data, error, refetch } = useQuery({
    queryKey: ['hall', tender, 'paper', paper, stage ?? 'opening', sha256],
    // The checks come with their own code: only who looks at a paper loads them.
    queryFn: async () => {
      const { checkRecord, checkSettlement } = await import('./paper-checks.ts')
      return paper === 'record' ? checkRecord(api, tender, stage) : checkSettlement(api, tender)
    },
    staleTime: Infinity,
    retry: false,
  })
  if (error !== null)
    return (
      <>
        <StatusLine tone="bad" isSlim head={t('paper.unsound')}>
          {error.message}
        </StatusLine>
        <ProblemState error={error} onRetry={() => void refetch()} />
      </>
    )
  if (data === undefined) return <PageLoading what={t('paper.checking')} />
  const isSame = data.sha256 === sha256
  const failed = data.checks.filter(({ fault }) => fault !== undefined)
  return (
    <div className="stack-12">
      <StatusLine
        tone={data.isSound && isSame ? 'ok' : 'bad'}
        isSlim
        head={t(data.isSound && isSame ? 'paper.sound' : 'paper.unsound', { count: data.checks.length })}
      >
        {t('paper.digest')} <DigestChip digest={data.sha256} />
      </StatusLine>
      <details open={failed.length > 0}>
        <summary className="t13">{t('paper.checks', { count: data.checks.length })}</summary>
        {data.checks.map(({ name, fault }) => (
          <CheckRow
            key={name}
            state={fault === undefined ? 'pass' : 'fail'}
            name={t(`paper.check.${name}`)}
            why={fault ?? t(`paper.why.${name}`)}
          />
        ))}
      </details>
      <details>
        <summary className="t13">{t('paper.text')}</summary>
        {/* Long texts scroll within the page's own flow, so that a keyboard reaches everything. */}
        <pre className="paper-text">{pretty(data.text)}</pre>
      </details>
      {isSame && children(data)}
    </div>
  )
}

/** The buttons under a paper; signing is offered only under one that holds. */
export function SignButtons({
  isSound,
  isBusy,
  label,
  onSign,
}: {
  readonly isSound: boolean
  readonly isBusy: boolean
  readonly label: string
  readonly onSign: () => void
}) {
  const { t } = useTranslation('opening')
  if (!isSound) return <p className="t13 ink3">{t('paper.notSigned')}</p>
  return (
    <Button look="primary" isBusy={isBusy} onClick={onSign}>
      {label}
    </Button>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
