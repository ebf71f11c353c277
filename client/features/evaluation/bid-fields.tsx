import { useTranslation } from 'react-i18next'
import { preferences } from '../../platform/preferences.ts'
import { useStore } from '../../platform/store.ts'
import { Money } from '../../ui/money.tsx'
import type { DeskBid } from './use-evaluation.ts'
import { useLetterFields } from './use-letter-fields.ts'

const YUAN = /^\d+\.\d{2}$/

/** What a bid's letter says, under the labels of the notice. */
export function BidFields({ tender, bid }: { readonly tender: string; readonly bid: Pick<DeskBid, 'fields'> }) {
  const { t } = useTranslation('evaluation')
  const { language } = useStore(preferences)
  const fields = useLetterFields(tender)
  const entries = Object.entries(bid.fields ?? {})
  if (entries.length === 0) return null
  return (
    <dl className="bid-fields" aria-label={t('bid.letter')}>
      {entries.map(([name, value]) => {
        const label = fields.get(name)
        return (
          <div key={name}>
            <dt>{label === undefined ? name : language === 'en' ? label.en : label.zh}</dt>
            <dd>{YUAN.test(value) ? <Money amount={value} /> : value}</dd>
          </div>
        )
      })}
    </dl>
  )
}
