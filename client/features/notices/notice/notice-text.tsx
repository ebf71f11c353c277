import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { BindingMoney } from '../../../ui/binding-money.tsx'
import { DateTime } from '../../../ui/date-time.tsx'
import { KeyValueList } from '../../../ui/key-value-list.tsx'
import { lazyPart } from '../../../ui/lazy-part.tsx'
import { Money } from '../../../ui/money.tsx'
import { EmptyState, PageLoading } from '../../../ui/page-state.tsx'
import { SectionHead } from '../../../ui/section-head.tsx'
import { Table } from '../../../ui/table.tsx'
import type { Tender } from '../use-tender.ts'
import { BidForm } from './bid-form.tsx'
import { DepositTerms } from './deposit-terms.tsx'
import { OpeningPolicy } from './opening-policy.tsx'

const PlanText = lazyPart(() => import('./plan-text.tsx').then(({ PlanText }) => ({ default: PlanText })))
const StatutoryRail = lazyPart(() => import('./statutory-rail.tsx').then(({ StatutoryRail }) => ({ default: StatutoryRail })))

/** The notice itself: text, qualification, lots, times, how it will be judged and opened, and the periods of the law. */
export function NoticeText({ tender }: { readonly tender: Tender }) {
  const { t } = useTranslation('notice')
  const { notice } = tender
  const deposits = notice?.deposits ?? []
  if (notice === null) return <EmptyState title={t('notice.none')} />
  return (
    <>
      <section className="blk">
        <SectionHead title={t('notice.text')} />
        <p className="summary">{notice.summary}</p>
        <div className="prose">{notice.text}</div>
      </section>
      <section className="blk">
        <SectionHead title={t('notice.qualification')} />
        <div className="prose">{notice.qualification}</div>
      </section>
      <section className="blk">
        <SectionHead title={t('notice.lots')} />
        <Table
          label={t('notice.lots')}
          rows={tender.lots}
          keyOf={({ id }) => id}
          columns={[
            { key: 'name', title: t('lot.name'), isHead: true, cell: ({ name }) => name },
            { key: 'budget', title: t('lot.budget'), isRight: true, cell: ({ budget }) => <Money amount={budget} /> },
            {
              key: 'ceiling',
              title: t('lot.ceiling'),
              isRight: true,
              cell: ({ ceilingPrice }) => <BindingMoney amount={ceilingPrice} />,
            },
            ...(deposits.length === 0
              ? []
              : [
                  {
                    key: 'deposit',
                    title: t('lot.deposit'),
                    isRight: true,
                    cell: ({ id }: { readonly id: string }) => {
                      const asked = deposits.find(({ lot }) => lot === id)
                      return asked === undefined ? t('deposit.none') : <BindingMoney amount={asked.amount} />
                    },
                  },
                ]),
          ]}
        />
      </section>
      <DepositTerms tender={tender} />
      <section className="blk">
        <SectionHead title={t('notice.times')} note={t('notice.timesNote')} />
        <KeyValueList
          items={[
            { key: 'documents', label: t('time.documentsUntil'), value: <DateTime at={notice.documentsUntil} hasZone /> },
            { key: 'questions', label: t('time.questionsUntil'), value: <DateTime at={notice.questionsUntil} hasZone /> },
            {
              key: 'objections',
              label: t('time.objectionsUntil'),
              value: tender.objectionsUntil === null ? undefined : <DateTime at={tender.objectionsUntil} hasZone />,
            },
            {
              key: 'deadline',
              label: t('time.deadlineAt'),
              value: <DateTime at={tender.deadlineAt ?? notice.deadlineAt} hasZone />,
            },
          ]}
        />
      </section>
      <Suspense fallback={<PageLoading what={t('rail.loading')} />}>
        <StatutoryRail tender={tender} />
      </Suspense>
      <section className="blk">
        <SectionHead title={t('notice.evaluation')} note={t(`evaluation.${notice.evaluation.method}`)} />
        <div className="prose">{notice.evaluation.text}</div>
        {notice.evaluation.plan !== undefined && (
          <div className="gap">
            <Suspense fallback={<PageLoading what={t('notice.evaluation')} />}>
              <PlanText plan={notice.evaluation.plan} envelopes={notice.envelopes} />
            </Suspense>
          </div>
        )}
      </section>
      <BidForm tender={tender} />
      <OpeningPolicy tender={tender} />
    </>
  )
}
