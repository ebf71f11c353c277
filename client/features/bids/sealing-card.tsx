import { useTranslation } from 'react-i18next'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import type { SealingStep } from '../../crypto/sealing-protocol.ts'
import { serverNow, useServerNow } from '../../platform/server-time.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { Icon } from '../../ui/icon.tsx'
import { Meter } from '../../ui/meter.tsx'
import type { Estimate } from './estimate.ts'
import { minutesOf, sizeText } from './format.ts'
import type { Bar, Job } from './job.ts'

const STEPS = ['hash', 'seal', 'sign', 'upload'] as const satisfies readonly SealingStep[]

/** The work on a bid: four bars with what is done, how fast and how long still; under them the margin to the deadline. */
export function SealingCard({ job, estimate, version, deadlineAt }: SealingCardProps) {
  const { t } = useTranslation('bids')
  return (
    <section className="card sealing" aria-label={t('sealing.label')}>
      <header>
        <h2>{t(`sealing.${job.intent}`, { version })}</h2>
        <span className="t13 ink3">{t('sealing.note')}</span>
      </header>
      <div className="bars">
        {STEPS.map((step) => (
          <BarOf key={step} step={step} bar={job.bars[step]} job={job} />
        ))}
      </div>
      {estimate !== undefined && <Margin estimate={estimate} deadlineAt={deadlineAt} />}
    </section>
  )
}

interface SealingCardProps {
  readonly job: Job
  readonly estimate: Estimate | undefined
  readonly version: number
  /** RFC 3339. */
  readonly deadlineAt: string
}

function BarOf({ step, bar, job }: { readonly step: (typeof STEPS)[number]; readonly bar: Bar | undefined; readonly job: Job }) {
  const { t } = useTranslation('bids')
  const isDone = bar?.endedAt !== undefined
  const share = bar === undefined ? 0 : bar.totalBytes === 0 ? 1 : bar.doneBytes / bar.totalBytes
  const seconds = bar?.endedAt === undefined ? 0 : Math.max(1, Math.round((bar.endedAt - bar.startedAt) / 1000))
  const left = bar?.speed === undefined || bar.speed <= 0 ? undefined : ((bar.totalBytes - bar.doneBytes) / bar.speed) * 1000
  return (
    <div className="bar-of" data-step={step} data-done={isDone}>
      <p className="h">
        <span className={isDone ? 'ok' : bar === undefined ? 'ink3' : 'blue'}>
          <Icon
            name={isDone ? 'check-circle' : step === 'upload' ? 'upload' : bar === undefined ? 'minus-circle' : 'clock'}
            size={18}
          />
        </span>
        {t(`step.${step}`)}
        <span className="t">
          {isDone ? t('seconds', { count: seconds }) : bar === undefined ? '' : `${Math.floor(share * 100)}%`}
        </span>
      </p>
      <Meter value={share} label={t(`step.${step}`)} tone={isDone ? 'done' : 'blue'} />
      <p className="t12 ink3">
        {step === 'upload' && bar !== undefined && !isDone
          ? [
              `${sizeText(bar.doneBytes)} / ${sizeText(bar.totalBytes)}`,
              bar.speed === undefined ? '' : `${sizeText(bar.speed)}/s`,
              left === undefined ? '' : t('left', minutesOf(left)),
            ]
              .filter((text) => text !== '')
              .join(' · ')
          : t(`stepNote.${step}`, { count: job.files, size: sizeText(job.totalBytes) })}
      </p>
    </div>
  )
}

/** The margin ruler: now, when everything will have arrived, what is spare, the deadline. */
function Margin({ estimate, deadlineAt }: { readonly estimate: Estimate; readonly deadlineAt: string }) {
  const { t } = useTranslation('bids')
  useServerNow()
  const { remainingMs, leftMs, isTooLate } = estimate
  const deadline = millisOf(deadlineAt as never)
  const now = deadline - leftMs
  const time = (at: number) => {
    const text = beijingText(instantOf(at))
    return deadline - serverNow() > 20 * 3_600_000 ? text.slice(5, 16) : text.slice(11, 16)
  }
  const share = remainingMs === undefined || leftMs <= 0 ? 0 : Math.min(1, remainingMs / leftMs)
  const at = `${(share * 100).toFixed(1)}%`
  const words = {
    now: time(now),
    end: remainingMs === undefined ? '' : time(now + remainingMs),
    deadline: time(deadline),
    ...minutesOf(leftMs - (remainingMs ?? 0)),
  }
  const hasEnd = remainingMs !== undefined
  return (
    <div className="margin-of">
      <div
        className={`ruler ${isTooLate ? 'late' : ''}`}
        role="img"
        aria-label={t(hasEnd ? (isTooLate ? 'ruler.tooLate' : 'ruler.label') : 'ruler.unknown', words)}
      >
        <i className="up" style={{ width: at }} />
        <i className="sp" style={{ left: at }} />
        <i className="tk" style={{ left: 0 }} />
        {hasEnd && <i className="tk" style={{ left: at }} />}
        <i className="tk end" />
        <span className="lb start">{t('ruler.now', words)}</span>
        {hasEnd && !isTooLate && (
          <span className="lb mid" style={{ left: `clamp(30%, ${at}, 62%)` }}>
            <b className="ink1">{t('ruler.end', words)}</b> {t('ruler.spare', words)}
          </span>
        )}
        <span className="lb end sealc b">{t('ruler.deadline', words)}</span>
      </div>
      <p className={`t13 ${isTooLate ? 'bad b' : 'ink3'}`}>{t(isTooLate ? 'ruler.tooLate' : 'ruler.order', words)}</p>
    </div>
  )
}
