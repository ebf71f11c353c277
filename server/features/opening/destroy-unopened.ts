import { destroyPayloads } from '../bids/index.ts'
import type { OpeningDeps } from './deps.ts'
import { readOpeningBids } from './read-opening.ts'

/**
 * Destroys the ciphertexts of every bid that will never be opened: replaced, withdrawn, of a lot that failed (O6). Also a reaction to the
 * event that decided it, so that a crash after the decision leaves none behind. May be repeated at will.
 */
export async function destroyUnopened(deps: Pick<OpeningDeps, 'connection' | 'blobs'>, tender: string): Promise<void> {
  for (const { _id, state } of await readOpeningBids(deps, tender)) if (state === 'out') await destroyPayloads(deps, _id)
}
