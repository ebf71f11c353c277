import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { envelopeNamed } from '#shared/sealed-bid/manifest.ts'
import { BlobMissing } from '../../platform/blobs/blob-store.ts'
import { bidModel, storedBidOf } from './bid.model.ts'
import type { BidPayloads, BidReads } from './deps.ts'
import type { PayloadState, PayloadStream, StoredBid } from './stored-bid.ts'

/** Every sealed bid of a tender, in the byte order of the manifests' digests: the set `opening.listed` fixes. Before the deadline nobody may ask. */
export async function listStoredBids(deps: BidReads, tender: string): Promise<StoredBid[]> {
  const records = await bidModel(deps.connection).find({ tender }).sort({ _id: 1 }).lean()
  return records.map(storedBidOf)
}

/** Digest and lot of every sealed bid of a tender, in byte order: what the list needs, however many and large the bids are. */
export async function listSealedBids(
  deps: BidReads,
  tender: string,
): Promise<{ readonly manifestSha256: string; readonly lot: string }[]> {
  const records = await bidModel(deps.connection).find({ tender }, { lot: 1 }).sort({ _id: 1 }).lean()
  return records.map(({ _id, lot }) => ({ manifestSha256: _id, lot }))
}

/** Payloads that a bid still names: what the sweep of the blob store leaves alone. */
export async function payloadsNamed(deps: BidReads): Promise<string[]> {
  const named: string[] = []
  for await (const { payloads } of bidModel(deps.connection).find({ isDestroyed: false }, { payloads: 1 }).lean().cursor())
    named.push(...payloads)
  return named
}

/** One sealed bid by its manifest's digest, or undefined. */
export async function readStoredBid(deps: BidReads, manifestSha256: string): Promise<StoredBid | undefined> {
  const record = await bidModel(deps.connection).findById(manifestSha256).lean()
  return record === null ? undefined : storedBidOf(record)
}

/** The ciphertext of one envelope; undefined when it is lost or destroyed. Not verified: whoever opens it checks its digest. */
export async function openPayload(deps: BidPayloads, bid: StoredBid, envelope: string): Promise<PayloadStream> {
  const payload = envelopeNamed(bid.manifest, envelope)?.payload
  if (payload === undefined || bid.isDestroyed || !bid.payloads.includes(payload.sha256)) return undefined
  try {
    return await deps.blobs.open(payload.sha256)
  } catch (error) {
    if (error instanceof BlobMissing) return undefined
    throw error
  }
}

/** Reads a whole payload from disk and says whether it is still the one signed: evidence of the platform's cause when it is not. */
export async function payloadState(deps: BidPayloads, bid: StoredBid, envelope: string): Promise<PayloadState> {
  const expected = envelopeNamed(bid.manifest, envelope)?.payload.sha256
  const content = await openPayload(deps, bid, envelope)
  if (content === undefined || expected === undefined) return { state: 'missing' }
  const hash = createHash('sha256')
  await pipeline(content, hash)
  const foundSha256 = hash.digest('hex')
  return foundSha256 === expected ? { state: 'whole' } : { state: 'damaged', foundSha256 }
}
