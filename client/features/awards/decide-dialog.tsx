import { useState } from 'react'
import { decideAward } from '#shared/contracts/awards.ts'
import { passOverCauses } from '#shared/contracts/awards-fields.ts'
import { Field, Select, TextArea } from '../../ui/field.tsx'
import { moneyText } from '../../ui/money.tsx'
import { performAct } from '../identity/signing.ts'
import { ActDialog, type ActProps } from './act-dialog.tsx'
import { type Award, type AwardTender, useLotBidders } from './use-awards.ts'
import { useLetter } from './use-letter.ts'
import { useWords } from './use-words.ts'

/** Names the winner: the first candidate, or a later one for a cause of the law and with a reason in public (X15). */
export function DecideDialog({ award, tender: about, onClose, onDone }: ActProps) {
  const t = useWords(award)
  const choices = useChoices(award, about)
  const first = award.candidates[0]?.bid
  const [winner, setWinner] = useState(first ?? '')
  const [cause, setCause] = useState('')
  const [reason, setReason] = useState('')
  // Where the report names no single first, each of its equals is one (87-68).
  const isFirst = first === undefined || winner === first
  const named = passOverCauses.find((each) => each === cause) ?? null
  const { tender, lot, version } = award
  return (
    <ActDialog
      title={t('act.decide.question')}
      action={t('act.decide.do')}
      isReady={winner !== '' && (isFirst || (named !== null && reason.trim() !== ''))}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(decideAward, {
          params: { tender, lot },
          subject: { tender, lot, version },
          body: isFirst ? { winner, cause: null, reason: null } : { winner, cause: named, reason: reason.trim() },
        })
      }
    >
      <p className="t14">{t('act.decide.lead')}</p>
      <fieldset>
        <legend className="lab">{t('act.decide.winner')}</legend>
        {choices.map(({ bid, place, name, price, total }) => (
          <label key={bid} className="choice">
            <input type="radio" name="winner" value={bid} checked={winner === bid} onChange={() => setWinner(bid)} />
            <span>
              {t('candidates.nth', { place })} <b className="ink1">{name}</b>
              <span className="t13 ink3">
                {' '}
                {moneyText(price)} · {total === null ? t('candidates.unscored') : t('points', { total })}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      {!isFirst && (
        <>
          <Field label={t('result.cause')} help={t('act.decide.causeHelp')} isRequired>
            {(control) => (
              <Select
                {...control}
                value={cause}
                options={[
                  { value: '', label: t('act.decide.choose') },
                  ...passOverCauses.map((value) => ({ value, label: t(`cause.${value}`) })),
                ]}
                onChange={({ target }) => setCause(target.value)}
              />
            )}
          </Field>
          <Field label={t('result.reason')} help={t('act.decide.reasonHelp')} isRequired>
            {(control) => (
              <TextArea {...control} value={reason} maxLength={4000} onChange={({ target }) => setReason(target.value)} />
            )}
          </Field>
        </>
      )}
    </ActDialog>
  )
}

/** Who may be named: the candidates; in procurement also the equals that the report leaves to the buyer (87-68). */
function useChoices(
  award: Award,
  tender: AwardTender,
): readonly Pick<Award['candidates'][number], 'bid' | 'place' | 'name' | 'price' | 'total'>[] {
  const bidders = useLotBidders(award) ?? []
  const { priceField = '' } = useLetter(tender)
  if (award.procedure === 'bidding') return award.candidates
  const place = award.candidates.length + 1
  const equals = award.undecided.flatMap((bid) => {
    const found = bidders.find((bidder) => bidder.bid === bid)
    const price = found?.fields[priceField] as Award['candidates'][number]['price'] | undefined
    return found === undefined || price === undefined ? [] : [{ bid, place, name: found.name, price, total: null }]
  })
  return [...award.candidates, ...equals]
}
