import type { RouteObject } from 'react-router'

/** Help, and the environment check. */
export const helpRoutes: RouteObject[] = [
  { path: 'help', lazy: () => import('./help-page.tsx').then(({ HelpPage }) => ({ Component: HelpPage })) },
]
