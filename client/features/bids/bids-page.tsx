import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import type { Vault } from '../../crypto/vault.ts'
import { visitorClient } from '../../platform/api.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { beijingText } from '../../ui/beijing-time.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { ClosesIn } from '../../ui/clock.tsx'
import { EmptyState, PageLoading } from '../../ui/page-state.tsx'
import { PageTitle } from '../../ui/page-title.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { OwnOutcome } from '../awards/own-outcome.tsx'
import { standingOf } from './bid-status.tsx'
import { ImportKeep } from './import-keep.tsx'
import { listDrafts, listFollowed, liveBid, type MyBid, receiptOf, unfollow } from './my-bids.ts'
import { VaultGate } from './vault-gate.tsx'
import { useBids, useOpenVault, vaultChanged } from './vault-state.ts'
import './bids.css'

/** My bids and the tenders I follow: out of the vault of this browser, nowhere else. */
export function BidsPage() {
  const { t } = useTranslation('bids')
  return (
    <div className="stack-16">
      <PageTitle title={t('list.title')} />
      <h1 className="t22 ink1">{t('list.title')}</h1>
      <p className="t13 ink3">{t('list.note')}</p>
      <VaultGate>{(vault) => <MyBidsList vault={vault} />}</VaultGate>
    </div>
  )
}

function MyBidsList({ vault }: { readonly vault: Vault }) {
  const { t } = useTranslation('bids')
  const [isImporting, setImporting] = useState(false)
  const bids = useBids()
  const opened = useOpenVault()
  const beside = useQuery({
    queryKey: ['vault', opened?.id ?? 0, 'beside'],
    queryFn: async () => ({ drafts: await listDrafts(vault), followed: await listFollowed(vault) }),
    networkMode: 'always',
  })
  if (bids.data === undefined || beside.data === undefined) return <PageLoading what={t('page.reading')} />
  const all = bids.data
  const placed = new Map(all.map(({ tender }) => [tender, all.filter((bid) => bid.tender === tender)] as const))
  const tenders = [...new Set([...placed.keys(), ...beside.data.drafts])]
  return (
    <>
      <Card
        title={t('list.bids')}
        extra={
          <Button size="sm" onClick={() => setImporting(true)}>
            {t('import.title')}
          </Button>
        }
      >
        {tenders.length === 0 ? (
          <EmptyState title={t('list.empty')}>
            <p className="ink3">
              <Link to="/tenders?status=open">{t('list.find')}</Link>
            </p>
          </EmptyState>
        ) : (
          <Table
            label={t('list.bids')}
            rows={tenders}
            keyOf={(tender) => tender}
            columns={[
              { key: 'tender', title: t('list.tender'), isHead: true, cell: (tender) => <TenderName tender={tender} isWork /> },
              {
                key: 'state',
                title: t('list.state'),
                cell: (tender) => <BidState tender={tender} bids={placed.get(tender) ?? []} />,
              },
              { key: 'receipt', title: t('list.receipt'), cell: (tender) => <ReceiptText bids={placed.get(tender) ?? []} /> },
              { key: 'closes', title: t('list.closes'), cell: (tender) => <Closes tender={tender} /> },
              {
                key: 'result',
                title: t('list.result'),
                cell: (tender) => <Outcome tender={tender} lots={(placed.get(tender) ?? []).map(({ lot }) => lot)} />,
              },
            ]}
          />
        )}
      </Card>
      <Card title={t('list.followed')}>
        {beside.data.followed.length === 0 ? (
          <p className="ink3">{t('list.followedEmpty')}</p>
        ) : (
          <ul className="stack-12">
            {beside.data.followed.map(({ tender, title, code }) => (
              <li key={tender} className="row between flow">
                <span>
                  <Link to={`/tenders/${tender}`}>{title}</Link> <span className="t12 ink3">{code}</span>
                </span>
                <span className="row g12">
                  <Closes tender={tender} />
                  <Button size="sm" onClick={() => void unfollow(vault, tender).then(vaultChanged)}>
                    {t('list.unfollow')}
                  </Button>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Card>
      {isImporting && <ImportKeep vault={vault} onClose={() => setImporting(false)} />}
    </>
  )
}

function useTender(tender: string) {
  return useQuery({
    queryKey: ['tender-public', tender],
    queryFn: () => visitorClient().call(readTenderContract, { params: { tender } }),
    staleTime: 60_000,
  })
}

function TenderName({ tender, isWork }: { readonly tender: string; readonly isWork: boolean }) {
  const { t } = useTranslation('bids')
  const { data } = useTender(tender)
  return (
    <>
      <Link to={`${isWork ? '/work/bids' : '/tenders'}/${tender}`}>{data?.title ?? t('list.unknown')}</Link>
      <div className="t12 ink3">{data?.code}</div>
    </>
  )
}

function BidState({ tender, bids }: { readonly tender: string; readonly bids: readonly MyBid[] }) {
  const { t } = useTranslation('bids')
  const { data } = useTender(tender)
  const now = useServerNow()
  const deadline = data?.deadlineAt === null || data === undefined ? Infinity : Date.parse(data.deadlineAt)
  const standing = { bids, job: undefined, isOver: now >= deadline, isSuspended: false, estimate: undefined }
  const { name, tone } = standingOf(standing)
  return <Tag tone={tone}>{t(`short.${name}`)}</Tag>
}

/** Nothing is asked about a tender before it is opened: whom it concerns is nobody's to learn (P9). */
function Outcome({ tender, lots }: { readonly tender: string; readonly lots: readonly string[] }) {
  const { data } = useTender(tender)
  return data?.state === 'opened' || data?.state === 'failed' ? <OwnOutcome tender={tender} lots={lots} /> : <span>–</span>
}

function ReceiptText({ bids }: { readonly bids: readonly MyBid[] }) {
  const live = liveBid(bids)
  const receipt = live === undefined ? undefined : receiptOf(live)
  if (live === undefined || receipt === undefined) return <span className="ink3">–</span>
  return (
    <>
      <code>{live.id.slice(0, 8)}</code> <span className="t12 ink3">{beijingText(receipt.receivedAt as never)}</span>
    </>
  )
}

function Closes({ tender }: { readonly tender: string }) {
  const { data } = useTender(tender)
  return data?.deadlineAt == null ? <span>–</span> : <ClosesIn until={data.deadlineAt} />
}
