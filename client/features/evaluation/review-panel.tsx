import { useTranslation } from 'react-i18next'
import { reviewBids } from '#shared/contracts/evaluation.ts'
import { committeesItems } from '#shared/scoring/qualification.ts'
import type { Vault } from '../../crypto/vault.ts'
import { Card } from '../../ui/card.tsx'
import { PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { DraftGate } from './draft-gate.tsx'
import { JudgementSheet } from './judgement-sheet.tsx'
import { leftIn, type Votes, votesOf } from './judgements.ts'
import { memberAct } from './member-act.ts'
import { SavedAt } from './saved-at.tsx'
import { SureButton } from './sure-button.tsx'
import { useDraft } from './use-draft.ts'
import type { Desk, DeskLot } from './use-evaluation.ts'
import { openLots } from './what-next.ts'

/** The preliminary review: every item the committee judges (G6) of every bid that is qualified, judged alone, handed in once for each lot (X17). */
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
  const draft = useDraft<Votes>(vault, `evaluation/${desk.tender}/${lot.lot}/review`, {})
  const items = committeesItems(desk)
  const bids = lot.bids.filter(({ isQualified }) => isQualified)
  const give = useDeed(async () => {
    await memberAct(reviewBids, desk, {
      lot: lot.lot,
      votes: votesOf(draft.value ?? {}, items, bids),
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
  const judgements = { votes: draft.value, change: draft.change }
  const left = leftIn(draft.value, items, bids)
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
        <JudgementSheet tender={desk.tender} lot={lot.lot} bids={bids} items={items} judgements={judgements} />
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
