import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { publishCandidates } from '#shared/contracts/awards.ts'
import { Field, Select } from '../../ui/field.tsx'
import { moneyText } from '../../ui/money.tsx'
import { performAct } from '../identity/signing.ts'
import { ActDialog, type ActProps } from './act-dialog.tsx'
import { useLotBidders } from './use-awards.ts'
import { useLetter } from './use-letter.ts'

/** Publishes the candidates of the report in its order (A1); where it leaves equals to the tenderer, these are chosen here (87-68). */
export function PublishDialog({ award, tender, onClose, onDone }: ActProps) {
  const { t } = useTranslation('awards')
  const letter = useLetter(tender)
  const bidders = useLotBidders(award) ?? []
  const places = award.undecided.length === 0 ? 0 : (tender.notice?.evaluation.plan?.maxCandidates ?? 3) - award.candidates.length
  const [chosen, setChosen] = useState<readonly string[]>(() => Array.from({ length: places }, () => ''))
  const isReady = chosen.every((bid) => bid !== '') && new Set(chosen).size === chosen.length
  const nameOf = (bid: string) => {
    const found = bidders.find((bidder) => bidder.bid === bid)
    if (found === undefined) return bid.slice(0, 12)
    const price = letter.priceField === undefined ? undefined : found.fields[letter.priceField]
    return price === undefined ? found.name : `${found.name} ${letter.value(letter.priceField ?? '', price)}`
  }
  const { tender: id, lot, version } = award
  const candidates = [...award.candidates.map(({ bid }) => bid), ...chosen]
  return (
    <ActDialog
      title={t('act.publish.question')}
      action={t('act.publish.do')}
      isReady={isReady && candidates.length > 0}
      onClose={onClose}
      onDone={onDone}
      work={() =>
        performAct(publishCandidates, {
          params: { tender: id, lot },
          subject: { tender: id, lot, version },
          body: { candidates },
        })
      }
    >
      <p className="t14">{t('act.publish.lead')}</p>
      <ol className="stack-4">
        {award.candidates.map(({ bid, place, name, price, total }) => (
          <li key={bid} className="row flow between">
            <span>
              {t('candidates.nth', { place })} <b className="ink1">{name}</b>
            </span>
            <span className="t14">
              {moneyText(price)} · {total === null ? t('candidates.unscored') : t('points', { total })}
            </span>
          </li>
        ))}
      </ol>
      {places > 0 && <p className="t14">{t('act.publish.equals')}</p>}
      {chosen.map((bid, index) => {
        const place = award.candidates.length + index + 1
        return (
          <Field key={place} label={t('candidates.nth', { place })} isRequired>
            {(control) => (
              <Select
                {...control}
                value={bid}
                options={[
                  { value: '', label: t('act.publish.choose') },
                  ...award.undecided.map((value) => ({ value, label: nameOf(value) })),
                ]}
                onChange={({ target }) => setChosen(chosen.map((each, at) => (at === index ? target.value : each)))}
              />
            )}
          </Field>
        )
      })}
    </ActDialog>
  )
}
