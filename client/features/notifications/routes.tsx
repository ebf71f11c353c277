import type { RouteObject } from 'react-router'

/** The first page of every workbench: what is due, and the inbox. */
export const notificationsRoutes: RouteObject[] = [
  {
    index: true,
    lazy: () => import('./inbox-page.tsx').then(({ InboxPage }) => ({ Component: InboxPage })),
  },
]
