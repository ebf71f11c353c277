import i18next from 'i18next'
import type { RouteObject } from 'react-router'

/** Public pages: home, search, notice, the openings of a day. */
export const noticesRoutes: RouteObject[] = [
  { index: true, lazy: () => import('./home-page.tsx').then(({ HomePage }) => ({ Component: HomePage })) },
  { path: 'tenders', lazy: () => import('./search-page.tsx').then(({ SearchPage }) => ({ Component: SearchPage })) },
  { path: 'tenders/:tender', lazy: () => import('./notice-page.tsx').then(({ NoticePage }) => ({ Component: NoticePage })) },
  {
    path: 'changes',
    lazy: async () => {
      const [{ ChangesPage }] = await Promise.all([import('./changes-page.tsx'), i18next.loadNamespaces('changes')])
      return { Component: ChangesPage }
    },
  },
  { path: 'openings', lazy: () => import('./openings-page.tsx').then(({ OpeningsPage }) => ({ Component: OpeningsPage })) },
]
