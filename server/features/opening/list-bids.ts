import { concat, fromHex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { listSealedBids } from '../bids/index.ts'
import { checkpointDeadline } from '../ledger/index.ts'
import { moveTender, type PublishedTender } from '../notices/index.ts'
import type { OpeningDeps } from './deps.ts'
import { moveOpening } from './move-opening.ts'
import type { OpeningRecord } from './opening.model.ts'
import { openingBidModel } from './opening-bid.model.ts'

/** SHA-256 over the digests in their order: the name of a list, which every act at the opening is signed for. */
export function listDigest(manifests: readonly string[]): string {
  return sha256Hex(concat(...manifests.map(fromHex)))
}

/**
 * Puts the box under the deadline's checkpoint, then lists the digests of all manifests in byte order (`opening/1` steps 1 and 2):
 * from here the set is fixed. How many there are is public from this moment, whose they are is not.
 */
export async function listBids(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  const box = await checkpointDeadline(deps, { tender: tender._id, at: instantOf(at) })
  const stored = await listSealedBids(deps, tender._id)
  const manifests = stored.map(({ manifestSha256 }) => manifestSha256).sort()
  const lots = new Map(stored.map(({ manifestSha256, lot }) => [manifestSha256, lot]))
  const list = listDigest(manifests)
  await inTransaction(deps.connection, async (session) => {
    await moveTender(deps, session, { tender: tender._id, from: 'closed', event: 'begin-opening' })
    await openingBidModel(deps.connection).insertMany(
      manifests.map((manifest, index) => ({
        _id: manifest,
        tender: tender._id,
        lot: lots.get(manifest),
        number: index + 1,
        state: 'listed',
      })),
      { session },
    )
    await moveOpening(deps, session, opening, {
      event: 'list',
      fact: 'opening.listed',
      facts: { list, manifests, box: { log: box.log, size: box.size, root: box.root } },
      at,
      lastsMs: manifests.length === 0 ? 0 : tender.openingPolicy.windows.custodianSeconds * 1000,
      set: { list, boxSize: box.size, boxLog: box.log },
    })
  })
}
