import { destroyPayloads } from '../bids/index.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { OpeningDeps } from './deps.ts'
import { openingBidModel } from './opening-bid.model.ts'
import { readOpeningBids } from './read-opening.ts'

/**
 * Destroys the ciphertexts of every bid that will never be opened: replaced, withdrawn, of a lot that failed (O6); and the envelope of a
 * later stage of every bid whose stage is not to open it. Also a reaction to the event that decided it, so that a crash after the decision
 * leaves none behind. May be repeated at will.
 */
export async function destroyUnopened(deps: Pick<OpeningDeps, 'connection' | 'blobs'>, tender: string): Promise<void> {
  const { envelopes } = await readPublishedTender(deps, tender)
  for (const { _id, state, later } of await readOpeningBids(deps, tender)) {
    if (state === 'out') await destroyPayloads(deps, _id)
    if (later?.state !== 'unopened') continue
    const names = envelopes.filter(({ opensAt }) => opensAt === later.stage).map(({ name }) => name)
    await destroyPayloads(deps, _id, names)
  }
}

/** The evaluation has failed: no later stage will come, and what was kept shut for it goes unopened. */
export async function giveUpStages(deps: Pick<OpeningDeps, 'connection' | 'blobs'>, tender: string): Promise<void> {
  await openingBidModel(deps.connection).updateMany({ tender, 'later.state': 'sealed' }, { $set: { 'later.state': 'unopened' } })
  await destroyUnopened(deps, tender)
}
