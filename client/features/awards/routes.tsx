import i18next from 'i18next'
import type { RouteObject } from 'react-router'

const withTexts = <Page,>(page: Promise<Page>, texts: string | string[] = 'awards') =>
  Promise.all([page, i18next.loadNamespaces(texts)]).then(([found]) => found)

/** What everybody may see between the report and the published contract. */
export const awardsRoutes: RouteObject[] = [
  {
    path: 'results',
    lazy: () => withTexts(import('./results-page.tsx'), 'results').then(({ ResultsPage }) => ({ Component: ResultsPage })),
  },
  {
    path: 'awards/:tender',
    lazy: () => withTexts(import('./award-page.tsx')).then(({ AwardPage }) => ({ Component: AwardPage })),
  },
  {
    path: 'awards/:tender/:lot/notice',
    lazy: () => withTexts(import('./notice-sheet-page.tsx')).then(({ NoticeSheetPage }) => ({ Component: NoticeSheetPage })),
  },
]

/** The desk of those who run a tender, bid in it, or watch it. */
export const awardsWorkbenchRoutes: RouteObject[] = [
  { path: 'awards', lazy: () => withTexts(import('./desks-page.tsx')).then(({ DesksPage }) => ({ Component: DesksPage })) },
  {
    path: 'awards/:tender',
    lazy: () => withTexts(import('./desk-page.tsx'), ['awards', 'deposits']).then(({ DeskPage }) => ({ Component: DeskPage })),
  },
]
