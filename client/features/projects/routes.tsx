import type { RouteObject } from 'react-router'

/** The desks of tenderer, agency, centre and regulator, under `/work`. */
export const projectsRoutes: RouteObject[] = [
  {
    path: 'projects',
    lazy: () => import('./projects-page.tsx').then(({ ProjectsPage }) => ({ Component: ProjectsPage })),
  },
  {
    path: 'projects/new',
    lazy: () => import('./project-form-page.tsx').then(({ ProjectFormPage }) => ({ Component: ProjectFormPage })),
  },
  {
    path: 'projects/:project',
    lazy: () => import('./project-page.tsx').then(({ ProjectPage }) => ({ Component: ProjectPage })),
  },
  {
    path: 'projects/:project/edit',
    lazy: () => import('./project-form-page.tsx').then(({ ProjectFormPage }) => ({ Component: ProjectFormPage })),
  },
  {
    path: 'tenders',
    lazy: () => import('./tenders-page.tsx').then(({ TendersPage }) => ({ Component: TendersPage })),
  },
  {
    path: 'tenders/:tender',
    lazy: () => import('./tender-page.tsx').then(({ TenderPage }) => ({ Component: TenderPage })),
  },
  {
    path: 'tenders/:tender/edit',
    lazy: () => import('./notice-editor-page.tsx').then(({ NoticeEditorPage }) => ({ Component: NoticeEditorPage })),
  },
  {
    path: 'filings',
    lazy: () => import('./filings-page.tsx').then(({ FilingsPage }) => ({ Component: FilingsPage })),
  },
  {
    path: 'overview',
    lazy: () => import('./overview-page.tsx').then(({ OverviewPage }) => ({ Component: OverviewPage })),
  },
  {
    path: 'catalogue',
    lazy: () => import('./catalogue-page.tsx').then(({ CataloguePage }) => ({ Component: CataloguePage })),
  },
]
