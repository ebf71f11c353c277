/** Outlines of the icons on a 16 × 16 field. */
const outlines = {
  check: 'm3 8.4 3.2 3.2L13 4.8',
  'check-circle': 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM5.2 8.2l2 2 3.6-4',
  'cross-circle': 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM5.9 5.9l4.2 4.2m0-4.2-4.2 4.2',
  'minus-circle': 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM5.4 8h5.2',
  clock: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.6V8l2.4 1.6',
  info: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 7.4v3.6M8 5v.2',
  warning: 'M8 2 14.4 13.4H1.6ZM8 6.4v3.2M8 11.4v.2',
  file: 'M9.2 1.8H3.8v12.4h8.4V4.8ZM9.2 1.8v3h3M6 8h4M6 10.8h4',
  lock: 'M3.6 7.2h8.8v6.6H3.6ZM5.4 7.2V5a2.6 2.6 0 0 1 5.2 0v2.2',
  unlock: 'M3.6 7.2h8.8v6.6H3.6ZM5.4 7.2V5a2.6 2.6 0 0 1 5-1',
  digest: 'M6.2 2 5 14M11 2 9.8 14M2.6 5.6h11M2.2 10.4h11',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.4-2.4a2.6 2.6 0 0 0-3.7-3.7l-1 1M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.1 9.2a2.6 2.6 0 0 0 3.7 3.7l1-1',
  shield: 'M8 1.6 13.4 3.6v4c0 3.4-2.2 5.6-5.4 6.8C4.8 13.2 2.6 11 2.6 7.6v-4ZM5.6 7.9l1.8 1.8 3.2-3.6',
  down: 'm3.4 6 4.6 4.6L12.6 6',
  right: 'm6 3.4 4.6 4.6L6 12.6',
  left: 'M10 3.4 5.4 8l4.6 4.6',
  person: 'M8 7.6a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM2.6 14c.4-3 2.6-4.6 5.4-4.6s5 1.6 5.4 4.6',
  flag: 'M3.4 14.4V2.2h8.8l-2 3 2 3H3.4',
  menu: 'M2.4 4.2h11.2M2.4 8h11.2M2.4 11.8h11.2',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.7 10.7 14 14',
  phone: 'M3 2.4h2.6l1.2 3-1.6 1.2a8 8 0 0 0 4.2 4.2l1.2-1.6 3 1.2V13a1 1 0 0 1-1 1C7 13.8 2.2 9 2 3.4a1 1 0 0 1 1-1Z',
  'eye-off':
    'M2 2l12 12M6.4 3.9A6.6 6.6 0 0 1 8 3.6c4.2 0 6.6 4.4 6.6 4.4a11 11 0 0 1-2 2.5M3.6 5.4A11 11 0 0 0 1.4 8S3.8 12.4 8 12.4c1 0 1.9-.3 2.7-.7M6.7 6.7a1.8 1.8 0 0 0 2.6 2.6',
  download: 'M8 2v8m-3.2-3L8 10.2 11.2 7M2.6 13.6h10.8',
  upload: 'M8 10.4V2.4M4.8 5.4 8 2.2l3.2 3.2M2.6 13.6h10.8',
  scales: 'M8 2.2v11.4M4.6 13.6h6.8M3 4.4h10M3 4.4 1.4 9a2 2 0 0 0 3.2 0ZM13 4.4 11.4 9a2 2 0 0 0 3.2 0Z',
  swap: 'M3 5.4h10m-2.6-2.6L13 5.4 10.4 8M13 10.6H3m2.6 2.6L3 10.6 5.6 8',
  plus: 'M8 3.5v9M3.5 8h9',
  minus: 'M4 8h8',
  cross: 'm4 4 8 8m0-8-8 8',
  edit: 'M2.6 13.4 3.4 10 10.8 2.6l2.6 2.6L6 12.6ZM9.2 4.2l2.6 2.6',
  box: 'M2.4 5 8 2l5.6 3v6L8 14l-5.6-3ZM2.4 5 8 8l5.6-3M8 8v6',
  chat: 'M2.2 3h11.6v8.2H7L4 13.8v-2.6H2.2Z',
  filter: 'M2.2 3.4h11.6L9.4 8.6v4.2l-2.8 1V8.6Z',
  bell: 'M3 11.6h10l-1.4-2V6.8a3.6 3.6 0 0 0-7.2 0v2.8ZM6.8 13.8h2.4',
  key: 'M9.8 9.6a3.4 3.4 0 1 0-3-2L2 12.4V14h2.2v-1.4h1.6V11h1.4l1.2-1.2M10.6 5.2v.2',
  home: 'M2.2 7.4 8 2.4l5.8 5M3.8 6.2v7.4h8.4V6.2M6.6 13.6V9.4h2.8v4.2',
  print: 'M4.2 6V2.2h7.6V6M4.2 11.4H2.2V6h11.6v5.4h-2M4.2 9.2h7.6v4.6H4.2Z',
  atom: 'M3 9.2A3.8 3.8 0 0 1 6.8 13M3 5.8A7.2 7.2 0 0 1 10.2 13M3 2.4A10.6 10.6 0 0 1 13.6 13M3.4 12.6v.2',
  star: 'm8 1.9 1.9 3.9 4.2.6-3 3 .7 4.2L8 11.6l-3.8 2 .7-4.2-3-3 4.2-.6Z',
  wall: 'M1.8 2.8h12.4v8.4H1.8ZM5.2 14h5.6M8 11.2V14',
} as const

/** Names of the icons. */
export type IconName = keyof typeof outlines

/** A line icon. Decorative: what it means also stands in words beside it, or in the label of its button. */
export function Icon({ name, size = 16, className = '' }: IconProps) {
  return (
    <svg className={`i i-${size} ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={outlines[name]} />
    </svg>
  )
}

interface IconProps {
  readonly name: IconName
  readonly size?: 14 | 16 | 18 | 20 | 24
  readonly className?: string
}
