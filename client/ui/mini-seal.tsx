const shapes = {
  shut: (
    <>
      <path fill="currentColor" d="M1.5 2Q1.5 1.5 2 1.5H16Q16.5 1.5 16.5 2V16Q16.5 16.5 16 16.5H2Q1.5 16.5 1.5 16Z" />
      <path fill="none" stroke="#fff" d="M4.5 4.5h9v9h-9Z" />
    </>
  ),
  open: <path fill="currentColor" d="M.5 2.5H7.6L6.8 6l1 3-1 3.2.8 3.3H.5ZM10.9 2.5H17.5V15.5H10.9L10.1 12.2l1-3.2-1-3Z" />,
  gone: <path fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2.4 1.8" d="M2.2 2.2h13.6v13.6H2.2Z" />,
} as const

/** A sealed thing at 18–28 px, without a glyph: shut, open, or gone (never was, or withdrawn). Decorative. */
export function MiniSeal({ state, size = 18, isDrained = false }: MiniSealProps) {
  return (
    <svg
      className="mini"
      style={{ width: size, height: size, ...(isDrained ? { color: 'var(--kb-ink-4)' } : {}) }}
      viewBox="0 0 18 18"
      aria-hidden="true"
    >
      {shapes[state]}
    </svg>
  )
}

interface MiniSealProps {
  readonly state: keyof typeof shapes
  /** Pixels. */
  readonly size?: number
  /** Grey: it is over. */
  readonly isDrained?: boolean
}
