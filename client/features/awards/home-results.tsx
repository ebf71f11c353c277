import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DateTime } from '../../ui/date-time.tsx'
import { Money } from '../../ui/money.tsx'
import { useResults } from './use-results.ts'

/** The newest results, on the start page; nothing as long as there is none. */
export function HomeResults() {
  const { t } = useTranslation('results')
  const results = useResults(5).data?.pages[0]?.results ?? []
  if (results.length === 0) return null
  return (
    <section aria-labelledby="results">
      <h2 id="results">
        {t('title')} <Link to="/results">{t('all')}</Link>
      </h2>
      <ul>
        {results.map(({ tender, lot, title, winner, price, at }) => (
          <li key={tender + lot}>
            <Link to={`/awards/${tender}?lot=${lot}`}>{title}</Link>
            <div className="m">
              <span>{winner}</span> <Money amount={price} /> <DateTime at={at} precision="month-minute" hasZone={false} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
