import type { RouteObject } from 'react-router'

/** The inbox. */
export const notificationsRoutes: RouteObject[] = []
