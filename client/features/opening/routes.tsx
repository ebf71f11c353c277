import type { RouteObject } from 'react-router'

/** The opening hall and its wall screen. */
export const openingRoutes: RouteObject[] = []
