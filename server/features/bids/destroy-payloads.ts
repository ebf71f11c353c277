import { bidModel, storedBidOf } from './bid.model.ts'
import type { BidPayloads } from './deps.ts'

/**
 * Destroys a bid's ciphertexts unopened: superseded, withdrawn, or of a tender that failed (O6). Marked first, so that from then
 * on none is given out; then the files go, except one that another bid of the tender names too. Manifest and identity envelope stay as
 * evidence. May be repeated at will: whoever was interrupted calls it again.
 */
export async function destroyPayloads(deps: BidPayloads, manifestSha256: string): Promise<void> {
  const bids = bidModel(deps.connection)
  const record = await bids
    .findOneAndUpdate({ _id: manifestSha256 }, { $set: { isDestroyed: true } }, { returnDocument: 'after' })
    .lean()
  if (record === null) return
  const { manifest } = storedBidOf(record)
  const others = await bids.find({ tender: record.tender, isDestroyed: false }).lean()
  const kept = new Set(others.flatMap((other) => payloadsOf(storedBidOf(other).manifest)))
  for (const sha256 of payloadsOf(manifest)) if (!kept.has(sha256)) await deps.blobs.remove(sha256)
}

function payloadsOf(manifest: ReturnType<typeof storedBidOf>['manifest']): string[] {
  return manifest.envelopes.map(({ payload }) => payload.sha256)
}
