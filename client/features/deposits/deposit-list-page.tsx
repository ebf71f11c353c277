import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { DateTime } from '../../ui/date-time.tsx'
import { Money } from '../../ui/money.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useHasRole, useMay } from '../identity/session.ts'
import { useDepositList } from './use-deposits.ts'

/** The bid deposits that concern the reader, those due first; to the regulator those overdue. */
export function DepositListPage() {
  const { t } = useTranslation('deposits')
  const isReader = useMay('listDeposits')
  const isRegulator = useHasRole('regulator')
  const isBidder = useHasRole('bidder')
  const list = useDepositList(isReader)
  if (!isReader)
    return (
      <EmptyState isWholePage title={t('notForYou')}>
        <Link to="/work">{t('toWork')}</Link>
      </EmptyState>
    )
  if (list.isPending) return <PageLoading what={t('loading')} />
  if (list.isError) return <ProblemState isWholePage error={list.error} onRetry={() => void list.refetch()} />
  return (
    <div className="stack-16">
      <PageTitle title={t('title')} />
      <h1 className="t22 ink1">{t('title')}</h1>
      <p className="t13 ink3">{t(isRegulator ? 'list.noteRegulator' : isBidder ? 'list.noteBidder' : 'list.noteKeeper')}</p>
      {list.data.length === 0 ? (
        <EmptyState title={t(isRegulator ? 'list.noneLate' : 'list.none')}>
          <p className="ink3">{t(isBidder ? 'list.noneBidderDo' : 'list.noneDo')}</p>
        </EmptyState>
      ) : (
        <Table
          label={t('title')}
          rows={list.data}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'tender',
              title: t('list.tender'),
              isHead: true,
              cell: ({ tender, title, code, lotName }) => (
                <>
                  <Link to={`/work/deposits/${tender}`}>{title}</Link>
                  <div className="t12 ink3">
                    {code} · {lotName}
                  </div>
                </>
              ),
            },
            { key: 'name', title: t('list.bidder'), cell: ({ name }) => name },
            { key: 'amount', title: t('amount'), isRight: true, cell: ({ amount }) => <Money amount={amount} /> },
            {
              key: 'due',
              title: t('dueBy'),
              cell: ({ overdueAt }) =>
                overdueAt === null ? (
                  <span className="ink3">{t('notYet')}</span>
                ) : (
                  <DateTime at={new Date(Date.parse(overdueAt) - 1).toISOString()} precision="minute" />
                ),
            },
            {
              key: 'state',
              title: t('list.state'),
              cell: ({ state, isOverdue }) => (
                <Tag tone={isOverdue ? 'bad' : state === 'returned' || state === 'bonded' ? 'ok' : 'plain'}>
                  {isOverdue ? t('overdue') : t(`state.${state}`)}
                </Tag>
              ),
            },
          ]}
        />
      )}
    </div>
  )
}
