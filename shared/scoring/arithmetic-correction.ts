import { type Fen, parseYuan } from '../primitives/money.ts'
import { parseCapitalAmount } from './capital-amount.ts'
import { decimal } from './points.ts'
import { rational, rounded, times } from './rational.ts'

/** A price as a bid writes it down: the figures, and the words if there are any. */
export interface WrittenPrice {
  readonly figures: string
  readonly words: string | null
}

/** One item of the bid's price schedule: quantity (decimal) × unit price (yuan) should be the amount (yuan). */
export interface PricedItem {
  readonly id: string
  readonly quantity: string
  readonly unitPrice: string
  readonly amount: string
}

/** The four rules of 87-59 in their order. */
export const correctionRules = ['opening-form', 'words', 'decimal-slip', 'units'] as const

/** One correction, in the order made: which of the four rules of 87-59, what of, and the amounts in fen. */
export interface Correction {
  readonly rule: (typeof correctionRules)[number]
  readonly of: string
  readonly from: Fen
  readonly to: Fen
}

/** What a price comes to. It binds only once its bidder has confirmed it (87-59, X11); refused, the bid is rejected. */
export interface CorrectedPrice {
  readonly price: Fen
  readonly corrections: readonly Correction[]
}

/**
 * Corrects a price in the order of 87-59 (X11): (1) the opening form (开标一览表) over the file; (2) words over figures; (3) a unit price
 * whose decimal point has plainly slipped gives way to the amount, the unit price is corrected; (4) a total that is not the sum of the
 * unit prices is the sum. The letter that was opened is the opening form. Throws a RangeError on amounts that are not amounts.
 */
export function correctPrice(input: {
  readonly openingForm: WrittenPrice
  /** The total inside the file; null when the file holds none of its own. */
  readonly file: WrittenPrice | null
  readonly items: readonly PricedItem[]
}): CorrectedPrice {
  const corrections: Correction[] = []
  const note = (rule: Correction['rule'], of: string, from: Fen, to: Fen) => {
    if (from !== to) corrections.push({ rule, of, from, to })
    return to
  }
  const stated = parseYuan(input.openingForm.figures)
  if (input.file !== null) note('opening-form', 'total', parseYuan(input.file.figures), stated)
  const words = input.openingForm.words === null ? undefined : parseCapitalAmount(input.openingForm.words)
  if (input.openingForm.words !== null && words === undefined) throw new RangeError('words that are no amount')
  let price = note('words', 'total', stated, words ?? stated)
  if (input.items.length === 0) return { price, corrections }
  let sum = 0n
  for (const { id, quantity, unitPrice, amount } of input.items) {
    const unit = parseYuan(unitPrice)
    const written = parseYuan(amount)
    const computed = rounded(times(decimal(quantity), rational(unit))) as Fen
    if (isSlip(computed, written)) {
      note('decimal-slip', id, computed, written)
      sum += written
    } else {
      note('units', id, written, computed)
      sum += computed
    }
  }
  price = note('units', 'total', price, sum as Fen)
  return { price, corrections }
}

/** Whether two amounts differ by a power of ten and by nothing else: the plain slip of a decimal point. */
function isSlip(computed: Fen, written: Fen): boolean {
  if (computed === written || computed === 0n || written === 0n) return false
  let [small, large]: [bigint, bigint] = computed < written ? [computed, written] : [written, computed]
  while (small < large) small *= 10n
  return small === large
}
