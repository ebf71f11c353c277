/** A sealed thing from 44 px up, with 封. Decorative: its state also stands in words. */
export function Seal({ isParted = false, isDrained = false, size = 64 }: SealProps) {
  return (
    <svg
      className={`seal ${isDrained ? 'shut' : 'seal-ink'} ${isParted ? 'parted' : ''}`}
      style={{ width: size, height: size }}
      viewBox="0 0 64 64"
      aria-hidden="true"
    >
      <use className="seal-l" href="#seal-l" width="64" height="64" />
      <use className="seal-r" href="#seal-r" width="64" height="64" />
    </svg>
  )
}

interface SealProps {
  readonly isParted?: boolean
  /** Grey: never opened. */
  readonly isDrained?: boolean
  /** Pixels. */
  readonly size?: number
}
