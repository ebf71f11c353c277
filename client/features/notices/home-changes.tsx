import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DateTime } from '../../ui/date-time.tsx'
import { changeAddress } from './change-address.ts'
import { useChanges } from './use-changes.ts'

/** The newest amendments and answers, on the start page; nothing as long as there is none. */
export function HomeChanges() {
  const { t } = useTranslation('changes')
  const changes = useChanges({ limit: 3 }).data?.pages[0]?.changes ?? []
  if (changes.length === 0) return null
  return (
    <section aria-labelledby="changes">
      <h2 id="changes">
        {t('title')} <Link to="/changes">{t('more')}</Link>
      </h2>
      <ul>
        {changes.map((change) => (
          <li key={change.sha256}>
            <Link to={changeAddress(change)}>{change.title}</Link>
            <div className="m">
              <span>{t(`kind.${change.kind}`)}</span>
              <DateTime at={change.at} precision="month-minute" hasZone={false} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
