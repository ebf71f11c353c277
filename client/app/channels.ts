/** A channel of the public pages: its text key, where it leads, and whether an address belongs to it. */
export interface Channel {
  readonly key: 'home' | 'tenders' | 'changes' | 'openings' | 'records' | 'results' | 'exceptions' | 'verify' | 'help'
  readonly to: string
  readonly isCurrent: (pathname: string, search: URLSearchParams) => boolean
}

const statusOf = (search: URLSearchParams) => search.get('status') ?? ''

/** The channels users know, as far as the platform has something behind them. */
export const channels: readonly Channel[] = [
  { key: 'home', to: '/', isCurrent: (path) => path === '/' },
  {
    key: 'tenders',
    to: '/tenders',
    isCurrent: (path, search) =>
      path.startsWith('/tenders') && !['opened', 'failed', 'terminated'].includes(path === '/tenders' ? statusOf(search) : ''),
  },
  { key: 'changes', to: '/changes', isCurrent: (path) => path.startsWith('/changes') },
  { key: 'openings', to: '/openings', isCurrent: (path) => path.startsWith('/openings') },
  {
    key: 'records',
    to: '/tenders?status=opened',
    isCurrent: (path, search) => path === '/tenders' && statusOf(search) === 'opened',
  },
  { key: 'results', to: '/results', isCurrent: (path) => path.startsWith('/results') || path.startsWith('/awards') },
  {
    key: 'exceptions',
    to: '/tenders?status=failed',
    isCurrent: (path, search) => path === '/tenders' && ['failed', 'terminated'].includes(statusOf(search)),
  },
  { key: 'verify', to: '/verify', isCurrent: (path) => path.startsWith('/verify') },
  { key: 'help', to: '/help', isCurrent: (path) => path.startsWith('/help') },
]
