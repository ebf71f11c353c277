import { useTranslation } from 'react-i18next'
import { type Instant, millisOf } from '#shared/primitives/instant.ts'
import { useServerNow } from '../platform/server-time.ts'
import { Icon } from './icon.tsx'
import { timeLeft } from './time-left.ts'

/** Cinnabar is for the last hour and for nothing else. */
const URGENT_MS = 60 * 60_000
/** Said to screen readers when so many minutes are left, not every second (screens.md, opening hall). */
const ANNOUNCED_MINUTES = [10, 5, 1]

/**
 * A time that runs out, in large figures, by the server's clock. `label` says what ends. Politely announced at 10, 5 and 1 minute and
 * at the end. `children` is shown instead of zeros when it has ended.
 */
export function Clock({ until, label, children, isQuiet = false }: ClockProps) {
  const { t } = useTranslation()
  const left = millisOf(until as Instant) - useServerNow()
  const parts = timeLeft(left)
  const minutes = Math.ceil(left / 60_000)
  const announced = left <= 0 ? 0 : ANNOUNCED_MINUTES.findLast((step) => minutes <= step)
  return (
    <div className={`clock ${left > 0 && left < URGENT_MS ? 'urgent' : ''}`}>
      <span className="sr">{label}</span>
      {left <= 0 && children !== undefined ? (
        children
      ) : (
        <span role="timer">
          {parts.days > 0 && (
            <>
              {parts.days}
              <small>{t('ui.clock.days', { count: parts.days })}</small>
            </>
          )}
          {parts.text}
        </span>
      )}
      {!isQuiet && (
        <span className="sr" aria-live="polite">
          {announced === undefined
            ? ''
            : announced === 0
              ? t('ui.clock.ended', { label })
              : t('ui.clock.left', { label, count: announced })}
        </span>
      )}
    </div>
  )
}

interface ClockProps {
  /** RFC 3339 instant. */
  readonly until: string
  readonly label: string
  readonly children?: React.ReactNode
  /** Announces nothing: where another clock of the page does. */
  readonly isQuiet?: boolean
}

/** A time that runs out, in a row or a sentence: `18:23`, `4 小时 48 分`, `3 天 6 小时`; afterwards `已截止` (or `ended`). */
export function ClosesIn({ until, ended, hasIcon = true }: ClosesInProps) {
  const { t } = useTranslation()
  const left = millisOf(until as Instant) - useServerNow()
  if (left <= 0) return <span className="closes">{ended ?? t('ui.clock.over')}</span>
  const { days, hours, minutes, short } = timeLeft(left)
  if (left < URGENT_MS)
    return (
      <span className="closes urgent">
        {hasIcon && <Icon name="clock" size={14} />}
        {short}
      </span>
    )
  return (
    <span className="closes">
      {days > 0 ? t('ui.clock.daysHours', { days, hours }) : t('ui.clock.hoursMinutes', { hours, minutes })}
    </span>
  )
}

interface ClosesInProps {
  /** RFC 3339 instant. */
  readonly until: string
  /** What is said once it is over. */
  readonly ended?: string
  readonly hasIcon?: boolean
}
