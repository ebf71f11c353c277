import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useServerNow } from '../../platform/server-time.ts'
import { ClosesIn } from '../../ui/clock.tsx'
import { DateTime } from '../../ui/date-time.tsx'
import { Money } from '../../ui/money.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useCatalogueLabels } from '../catalogue/labels.ts'
import { StateTag } from './state-tag.tsx'
import { shownState, type TenderRow } from './tender-state.ts'
import './tender-list.css'

/** Tenders as a list: title, number, who, where, kinds and state, budget, and when it closes. */
export function TenderList({ tenders, newSince }: TenderListProps) {
  return (
    <ul className="list">
      {tenders.map((tender) => (
        <TenderItem key={tender.id} tender={tender} isNew={newSince !== undefined && tender.publishedAt > newSince} />
      ))}
    </ul>
  )
}

interface TenderListProps {
  readonly tenders: readonly TenderRow[]
  /** Marks what was published after this instant. */
  readonly newSince?: string | undefined
}

function TenderItem({ tender, isNew }: { readonly tender: TenderRow; readonly isNew: boolean }) {
  const { t } = useTranslation('notices')
  const labels = useCatalogueLabels()
  const state = shownState(tender, useServerNow())
  return (
    <li>
      <div>
        <Link className="ttl" to={`/tenders/${tender.id}`}>
          {tender.title}
        </Link>
        <p className="sub">
          <span>{tender.code}</span>
          <span>{tender.tendererName}</span>
          <span>{tender.regionName}</span>
          <span>
            {t('row.published')} <DateTime at={tender.publishedAt} precision="month-date" />
          </span>
        </p>
        <div className="tags">
          <StateTag state={state} />
          <Tag>
            {labels.category(tender.category)} · {labels.kind(tender.kind)}
          </Tag>
          <Tag>{labels.method(tender.method)}</Tag>
          {tender.amended !== null && (
            <Tag tone="warn" icon="swap">
              <DateTime at={tender.amended.at} precision="month-date" hasZone={false} />{' '}
              {t(tender.amended.isDeadlineMoved ? 'row.moved' : 'row.amended')}
            </Tag>
          )}
          {tender.round > 1 && <Tag>{t('row.round', { round: tender.round })}</Tag>}
          {isNew && (
            <Tag tone="blue" icon="star">
              {t('row.new')}
            </Tag>
          )}
        </div>
      </div>
      <div className="amount">
        <b>
          <Money amount={tender.budget} />
        </b>
        <span>{t('row.budget')}</span>
      </div>
      <div className="cl">
        {state === 'bidding' && (
          <>
            <span className="sr">{t('row.closesIn')}</span>
            <ClosesIn until={tender.deadlineAt} />
          </>
        )}
        <span className="d">
          <DateTime at={tender.deadlineAt} precision="month-minute" hasZone={false} />
          {state === 'bidding' ? '' : ` ${t(state === 'suspended' ? 'row.willMove' : 'row.closed')}`}
        </span>
      </div>
    </li>
  )
}
