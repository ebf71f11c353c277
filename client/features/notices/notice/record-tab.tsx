import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { getOpening } from '#shared/contracts/opening-reading.ts'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import { api } from '../../../platform/api.ts'
import { ButtonLink } from '../../../ui/button.tsx'
import { DigestChip } from '../../../ui/digest-chip.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { KeyValueList } from '../../../ui/key-value-list.tsx'
import { Money } from '../../../ui/money.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { SectionHead } from '../../../ui/section-head.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tag } from '../../../ui/tag.tsx'
import { AwardLink } from '../../awards/award-link.tsx'
import type { ShownState } from '../tender-state.ts'
import type { Tender } from '../use-tender.ts'
import { LaterRecords } from './later-records.tsx'

/** What the opening brought: who bid, at which price, what did not open; the signed record and the bundle to check it with. */
export function RecordTab({ tender, state }: { readonly tender: Tender; readonly state: ShownState }) {
  const { t } = useTranslation('notice')
  const hasBegun = state === 'opening' || state === 'opened' || state === 'failed' || state === 'closed'
  const opening = useQuery({
    queryKey: ['tender', tender.id, 'opening'],
    queryFn: () => api.call(getOpening, { params: { tender: tender.id } }),
    enabled: hasBegun,
  })
  if (!hasBegun)
    return (
      <EmptyState title={t('record.notYet')}>
        <p>{t('record.notYetDo')}</p>
      </EmptyState>
    )
  if (opening.isPending) return <PageLoading what={t('record.loading')} />
  if (opening.isError) return <ProblemState error={opening.error} onRetry={() => void opening.refetch()} />
  const { seals, record } = opening.data
  const price = tender.envelopes.flatMap(({ fields }) => fields).find(({ type }) => type === 'price')?.name
  const isPublic = isPublishedOpening(opening.data.state)
  return (
    <section className="blk">
      <SectionHead
        title={t('record.title')}
        note={t(isPublic ? 'record.count' : 'record.sealed', { count: seals.length })}
        extra={
          <ButtonLink size="sm" to={`/openings/${tender.id}`}>
            {t('record.hall')}
          </ButtonLink>
        }
      />
      <div className="boxed">
        <Table
          label={t('record.title')}
          rows={seals}
          keyOf={({ number }) => number}
          columns={[
            { key: 'number', title: t('record.number'), cell: ({ number }) => number },
            {
              key: 'bidder',
              title: t('record.bidder'),
              isHead: true,
              cell: ({ bidder, number }) => bidder?.name ?? t('record.nameless', { number }),
            },
            {
              key: 'price',
              title: t('record.price'),
              isRight: true,
              cell: ({ fields }) => {
                const amount = price === undefined ? undefined : fields?.[price]
                return amount === undefined ? '—' : <Money amount={amount} />
              },
            },
            {
              key: 'state',
              title: t('record.state'),
              cell: ({ state: sealState }) => (
                <Tag tone={sealState === 'opened' ? 'ok' : 'plain'}>{t(`record.seal.${sealState}`)}</Tag>
              ),
            },
            { key: 'digest', title: t('record.manifest'), cell: ({ manifestSha256 }) => <DigestChip digest={manifestSha256} /> },
          ]}
        />
      </div>
      {record !== null && (
        <div className="gap stack">
          <KeyValueList
            items={[
              { key: 'digest', label: t('record.digest'), value: <DigestChip digest={record.sha256} /> },
              { key: 'signatures', label: t('record.signatures'), value: record.signatures },
            ]}
          />
          <div className="row flow g16 t14 no-print">
            <a className="btn sm" href={`/api/openings/${tender.id}/record.pdf`} download={`${tender.code}.pdf`}>
              <Icon name="download" /> {t('record.pdf')}
            </a>
            <a className="btn sm" href={`/api/openings/${tender.id}/record`} download={`${tender.code}.json`}>
              <Icon name="download" /> {t('record.json')}
            </a>
            <a className="btn sm" href={`/api/openings/${tender.id}/bundle`} download={`${tender.code}-opening.json`}>
              <Icon name="shield" /> {t('record.bundle')}
            </a>
          </div>
        </div>
      )}
      {isPublic && <LaterRecords tender={tender} stages={opening.data.laterStages ?? []} />}
      <AwardLink tender={tender} />
    </section>
  )
}
