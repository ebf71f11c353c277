/** Money in fen (0.01 yuan), exact. Never a floating-point number. */
export type Fen = bigint & { readonly __fen: never }

/** Money as formats and contracts carry it: yuan with two decimals, no separators, `1234567.00`. */
export type Yuan = string & { readonly __yuan: never }

const YUAN = /^(?:0|[1-9]\d{0,15})\.\d{2}$/

/** Whether a text is an amount in its one spelling: 0.00 up to sixteen digits before the point. */
export function isYuan(text: string): text is Yuan {
  return YUAN.test(text)
}

/** Fen of an amount. Throws a RangeError on any other spelling. */
export function parseYuan(text: string): Fen {
  if (!isYuan(text)) throw new RangeError('not an amount in yuan with two decimals')
  return BigInt(text.replace('.', '')) as Fen
}

/** The one spelling of an amount of fen that is not negative. */
export function formatYuan(fen: Fen): Yuan {
  if (fen < 0n) throw new RangeError('a negative amount')
  const digits = fen.toString().padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}` as Yuan
}
