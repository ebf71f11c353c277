import type { RouteObject } from 'react-router'

/** One evaluation, as each role sees it, below the workbench. */
export const evaluationRoutes: RouteObject[] = [
  {
    path: 'evaluations/:tender',
    lazy: () => import('./evaluation-page.tsx').then(({ EvaluationPage }) => ({ Component: EvaluationPage })),
  },
]
