import type { Measurement } from './measure.ts'

/** Every benchmark by its name, in the order of the life of a tender. */
export const benchmarks: Readonly<Record<string, () => Promise<{ measure(): Promise<readonly Measurement[]> }>>> = {
  search: () => import('../search.ts'),
  acts: () => import('../acts.ts'),
  sealing: () => import('../sealing.ts'),
  'browser-sealing': () => import('../browser-sealing.ts'),
  uploads: () => import('../uploads.ts'),
  submissions: () => import('../submissions.ts'),
  opening: () => import('../opening.ts'),
  draw: () => import('../draw.ts'),
  fanout: () => import('../fanout.ts'),
  scoring: () => import('../scoring.ts'),
  interactive: () => import('../interactive.ts'),
  database: () => import('../database.ts'),
  'database-growth': () => import('../database-growth.ts'),
  bundle: () => import('../bundle.ts'),
}
