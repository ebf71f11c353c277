import type { RouteObject } from 'react-router'

/** The opening hall and its wall screen: public, each with a frame of its own. */
export const openingRoutes: RouteObject[] = [
  { path: 'openings/:tender', lazy: () => import('./hall-page.tsx').then(({ HallPage }) => ({ Component: HallPage })) },
  { path: 'openings/:tender/wall', lazy: () => import('./wall-page.tsx').then(({ WallPage }) => ({ Component: WallPage })) },
]
