import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { envelopeNamed } from '#shared/sealed-bid/manifest.ts'
import type { Uploads } from '../../platform/uploads/uploads.ts'
import { checkUpload } from './check-payloads.ts'
import type { BidPayloads } from './deps.ts'
import { readStoredBid } from './read-bids.ts'

/**
 * Takes a payload that the platform lost or damaged from anyone who still has it (`opening/1` step 7): the signed manifest says
 * whether it is the right one. Throws `not-found` for an unknown bid or envelope, `payload-…` for other bytes.
 */
export async function supplyPayload(
  deps: BidPayloads & { readonly uploads: Uploads },
  given: { readonly manifestSha256: string; readonly envelope: string; readonly capability: string },
): Promise<void> {
  const bid = await readStoredBid(deps, given.manifestSha256)
  const envelope = bid === undefined ? undefined : envelopeNamed(bid.manifest, given.envelope)
  if (envelope === undefined || bid?.isDestroyed === true) throw new DomainProblem('not-found')
  await checkUpload(deps.uploads, envelope, given.capability)
  // A damaged file of the same size would be taken for the right one.
  await deps.blobs.remove(envelope.payload.sha256)
  await deps.uploads.take(given.capability)
}
