/** Work under way: what is done of the whole. `label` says of what; pass words beside it, too (how much, how long still). */
export function Meter({ value, label, tone = 'blue' }: MeterProps) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 1000) / 10
  return (
    <div
      className={`meter ${tone === 'blue' ? '' : tone}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ width: `${percent}%` }} />
    </div>
  )
}

interface MeterProps {
  /** 0 to 1. */
  readonly value: number
  readonly label: string
  /** `urgent` is cinnabar: time, under one hour, and nothing else. */
  readonly tone?: 'blue' | 'ink' | 'urgent' | 'done'
}
