import type { PolicyTable } from './policy.ts'

/** Who may read what the platform says of itself: everybody. Metrics ask for a token of their own. */
export const platformPolicy = {
  getHealth: { who: 'anyone' },
  getReadiness: { who: 'anyone' },
  getMetrics: { who: 'anyone' },
  getTime: { who: 'anyone' },
  getPlatform: { who: 'anyone' },
  getOpenApi: { who: 'anyone' },
  getDocsPage: { who: 'anyone' },
  getProblemsPage: { who: 'anyone' },
  getDocsAsset: { who: 'anyone' },
  // Not found but on a demo.
  listDemoUsers: { who: 'anyone' },
} as const satisfies PolicyTable
