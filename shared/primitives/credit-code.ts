/**
 * The unified social credit code (统一社会信用代码, GB 32100-2015): 18 characters that name a legal person or other organisation.
 * Positions: 1 registering department · 2 kind of organisation · 3–8 administrative division, digits · 9–17 organisation code · 18 check character.
 */

/** The 31 characters of GB 32100-2015; I, O, S, V and Z are left out. A character's place is its value. */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'
/** Digits in positions 3–8, the alphabet everywhere else. */
const CREDIT_CODE = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/
/** Length without the check character. */
const BODY_LENGTH = 17

/** A credit code whose form and check character are right. */
export type CreditCode = string & { readonly __creditCode: never }

/**
 * The check character of the first 17 characters (GB 32100-2015): weights are the powers of 3 modulo 31, the character is what
 * makes the weighted sum divisible by 31. Throws a RangeError unless given exactly 17 characters of the alphabet.
 */
export function creditCodeCheckCharacter(body: string): string {
  if (body.length !== BODY_LENGTH) throw new RangeError('not 17 characters')
  let weight = 1
  let sum = 0
  for (const character of body) {
    const value = ALPHABET.indexOf(character)
    if (value < 0) throw new RangeError('not a character of GB 32100-2015')
    sum += value * weight
    weight = (weight * 3) % ALPHABET.length
  }
  return ALPHABET.charAt((ALPHABET.length - (sum % ALPHABET.length)) % ALPHABET.length)
}

/** Whether a text is a unified social credit code: 18 characters in capitals, the last one as GB 32100-2015 computes it. */
export function isCreditCode(text: string): text is CreditCode {
  return CREDIT_CODE.test(text) && creditCodeCheckCharacter(text.slice(0, BODY_LENGTH)) === text.charAt(BODY_LENGTH)
}
