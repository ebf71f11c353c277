import type { RouteObject } from 'react-router'

/** The drawn coefficient: public, with a frame of its own. */
export const coefficientRoutes: RouteObject[] = [
  {
    path: 'coefficients/:tender',
    lazy: () => import('./coefficient-page.tsx').then(({ CoefficientPage }) => ({ Component: CoefficientPage })),
  },
]
