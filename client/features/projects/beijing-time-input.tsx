import { Input } from 'antd'
import { type Instant, instantOf, millisOf } from '#shared/primitives/instant.ts'

const ZONE_MS = 8 * 60 * 60_000

/** A moment by Beijing's clock to the second, whatever zone the device is in; undefined while it is incomplete. */
export function BeijingTimeInput({ id, value, onChange, isDisabled = false }: BeijingTimeInputProps) {
  const text = value === undefined ? '' : instantOf(millisOf(value) + ZONE_MS).slice(0, 19)
  return (
    <Input
      {...(id === undefined ? {} : { id })}
      type="datetime-local"
      step={1}
      disabled={isDisabled}
      value={text}
      onChange={(event) => {
        const typed = event.target.value
        const at = Date.parse(`${typed.length === 16 ? `${typed}:00` : typed}.000Z`)
        onChange?.(Number.isNaN(at) ? undefined : instantOf(at - ZONE_MS))
      }}
    />
  )
}

interface BeijingTimeInputProps {
  readonly id?: string
  readonly value?: Instant | undefined
  readonly onChange?: (value: Instant | undefined) => void
  readonly isDisabled?: boolean
}
