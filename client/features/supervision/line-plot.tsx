import { useTranslation } from 'react-i18next'
import { moneyText } from '../../ui/money.tsx'
import type { Alert } from './use-alerts.ts'

const WIDTH = 640
const ROW = 34
const LEFT = 190
const RIGHT = 150

/** The prices from the lowest up, drawn to scale between the lowest and the highest, with the same in a list for those who do not see it. */
export function LinePlot({ bids, ceiling, marked }: LinePlotProps) {
  const { t } = useTranslation('supervision')
  const sorted = [...bids].sort((left, right) => Number(left.price) - Number(right.price))
  const yuan = sorted.map(({ price }) => Number(price))
  const low = Math.min(...yuan)
  const high = Math.max(...yuan, low + 1)
  const place = (price: number) => LEFT + ((price - low) / (high - low)) * (WIDTH - LEFT - RIGHT)
  const height = sorted.length * ROW + 10
  return (
    <figure className="evidence-plot">
      <svg viewBox={`0 0 ${WIDTH} ${height}`} role="img" aria-label={t('plotLabel', { count: sorted.length })}>
        {sorted.map(({ number, name, price }, index) => {
          const y = index * ROW + 22
          const x = place(Number(price))
          const kind = marked.has(number) ? 'marked' : 'plain'
          const next = sorted[index + 1]
          return (
            <g key={number}>
              <text x={0} y={y + 4} className="name">
                {`${String(number).padStart(2, '0')} ${name.length > 11 ? `${name.slice(0, 10)}…` : name}`}
              </text>
              <line x1={LEFT} x2={WIDTH - RIGHT} y1={y} y2={y} className="rule" />
              {next !== undefined && <line x1={x} y1={y} x2={place(Number(next.price))} y2={y + ROW} className="step" />}
              <circle cx={x} cy={y} r={6} className={kind} />
              <text x={WIDTH} y={y + 4} className="amount">
                {moneyText(price)}
              </text>
            </g>
          )
        })}
      </svg>
      <figcaption className="t12 ink3">
        {t('plotCaption')} {ceiling !== null && t('ceiling', { amount: moneyText(ceiling) })}
      </figcaption>
    </figure>
  )
}

interface LinePlotProps {
  readonly bids: Alert['bids']
  readonly ceiling: string | null
  /** Numbers of the bids an indicator names. */
  readonly marked: ReadonlySet<number>
}
