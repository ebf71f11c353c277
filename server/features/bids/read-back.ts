import { millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { envelopeNamed } from '#shared/sealed-bid/manifest.ts'
import type { BytesReply } from '../../platform/http/http.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { BidPayloads } from './deps.ts'
import { openPayload, readStoredBid } from './read-bids.ts'

/**
 * Gives a bidder its own ciphertext back, for a rehearsal before the deadline: until then only the bidder knows the digest. After the
 * deadline digests are public, so from then on the answer is `not-found`.
 */
export async function readBack(
  deps: BidPayloads,
  wanted: { readonly manifestSha256: string; readonly envelope: string; readonly at: number },
): Promise<BytesReply> {
  const bid = await readStoredBid(deps, wanted.manifestSha256)
  const envelope = bid === undefined ? undefined : envelopeNamed(bid.manifest, wanted.envelope)
  if (bid === undefined || envelope === undefined) throw new DomainProblem('not-found')
  const tender = await readPublishedTender(deps, bid.manifest.bind.tender)
  if (wanted.at >= millisOf(tender.deadlineAt)) throw new DomainProblem('not-found')
  const bytes = await openPayload(deps, bid, wanted.envelope)
  if (bytes === undefined) throw new DomainProblem('not-found')
  return { bytes, headers: { 'content-length': String(envelope.payload.size) } }
}
