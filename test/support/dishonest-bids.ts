import { signCms } from '#shared/pki/cms-signature.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { type Bytes, concat, hex, uint64, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { encryptStream } from '#shared/sealed-bid/chunked-encryption.ts'
import { bidderCommitment, bidderKeyDigest, envelopeContext, fieldCommitment } from '#shared/sealed-bid/commitments.ts'
import { combinedContentKey } from '#shared/sealed-bid/content-key.ts'
import { dealSecret } from '#shared/sealed-bid/custodian-share.ts'
import type { Letter } from '#shared/sealed-bid/letter.ts'
import { type Manifest, manifestBytes, type SealedShare } from '#shared/sealed-bid/manifest.ts'
import { paddedSize } from '#shared/sealed-bid/payload.ts'
import { streamOf } from '#shared/sealed-bid/runtime.ts'
import { bytesOf, draw, type TestBid, type TestTender, testRuntime } from './sealed-bid.ts'

/** What a dishonest client puts into a bid of one commercial envelope. Everything not said is honest. */
export interface BidLie {
  /** The plaintext instead of the honest letter's. */
  plaintext?(letter: Letter): Bytes
  /** Commitments to the fields as the manifest states them. */
  fields?(honest: Record<string, string>): Record<string, string>
  /** The ciphertext that is uploaded and signed. */
  ciphertext?(honest: Bytes): Bytes
  /** The share envelopes; `deal` deals any secret as an honest client would. */
  custodians?(dealt: SealedShare[], deal: (secret: Bytes) => Promise<SealedShare[]>): Promise<SealedShare[]>
  /** The key the payload is encrypted under, instead of the one K_b and K_c make. */
  readonly contentKey?: Bytes
}

/** Seals a dishonest bid, signed as any other: what the platform cannot see before the opening. */
export async function craftBid(tender: TestTender, signer: Signer, price: string, lie: BidLie): Promise<TestBid> {
  const { target } = tender
  const salt = draw(32)
  const bind: Manifest['bind'] = {
    platform: target.platform,
    tender: target.tender,
    lot: target.lot,
    round: target.round,
    notice: target.noticeSha256,
    bidderCommitment: bidderCommitment({ salt, intent: 'bid', certificate: signer.certificate }),
    nonce: hex(draw(32)),
  }
  const context = envelopeContext(bind, 'commercial')
  const [bidderKey, custodianKey] = [draw(32), draw(32)]
  const field = (value: string) => ({ value, salt: hex(draw(32)) })
  const letter: Letter = {
    v: 'letter/1',
    envelope: 'commercial',
    fields: { price: field(price), period: field('90') },
    files: [],
  }
  const key = lie.contentKey ?? (await combinedContentKey({ bidderKey, custodianKey, context }))
  const plaintext = streamOf(lie.plaintext?.(letter) ?? written(letter))
  const honest = await bytesOf(encryptStream(testRuntime, { key, context, plaintext }))
  const payload = lie.ciphertext?.(honest) ?? honest
  const fields: Record<string, string> = {}
  for (const [k, { value, salt: fieldSalt }] of Object.entries(letter.fields))
    fields[k] = fieldCommitment({ context, k, v: value, salt: fieldSalt })
  const { custodians, policy } = target
  const deal = (secret: Bytes) => dealSecret({ secret, k: policy.k, custodians, purpose: 'custodian', context, random: draw })
  const dealt = await deal(custodianKey)
  const manifest: Manifest = {
    v: 'sealedbid/1',
    bind,
    policy: { ...policy },
    envelopes: [
      {
        name: 'commercial',
        payload: {
          alg: 'cobblestone-256',
          size: payload.length,
          sha256: sha256Hex(payload),
          keyCommitment: hex(payload.subarray(24, 56)),
        },
        fields: lie.fields?.(fields) ?? fields,
        bidderKeySha256: bidderKeyDigest(context, bidderKey),
        custodians: (await lie.custodians?.(dealt, deal)) ?? dealt,
      },
    ],
    supersedes: 'all-earlier',
  }
  const bytes = manifestBytes(manifest)
  return {
    manifest,
    manifestBytes: bytes,
    manifestSha256: sha256Hex(bytes),
    p7s: await signCms({ content: bytes, signer }),
    salt,
    intent: 'bid',
    entrySalt: draw(32),
    bidderKeys: { commercial: hex(bidderKey) },
    payloads: new Map([['commercial', payload]]),
  }
}

/** Shares of two different secrets: any k tell the one or the other, or nothing. */
export const inconsistentDeal: BidLie = {
  async custodians(dealt, deal) {
    const first = dealt.slice(0, 2)
    for (;;) {
      const rest = (await deal(draw(32))).slice(2)
      if (rest.every(({ x }) => first.every((share) => share.x !== x))) return [...first, ...rest]
    }
  },
}

/** A letter in which one parser finds one price and another parser another. */
export const letterOfTwoReadings: BidLie = {
  plaintext: (letter) =>
    padded(
      utf8(new TextDecoder().decode(canonicalBytes(letter)).replace('"price":', '"price":{"salt":"","value":"1.00"},"price":')),
    ),
}

/** A letter with another price than the manifest commits to. */
export const otherPriceInLetter: BidLie = {
  plaintext: (letter) => written({ ...letter, fields: { ...letter.fields, price: { value: '1.00', salt: 'a'.repeat(64) } } }),
}

/** Bytes behind the letter that no file lists. */
export const unlistedBytes: BidLie = {
  plaintext(letter) {
    const plaintext = written(letter)
    plaintext[plaintext.length - 1] = 1
    return plaintext
  },
}

/** The ciphertext of somebody else's bid. */
export function copiedPayload(of: TestBid): BidLie {
  return { ciphertext: () => of.payloads.get('commercial') ?? new Uint8Array() }
}

/** One share envelope of somebody else's bid. */
export function copiedShare(of: TestBid): BidLie {
  return {
    async custodians(dealt) {
      const stolen = of.manifest.envelopes[0]?.custodians[0]
      return stolen === undefined ? dealt : [stolen, ...dealt.slice(1)]
    },
  }
}

/** A letter as plaintext, padded as the format says. */
export function written(letter: object): Bytes {
  return padded(canonicalBytes(letter))
}

function padded(letter: Bytes): Bytes {
  const plaintext = new Uint8Array(paddedSize(letter.length + 8))
  plaintext.set(concat(uint64(letter.length), letter))
  return plaintext
}
