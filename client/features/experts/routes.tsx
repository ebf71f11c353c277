import type { RouteObject } from 'react-router'

/** The live draw: public, with a frame of its own. */
export const drawRoutes: RouteObject[] = [
  { path: 'draws/:tender', lazy: () => import('./draw-page.tsx').then(({ DrawPage }) => ({ Component: DrawPage })) },
]

/** An expert's own desk and the library, below the workbench. */
export const expertsRoutes: RouteObject[] = [
  { path: 'expert', lazy: () => import('./expert-page.tsx').then(({ ExpertPage }) => ({ Component: ExpertPage })) },
  { path: 'experts', lazy: () => import('./library-page.tsx').then(({ LibraryPage }) => ({ Component: LibraryPage })) },
  { path: 'draws/:tender', lazy: () => import('./draw-desk-page.tsx').then(({ DrawDeskPage }) => ({ Component: DrawDeskPage })) },
]
