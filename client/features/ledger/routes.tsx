import i18next from 'i18next'
import type { RouteObject } from 'react-router'

/** Verification, for anybody. Page and texts come together, not one after the other. */
export const ledgerRoutes: RouteObject[] = [
  {
    path: 'verify',
    lazy: async () => {
      const [{ VerifyPage }] = await Promise.all([import('./verify-page.tsx'), i18next.loadNamespaces('verify')])
      return { Component: VerifyPage }
    },
  },
]
