const stone = 'M1.5 1H24l1 .9 1.6-.9H61l1.9 1.5V21l-.8 1.2.9 1.4V62l-1.2 1H44.5l-1.3-.9-1.2.9H2.2L1 61.6V39.5l.8-1.3-.8-1.1V2.4Z'
const glyph =
  'M33 26.5 32.6 26.7C33.8 29.2 34.9 32.8 34.7 35.9C38.7 40.1 43.7 31.5 33 26.5ZM41.5 12.6V22.5H30.9L31.2 23.6H41.5V45.2C41.5 45.8 41.2 46 40.5 46C39.5 46 34.5 45.7 34.5 45.7V46.2C36.8 46.7 37.8 47.2 38.6 47.9C39.3 48.7 39.6 49.9 39.8 51.4C45.5 50.9 46.3 49 46.3 45.6V23.6H51C51.5 23.6 51.9 23.5 52 23C50.7 21.4 48.2 19 48.2 19L46.3 22.1V14.4C47.3 14.2 47.7 13.8 47.9 13.2ZM19.6 12.7V19.5H13.2L13.5 20.6H19.6V27.8H12L12.4 29H31.8C32.4 29 32.8 28.8 32.9 28.4C31.3 26.8 28.5 24.6 28.5 24.6L26.1 27.8H24.4V20.6H31.2C31.7 20.6 32.2 20.4 32.3 20C30.7 18.5 28 16.3 28 16.3L25.6 19.5H24.4V14.4C25.4 14.2 25.8 13.8 25.9 13.2ZM19.6 29.6V36.2H12.8L13.1 37.4H19.6V44.2C16.3 44.5 13.6 44.8 12 44.9L14.3 50.7C14.8 50.6 15.3 50.2 15.5 49.7C23.9 46.9 29.5 44.7 33.2 43L33.2 42.5L24.4 43.6V37.4H31.3C31.9 37.4 32.4 37.2 32.5 36.8C30.9 35.2 28.1 33 28.1 33L25.7 36.2H24.4V31.3C25.5 31.1 25.8 30.7 25.9 30.1Z'
const sides = [
  { side: 'l', edge: 'M-2-2H33.5L31 9.5 34.2 20 30.4 32.5 33.6 44 31.2 54 32.6 66H-2Z' },
  { side: 'r', edge: 'M66-2H33.1L30.6 9.5 33.8 20 30 32.5 33.2 44 30.8 54 32.2 66H66Z' },
] as const

/** The two halves of the stone, drawn once per page; every seal shows them by reference. The shell mounts it. */
export function SealShapes() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <defs>
        {sides.map(({ side, edge }) => (
          <clipPath id={`seal-edge-${side}`} key={side}>
            <path d={edge} />
          </clipPath>
        ))}
        {sides.map(({ side }) => (
          <symbol id={`seal-${side}`} viewBox="0 0 64 64" overflow="visible" key={side}>
            <g clipPath={`url(#seal-edge-${side})`}>
              <path fill="currentColor" d={stone} />
              <path fill="none" stroke="#fff" strokeWidth="1.7" d="M6.5 6.5h51v51h-51Z" />
              <path fill="#fff" d={glyph} />
            </g>
          </symbol>
        ))}
      </defs>
    </svg>
  )
}
