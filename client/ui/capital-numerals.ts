import { parseYuan } from '#shared/primitives/money.ts'

const DIGITS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['', '拾', '佰', '仟']
const GROUPS = ['', '万', '亿', '兆']

/**
 * An amount in capital numerals (大写), as bills and tenders write what binds: `1001.05` → `壹仟零壹元零伍分`, whole yuan end in `整`
 * (支付结算办法 附一 正确填写票据和结算凭证的基本规定). Throws a RangeError on anything but yuan with two decimals.
 */
export function capitalYuan(amount: string): string {
  const fen = parseYuan(amount)
  const yuan = fen / 100n
  const jiao = Number((fen / 10n) % 10n)
  const cent = Number(fen % 10n)
  const whole = yuan === 0n ? '' : `${capitalInteger(yuan)}元`
  if (jiao === 0 && cent === 0) return whole === '' ? '零元整' : `${whole}整`
  const tenths = jiao === 0 ? (whole === '' ? '' : '零') : `${DIGITS[jiao]}角`
  return `${whole}${tenths}${cent === 0 ? '整' : `${DIGITS[cent]}分`}`
}

/** Groups of four digits from the left; a zero is said once, where digits are missing between two that count. */
function capitalInteger(value: bigint): string {
  const text = value.toString()
  let said = ''
  let isZeroOwed = false
  for (let start = -((4 - (text.length % 4)) % 4); start < text.length; start += 4) {
    const group = text.slice(Math.max(start, 0), start + 4)
    const groupPlace = (text.length - start) / 4 - 1
    let hasDigit = false
    for (const [position, digit] of [...group].entries()) {
      if (digit === '0') {
        isZeroOwed = true
        continue
      }
      if (isZeroOwed && said !== '') said += '零'
      isZeroOwed = false
      hasDigit = true
      said += `${DIGITS[Number(digit)]}${PLACES[group.length - 1 - position]}`
    }
    if (!hasDigit) continue
    said += GROUPS[groupPlace] ?? ''
    isZeroOwed = false
  }
  return said
}
