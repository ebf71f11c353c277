import { instantOf } from '#shared/primitives/instant.ts'
import type { NoticesReads } from './deps.ts'
import { tenderModel } from './tender.model.ts'

/** Whether any tender takes bids at `at` (ms): the ledger then fills every beat, so that quiet and busy ones look alike. */
export async function isAnyTenderOpen(deps: NoticesReads, at: number): Promise<boolean> {
  return (await tenderModel(deps.connection).exists({ state: 'published', deadlineAt: { $gt: instantOf(at) } })) !== null
}
