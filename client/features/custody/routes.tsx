import type { RouteObject } from 'react-router'

/** A custodian’s desk. */
export const custodyRoutes: RouteObject[] = [
  { path: 'custody', lazy: () => import('./custody-page.tsx').then(({ CustodyPage }) => ({ Component: CustodyPage })) },
  { path: 'custody/:tender', lazy: () => import('./seat-page.tsx').then(({ SeatPage }) => ({ Component: SeatPage })) },
]
