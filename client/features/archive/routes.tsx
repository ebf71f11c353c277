import i18next from 'i18next'
import type { RouteObject } from 'react-router'

/** The archive bags of a tender, under `/work`. */
export const archiveRoutes: RouteObject[] = [
  {
    path: 'archive/:tender',
    lazy: () =>
      Promise.all([import('./archive-page.tsx'), i18next.loadNamespaces('archive')]).then(([{ ArchivePage }]) => ({
        Component: ArchivePage,
      })),
  },
]
