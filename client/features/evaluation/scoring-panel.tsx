import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { lockScores } from '#shared/contracts/evaluation.ts'
import { hex } from '#shared/primitives/bytes.ts'
import { scoredBids, wholeSheet } from '#shared/scoring/member-opinion.ts'
import { sheetDigest, sheetSaltBytes } from '#shared/scoring/sheet.ts'
import { randomBytes } from '../../crypto/random.ts'
import type { Vault } from '../../crypto/vault.ts'
import { Card } from '../../ui/card.tsx'
import { DigestChip } from '../../ui/digest-chip.tsx'
import { EmptyState, PageLoading, ProblemState } from '../../ui/page-state.tsx'
import { StatusLine } from '../../ui/status-line.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { BidFields } from './bid-fields.tsx'
import { BidStrip } from './bid-strip.tsx'
import { DocumentPane } from './document-pane.tsx'
import { DraftGate } from './draft-gate.tsx'
import { memberAct } from './member-act.ts'
import { SavedAt } from './saved-at.tsx'
import { ScoreSheet } from './score-sheet.tsx'
import { isScored, type Scores, tidyPoints } from './score-view.ts'
import { SureButton } from './sure-button.tsx'
import { type Draft, useDraft } from './use-draft.ts'
import type { Desk, DeskLot } from './use-evaluation.ts'
import { useIsWide } from './use-is-wide.ts'
import { openLots } from './what-next.ts'

/** Scoring, lot by lot: documents beside the sheet, kept as it is typed, locked at once (X8). */
export function ScoringPanel({ desk }: { readonly desk: Desk }) {
  return (
    <DraftGate>
      {(vault) => openLots(desk).map((lot) => <LotScoring key={lot.lot} desk={desk} lot={lot} vault={vault} />)}
    </DraftGate>
  )
}

function LotScoring({ desk, lot, vault }: { readonly desk: Desk; readonly lot: DeskLot; readonly vault: Vault | undefined }) {
  const { t } = useTranslation('evaluation')
  const draft = useDraft<Scores>(vault, `evaluation/${desk.tender}/${lot.lot}/scores`, {})
  const own = lot.sheets.find(({ sheet }) => sheet.seat === desk.seat)
  if (own !== undefined)
    return (
      <Card title={t('score.titleOf', { lot: lot.name })}>
        <StatusLine tone="ok" isSlim icon="lock" head={t('score.locked')} action={<DigestChip digest={own.digest} />}>
          {t('score.lockedText')}
        </StatusLine>
      </Card>
    )
  if (draft.value === undefined) return <PageLoading what={t('draft.opening')} />
  return <Scoring desk={desk} lot={lot} draft={draft} scores={draft.value} isKept={vault !== undefined} />
}

function Scoring({
  desk,
  lot,
  draft,
  scores,
  isKept,
}: {
  readonly desk: Desk
  readonly lot: DeskLot
  readonly draft: Draft<Scores>
  readonly scores: Scores
  readonly isKept: boolean
}) {
  const { t } = useTranslation('evaluation')
  const isWide = useIsWide()
  const [chosen, setChosen] = useState(0)
  const bids = scoredBids(desk.plan, lot)
  const items = bids.flatMap(({ bid, criteria }) => criteria.map((criterion) => ({ bid: bid.bid, criterion })))
  const left = items.filter(({ bid, criterion }) => !isScored(scores, bid, criterion)).length
  const unfinished = bids.filter(({ bid, criteria }) => criteria.some((each) => !isScored(scores, bid.bid, each))).length
  const lock = useDeed(async () => {
    const salt = hex(randomBytes(sheetSaltBytes))
    const about = { tender: desk.tender, lot: lot.lot, round: desk.round, seat: desk.seat ?? 0 }
    const sheet = wholeSheet(about, bids, (bid, { id }) => {
      const { points, reason } = scores[bid]?.[id] ?? { points: '', reason: '' }
      return { points: tidyPoints(points), reason: reason.trim() === '' ? null : reason.trim() }
    })
    await memberAct(lockScores, desk, { sheet, salt })
    draft.forget()
    return sheetDigest(salt, sheet)
  })
  const current = bids[Math.min(chosen, bids.length - 1)]
  if (current === undefined)
    return (
      <Card title={t('score.titleOf', { lot: lot.name })}>
        <EmptyState title={t('score.nothing')}>
          <p>{t('score.nothingText')}</p>
          <SureButton
            label={t('score.lock')}
            question={t('score.question', { lot: lot.name })}
            isBusy={lock.isPending}
            onSure={() => lock.run(undefined)}
          >
            {t('score.consequence')}
          </SureButton>
        </EmptyState>
      </Card>
    )
  const give = (criterion: string, points: string, reason: string) =>
    draft.change((known) => ({
      ...known,
      [current.bid.bid]: { ...known[current.bid.bid], [criterion]: { points, reason } },
    }))
  return (
    <section className="scoring" aria-label={t('score.titleOf', { lot: lot.name })}>
      <div className="scoring-head">
        <div>
          <p className="b ink1" role="status">
            {left === 0 ? t('score.allDone') : t('score.left', { count: left, bids: unfinished })}
          </p>
          <p className="t12 ink3">
            {t('score.done', { done: items.length - left, all: items.length })} · <SavedAt draft={draft} isKept={isKept} />
          </p>
        </div>
        <BidStrip bids={bids} scores={scores} chosen={chosen} onChoose={setChosen} />
      </div>
      {!isWide && (
        <StatusLine tone="warn" isSlim head={t('score.narrow')}>
          {t('score.narrowText')}
        </StatusLine>
      )}
      <div className={isWide ? 'side-by-side' : 'stack-16'}>
        <div className="stack-12">
          {!current.isBlind && <BidFields tender={desk.tender} bid={current.bid} />}
          <DocumentPane
            key={current.bid.bid}
            tender={desk.tender}
            lot={lot.lot}
            // What is scored by name has no blind documents in it.
            bid={current.bid}
          />
        </div>
        {isWide && (
          <ScoreSheet
            key={current.bid.bid}
            scored={current}
            scores={scores[current.bid.bid] ?? {}}
            onGive={give}
            onNext={chosen < bids.length - 1 ? () => setChosen(chosen + 1) : undefined}
          />
        )}
      </div>
      {lock.error !== undefined && <ProblemState error={lock.error} />}
      {isWide && (
        <div className="row flow between scoring-foot">
          <span className="t13 ink3">{t('score.once')}</span>
          <SureButton
            label={t('score.lock')}
            question={t('score.question', { lot: lot.name })}
            isDisabled={left > 0}
            isBusy={lock.isPending}
            onSure={() => lock.run(undefined)}
          >
            <ul className="bullets stack-4">
              <li>{t('score.consequence')}</li>
              <li>{t('score.consequenceDigest')}</li>
              <li>{t('score.consequenceLater')}</li>
            </ul>
          </SureButton>
        </div>
      )}
    </section>
  )
}
