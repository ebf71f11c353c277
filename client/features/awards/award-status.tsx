import { useTranslation } from 'react-i18next'
import { Clock } from '../../ui/clock.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { type Step, StepLine } from '../../ui/steps.tsx'
import { timeLeft } from '../../ui/time-left.ts'
import type { Tone } from '../../ui/tone.ts'
import { runningReReview, stoppedSince } from './award-tasks.ts'
import type { Award, AwardTender } from './use-awards.ts'
import { useWords } from './use-words.ts'

const tones: Record<Award['state'], Tone> = {
  reported: 'plain',
  publicity: 'blue',
  objected: 'warn',
  deciding: 'blue',
  decided: 'blue',
  awarded: 'ok',
  signing: 'ok',
  contracted: 'ok',
  failed: 'bad',
}

/** Where a lot stands, first thing on the page: what has happened, what comes, and what that means for whoever looks. */
export function AwardStatus({ award, tender }: { readonly award: Award; readonly tender: AwardTender }) {
  const t = useWords(award)
  if (tender.isSuspended)
    return (
      <StatusLine tone="warn" icon="minus-circle" head={t('suspended.head')}>
        {t('suspended.do')}
      </StatusLine>
    )
  if (runningReReview(award) !== undefined && award.state !== 'failed')
    return (
      <StatusLine tone="warn" icon="clock" head={t('status.reReview.head')}>
        {t('status.reReview.do')}
      </StatusLine>
    )
  const isHeld = award.isHeld && award.state !== 'failed'
  const key = isHeld ? 'held' : award.state
  return (
    <StatusLine tone={isHeld ? 'warn' : tones[award.state]} head={t(`status.${key}.head`, { winner: award.winner?.name ?? '' })}>
      {award.state === 'failed' ? <FailureText failure={award.failure} /> : t(`status.${key}.do`)}
    </StatusLine>
  )
}

/** Why an award ended without a winner: a cause of the rules in words, or the tenderer's own. */
export function FailureText({ failure }: { readonly failure: string | null }) {
  const { t } = useTranslation('awards')
  switch (failure) {
    case 'all-rejected':
    case 'too-few-qualified':
    case 'no-candidate':
    case 'complaint-upheld':
      return <>{t(`failure.${failure}`)}</>
    default:
      return <>{t('failure.said', { reason: failure ?? '' })}</>
  }
}

/** The publicity's clock by the server's time; it stands while an objection is unanswered (A2), in a re-review (X13), and while the tender is suspended. */
export function PublicityClock({ award, tender }: { readonly award: Award; readonly tender: AwardTender }) {
  const { t } = useTranslation('awards')
  const { publishedAt, publicityEndsAt, state } = award
  if (publishedAt === null || publicityEndsAt === null || publishedAt === publicityEndsAt || state === 'failed') return null
  const suspended = tender.isSuspended ? tender.suspensions.at(-1)?.since : undefined
  const held = runningReReview(award)?.orderedAt ?? suspended
  const stopped = state === 'objected' ? stoppedSince(award) : state === 'publicity' ? held : undefined
  const isRunning = state === 'publicity' && stopped === undefined
  return (
    <div className="award-clock">
      <p className="t13 ink3">{t(isRunning ? 'clock.left' : stopped === undefined ? 'clock.over' : 'clock.stopped')}</p>
      {isRunning && (
        <Clock until={publicityEndsAt} label={t('clock.label')}>
          {t('clock.ending')}
        </Clock>
      )}
      {stopped !== undefined && <StoppedClock leftMs={Date.parse(publicityEndsAt) - Date.parse(stopped)} since={stopped} />}
      <p className="t13 ink3">
        {stopped === undefined ? (
          <>
            <DateTime at={publishedAt} precision="minute" /> {t('clock.to')}{' '}
            <DateTime at={publicityEndsAt} precision="minute" hasZone />
          </>
        ) : (
          t('clock.later')
        )}
      </p>
    </div>
  )
}

function StoppedClock({ leftMs, since }: { readonly leftMs: number; readonly since: string }) {
  const { t } = useTranslation()
  const { t: say } = useTranslation('awards')
  const { days, text } = timeLeft(leftMs)
  return (
    <>
      <p className="clock stopped">
        {days > 0 && (
          <>
            {days}
            <small>{t('ui.clock.days', { count: days })}</small>
          </>
        )}
        {text}
      </p>
      <p className="t13 warn">
        {say('clock.since')} <DateTime at={since} precision="minute" />
      </p>
    </>
  )
}

const order = {
  bidding: ['reported', 'publicity', 'deciding', 'awarded', 'signing', 'contracted'],
  procurement: ['reported', 'deciding', 'decided', 'awarded', 'signing', 'contracted'],
} as const satisfies Record<Award['procedure'], readonly Award['state'][]>

/** The way of a lot from the report to the contract by its law, as steps across. */
export function AwardSteps({ award }: { readonly award: Award }) {
  const t = useWords(award)
  if (award.state === 'failed') return null
  const at = award.state === 'objected' ? 'publicity' : award.state
  const way: readonly Award['state'][] = order[award.procedure]
  const place = way.indexOf(at)
  const steps = way.map((key, index): Step => {
    const isDone = index < place || at === 'contracted'
    return { key, title: t(`step.${key}`), state: isDone ? 'done' : index === place ? 'now' : 'later' }
  })
  return <StepLine label={t('step.label')} steps={steps} />
}
