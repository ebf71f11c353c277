import { useTranslation } from 'react-i18next'
import { moneyText } from '../../ui/money.tsx'
import { useCatalogueLabels } from '../catalogue/labels.ts'
import type { AwardTender } from './use-awards.ts'

/** Names and values of the letter's fields in the words of the notice. */
export function useLetter({ envelopes }: Pick<AwardTender, 'envelopes'>) {
  const { t } = useTranslation('awards')
  const { say } = useCatalogueLabels()
  const fields = new Map(envelopes.flatMap((envelope) => envelope.fields.map((field) => [field.name, field] as const)))
  return {
    /** The field that carries the price. */
    priceField: [...fields.values()].find(({ type }) => type === 'price')?.name,
    /** What a field is called; its name where the notice does not know it. */
    label(name: string): string {
      const field = fields.get(name)
      return field === undefined ? name : say(field.label)
    },
    /** A value as it is read: money with its sign, days with their unit. */
    value(name: string, value: string): string {
      switch (fields.get(name)?.type) {
        case 'price':
          return /^\d+\.\d{2}$/.test(value) ? moneyText(value) : value
        case 'days':
          return /^\d+$/.test(value) ? t('days', { count: Number(value) }) : value
        default:
          return value
      }
    },
  }
}
