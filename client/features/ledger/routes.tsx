import type { RouteObject } from 'react-router'

/** Verification, for anybody. */
export const ledgerRoutes: RouteObject[] = []
