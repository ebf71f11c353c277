import type { RouteObject } from 'react-router'

/** A bidder’s pages. */
export const bidsRoutes: RouteObject[] = []
