import { isYuan, type Yuan } from '#shared/primitives/money.ts'

/** Yuan with two decimals from what people type: `1,200`, `1200.5`; undefined when it is no amount. */
export function typedYuan(text: string): Yuan | undefined {
  const plain = text.replace(/[,，\s¥￥]/g, '')
  const [whole = '', decimals = ''] = plain.split('.')
  if (!/^\d+$/.test(whole) || !/^\d{0,2}$/.test(decimals)) return undefined
  const amount = `${whole.replace(/^0+(?=\d)/, '')}.${decimals.padEnd(2, '0')}`
  return isYuan(amount) ? amount : undefined
}
