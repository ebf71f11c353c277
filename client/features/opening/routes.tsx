import i18next from 'i18next'
import type { RouteObject } from 'react-router'

/** The opening hall and its wall screen, and those of the second reading: public, each with a frame of its own. Page and texts come together, not one after the other. */
export const openingRoutes: RouteObject[] = [
  {
    path: 'openings/:tender',
    lazy: async () => {
      const [{ HallPage }] = await Promise.all([import('./hall-page.tsx'), i18next.loadNamespaces('opening')])
      return { Component: HallPage }
    },
  },
  {
    path: 'openings/:tender/price',
    lazy: async () => {
      const [{ PriceStagePage }] = await Promise.all([import('./hall-page.tsx'), i18next.loadNamespaces('opening')])
      return { Component: PriceStagePage }
    },
  },
  {
    path: 'openings/:tender/wall',
    lazy: async () => {
      const [{ WallPage }] = await Promise.all([import('./wall-page.tsx'), i18next.loadNamespaces('opening')])
      return { Component: WallPage }
    },
  },
  {
    path: 'openings/:tender/price/wall',
    lazy: async () => {
      const [{ PriceStageWallPage }] = await Promise.all([import('./wall-page.tsx'), i18next.loadNamespaces('opening')])
      return { Component: PriceStageWallPage }
    },
  },
]
