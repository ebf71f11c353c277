import type { ClientSession } from 'mongoose'
import { bidModel, storedBidOf } from './bid.model.ts'
import type { BidPayloads, BidReads } from './deps.ts'

/**
 * Marks bids as destroyed in the caller's transaction: superseded, withdrawn, or of a tender that failed (O6). From its commit
 * on no payload of them is given out; `removeDestroyed` then removes the files.
 */
export async function destroyPayloads(
  deps: BidReads,
  session: ClientSession,
  { manifestSha256s }: { readonly manifestSha256s: readonly string[] },
): Promise<void> {
  await bidModel(deps.connection).updateMany({ _id: { $in: [...manifestSha256s] } }, { $set: { isDestroyed: true } }, { session })
}

/**
 * Removes the payload files of bids marked destroyed, except where a bid that is not destroyed names the same file. May be
 * repeated at will: whoever marks calls it after the commit, and again if a crash came in between.
 */
export async function removeDestroyed(
  deps: BidPayloads,
  { manifestSha256s }: { readonly manifestSha256s: readonly string[] },
): Promise<void> {
  const bids = await bidModel(deps.connection)
    .find({ _id: { $in: [...manifestSha256s] }, isDestroyed: true })
    .lean()
  const [first] = bids
  if (first === undefined) return
  const others = await bidModel(deps.connection)
    .find({ tender: { $in: [...new Set(bids.map(({ tender }) => tender))] }, isDestroyed: false })
    .lean()
  const kept = new Set(others.flatMap((record) => payloadsOf(storedBidOf(record))))
  for (const sha256 of bids.flatMap((record) => payloadsOf(storedBidOf(record)))) {
    if (!kept.has(sha256)) await deps.blobs.remove(sha256)
  }
}

function payloadsOf({ manifest }: ReturnType<typeof storedBidOf>): string[] {
  return manifest.envelopes.map(({ payload }) => payload.sha256)
}
