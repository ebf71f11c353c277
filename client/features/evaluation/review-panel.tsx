import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { reviewBids } from '#shared/contracts/evaluation.ts'
import type { Vault } from '../../crypto/vault.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { BidFields } from './bid-fields.tsx'
import { DocumentPane } from './document-pane.tsx'
import { DraftGate } from './draft-gate.tsx'
import { memberAct } from './member-act.ts'
import { SavedAt } from './saved-at.tsx'
import { SureButton } from './sure-button.tsx'
import { useDraft } from './use-draft.ts'
import type { Desk, DeskBid, DeskLot } from './use-evaluation.ts'
import { useIsWide } from './use-is-wide.ts'
import { openLots } from './what-next.ts'

type Votes = Readonly<Record<string, { readonly isPassed: boolean; readonly reason: string }>>

/** The preliminary review: every item of every bid, judged alone, handed in once for each lot (X17). */
export function ReviewPanel({ desk }: { readonly desk: Desk }) {
  if (desk.seat === null) return null
  return (
    <DraftGate>
      {(vault) => openLots(desk).map((lot) => <LotReview key={lot.lot} desk={desk} lot={lot} vault={vault} />)}
    </DraftGate>
  )
}

function LotReview({ desk, lot, vault }: { readonly desk: Desk; readonly lot: DeskLot; readonly vault: Vault | undefined }) {
  const { t } = useTranslation('evaluation')
  const isWide = useIsWide()
  const draft = useDraft<Votes>(vault, `evaluation/${desk.tender}/${lot.lot}/review`, {})
  const [chosen, setChosen] = useState(0)
  const give = useDeed(async () => {
    await memberAct(reviewBids, desk, {
      lot: lot.lot,
      votes: lot.bids.flatMap(({ bid }) =>
        desk.plan.preliminary.map(({ id: item }) => {
          const vote = draft.value?.[`${bid} ${item}`]
          const isPassed = vote?.isPassed === true
          return { bid, item, isPassed, reason: isPassed ? null : (vote?.reason.trim() ?? '') }
        }),
      ),
    })
    draft.forget()
    return true
  })
  if (lot.ownVotes.length > 0)
    return (
      <Card title={t('review.titleOf', { lot: lot.name })}>
        <StatusLine tone="ok" isSlim head={t('review.given')}>
          {t('review.givenText')}
        </StatusLine>
      </Card>
    )
  if (draft.value === undefined) return <PageLoading what={t('draft.opening')} />
  const votes = draft.value
  const isJudged = (bid: string, item: string) => {
    const vote = votes[`${bid} ${item}`]
    return vote !== undefined && (vote.isPassed || vote.reason.trim() !== '')
  }
  const leftOf = ({ bid }: DeskBid) => desk.plan.preliminary.filter(({ id }) => !isJudged(bid, id)).length
  const left = lot.bids.reduce((sum, bid) => sum + leftOf(bid), 0)
  const current = lot.bids[Math.min(chosen, lot.bids.length - 1)]
  const judge = (bid: string, item: string, isPassed: boolean, reason: string) =>
    draft.change((known) => ({ ...known, [`${bid} ${item}`]: { isPassed, reason } }))
  const passAll = (bid: string) => {
    for (const { id } of desk.plan.preliminary) judge(bid, id, true, '')
  }
  return (
    <Card
      title={t('review.titleOf', { lot: lot.name })}
      extra={
        <span className="row flow t13 ink3">
          <SavedAt draft={draft} isKept={vault !== undefined} />
          <b className="ink1">{t('review.left', { count: left })}</b>
        </span>
      }
    >
      <div className="stack-16">
        <nav className="bid-strip" aria-label={t('review.bids')}>
          {lot.bids.map((bid, index) => (
            <button key={bid.bid} type="button" aria-pressed={index === chosen} onClick={() => setChosen(index)}>
              <b>{bid.bidder}</b>
              <span className="t12">{leftOf(bid) === 0 ? t('review.done') : t('review.items', { count: leftOf(bid) })}</span>
            </button>
          ))}
        </nav>
        {current !== undefined && (
          <div className={isWide ? 'side-by-side' : 'stack-16'}>
            <div className="stack-12">
              <BidFields tender={desk.tender} bid={current} />
              <DocumentPane key={current.bid} tender={desk.tender} lot={lot.lot} bid={current} />
            </div>
            <ol className="judgements">
              {desk.plan.preliminary.map(({ id, name, stage, ground }) => {
                const vote = votes[`${current.bid} ${id}`]
                return (
                  <li key={id}>
                    <fieldset>
                      <legend>
                        <b>{name}</b> <Tag>{t(`reviewStage.${stage}`)}</Tag>
                      </legend>
                      <p className="t12 ink3">{t('review.ground', { ground: t(`ground.${ground}`) })}</p>
                      <div className="row flow">
                        {([true, false] as const).map((isPassed) => (
                          <label key={String(isPassed)} className="tickbox">
                            <input
                              type="radio"
                              name={`${current.bid} ${id}`}
                              checked={vote?.isPassed === isPassed}
                              onChange={() => judge(current.bid, id, isPassed, vote?.reason ?? '')}
                            />
                            <span>{t(isPassed ? 'review.pass' : 'review.fail')}</span>
                          </label>
                        ))}
                      </div>
                      {vote?.isPassed === false && (
                        <Field label={t('review.reason')} isRequired help={t('review.reasonHelp')}>
                          {(control) => (
                            <TextArea
                              {...control}
                              rows={2}
                              maxLength={1000}
                              value={vote.reason}
                              onChange={({ target }) => judge(current.bid, id, false, target.value)}
                            />
                          )}
                        </Field>
                      )}
                    </fieldset>
                  </li>
                )
              })}
              <li className="row flow between">
                <Button onClick={() => passAll(current.bid)}>{t('review.allPass')}</Button>
                {chosen < lot.bids.length - 1 && (
                  <Button look="line" onClick={() => setChosen(chosen + 1)}>
                    {t('review.nextBid')}
                  </Button>
                )}
              </li>
            </ol>
          </div>
        )}
        {give.error !== undefined && <ProblemState error={give.error} />}
        <div className="row flow between">
          <span className="t13 ink3">{t('review.once')}</span>
          <SureButton
            label={t('review.give')}
            question={t('review.question', { lot: lot.name })}
            isDisabled={left > 0}
            isBusy={give.isPending}
            onSure={() => give.run(undefined)}
          >
            {t('review.consequence')}
          </SureButton>
        </div>
      </div>
    </Card>
  )
}
