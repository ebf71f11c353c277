import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DateTime } from '../../ui/date-time.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { StateTag } from './state-tag.tsx'
import { shownState, type TenderRow } from './tender-state.ts'
import { useTenders } from './use-tenders.ts'

/** Its contract knows events and digests: it comes after the page stands. */
const LedgerNote = lazyPart(() => import('./ledger-note.tsx').then(({ LedgerNote }) => ({ default: LedgerNote })))

/** So do changes. */
const HomeChanges = lazyPart(() => import('./home-changes.tsx').then(({ HomeChanges }) => ({ default: HomeChanges })))

/** And results. */
const HomeResults = lazyPart(() => import('../awards/home-results.tsx').then(({ HomeResults }) => ({ default: HomeResults })))

const services: readonly {
  readonly key: 'verify' | 'environment' | 'api' | 'guide'
  readonly to: string
  readonly icon: IconName
}[] = [
  { key: 'verify', to: '/verify', icon: 'shield' },
  { key: 'environment', to: '/help/environment', icon: 'check-circle' },
  { key: 'guide', to: '/help', icon: 'info' },
  { key: 'api', to: '/api/docs', icon: 'link' },
]

/** Beside the list: newest opening records, what failed or ended, services, the ledger. */
export function HomeSide() {
  const { t } = useTranslation('notices')
  const records = useTenders({ status: 'opened', sort: 'newest', limit: 5 }).data?.tenders
  const failed = useTenders({ status: 'failed', sort: 'newest', limit: 2 }).data?.tenders
  const ended = useTenders({ status: 'terminated', sort: 'newest', limit: 2 }).data?.tenders
  const exceptions = [...(failed ?? []), ...(ended ?? [])]
  return (
    <div className="side">
      <section aria-labelledby="records">
        <h2 id="records">
          {t('side.records')} <Link to="/tenders?status=opened">{t('side.more')}</Link>
        </h2>
        {records?.length === 0 && <p className="t13 ink3 none">{t('side.noRecords')}</p>}
        <ul>
          {records?.map((tender) => (
            <SideItem key={tender.id} tender={tender} to={`/openings/${tender.id}`} />
          ))}
        </ul>
      </section>
      <Suspense>
        <HomeChanges />
      </Suspense>
      <Suspense>
        <HomeResults />
      </Suspense>
      {exceptions.length > 0 && (
        <section aria-labelledby="exceptions">
          <h2 id="exceptions">
            {t('side.exceptions')} <Link to="/tenders?status=failed">{t('side.more')}</Link>
          </h2>
          <ul>
            {exceptions.map((tender) => (
              <SideItem key={tender.id} tender={tender} to={`/tenders/${tender.id}`} />
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="services" className="svc">
        <h2 id="services">{t('side.services')}</h2>
        <ul>
          {services.map(({ key, to, icon }) => (
            <li key={key}>
              <Icon name={icon} />
              <div>
                {to.startsWith('/api') ? (
                  <a href={to}>{t(`side.${key}.title`)}</a>
                ) : (
                  <Link to={to}>{t(`side.${key}.title`)}</Link>
                )}
                <span>{t(`side.${key}.note`)}</span>
              </div>
            </li>
          ))}
        </ul>
      </section>
      <Suspense>
        <LedgerNote />
      </Suspense>
    </div>
  )
}

function SideItem({ tender, to }: { readonly tender: TenderRow; readonly to: string }) {
  return (
    <li>
      <Link to={to}>{tender.title}</Link>
      <div className="m">
        <StateTag state={shownState(tender, 0)} />
        <DateTime at={tender.deadlineAt} precision="month-minute" hasZone={false} />
      </div>
    </li>
  )
}
