import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/button.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { Tag } from '../../ui/tag.tsx'
import { BidFields } from './bid-fields.tsx'
import { DocumentPane } from './document-pane.tsx'
import { leftIn, type Votes } from './judgements.ts'
import type { Desk, DeskBid } from './use-evaluation.ts'
import { useIsWide } from './use-is-wide.ts'

type JudgedBid = Pick<DeskBid, 'bid' | 'bidder' | 'fields' | 'files' | 'traces'>

/** Bids one beside the other, each with its letter, its files, and pass or fail of every item. */
export function JudgementSheet(props: {
  readonly tender: string
  readonly lot: string
  readonly bids: readonly JudgedBid[]
  readonly items: readonly Desk['plan']['preliminary'][number][]
  readonly judgements: { readonly votes: Votes; readonly change: (next: (known: Votes) => Votes) => void }
}) {
  const {
    tender,
    lot,
    bids,
    items,
    judgements: { votes, change },
  } = props
  const { t } = useTranslation('evaluation')
  const isWide = useIsWide()
  const [chosen, setChosen] = useState(0)
  const leftOf = (bid: JudgedBid) => leftIn(votes, items, [bid])
  const current = bids[Math.min(chosen, bids.length - 1)]
  const judge = (bid: string, item: string, isPassed: boolean, reason: string) =>
    change((known) => ({ ...known, [`${bid} ${item}`]: { isPassed, reason } }))
  const passAll = (bid: string) => {
    for (const { id } of items) judge(bid, id, true, '')
  }
  return (
    <>
      <nav className="bid-strip" aria-label={t('review.bids')}>
        {bids.map((bid, index) => (
          <button key={bid.bid} type="button" aria-pressed={index === chosen} onClick={() => setChosen(index)}>
            <b>{bid.bidder}</b>
            <span className="t12">{leftOf(bid) === 0 ? t('review.done') : t('review.items', { count: leftOf(bid) })}</span>
          </button>
        ))}
      </nav>
      {current !== undefined && (
        <div className={isWide ? 'side-by-side' : 'stack-16'}>
          <div className="stack-12">
            <BidFields tender={tender} bid={current} />
            <DocumentPane key={current.bid} tender={tender} lot={lot} bid={current} />
          </div>
          <ol className="judgements">
            {items.map(({ id, name, stage, ground }) => {
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
              {chosen < bids.length - 1 && (
                <Button look="line" onClick={() => setChosen(chosen + 1)}>
                  {t('review.nextBid')}
                </Button>
              )}
            </li>
          </ol>
        </div>
      )}
    </>
  )
}
