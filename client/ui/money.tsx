import { capitalYuan } from './capital-numerals.ts'

/** `¥1,234,567.00` of an amount in yuan with two decimals, `1234567.00`. */
export function moneyText(amount: string): string {
  const [yuan = '', fen = '00'] = amount.split('.')
  return `¥${yuan.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${fen}`
}

/** An amount of money; with capital numerals (大写) below where it binds. */
export function Money({ amount, isBinding = false }: { readonly amount: string; readonly isBinding?: boolean }) {
  return (
    <span className="money">
      {moneyText(amount)}
      {isBinding && (
        <small className="capital" lang="zh-CN">
          {capitalYuan(amount)}
        </small>
      )}
    </span>
  )
}
