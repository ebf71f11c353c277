import { submitBid } from '../../contracts/bids.ts'
import type { Client } from '../../contracts/client.ts'
import { revealKeys } from '../../contracts/opening-bidders.ts'
import { base64url, fromUtf8, hex, utf8 } from '../../primitives/bytes.ts'
import { sha256Hex } from '../../primitives/digest.ts'
import type { Instant } from '../../primitives/instant.ts'
import { DomainProblem } from '../../problems/domain-problem.ts'
import type { KeepFile } from '../keep-file.ts'
import { parseManifest } from '../manifest.ts'
import type { SealedBid } from '../seal-bid.ts'

/** The keep-file of a bid just sealed. `locations` says where each ciphertext lies on the bidder's side. */
export function keepFileOf(
  sealed: SealedBid,
  about: {
    readonly origin: string
    readonly deadlineAt?: Instant | undefined
    readonly locations: Readonly<Record<string, string>>
  },
): KeepFile {
  return {
    v: 'keep/1',
    origin: about.origin,
    manifest: fromUtf8(sealed.manifestBytes),
    p7s: base64url(sealed.p7s),
    salt: hex(sealed.salt),
    intent: sealed.intent,
    entrySalt: hex(sealed.entrySalt),
    bidderKeys: { ...sealed.bidderKeys },
    payloads: sealed.manifest.envelopes.map(({ name, payload }) => {
      const location = about.locations[name]
      return { envelope: name, size: payload.size, sha256: payload.sha256, ...(location !== undefined && { location }) }
    }),
    ...(about.deadlineAt !== undefined && { deadlineAt: about.deadlineAt }),
  }
}

/** SHA-256 of a kept bid's manifest: the bid's only name. */
export function keptManifestSha256(keep: KeepFile): string {
  return sha256Hex(utf8(keep.manifest))
}

/**
 * Hands in a kept bid whose payloads are uploaded: the moment that counts. The same submission sent again gets the same receipt,
 * so whoever did not see the answer sends it again. Returns the keep-file with its receipt. Throws ProblemError,
 * DomainProblem `payload-missing` while a payload has no upload.
 */
export async function submitKept(client: Client, keep: KeepFile): Promise<KeepFile> {
  const uploads = keep.payloads.map(({ envelope, capability }) => {
    if (capability === undefined) throw new DomainProblem('payload-missing', { envelope })
    return { envelope, capability }
  })
  const { manifest, p7s, salt, intent, entrySalt } = keep
  const receipt = await client.call(submitBid, { body: { manifest, p7s, chain: [], salt, intent, entrySalt, uploads } })
  return { ...keep, receipt }
}

/** The platform's signed word that it has the keys. */
export interface RevealAcknowledgement {
  readonly acknowledgement: string
  readonly p7s: string
}

/** Reveals K_b of every envelope of a kept bid within the bidders' window (`opening/1` step 4). May be repeated. Throws ProblemError. */
export async function revealKept(client: Client, keep: KeepFile): Promise<RevealAcknowledgement> {
  const { tender } = parseManifest(utf8(keep.manifest)).bind
  const body = { manifestSha256: keptManifestSha256(keep), keys: { ...keep.bidderKeys } }
  return client.call(revealKeys, { params: { tender }, body })
}
