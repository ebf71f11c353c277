import type { RouteObject } from 'react-router'

/** The desks of tenderer, agency, centre and regulator. */
export const projectsRoutes: RouteObject[] = []
