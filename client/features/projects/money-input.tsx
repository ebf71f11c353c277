import { Input } from 'antd'
import { isYuan, type Yuan } from '#shared/primitives/money.ts'
import { capitalYuan } from '../../ui/capital-numerals.ts'

/** Yuan with two decimals from what people type: `1,200`, `1200.5`; undefined when it is no amount. */
export function typedYuan(text: string): Yuan | undefined {
  const plain = text.replace(/[,，\s¥￥]/g, '')
  const [whole = '', decimals = ''] = plain.split('.')
  if (!/^\d+$/.test(whole) || !/^\d{0,2}$/.test(decimals)) return undefined
  const amount = `${whole.replace(/^0+(?=\d)/, '')}.${decimals.padEnd(2, '0')}`
  return isYuan(amount) ? amount : undefined
}

/** An amount of money as it is typed, with the capital numerals of what was understood below. */
export function MoneyInput({ id, value = '', onChange }: MoneyInputProps) {
  const amount = typedYuan(value)
  return (
    <>
      <Input
        {...(id === undefined ? {} : { id })}
        inputMode="decimal"
        prefix="¥"
        value={value}
        onChange={(event) => onChange?.(event.target.value)}
        onBlur={() => amount !== undefined && onChange?.(amount)}
        style={{ textAlign: 'right' }}
      />
      <p className="help" lang="zh-CN">
        {amount === undefined ? '' : capitalYuan(amount)}
      </p>
    </>
  )
}

interface MoneyInputProps {
  readonly id?: string
  readonly value?: string
  readonly onChange?: (value: string) => void
}
