import type { RouteObject } from 'react-router'

/** Verification, for anybody. */
export const ledgerRoutes: RouteObject[] = [
  { path: 'verify', lazy: () => import('./verify-page.tsx').then(({ VerifyPage }) => ({ Component: VerifyPage })) },
]
