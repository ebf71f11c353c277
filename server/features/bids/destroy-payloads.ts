import { bidModel, storedBidOf } from './bid.model.ts'
import type { BidPayloads } from './deps.ts'

/**
 * Destroys a bid's ciphertexts unopened: superseded, withdrawn, or of a tender that failed (O6). Marked first, so that from then
 * on none is given out; then the files go, except one that another bid names too, of whatever tender: a bidder that sends one file twice must
 * not lose it by the platform's hand. Manifest and identity envelope stay as evidence. May be repeated at will: whoever was interrupted
 * calls it again. With `envelopes` only theirs: of a stage that will not open them, while the others of the bid have been opened.
 */
export async function destroyPayloads(deps: BidPayloads, manifestSha256: string, envelopes?: readonly string[]): Promise<void> {
  const bids = bidModel(deps.connection)
  if (envelopes !== undefined) return destroySome(deps, manifestSha256, envelopes)
  const record = await bids
    .findOneAndUpdate({ _id: manifestSha256 }, { $set: { isDestroyed: true } }, { projection: { payloads: 1 } })
    .lean()
  if (record === null) return
  for (const sha256 of record.payloads) {
    if ((await bids.exists({ payloads: sha256, isDestroyed: false })) === null) await deps.blobs.remove(sha256)
  }
}

/** Some of a bid's ciphertexts: they are taken off what the bid names, so that none is given out, then off the disk. */
async function destroySome(deps: BidPayloads, manifestSha256: string, envelopes: readonly string[]): Promise<void> {
  const bids = bidModel(deps.connection)
  const record = await bids.findById(manifestSha256).lean()
  if (record === null) return
  const gone = storedBidOf(record)
    .manifest.envelopes.filter(({ name }) => envelopes.includes(name))
    .map(({ payload }) => payload.sha256)
  await bids.updateOne({ _id: manifestSha256 }, { $pull: { payloads: { $in: gone } } })
  for (const sha256 of gone)
    if ((await bids.exists({ payloads: sha256, isDestroyed: false })) === null) await deps.blobs.remove(sha256)
}
