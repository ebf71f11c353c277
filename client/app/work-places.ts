import type { Role } from '#shared/policy/roles.ts'
import type { IconName } from '../ui/icon.tsx'

/** A place of the workbench: its text key, where it leads, for whom. */
export interface WorkPlace {
  readonly key:
    | 'inbox'
    | 'tenders'
    | 'projects'
    | 'bids'
    | 'awards'
    | 'deposits'
    | 'custody'
    | 'expert'
    | 'experts'
    | 'acceptance'
    | 'parties'
    | 'catalogue'
    | 'filings'
    | 'alerts'
    | 'overview'
    | 'account'
  readonly to: string
  readonly icon: IconName
  /** Absent: for everybody. */
  readonly roles?: readonly Role[]
}

/** Places in the order of the side navigation. */
export const workPlaces: readonly WorkPlace[] = [
  { key: 'inbox', to: '/work', icon: 'bell' },
  { key: 'bids', to: '/work/bids', icon: 'lock', roles: ['bidder'] },
  { key: 'tenders', to: '/work/tenders', icon: 'file', roles: ['agency', 'tenderer'] },
  { key: 'projects', to: '/work/projects', icon: 'box', roles: ['agency', 'tenderer'] },
  { key: 'awards', to: '/work/awards', icon: 'star', roles: ['agency', 'tenderer', 'regulator'] },
  { key: 'deposits', to: '/work/deposits', icon: 'swap', roles: ['agency', 'tenderer', 'bidder', 'regulator'] },
  { key: 'acceptance', to: '/work/acceptance', icon: 'check-circle', roles: ['centre'] },
  { key: 'parties', to: '/work/parties', icon: 'person', roles: ['centre'] },
  { key: 'filings', to: '/work/filings', icon: 'shield', roles: ['regulator'] },
  { key: 'alerts', to: '/work/alerts', icon: 'warning', roles: ['regulator'] },
  { key: 'overview', to: '/work/overview', icon: 'wall', roles: ['regulator'] },
  { key: 'expert', to: '/work/expert', icon: 'scales', roles: ['expert'] },
  { key: 'custody', to: '/work/custody', icon: 'key', roles: ['custodian'] },
  { key: 'experts', to: '/work/experts', icon: 'eye-off', roles: ['centre', 'regulator'] },
  { key: 'catalogue', to: '/work/catalogue', icon: 'scales', roles: ['centre'] },
  { key: 'account', to: '/work/account', icon: 'person' },
]
