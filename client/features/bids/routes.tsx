import type { RouteObject } from 'react-router'

/** A bidder's pages. */
export const bidsRoutes: RouteObject[] = [
  { path: 'bids', lazy: () => import('./bids-page.tsx').then(({ BidsPage }) => ({ Component: BidsPage })) },
  { path: 'bids/:tender', lazy: () => import('./bid-page.tsx').then(({ BidPage }) => ({ Component: BidPage })) },
  {
    path: 'bids/:tender/receipt/:bid',
    lazy: () => import('./receipt-page.tsx').then(({ ReceiptPage }) => ({ Component: ReceiptPage })),
  },
]

/** Open to everybody: whether this computer can bid at all. */
export const environmentRoutes: RouteObject[] = [
  {
    path: 'help/environment',
    lazy: () => import('./environment-page.tsx').then(({ EnvironmentPage }) => ({ Component: EnvironmentPage })),
  },
]
