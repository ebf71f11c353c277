import type { Fen } from '../primitives/money.ts'

const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const ORDINARY = '〇一二三四五六七八九'
const UNITS: Readonly<Record<string, bigint>> = { 拾: 10n, 佰: 100n, 仟: 1000n, 十: 10n, 百: 100n, 千: 1000n }
const SECTIONS: Readonly<Record<string, bigint>> = { 万: 10_000n, 亿: 100_000_000n }

/**
 * Fen of an amount in Chinese words (大写): `壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分`, `叁仟元整`. Simplified capitals and ordinary numerals;
 * a leading 人民币 is taken. Undefined for anything that is not an amount: words nobody can read settle nothing (X11).
 */
export function parseCapitalAmount(text: string): Fen | undefined {
  const match = /^(?:人民币)?([^元圆角分整正]+)[元圆](?:([^元圆角分整正])角)?(?:零?([^元圆角分整正零])分)?[整正]?$/u.exec(
    text.replace(/\s+/gu, ''),
  )
  if (match === null) return undefined
  const [, yuan = '', tenths, hundredths] = match
  const whole = wholeOf(yuan)
  const jiao = tenths === undefined ? 0n : digitOf(tenths)
  const fen = hundredths === undefined ? 0n : digitOf(hundredths)
  if (whole === undefined || jiao === undefined || fen === undefined) return undefined
  return (whole * 100n + jiao * 10n + fen) as Fen
}

function wholeOf(text: string): bigint | undefined {
  let total = 0n
  let section = 0n
  let digit: bigint | undefined
  for (const character of text) {
    const value = digitOf(character)
    const unit = UNITS[character]
    const scale = SECTIONS[character]
    if (value !== undefined) {
      if (digit !== undefined && digit !== 0n) return undefined
      digit = value
    } else if (unit !== undefined) {
      // 拾 alone at the beginning is ten.
      section += (digit === undefined && section === 0n ? 1n : (digit ?? 0n)) * unit
      digit = undefined
    } else if (scale !== undefined) {
      section += digit ?? 0n
      if (section === 0n && total === 0n) return undefined
      if (scale === SECTIONS['亿']) total = (total + section) * scale
      else total += section * scale
      section = 0n
      digit = undefined
    } else return undefined
  }
  return text === '' ? undefined : total + section + (digit ?? 0n)
}

function digitOf(character: string): bigint | undefined {
  const index = Math.max(DIGITS.indexOf(character), ORDINARY.indexOf(character))
  return index < 0 ? undefined : BigInt(index)
}
