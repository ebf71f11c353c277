/** `¥1,234,567.00` of an amount in yuan with two decimals, `1234567.00`. */
export function moneyText(amount: string): string {
  const [yuan = '', fen = '00'] = amount.split('.')
  return `¥${yuan.replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${fen}`
}

/** An amount of money. Where it binds, `BindingMoney` says it in capital numerals too. */
export function Money({ amount }: { readonly amount: string }) {
  return <span className="money">{moneyText(amount)}</span>
}
