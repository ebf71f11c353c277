import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { beijingText } from '../../ui/beijing-time.ts'
import { StatusLine } from '../../ui/status-line.tsx'
import type { Tone } from '../../ui/tone.ts'
import { codeOf } from './bid-problem.tsx'
import type { Estimate } from './estimate.ts'
import { minutesOf } from './format.ts'
import { isBusy, type Job } from './job.ts'
import { liveBid, type MyBid, pendingBid, receiptOf, versionOf } from './my-bids.ts'

/** What the answer to “is my bid safe?” depends on. */
export interface Standing {
  readonly bids: readonly MyBid[]
  readonly job: Job | undefined
  readonly isOver: boolean
  readonly isSuspended: boolean
  readonly estimate: Estimate | undefined
}

/** The state of one's own bid, by name: the texts are `status.<name>.head` and `.do`. */
export function standingOf({ bids, job, isOver, estimate }: Standing): { readonly name: string; readonly tone: Tone } {
  const live = liveBid(bids)
  const isIn = live?.keep.intent === 'bid'
  if (job?.phase === 'failed' && codeOf(job.error) === 'bid-late')
    return { name: isIn ? 'lateSafe' : 'late', tone: isIn ? 'warn' : 'bad' }
  if (job?.phase === 'failed' && codeOf(job.error).startsWith('certificate-') && !isOver)
    return { name: isIn ? 'certificateSafe' : 'certificate', tone: isIn ? 'warn' : 'bad' }
  if (isOver) return isIn ? { name: 'sealed', tone: 'ok' } : { name: live === undefined ? 'missed' : 'withdrawn', tone: 'plain' }
  if (isBusy(job)) {
    if (estimate?.isTooLate === true) return { name: isIn ? 'tooSlowSafe' : 'tooSlow', tone: 'bad' }
    if (job?.intent === 'withdrawal') return { name: 'withdrawing', tone: 'warn' }
    return isIn ? { name: 'replacing', tone: 'ok' } : { name: 'underway', tone: 'warn' }
  }
  if (job?.phase === 'failed') return { name: isIn ? 'failedSafe' : 'failed', tone: isIn ? 'warn' : 'bad' }
  if (pendingBid(bids) !== undefined) return { name: isIn ? 'pendingSafe' : 'pending', tone: 'warn' }
  if (live?.keep.intent === 'withdrawal') return { name: 'withdrawn', tone: 'plain' }
  return isIn ? { name: 'safe', tone: 'ok' } : { name: 'nothing', tone: 'plain' }
}

/** First on the page: is my bid safe? Then what to do. */
export function BidStatus({ standing, action }: { readonly standing: Standing; readonly action?: ReactNode }) {
  const { t } = useTranslation('bids')
  const { name, tone } = standingOf(standing)
  const live = liveBid(standing.bids)
  const receipt = live === undefined ? undefined : receiptOf(live)
  const facts = {
    version: live === undefined ? 0 : versionOf(standing.bids, live),
    digest: live?.id.slice(0, 8) ?? '',
    at: receipt === undefined ? '' : beijingText(receipt.receivedAt as never),
    ...minutesOf(standing.estimate?.remainingMs ?? 0),
  }
  const isKnown = standing.estimate?.remainingMs !== undefined
  return (
    <StatusLine
      tone={tone}
      icon={tone === 'ok' ? 'shield' : tone === 'plain' ? 'info' : 'warning'}
      isUrgent={tone === 'bad'}
      head={t(`status.${name}.head`, facts)}
      {...(action === undefined ? {} : { action })}
    >
      {t(`status.${name}.${isKnown && (name === 'replacing' || name === 'underway') ? 'timed' : 'do'}`, facts)}
      {standing.isSuspended && ` ${t('status.suspended')}`}
      {standing.job?.isWaiting === true && ` ${t('status.waiting')}`}
    </StatusLine>
  )
}
