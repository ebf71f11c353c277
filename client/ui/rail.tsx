import type { CSSProperties, ReactNode } from 'react'
import { type Instant, instantOf, millisOf } from '#shared/primitives/instant.ts'
import { useServerNow } from '../platform/server-time.ts'
import { beijingText } from './beijing-time.ts'
import { Icon } from './icon.tsx'
import './rail.css'

/** A statutory period on the rail. Instants are RFC 3339. */
export interface RailRow {
  readonly key: string
  readonly title: ReactNode
  /** The rule in words: `不少于 20 日`. */
  readonly note: ReactNode
  readonly startAt: string
  readonly endAt: string
  /** The legal minimum as a tick, e.g. `第 20 日`. */
  readonly minimum?: { readonly at: string; readonly label: string } | undefined
  /** Somebody may act in it now: blue. */
  readonly isRunning?: boolean
  readonly verdict: { readonly tone: 'ok' | 'blue' | 'bad'; readonly text: ReactNode }
  readonly law: ReactNode
}

/** Statutory periods over one stretch of time: elapsed in ink, to come hatched, the legal minimum as a tick, the article beside it. */
export function Rail({ rows, startAt, endAt, footnote, extra }: RailProps) {
  const now = useServerNow()
  const from = millisOf(startAt as Instant)
  const whole = Math.max(1, millisOf(endAt as Instant) - from)
  const share = (at: number) => Math.min(100, Math.max(0, ((at - from) / whole) * 100))
  const today = share(now)
  const isShort = whole < 4 * 86_400_000
  return (
    <div className="rail">
      {rows.map((row) => {
        const start = share(millisOf(row.startAt as Instant))
        const end = share(millisOf(row.endAt as Instant))
        const passed = Math.min(end, Math.max(start, today))
        return (
          <div className="r" key={row.key}>
            <div className="n">
              <b>{row.title}</b>
              <span>{row.note}</span>
            </div>
            <div className="track" aria-hidden="true">
              <span
                className={`span ${row.isRunning === true ? 'run' : ''}`}
                style={{ left: `${start}%`, width: `${passed - start}%` }}
              />
              <span className="span future" style={{ left: `${passed}%`, width: `${end - passed}%` }} />
              {row.minimum !== undefined && (
                <span className="min" style={tickAt(share(millisOf(row.minimum.at as Instant)))} data-t={row.minimum.label} />
              )}
              {now >= from && now <= from + whole && <span className="today" style={{ left: `${today}%` }} />}
            </div>
            <div className="v">
              <b className={row.verdict.tone}>
                <Icon name={row.verdict.tone === 'ok' ? 'check-circle' : row.verdict.tone === 'bad' ? 'cross-circle' : 'clock'} />
                {row.verdict.text}
              </b>
              <span>{row.law}</span>
            </div>
          </div>
        )
      })}
      <div className="r ax">
        <div className="n">
          <span>{footnote}</span>
        </div>
        <div className="axis" aria-hidden="true">
          {(isShort ? [0, 50, 100] : [0, 25, 50, 75, 100]).map((percent) => (
            <span key={percent} style={{ left: `${percent}%` }}>
              {beijingText(instantOf(from + (whole * percent) / 100), isShort ? 'month-minute' : 'month-date')}
            </span>
          ))}
        </div>
        <div className="v">{extra}</div>
      </div>
    </div>
  )
}

/** A tick at so many percent; its label leans inwards as much, so that it never sticks out of the rail. */
const tickAt = (percent: number) => ({ left: `${percent}%`, '--lean': `-${percent}%` }) as CSSProperties

interface RailProps {
  readonly rows: readonly RailRow[]
  readonly startAt: string
  readonly endAt: string
  readonly footnote: ReactNode
  readonly extra?: ReactNode
}
