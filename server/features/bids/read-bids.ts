import { createHash } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { envelopeNamed } from '#shared/sealed-bid/manifest.ts'
import { BlobMissing } from '../../platform/blobs/blob-store.ts'
import { bidModel, storedBidOf } from './bid.model.ts'
import type { BidPayloads, BidReads } from './deps.ts'
import type { PayloadState, PayloadStream, StoredBid } from './stored-bid.ts'

/** Which bids: those of one lot in one round. */
export interface BidsOfLot {
  readonly tender: string
  readonly lot: string
  readonly round: number
}

/** The digests of all manifests of a lot, in byte order: what `opening.listed` fixes. Before the deadline nobody may ask. */
export async function listManifests(deps: BidReads, lot: BidsOfLot): Promise<string[]> {
  const found = await bidModel(deps.connection).find({ tender: lot.tender, lot: lot.lot, round: lot.round }, { _id: 1 }).lean()
  return found.map(({ _id }) => _id).sort()
}

/** One sealed bid by its manifest's digest, or undefined. */
export async function readStoredBid(deps: BidReads, manifestSha256: string): Promise<StoredBid | undefined> {
  const record = await bidModel(deps.connection).findById(manifestSha256).lean()
  return record === null ? undefined : storedBidOf(record)
}

/** The ciphertext of one envelope; undefined when bid, envelope or file is not there. Not verified: whoever opens it checks its digest. */
export async function openPayload(
  deps: BidPayloads,
  wanted: { readonly manifestSha256: string; readonly envelope: string },
): Promise<PayloadStream> {
  const bid = await readStoredBid(deps, wanted.manifestSha256)
  const payload = bid === undefined ? undefined : envelopeNamed(bid.manifest, wanted.envelope)?.payload
  if (payload === undefined || bid?.isDestroyed === true) return undefined
  try {
    return await deps.blobs.open(payload.sha256)
  } catch (error) {
    if (error instanceof BlobMissing) return undefined
    throw error
  }
}

/** Reads a whole payload from disk and says whether it is still the one signed: evidence of the platform's cause when it is not. */
export async function checkStoredPayload(
  deps: BidPayloads,
  wanted: { readonly manifestSha256: string; readonly envelope: string },
): Promise<PayloadState> {
  const bid = await readStoredBid(deps, wanted.manifestSha256)
  const expected = bid === undefined ? undefined : envelopeNamed(bid.manifest, wanted.envelope)?.payload.sha256
  const content = await openPayload(deps, wanted)
  if (content === undefined || expected === undefined) return { state: 'missing' }
  const hash = createHash('sha256')
  await pipeline(content, hash)
  const foundSha256 = hash.digest('hex')
  return foundSha256 === expected ? { state: 'whole' } : { state: 'damaged', foundSha256 }
}
