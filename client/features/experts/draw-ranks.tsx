import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { type Instant, millisOf } from '#shared/primitives/instant.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { ClosesIn } from '../../ui/clock.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { DrawField } from './draw-field.tsx'
import { rowsOf } from './draw-view.ts'
import { type Draw, useSpecialityName } from './use-draw.ts'

const looks = {
  called: { icon: 'phone', tone: 'blue' },
  accepted: { icon: 'check-circle', tone: 'ok' },
  declined: { icon: 'minus', tone: 'ink3' },
  lapsed: { icon: 'minus', tone: 'ink3' },
  vacated: { icon: 'minus', tone: 'ink3' },
} as const satisfies Record<Draw['calls'][number]['outcome'], { icon: IconName; tone: string }>

/** The order of each speciality, masked until the result: called from the top, rows rising because the order is the message. */
export function DrawRanks({ draw, isStill }: { readonly draw: Draw; readonly isStill: boolean }) {
  const { t } = useTranslation('experts')
  const nameOf = useSpecialityName()
  const isLocked = draw.wanted.includes('names')
  if (draw.seedSha256 === null) return <DrawField draw={draw} />
  return (
    <section aria-label={t('ranks.title')}>
      <div className={`draw-ranks ${isStill ? 'still' : ''}`}>
        {draw.pool.strata.map((stratum) => (
          <section className="card" key={stratum.name} aria-labelledby={`stratum-${stratum.name}`}>
            <header>
              <h3 id={`stratum-${stratum.name}`}>{nameOf(stratum.name)}</h3>
              <span className="t13 ink3">{t('ranks.seats', { count: stratum.seats, size: stratum.size })}</span>
            </header>
            <ol>
              {rowsOf(draw, stratum).map(({ rank, call, name }) => {
                const isOut = call !== undefined && call.outcome !== 'called' && call.outcome !== 'accepted'
                return (
                  <li
                    key={rank}
                    style={{ '--n': rank } as CSSProperties}
                    className={call === undefined ? 'wait' : isOut ? 'sk' : ''}
                    data-outcome={call?.outcome ?? 'standby'}
                  >
                    <span className="no">{rank + 1}</span>
                    <span className="id">
                      {name === undefined ? <Mask /> : <b className="ink1">{name}</b>}
                      {call !== undefined && <span className="mono t12 ink3">{call.seat.slice(0, 8)}</span>}
                    </span>
                    <span className={`st ${call === undefined ? 'ink3' : looks[call.outcome].tone}`}>
                      <Icon name={call === undefined ? 'clock' : looks[call.outcome].icon} size={14} />
                      {call?.answer != null && call.outcome === 'declined'
                        ? t(`answer.${call.answer}`)
                        : t(`outcome.${call?.outcome ?? 'standby'}`)}
                    </span>
                    {call?.outcome === 'called' && !isLocked && (
                      <span className="why call">
                        <ClosesIn until={call.until} hasIcon={false} /> {t('draw.thenLapsed')}
                        <TimeBar from={call.calledAt} until={call.until} />
                      </span>
                    )}
                    {isOut && (
                      <span className="why">
                        {t(`why.${call.outcome}`)}{' '}
                        {call.endedAt !== null && <DateTime at={call.endedAt} precision="time" hasZone={false} />}
                      </span>
                    )}
                  </li>
                )
              })}
            </ol>
          </section>
        ))}
      </div>
      <p className="t13 ink3 draw-rule">{t('ranks.rule')}</p>
      {draw.names?.some(({ seat }) => seat === null) === true && (
        <p className="t13">
          {t('ranks.representatives')}{' '}
          {draw.names
            .filter(({ seat }) => seat === null)
            .map(({ name }) => name)
            .join(' · ')}
        </p>
      )}
    </section>
  )
}

/** How much of a call's time is left, drawn once a second. */
function TimeBar({ from, until }: { readonly from: string; readonly until: string }) {
  const now = useServerNow()
  const start = millisOf(from as Instant)
  const left = Math.max(0, Math.min(1, (millisOf(until as Instant) - now) / Math.max(1, millisOf(until as Instant) - start)))
  return (
    <span className="bar-left" aria-hidden="true">
      <i style={{ transform: `scaleX(${left})` }} />
    </span>
  )
}

/** A name sealed by rule: three bars whatever its length. */
function Mask() {
  const { t } = useTranslation('experts')
  return (
    <span className="mask" role="img" aria-label={t('ranks.masked')}>
      <i />
      <i />
      <i />
    </span>
  )
}
