import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { electChair, signUndertaking } from '#shared/contracts/evaluation.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { Checkbox } from '../../ui/field.tsx'
import { ProblemState } from '../../ui/page-state.tsx'
import { Tag } from '../../ui/tag.tsx'
import { useDeed } from '../identity/use-deed.ts'
import { memberAct } from './member-act.ts'
import type { Desk } from './use-evaluation.ts'

/** Before anybody reads a bid: everybody's undertaking, and a chair elected by more than half of all seats (X4). */
export function SeatedPanel({ desk }: { readonly desk: Desk }) {
  const own = desk.seats.find(({ seat }) => seat === desk.seat)
  return (
    <>
      {own?.hasUndertaken === false && <Undertaking desk={desk} />}
      <Bidders desk={desk} />
      <Chair desk={desk} mayVote={own?.hasUndertaken === true} />
    </>
  )
}

function Undertaking({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const [isRead, setRead] = useState(false)
  const sign = useDeed(() => memberAct(signUndertaking, desk, { statement: 'evaluation-undertaking/1' }))
  return (
    <Card title={t('undertaking.title')}>
      <div className="stack-12">
        <p>{t('undertaking.lead')}</p>
        <ul className="bullets stack-4">
          {(['present', 'noTie', 'alone', 'secret', 'result'] as const).map((key) => (
            <li key={key}>{t(`undertaking.points.${key}`)}</li>
          ))}
        </ul>
        <Checkbox checked={isRead} onChange={({ target }) => setRead(target.checked)}>
          {t('undertaking.read')}
        </Checkbox>
        {sign.error !== undefined && <ProblemState error={sign.error} />}
        <div>
          <Button look="primary" disabled={!isRead} isBusy={sign.isPending} onClick={() => sign.run(undefined)}>
            {t('undertaking.sign')}
          </Button>
        </div>
      </div>
    </Card>
  )
}

/** Whom a member must not be tied to: the names, and nothing of the bids. */
function Bidders({ desk }: { readonly desk: Desk }) {
  const { t } = useTranslation('evaluation')
  const names = [...new Set(desk.lots.flatMap(({ bids }) => bids.map(({ bidder }) => bidder ?? '')))]
  return (
    <Card title={t('bidders.title')} extra={<span className="t13 ink3">{t('bidders.note')}</span>}>
      <ul className="stack-4">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </Card>
  )
}

function Chair({ desk, mayVote }: { readonly desk: Desk; readonly mayVote: boolean }) {
  const { t } = useTranslation('evaluation')
  const [chosen, setChosen] = useState<number>()
  const vote = useDeed((seat: number) => memberAct(electChair, desk, { seat }))
  const mine = desk.chairVotes.find(({ seat }) => seat === desk.seat)
  if (desk.chair !== null) return null
  const canVote = mayVote && mine === undefined
  return (
    <Card title={t('chair.title')} extra={<span className="t13 ink3">{t('chair.note')}</span>}>
      <div className="stack-12">
        <fieldset className="seat-choice" disabled={!canVote}>
          <legend className="sr">{t('chair.title')}</legend>
          {desk.seats
            .filter(({ isVacant }) => !isVacant)
            .map(({ seat }) => (
              <label key={seat} className="tickbox">
                <input type="radio" name="chair" checked={(mine?.for ?? chosen) === seat} onChange={() => setChosen(seat)} />
                <span>
                  {t('seat', { seat })}
                  {seat === desk.seat && ` · ${t('you')}`}
                  <span className="t12 ink3">
                    {' '}
                    {t('chair.votes', { count: desk.chairVotes.filter((each) => each.for === seat).length })}
                  </span>
                </span>
              </label>
            ))}
        </fieldset>
        {vote.error !== undefined && <ProblemState error={vote.error} />}
        {mine !== undefined && <Tag tone="ok">{t('chair.voted', { seat: mine.for })}</Tag>}
        {!mayVote && <p className="t13 ink3">{t('chair.first')}</p>}
        {canVote && (
          <div>
            <Button
              look="primary"
              disabled={chosen === undefined}
              isBusy={vote.isPending}
              onClick={() => chosen !== undefined && vote.run(chosen)}
            >
              {t('chair.vote')}
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}
