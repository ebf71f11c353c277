import { useTranslation } from 'react-i18next'
import type { Notice } from '#shared/catalogue/notice.ts'
import { beijingText } from '../../../ui/beijing-time.ts'
import type { DiffRow } from '../../../ui/diff.tsx'
import { moneyText } from '../../../ui/money.tsx'
import { useCatalogueLabels } from '../../catalogue/labels.ts'
import { sizeText } from './size-text.ts'

const texts = ['title', 'summary', 'text', 'qualification'] as const
const times = ['documentsUntil', 'questionsUntil', 'deadlineAt'] as const

/** What an amendment changed, place by place, in words: texts, times, evaluation, the form of the bid, documents. */
export function useNoticeChanges(before: Notice | undefined, after: Notice | undefined): readonly DiffRow[] {
  const { t } = useTranslation('notice')
  const { say } = useCatalogueLabels()
  if (before === undefined || after === undefined) return []
  const rows: { key: string; place: string; before: string | undefined; after: string | undefined }[] = []
  const compare = (key: string, place: string, old: string | undefined, current: string | undefined) => {
    if (old !== current) rows.push({ key, place, before: old, after: current })
  }
  for (const key of texts) compare(key, t(`change.${key}`), before[key], after[key])
  for (const key of times) compare(key, t(`time.${key}`), beijingText(before[key]), beijingText(after[key]))
  compare(
    'method',
    t('summary.evaluation'),
    t(`evaluation.${before.evaluation.method}`),
    t(`evaluation.${after.evaluation.method}`),
  )
  compare('evaluation', t('notice.evaluation'), before.evaluation.text, after.evaluation.text)
  compare('limit', t('change.limit'), sizeText(before.limits.maxEnvelopeBytes), sizeText(after.limits.maxEnvelopeBytes))
  const depositsOf = ({ deposits, lots }: Notice) =>
    deposits
      ?.map(({ lot, amount, payment }) => `${lots.find(({ id }) => id === lot)?.name ?? lot}: ${moneyText(amount)}\n${payment}`)
      .join('\n\n')
  compare('deposits', t('lot.deposit'), depositsOf(before), depositsOf(after))
  const formOf = ({ envelopes }: Notice) => {
    const word = (isRequired: boolean) => t(isRequired ? 'form.required' : 'form.optional')
    return envelopes
      .map(({ name, fields, files }) =>
        [
          t(`envelope.${name}`),
          ...fields.map(({ label, isRequired }) => `${say(label)} (${word(isRequired)})`),
          ...files.map(({ label, isRequired }) => `${say(label)} ${t('form.file')} (${word(isRequired)})`),
        ].join('\n'),
      )
      .join('\n\n')
  }
  compare('form', t('form.title'), formOf(before), formOf(after))
  const names = new Set([...before.documents, ...after.documents].map(({ name }) => name))
  const documentOf = (notice: Notice, name: string) => {
    const found = notice.documents.filter((document) => document.name === name).sort((one, two) => two.version - one.version)[0]
    return found === undefined ? undefined : `V${found.version} · ${sizeText(found.size)} · ${found.sha256.slice(0, 8)}…`
  }
  for (const name of names) compare(`document ${name}`, name, documentOf(before, name), documentOf(after, name))
  return rows
}
