import { useTranslation } from 'react-i18next'
import { isScored, type ScoredBid, type Scores } from './score-view.ts'

/** All bids at a glance: how much of each is scored. */
export function BidStrip({
  bids,
  scores,
  chosen,
  onChoose,
}: {
  readonly bids: readonly ScoredBid[]
  readonly scores: Scores
  readonly chosen: number
  readonly onChoose: (index: number) => void
}) {
  const { t } = useTranslation('evaluation')
  return (
    <nav className="bid-strip" aria-label={t('score.bids')}>
      {bids.map(({ bid, isBlind, criteria }, index) => {
        const done = criteria.filter((criterion) => isScored(scores, bid.bid, criterion)).length
        return (
          <button key={`${bid.bid} ${isBlind}`} type="button" aria-pressed={index === chosen} onClick={() => onChoose(index)}>
            <span className="row between">
              <b>{isBlind ? t('score.blindName', { name: bid.bid }) : bid.bidder}</b>
              <span className="t12">{done === criteria.length ? t('score.bidDone') : `${done} / ${criteria.length}`}</span>
            </span>
            <span className="ticks" aria-hidden="true">
              {criteria.map((criterion) => (
                <i key={criterion.id} className={isScored(scores, bid.bid, criterion) ? 'on' : ''} />
              ))}
            </span>
          </button>
        )
      })}
    </nav>
  )
}
