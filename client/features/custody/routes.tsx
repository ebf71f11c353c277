import type { RouteObject } from 'react-router'

/** A custodian’s desk. */
export const custodyRoutes: RouteObject[] = []
