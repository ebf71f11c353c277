import type { RouteObject } from 'react-router'

/** Signing in, registering, and one’s own party. */
export const identityRoutes: RouteObject[] = [
  { path: 'sign-in', lazy: () => import('./sign-in-page.tsx').then(({ SignInPage }) => ({ Component: SignInPage })) },
  { path: 'register', lazy: () => import('./register-page.tsx').then(({ RegisterPage }) => ({ Component: RegisterPage })) },
  { path: 'setup', lazy: () => import('./enrolment-page.tsx').then(({ EnrolmentPage }) => ({ Component: EnrolmentPage })) },
  { path: 'join', lazy: () => import('./enrolment-page.tsx').then(({ EnrolmentPage }) => ({ Component: EnrolmentPage })) },
]

/** One's own party, persons, certificates and sessions; the centre's registers. */
export const identityWorkbenchRoutes: RouteObject[] = [
  { path: 'account', lazy: () => import('./account/account-page.tsx').then(({ AccountPage }) => ({ Component: AccountPage })) },
  {
    path: 'acceptance',
    lazy: () => import('./centre/acceptance-page.tsx').then(({ AcceptancePage }) => ({ Component: AcceptancePage })),
  },
  { path: 'parties', lazy: () => import('./centre/parties-page.tsx').then(({ PartiesPage }) => ({ Component: PartiesPage })) },
  { path: 'parties/:party', lazy: () => import('./centre/party-page.tsx').then(({ PartyPage }) => ({ Component: PartyPage })) },
]
