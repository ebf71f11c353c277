import type { RouteObject } from 'react-router'

/** Public pages: home, search, notice. */
export const noticesRoutes: RouteObject[] = []
