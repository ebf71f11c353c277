import type { EnvelopeForm } from '#shared/catalogue/letter-form.ts'

/** A field of the letter as the notice defines it. */
export type LetterField = EnvelopeForm['fields'][number]

/** What is wrong with a value. */
export type FieldFault = 'missing' | 'not-price' | 'not-days' | 'too-long'

const LONGEST = 2000

/** A price as typed (`1,234,567.5`, `￥1234567`) in the spelling of the letter: `1234567.50`; undefined when it is none. */
export function priceOf(typed: string): string | undefined {
  const plain = typed.replace(/[,，\s¥￥]/g, '')
  const [, whole, cents = ''] = /^(\d{1,15})(?:\.(\d{0,2}))?$/.exec(plain) ?? []
  return whole === undefined ? undefined : `${whole.replace(/^0+(?=\d)/, '')}.${cents.padEnd(2, '0')}`
}

/** What goes into the letter for a typed value. */
export function letterValue(field: LetterField, typed: string): string {
  const text = typed.trim().normalize('NFC')
  if (text === '') return ''
  return field.type === 'price' ? (priceOf(text) ?? text) : text
}

/** What is wrong with a typed value; undefined when nothing is. */
export function fieldFault(field: LetterField, typed: string): FieldFault | undefined {
  const value = letterValue(field, typed)
  if (value === '') return field.isRequired ? 'missing' : undefined
  switch (field.type) {
    case 'price':
      return priceOf(value) === undefined ? 'not-price' : undefined
    case 'days':
      return /^[1-9]\d{0,4}$/.test(value) ? undefined : 'not-days'
    case 'text':
    case 'quality':
      return value.length > LONGEST ? 'too-long' : undefined
  }
}

/** Whether a price is above another. Both in the spelling of the letter. */
export function isAbove(price: string, ceiling: string): boolean {
  const cents = (text: string) => BigInt(text.replace('.', ''))
  return cents(price) > cents(priceOf(ceiling) ?? ceiling)
}
