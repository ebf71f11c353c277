import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResultOf } from '#shared/contracts/contract.ts'
import type { readTenderContract } from '#shared/contracts/notices/tenders.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { targetOfNotice } from '#shared/sealed-bid/target-of-notice.ts'
import type { Vault } from '../../crypto/vault.ts'
import { useServerNow } from '../../platform/server-time.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { PageLoading } from '../../ui/page-state.tsx'
import { BidProblem } from './bid-problem.tsx'
import { BidStatus } from './bid-status.tsx'
import { CustodiansCard } from './custodians-card.tsx'
import { EnvelopesCard } from './envelopes-card.tsx'
import { estimateOf } from './estimate.ts'
import { expectedSealedSize } from './file-checks.ts'
import { dismissJob, giveUp, isBusy, placeBid, rehearseBid, resumeBid, useJob } from './job.ts'
import { LeaveGuard } from './leave-guard.tsx'
import { LetterCard } from './letter-card.tsx'
import { fieldFault, letterValue } from './letter-checks.ts'
import { liveBid, pendingBid, receiptOf, versionOf } from './my-bids.ts'
import { ReceiptCard } from './receipt-card.tsx'
import { RehearsalCard } from './rehearsal-card.tsx'
import { RevealPanel } from './reveal-panel.tsx'
import { SealDialog } from './seal-dialog.tsx'
import { SealingCard } from './sealing-card.tsx'
import { useBidForm } from './use-bid-form.ts'
import { useBids } from './vault-state.ts'
import { useVerifiedNotice } from './verified-notice.ts'
import { WithdrawDialog } from './withdraw-dialog.tsx'

/** A tender as the server tells it. */
export type BidTender = ResultOf<typeof readTenderContract>

/** Everything a bidder does for one tender before the deadline. */
export function BidDesk({ vault, tender }: { readonly vault: Vault; readonly tender: BidTender }) {
  const { t } = useTranslation('bids')
  const now = useServerNow()
  const form = useBidForm(vault, tender)
  const own = useBids(tender.id)
  const notice = useVerifiedNotice(tender.id)
  const job = useJob(tender.id)
  const [isEditing, setEditing] = useState(false)
  const [dialog, setDialog] = useState<'seal' | 'withdraw'>()
  const [isJudged, setJudged] = useState(false)
  if (own.data === undefined || !form.isReady) return <PageLoading what={t('page.reading')} />
  const lot = tender.lots.find(({ id }) => id === form.lot) ?? tender.lots[0]
  const bids = own.data.filter((bid) => bid.lot === lot?.id)
  const live = liveBid(bids)
  const pending = pendingBid(bids)
  const deadlineAt = tender.deadlineAt ?? ''
  const leftMs = deadlineAt === '' ? 0 : millisOf(deadlineAt as never) - now
  const isOver = leftMs <= 0 || tender.state !== 'published'
  const busy = isBusy(job)
  const estimate = job !== undefined && busy ? estimateOf(job, leftMs) : undefined
  const isFormOpen =
    !isOver && !busy && pending === undefined && (isEditing || live === undefined || live.keep.intent === 'withdrawal')
  const shown = isFormOpen ? undefined : (pending ?? live)
  const envelopes = tender.envelopes
  const isLetterGood = envelopes.every(({ name, fields }) =>
    fields.every((field) => fieldFault(field, form.letters[name]?.[field.name] ?? '') === undefined),
  )
  const areFilesGood =
    form.chosen.every(({ faults }) => faults.length === 0) &&
    envelopes.every(({ name }) => {
      const files = form.chosen.filter(({ envelope }) => envelope === name).map(({ file }) => file)
      return expectedSealedSize(files) <= tender.limits.maxEnvelopeBytes
    })
  const review = () => {
    setJudged(true)
    void form.save()
    if (isLetterGood && areFilesGood) setDialog('seal')
  }
  const seal = () => {
    if (notice.data === undefined || lot === undefined) return
    setDialog(undefined)
    setEditing(false)
    const target = targetOfNotice(notice.data.act, lot.id)
    void placeBid({
      vault,
      target,
      intent: 'bid',
      deadlineAt,
      purpose: t('sealing.purpose', { title: tender.title }),
      envelopes: envelopes.map(({ name, fields }) => ({
        name,
        fields: Object.fromEntries(
          fields.map((field) => [field.name, letterValue(field, form.letters[name]?.[field.name] ?? '')]),
        ),
        files: form.chosen.filter(({ envelope }) => envelope === name).map(({ file }) => file),
      })),
    })
  }
  const abandon = () => void giveUp(vault, tender.id, pending)
  const statusAction = busy ? (
    <Button onClick={abandon}>{t(live === undefined ? 'sealing.cancel' : 'sealing.cancelReplacement')}</Button>
  ) : isOver ? (
    <ButtonLink look="primary" to={`/openings/${tender.id}`}>
      {t('page.hall')}
    </ButtonLink>
  ) : pending !== undefined ? (
    <span className="row flow">
      <Button onClick={abandon}>{t('sealing.drop')}</Button>
      <Button look="primary" onClick={() => void resumeBid(vault, pending)}>
        {t('sealing.resume')}
      </Button>
    </span>
  ) : live?.keep.intent === 'bid' && !isEditing ? (
    <Button onClick={() => setEditing(true)}>{t('replace')}</Button>
  ) : undefined
  return (
    <>
      <BidStatus
        standing={{ bids, job, isOver, isSuspended: tender.isSuspended, estimate }}
        {...(statusAction === undefined ? {} : { action: statusAction })}
      />
      <LeaveGuard isBusy={busy} unkept={live !== undefined && !live.isKept ? live : undefined} />
      {isOver && live !== undefined && <RevealPanel tender={tender.id} />}
      {job?.phase === 'failed' && (
        <BidProblem
          error={job.error}
          onRetry={() => {
            const { bid } = job
            if (bid !== undefined && receiptOf(bid) !== undefined) void rehearseBid(vault, bid)
            else if (pending !== undefined) void resumeBid(vault, pending)
            else dismissJob(tender.id)
          }}
        />
      )}
      {job !== undefined && busy && (
        <SealingCard
          job={job}
          estimate={estimate}
          version={bids.length + (pending === undefined ? 1 : 0)}
          deadlineAt={deadlineAt}
        />
      )}
      {tender.lots.length > 1 && (
        <Field label={t('lot')}>
          {(control) => (
            <Select
              {...control}
              disabled={busy}
              value={lot?.id}
              onChange={({ target }) => form.setLot(target.value)}
              options={tender.lots.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </Field>
      )}
      {isFormOpen && <p className="only-narrow t13 ink3">{t('seal.phone')}</p>}
      <div className="bid-cols">
        <LetterCard
          envelopes={envelopes}
          letters={shown === undefined ? form.letters : (shown.letter ?? {})}
          ceiling={lot?.ceilingPrice ?? '0.00'}
          isJudged={isJudged}
          lockedVersion={shown === undefined ? (busy ? bids.length + 1 : undefined) : versionOf(bids, shown)}
          savedText={form.savedText}
          onChange={form.setField}
        />
        <div className="stack-16">
          <EnvelopesCard
            envelopes={envelopes}
            maxEnvelopeBytes={tender.limits.maxEnvelopeBytes}
            chosen={form.chosen}
            remembered={form.remembered}
            onFiles={form.addFiles}
            onRemove={form.removeFile}
            {...(isFormOpen
              ? {}
              : {
                  sealed:
                    shown?.files ?? form.chosen.map(({ envelope, file }) => ({ envelope, name: file.name, size: file.size })),
                  sealedNote: t(
                    shown !== undefined && receiptOf(shown) !== undefined ? 'envelopes.arrived' : 'envelopes.sealing',
                  ),
                })}
          />
          {isFormOpen && (
            <div className="row flow between seal-act">
              <p className="t13 ink3 grow">{t('seal.before')}</p>
              {isEditing && <Button onClick={() => setEditing(false)}>{t('cancelReplace')}</Button>}
              <Button look="primary" size="lg" disabled={notice.data === undefined || tender.isSuspended} onClick={review}>
                {t('seal.review')}
              </Button>
            </div>
          )}
          {isFormOpen && isJudged && (!isLetterGood || !areFilesGood) && (
            <p className="bad t13" role="alert">
              {t(isLetterGood ? 'seal.filesWrong' : 'seal.letterWrong')}
            </p>
          )}
        </div>
        <div className="stack-16">
          {live !== undefined && (
            <ReceiptCard
              vault={vault}
              bid={live}
              version={versionOf(bids, live)}
              isLive
              isReadable={!isOver}
              onWithdraw={!isOver && !busy && live.keep.intent === 'bid' ? () => setDialog('withdraw') : undefined}
            />
          )}
          {live !== undefined && !isOver && <RehearsalCard vault={vault} bid={live} job={job} />}
          {notice.data !== undefined ? (
            <CustodiansCard notice={notice.data} />
          ) : notice.isError ? (
            <BidProblem error={notice.error} onRetry={() => void notice.refetch()} />
          ) : (
            <PageLoading what={t('custodians.verifying')} />
          )}
        </div>
      </div>
      {dialog === 'seal' && notice.data !== undefined && (
        <SealDialog
          tender={tender}
          letters={form.letters}
          chosen={form.chosen}
          notice={notice.data}
          isReplacement={live?.keep.intent === 'bid'}
          onClose={() => setDialog(undefined)}
          onSeal={seal}
        />
      )}
      {dialog === 'withdraw' && live !== undefined && notice.data !== undefined && (
        <WithdrawDialog
          vault={vault}
          bid={live}
          notice={notice.data}
          deadlineAt={deadlineAt}
          onClose={() => setDialog(undefined)}
        />
      )}
    </>
  )
}
