import i18next from 'i18next'
import type { RouteObject } from 'react-router'

const withTexts = <Page,>(page: Promise<Page>) => Promise.all([page, i18next.loadNamespaces('deposits')]).then(([found]) => found)

/** Bid deposits, under `/work`: those that concern the reader, and those of one tender. */
export const depositsWorkbenchRoutes: RouteObject[] = [
  {
    path: 'deposits',
    lazy: () => withTexts(import('./deposit-list-page.tsx')).then(({ DepositListPage }) => ({ Component: DepositListPage })),
  },
  {
    path: 'deposits/:tender',
    lazy: () => withTexts(import('./deposits-page.tsx')).then(({ DepositsPage }) => ({ Component: DepositsPage })),
  },
]
