import { bidModel } from './bid.model.ts'
import type { BidPayloads } from './deps.ts'

/**
 * Destroys a bid's ciphertexts unopened: superseded, withdrawn, or of a tender that failed (O6). Marked first, so that from then
 * on none is given out; then the files go, except one that another bid names too, of whatever tender: a bidder that sends one file twice must
 * not lose it by the platform's hand. Manifest and identity envelope stay as evidence. May be repeated at will: whoever was interrupted
 * calls it again.
 */
export async function destroyPayloads(deps: BidPayloads, manifestSha256: string): Promise<void> {
  const bids = bidModel(deps.connection)
  const record = await bids
    .findOneAndUpdate({ _id: manifestSha256 }, { $set: { isDestroyed: true } }, { projection: { payloads: 1 } })
    .lean()
  if (record === null) return
  for (const sha256 of record.payloads) {
    if ((await bids.exists({ payloads: sha256, isDestroyed: false })) === null) await deps.blobs.remove(sha256)
  }
}
