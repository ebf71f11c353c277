import { Input } from 'antd'
import { capitalYuan } from '../../ui/capital-numerals.ts'
import { typedYuan } from '../../ui/typed-yuan.ts'

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
