import i18next from 'i18next'
import type { RouteObject } from 'react-router'

const withTexts = <Page,>(page: Promise<Page>) =>
  Promise.all([page, i18next.loadNamespaces('supervision')]).then(([found]) => found)

/** The regulator's clues, under `/work`. */
export const supervisionRoutes: RouteObject[] = [
  {
    path: 'alerts',
    lazy: () => withTexts(import('./alerts-page.tsx')).then(({ AlertsPage }) => ({ Component: AlertsPage })),
  },
  {
    path: 'alerts/:alert',
    lazy: () => withTexts(import('./alert-page.tsx')).then(({ AlertPage }) => ({ Component: AlertPage })),
  },
]
