import { beijingDayOf } from '../calendar/beijing.ts'
import { assertNever } from '../primitives/assert.ts'
import type { RandomBytes } from '../primitives/random.ts'

/** One part of a project code. */
export type CodePart =
  | { readonly part: 'letter' | 'region' | 'date' | 'check' }
  /** Drawn at random, so that a code tells no count. */
  | { readonly part: 'drawn'; readonly length: number }

/**
 * The pattern of project codes: replaceable data. The category's letter, the region's six digits, the Beijing date of acceptance (YYYYMMDD),
 * six drawn characters, and a check character by ISO 7064 MOD 37,36 over all before it.
 */
export const projectCodePattern: readonly CodePart[] = [
  { part: 'letter' },
  { part: 'region' },
  { part: 'date' },
  { part: 'drawn', length: 6 },
  { part: 'check' },
]

/** Thirty-two characters, none that looks like another: five bits of a byte choose evenly. */
const DRAWN = '0123456789ABCDEFGHJKLMNPQRTUVWXY'
const VALUES = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Fills a pattern in. `at` in ms since 1970. The caller draws again when the code is taken. */
export function projectCode(
  pattern: readonly CodePart[],
  facts: { readonly letter: string; readonly region: string; readonly at: number },
  random: RandomBytes,
): string {
  let code = ''
  for (const item of pattern) {
    switch (item.part) {
      case 'letter':
        code += facts.letter
        break
      case 'region':
        code += facts.region
        break
      case 'date':
        code += beijingDayOf(facts.at).replaceAll('-', '')
        break
      case 'drawn':
        code += [...random(item.length)].map((byte) => DRAWN.charAt(byte & 31)).join('')
        break
      case 'check':
        code += checkCharacter(code)
        break
      default:
        return assertNever(item)
    }
  }
  return code
}

/** Whether the last character of a code is the check character of those before it. */
export function hasCheckCharacter(code: string): boolean {
  return /^[0-9A-Z]{2,40}$/.test(code) && checkCharacter(code.slice(0, -1)) === code.at(-1)
}

/** ISO 7064 MOD 37,36, hybrid system: finds every single wrong character and nearly every swap. */
function checkCharacter(text: string): string {
  let product = 36
  for (const character of text) product = (((product + VALUES.indexOf(character)) % 36 || 36) * 2) % 37
  return VALUES.charAt((37 - product) % 36)
}
