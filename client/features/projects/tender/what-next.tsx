import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import {
  announceFailureContract,
  approveNoticeContract,
  discardTenderContract,
  fileNoticeContract,
  returnNoticeContract,
  terminateTenderContract,
} from '#shared/contracts/notices/tenders.ts'
import { StatusLine } from '../../../ui/status-line.tsx'
import type { Tone } from '../../../ui/tone.ts'
import { useMay } from '../../identity/session.ts'
import { performAct } from '../../identity/signing.ts'
import { useDeed } from '../../identity/use-deed.ts'
import { DeedButton } from '../deed-button.tsx'
import type { DeskTender } from '../reading.ts'

/** Where the tender stands, what is missing, and the acts that are open to whoever looks. */
export function WhatNext({ tender, isOwn }: { readonly tender: DeskTender; readonly isOwn: boolean }) {
  const { t } = useTranslation('projects')
  return (
    <>
      <StatusLine tone={toneOf(tender)} head={t(tender.isSuspended ? 'tenderHead.suspended' : `tenderHead.${tender.state}`)}>
        {tender.isSuspended ? (
          tender.suspensions.at(-1)?.reason
        ) : tender.state === 'returned' ? (
          tender.desk?.returnReason
        ) : isOwn && ['draft', 'returned'].includes(tender.state) ? (
          <Missing tender={tender} />
        ) : (
          t(`tenderNext.${tender.state}`)
        )}
      </StatusLine>
      <div className="row flow">
        {isOwn && <PreparerActs tender={tender} />}
        <RegulatorActs tender={tender} />
      </div>
    </>
  )
}

/** What a draft still lacks before it can be filed; nothing when it is complete. */
export function missingOf(tender: DeskTender): ('draft' | 'documents' | 'seats' | 'declined')[] {
  const { desk } = tender
  if (desk === null) return []
  const missing: ('draft' | 'documents' | 'seats' | 'declined')[] = []
  if (desk.draft === null) missing.push('draft')
  if (desk.attached.length + tender.documents.length === 0) missing.push('documents')
  if (desk.seats.some(({ state }) => state === 'declined')) missing.push('declined')
  else if (desk.draft !== null && desk.seats.some(({ state }) => state !== 'accepted')) missing.push('seats')
  return missing
}

function Missing({ tender }: { readonly tender: DeskTender }) {
  const { t } = useTranslation('projects')
  const missing = missingOf(tender)
  if (missing.length === 0) return <>{t('tender.complete')}</>
  return (
    <ul>
      {missing.map((what) => (
        <li key={what}>{t(`tender.missing.${what}`)}</li>
      ))}
    </ul>
  )
}

function PreparerActs({ tender }: { readonly tender: DeskTender }) {
  const { t } = useTranslation('projects')
  const params = { tender: tender.id }
  const subject = { tender: tender.id, version: tender.version }
  const proposal = tender.desk?.proposal ?? null
  const file = useDeed(async () => {
    // The server's proposal is what the page shows below: the act says exactly that, or nothing.
    if (proposal === null) throw new RangeError('a button without a proposal')
    return performAct(fileNoticeContract, { params, subject, body: proposal })
  })
  const discard = useDeed((reason: string) => performAct(discardTenderContract, { params, subject, body: { reason } }))
  const terminate = useDeed((reason: string) => performAct(terminateTenderContract, { params, subject, body: { reason } }))
  const announce = useDeed((reason: string) =>
    performAct(announceFailureContract, { params, subject, body: { reason, next: 'new-round' } }),
  )
  const isOpen = ['draft', 'returned'].includes(tender.state)
  const isAnnounced = tender.noticeHistory.some(({ kind }) => kind === 'failure')
  return (
    <>
      {isOpen && (
        <Link to={`/work/tenders/${tender.id}/edit`}>
          <Button type={proposal === null ? 'primary' : 'default'}>{t('tender.edit')}</Button>
        </Link>
      )}
      {isOpen && proposal !== null && !tender.isSuspended && (
        <DeedButton look="primary" label={t('tender.file')} question={t('tender.fileQuestion')} deed={file}>
          {t('tender.fileText')}
        </DeedButton>
      )}
      {tender.state === 'published' && (
        <Link to={`/work/tenders/${tender.id}/edit`}>
          <Button>{t('tender.amend')}</Button>
        </Link>
      )}
      {isOpen && (
        <DeedButton look="danger" label={t('tender.discard')} question={t('tender.discardQuestion')} deed={discard} needsReason />
      )}
      {['published', 'closed', 'opening'].includes(tender.state) && (
        <DeedButton
          look="danger"
          label={t('tender.terminate')}
          question={t('tender.terminateQuestion')}
          deed={terminate}
          needsReason
          typed={t('tender.terminate')}
        >
          {t('tender.terminateText')}
        </DeedButton>
      )}
      {tender.state === 'failed' && !isAnnounced && (
        <DeedButton
          look="primary"
          label={t('tender.announce')}
          question={t('tender.announceQuestion')}
          deed={announce}
          needsReason
        />
      )}
    </>
  )
}

function RegulatorActs({ tender }: { readonly tender: DeskTender }) {
  const { t } = useTranslation('projects')
  const mayDecide = useMay('approveNotice')
  const params = { tender: tender.id }
  const subject = { tender: tender.id, version: tender.version }
  const approve = useDeed(() =>
    performAct(approveNoticeContract, { params, subject: { ...subject, notice: tender.noticeSha256 ?? '' }, body: {} }),
  )
  const giveBack = useDeed((reason: string) => performAct(returnNoticeContract, { params, subject, body: { reason } }))
  if (!mayDecide) return null
  return (
    <>
      {tender.state === 'filed' && (
        <DeedButton look="primary" label={t('tender.approve')} question={t('tender.approveQuestion')} deed={approve}>
          {t('tender.approveText')}
        </DeedButton>
      )}
      {['filed', 'approved'].includes(tender.state) && (
        <DeedButton label={t('tender.return')} question={t('tender.returnQuestion')} deed={giveBack} needsReason />
      )}
    </>
  )
}

function toneOf({ state, isSuspended }: DeskTender): Tone {
  if (isSuspended || state === 'returned' || state === 'failed') return 'warn'
  return state === 'published' || state === 'opened' ? 'ok' : 'plain'
}
