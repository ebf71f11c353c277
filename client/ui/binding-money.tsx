import { capitalYuan } from './capital-numerals.ts'
import { moneyText } from './money.tsx'

/** An amount of money that binds: with capital numerals (大写) below. */
export function BindingMoney({ amount }: { readonly amount: string }) {
  return (
    <span className="money">
      {moneyText(amount)}
      <small className="capital" lang="zh-CN">
        {capitalYuan(amount)}
      </small>
    </span>
  )
}
