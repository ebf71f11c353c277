import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import type { correctionForm } from '#shared/contracts/evaluation-fields.ts'
import { Button } from '../../ui/button.tsx'
import { Field, Input } from '../../ui/field.tsx'

type CorrectionForm = z.input<typeof correctionForm>

/** What the chair copies out of a bid, as it is typed. */
export interface CorrectionDraft {
  readonly words: string
  readonly fileTotal: string
  readonly items: readonly {
    readonly id: string
    readonly quantity: string
    readonly unitPrice: string
    readonly amount: string
  }[]
}

/** Nothing copied yet. */
export function emptyCorrection(): CorrectionDraft {
  return { words: '', fileTotal: '', items: [] }
}

/** The form of the act: what is empty is not stated. */
export function correctionOf({ words, fileTotal, items }: CorrectionDraft): CorrectionForm {
  const yuan = (text: string) => yuanOf(text) as CorrectionForm['items'][number]['amount']
  return {
    words: words.trim() === '' ? null : words.trim(),
    fileTotal: fileTotal.trim() === '' ? null : yuan(fileTotal),
    items: items.map(({ id, quantity, unitPrice, amount }) => ({
      id: id.trim(),
      quantity: quantity.trim(),
      unitPrice: yuan(unitPrice),
      amount: yuan(amount),
    })),
  }
}

function yuanOf(typed: string): string {
  const text = typed.replaceAll(',', '').trim()
  const [yuan = '', fen = ''] = text.split('.')
  return `${yuan}.${fen.padEnd(2, '0')}`
}

const columns = ['id', 'quantity', 'unitPrice', 'amount'] as const

/** What the bid has written of its price; the platform computes the correction in the order of X11. */
export function AskCorrection({
  value,
  onChange,
}: {
  readonly value: CorrectionDraft
  readonly onChange: (next: CorrectionDraft) => void
}) {
  const { t } = useTranslation('evaluation')
  const setItem = (index: number, column: (typeof columns)[number], text: string) =>
    onChange({ ...value, items: value.items.map((item, at) => (at === index ? { ...item, [column]: text } : item)) })
  return (
    <fieldset className="stack-12">
      <legend className="b">{t('correction.title')}</legend>
      <p className="t13 ink3">{t('correction.lead')}</p>
      <Field label={t('correction.words')}>
        {(control) => (
          <Input {...control} value={value.words} onChange={({ target }) => onChange({ ...value, words: target.value })} />
        )}
      </Field>
      <Field label={t('correction.fileTotal')}>
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            value={value.fileTotal}
            onChange={({ target }) => onChange({ ...value, fileTotal: target.value })}
          />
        )}
      </Field>
      {value.items.map((item, index) => (
        <div className="row flow" key={`row-${String(index)}`}>
          {columns.map((column) => (
            <Field key={column} label={t(`correction.item.${column}`)}>
              {(control) => (
                <Input {...control} value={item[column]} onChange={({ target }) => setItem(index, column, target.value)} />
              )}
            </Field>
          ))}
        </div>
      ))}
      <p>
        <Button
          size="sm"
          onClick={() => onChange({ ...value, items: [...value.items, { id: '', quantity: '', unitPrice: '', amount: '' }] })}
        >
          {t('correction.addItem')}
        </Button>
      </p>
    </fieldset>
  )
}
