import { createBrowserRouter, type RouteObject } from 'react-router'
import { archiveRoutes } from '../features/archive/routes.tsx'
import { awardsRoutes, awardsWorkbenchRoutes } from '../features/awards/routes.tsx'
import { bidsRoutes, environmentRoutes } from '../features/bids/routes.tsx'
import { coefficientRoutes } from '../features/coefficient/routes.tsx'
import { custodyRoutes } from '../features/custody/routes.tsx'
import { depositsWorkbenchRoutes } from '../features/deposits/routes.tsx'
import { evaluationRoutes } from '../features/evaluation/routes.tsx'
import { drawRoutes, expertsRoutes } from '../features/experts/routes.tsx'
import { helpRoutes } from '../features/help/routes.tsx'
import { identityRoutes, identityWorkbenchRoutes } from '../features/identity/routes.tsx'
import { ledgerRoutes } from '../features/ledger/routes.tsx'
import { noticesRoutes } from '../features/notices/routes.tsx'
import { notificationsRoutes } from '../features/notifications/routes.tsx'
import { openingRoutes } from '../features/opening/routes.tsx'
import { projectsRoutes } from '../features/projects/routes.tsx'
import { supervisionRoutes } from '../features/supervision/routes.tsx'
import { loadPart } from '../ui/lazy-part.tsx'
import { PageLoading } from '../ui/page-state.tsx'
import { PageFailed } from './page-failed.tsx'
import { PageNotFound } from './page-not-found.tsx'
import { PublicLayout } from './public-layout.tsx'

/** Every page: the public ones, the hall with a frame of its own, the workbenches behind a sign-in. Each page is a chunk of its own. */
const routes: RouteObject[] = [
  {
    errorElement: <PageFailed />,
    hydrateFallbackElement: <PageLoading />,
    children: [
      {
        element: <PublicLayout />,
        children: [
          ...noticesRoutes,
          ...awardsRoutes,
          ...ledgerRoutes,
          ...identityRoutes,
          ...helpRoutes,
          ...environmentRoutes,
          { path: '*', element: <PageNotFound /> },
        ],
      },
      ...openingRoutes,
      ...drawRoutes,
      ...coefficientRoutes,
      {
        path: 'work',
        lazy: () => import('./workbench-layout.tsx').then(({ WorkbenchLayout }) => ({ Component: WorkbenchLayout })),
        children: [
          ...projectsRoutes,
          ...bidsRoutes,
          ...custodyRoutes,
          ...expertsRoutes,
          ...evaluationRoutes,
          ...awardsWorkbenchRoutes,
          ...depositsWorkbenchRoutes,
          ...archiveRoutes,
          ...supervisionRoutes,
          ...notificationsRoutes,
          ...identityWorkbenchRoutes,
        ],
      },
    ],
  },
]

/** Routes whose pages are loaded once there is a network. */
function afterNetwork(route: RouteObject): RouteObject {
  const { lazy, children } = route
  return {
    ...route,
    ...(typeof lazy === 'function' ? { lazy: () => loadPart(lazy) } : {}),
    ...(children === undefined ? {} : { children: children.map(afterNetwork) }),
  } as RouteObject
}

/** The router of the client. */
export const router = createBrowserRouter(routes.map(afterNetwork))
