import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { readTenderChain } from '#shared/contracts/ledger.ts'
import { api } from '../../../platform/api.ts'
import { DateTime } from '../../../ui/date-time.tsx'
import { DigestChip } from '../../../ui/digest-chip.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../../ui/page-state.tsx'
import { SectionHead } from '../../../ui/section-head.tsx'
import { StatusLine } from '../../../ui/status-line.tsx'
import { Table } from '../../../ui/table.tsx'
import type { Tender } from '../use-tender.ts'
import { chainFault } from './check-chain.ts'

/** Everything that was ever committed about a tender in public, in its order, checked here: each names the one before it. */
export function TrailTab({ tender }: { readonly tender: Tender }) {
  const { t, i18n } = useTranslation('notice')
  const chain = useQuery({
    queryKey: ['tender', tender.id, 'chain'],
    queryFn: async () => {
      const { events } = await api.call(readTenderChain, { params: { tender: tender.id } })
      return { events, fault: chainFault(tender.id, events) }
    },
  })
  if (chain.isPending) return <PageLoading what={t('trail.loading')} />
  if (chain.isError) return <ProblemState error={chain.error} onRetry={() => void chain.refetch()} />
  const { events, fault } = chain.data
  if (events.length === 0) return <EmptyState title={t('trail.none')} />
  const typeOf = (type: string) => (i18n.exists(`event.${type}`, { ns: 'notice' }) ? t(`event.${type}`) : type)
  return (
    <section className="blk">
      <SectionHead title={t('trail.title')} note={t('trail.note')} extra={<Link to="/verify">{t('trail.more')}</Link>} />
      <StatusLine
        isSlim
        tone={fault === undefined ? 'ok' : 'bad'}
        head={
          fault === undefined ? t('trail.whole', { count: events.length }) : t(`trail.fault.${fault.kind}`, { seq: fault.seq })
        }
      >
        {t(fault === undefined ? 'trail.wholeNote' : 'trail.faultDo')}
      </StatusLine>
      <div className="boxed gap">
        <Table
          label={t('trail.title')}
          rows={events}
          keyOf={({ c }) => c}
          columns={[
            { key: 'seq', title: t('trail.seq'), isRight: true, cell: ({ event }) => event.seq },
            { key: 'what', title: t('trail.what'), isHead: true, cell: ({ event }) => typeOf(event.type) },
            { key: 'at', title: t('trail.at'), cell: ({ event }) => <DateTime at={event.at} hasZone={false} /> },
            { key: 'index', title: t('trail.index'), isRight: true, cell: ({ leafIndex }) => leafIndex ?? t('trail.soon') },
            { key: 'c', title: t('trail.commitment'), cell: ({ c }) => <DigestChip digest={c} /> },
            {
              key: 'proof',
              title: t('trail.proof'),
              cell: ({ c, event, leafIndex }) => (
                <span className="row">
                  {leafIndex !== undefined && (
                    <a href={`/api/log/proof/${c}`} download={`${c.slice(0, 8)}.tlog-proof`}>
                      <Icon name="link" />
                      <span className="sr">{t('trail.inclusion', { seq: event.seq })}</span>
                    </a>
                  )}
                  {event.actSha256 !== undefined && (
                    <a href={`/api/acts/${event.actSha256}`} download={`${event.actSha256.slice(0, 8)}.json`}>
                      <Icon name="file" />
                      <span className="sr">{t('trail.actOf', { seq: event.seq })}</span>
                    </a>
                  )}
                </span>
              ),
            },
          ]}
        />
      </div>
    </section>
  )
}
