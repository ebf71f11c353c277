import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { moneyText } from './money.tsx'
import './price-plot.css'

/** A published price. */
export interface PlottedPrice {
  readonly key: string
  readonly name: string
  /** Yuan with two decimals. */
  readonly price: string
  readonly isRead: boolean
  readonly isCurrent?: boolean
  readonly isMine?: boolean
}

/** Where the ceiling stands in a lane, percent from the left: room beyond it for a price above. */
const CEILING_AT = 94.4

/** Prices hanging from the ceiling: hollow when published, filled once read out; the number stands beside each point. Without a ceiling, from the highest price. */
export function PricePlot({ label, prices, ceiling, status }: PricePlotProps) {
  const { t } = useTranslation()
  const yuan = prices.map(({ price }) => Number(price))
  const top = ceiling === undefined ? Math.max(...yuan) : Number(ceiling)
  const span = Math.max(...yuan.map((price) => Math.abs(top - price)), top * 0.01, 1)
  const place = (price: number) => Math.min(99, Math.max(2, CEILING_AT - ((top - price) / span) * (CEILING_AT - 6)))
  return (
    <section className="plot" aria-label={label}>
      <div className="r ax" aria-hidden="true">
        <span />
        <span className="lane">
          <span style={{ left: `${CEILING_AT}%` }}>{t(ceiling === undefined ? 'ui.plot.highest' : 'ui.plot.ceiling')}</span>
        </span>
        <span className="money">{ceiling === undefined ? '' : moneyText(ceiling)}</span>
        <span />
      </div>
      {prices.map(({ key, name, price, isRead, isCurrent, isMine }) => (
        <div
          className={`r ${isMine === true ? 'mine' : ''} ${isCurrent === true ? 'cur' : ''} ${isRead ? '' : 'next'}`}
          key={key}
        >
          <span title={name}>{name}</span>
          <span className="lane" aria-hidden="true">
            <span
              className="ln"
              style={{
                left: `${Math.min(place(Number(price)), CEILING_AT)}%`,
                right: `${100 - Math.max(place(Number(price)), CEILING_AT)}%`,
              }}
            />
            <span className="pt" style={{ left: `${place(Number(price))}%` }} />
          </span>
          <span className="money">{moneyText(price)}</span>
          <span className="st">{status?.(key) ?? belowCeiling(price, ceiling)}</span>
        </div>
      ))}
    </section>
  )
}

interface PricePlotProps {
  readonly label: string
  readonly prices: readonly PlottedPrice[]
  /** Yuan with two decimals. */
  readonly ceiling?: string | undefined
  /** What stands at the end of a line; the distance from the ceiling where absent. */
  readonly status?: (key: string) => ReactNode
}

/** How far a price is from the ceiling: `−7.89 %`. */
export function belowCeiling(price: string, ceiling: string | undefined): string {
  if (ceiling === undefined || Number(ceiling) === 0) return ''
  const percent = ((Number(price) - Number(ceiling)) / Number(ceiling)) * 100
  return `${percent > 0 ? '+' : percent < 0 ? '−' : ''}${Math.abs(percent).toFixed(2)}%`
}
