import type { RouteObject } from 'react-router'

/** Signing in, registering, and one’s own party. */
export const identityRoutes: RouteObject[] = [
  { path: 'sign-in', lazy: () => import('./sign-in-page.tsx').then(({ SignInPage }) => ({ Component: SignInPage })) },
]

/** One's own party, persons, certificates and sessions; the centre's registers. */
export const identityWorkbenchRoutes: RouteObject[] = []
