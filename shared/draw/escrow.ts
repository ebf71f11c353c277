import { z } from 'zod'
import type { WebCryptoKey } from '../pki/keys.ts'
import { type Bytes, base64url, concat, equalBytes, fromBase64url, fromHex, hex } from '../primitives/bytes.ts'
import { canonicalBytes, NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import { sha256 } from '../primitives/digest.ts'
import type { RandomBytes } from '../primitives/random.ts'
import { type CustodianKey, type OpenedShare, openCustodianShare, sealShare } from '../sealed-bid/custodian-share.ts'
import type { SealedShare } from '../sealed-bid/manifest.ts'
import { recombine, splitSecret } from '../sealed-bid/shares.ts'
import { contributionDigest } from './contribution.ts'
import { vrfProofBytes } from './ecvrf.ts'

/**
 * What is sealed to the custodians so that from here on silence stops nobody: each party's number, the key of the platform's proof,
 * and the key under which names lie at rest.
 */

/** What an escrow is of: a party's number (the party's id), the platform's proof, or the names at rest. */
export type EscrowOf = string

/** The escrow of the key of the platform's proof. */
export const platformEscrow = 'platform' as const
/** The escrow of the key under which pool, invitations and answers lie at rest. Never released to the public. */
export const namesEscrow = 'names' as const

/** A secret dealt to the custodians: what is public, and the shares only the dealer has. */
export interface DealtEscrow {
  readonly sealed: readonly SealedShare[]
  /** 33 bytes each, in the order of the custodians: shown with the secret, so that nobody can deal one thing and reveal another. */
  readonly shares: readonly Bytes[]
}

/** What shares of an escrow are bound to: SHA-256(JCS{draw, of, v}). */
export function escrowContext(draw: string, of: EscrowOf): Bytes {
  return sha256(canonicalBytes({ v: 'draw-escrow/1', draw, of }))
}

/** Deals a secret of 32 bytes to the custodians, k of n, each share sealed to its custodian alone with the purpose "draw". */
export async function dealEscrow(input: {
  readonly secret: Bytes
  readonly k: number
  readonly custodians: readonly CustodianKey[]
  readonly draw: string
  readonly of: EscrowOf
  readonly random: RandomBytes
}): Promise<DealtEscrow> {
  const context = hex(escrowContext(input.draw, input.of))
  const shares = await splitSecret(input.secret, input.k, input.custodians.length)
  const sealed: SealedShare[] = []
  for (const [index, custodian] of input.custodians.entries()) {
    const share = hex(shares[index] as Bytes)
    const document = { v: 'share/1', purpose: 'draw', context, i: custodian.i, share } as const
    sealed.push(await sealShare({ document, custodian, random: input.random }))
  }
  return { sealed, shares }
}

/** Opens one custodian's envelope of an escrow, as its own client does before it confirms anything. */
export function openEscrowShare(input: {
  readonly sealed: readonly SealedShare[]
  readonly draw: string
  readonly of: EscrowOf
  readonly custodian: CustodianKey
  readonly privateKey: WebCryptoKey
}): Promise<OpenedShare> {
  const { custodian, privateKey } = input
  const sealed = input.sealed.find(({ i }) => i === custodian.i)
  if (sealed === undefined)
    return Promise.resolve({ ok: false, refusal: 'share-wrong-recipient', detail: 'no envelope for this custodian' })
  return openCustodianShare({ sealed, purpose: 'draw', context: escrowContext(input.draw, input.of), custodian, privateKey })
}

/** Why a contribution does not count. It cannot be chosen afterwards: what is dealt is what can be revealed. */
export type EscrowFault = 'number-wrong' | 'escrow-inconsistent' | 'escrow-mismatch' | 'too-few-shares'

/**
 * Judges a number its party reveals: it must be the one committed to, and the shares the party shows must be those dealt and give this
 * very number whichever k are taken. So a party that dealt something else gains nothing by speaking or by staying silent.
 */
export async function revealFault(input: {
  readonly draw: string
  readonly party: string
  readonly c: string
  readonly r: Bytes
  readonly sealed: readonly SealedShare[]
  readonly shares: readonly Bytes[]
  readonly k: number
}): Promise<EscrowFault | undefined> {
  if (contributionDigest(input) !== input.c) return 'number-wrong'
  if (input.shares.length !== input.sealed.length) return 'too-few-shares'
  const found = await recombine({ commitments: input.sealed, k: input.k, shares: input.shares })
  if (!found.ok || found.foreign.length > 0) return 'escrow-inconsistent'
  return equalBytes(found.secret, input.r) ? undefined : 'escrow-mismatch'
}

/** What the custodians' shares of an escrow give. */
export type OpenedEscrow =
  | { readonly ok: true; readonly secret: Bytes; readonly shares: readonly Bytes[] }
  | { readonly ok: false; readonly fault: EscrowFault }

/** Opens an escrow with the shares that custodians release. `too-few-shares`: go on waiting; `escrow-inconsistent`: proven against its dealer. */
export async function openEscrow(input: {
  readonly sealed: readonly SealedShare[]
  readonly shares: readonly Bytes[]
  readonly k: number
}): Promise<OpenedEscrow> {
  const found = await recombine({ commitments: input.sealed, k: input.k, shares: input.shares })
  if (found.ok) return { ok: true, secret: found.secret, shares: found.shares }
  return { ok: false, fault: found.cause === 'deal-inconsistent' ? 'escrow-inconsistent' : 'too-few-shares' }
}

/** The number of a party that stayed silent, if its escrow holds what it committed to. */
export async function openContribution(input: {
  readonly draw: string
  readonly party: string
  readonly c: string
  readonly sealed: readonly SealedShare[]
  readonly shares: readonly Bytes[]
  readonly k: number
}): Promise<OpenedEscrow> {
  const opened = await openEscrow(input)
  if (!opened.ok) return opened
  const isCommitted = contributionDigest({ draw: input.draw, party: input.party, r: opened.secret }) === input.c
  return isCommitted ? opened : { ok: false, fault: 'escrow-mismatch' }
}

const IV_BYTES = 12
const proofSchema = z.strictObject({ v: z.literal('draw-proof/1'), pi: z.string().regex(/^[0-9a-f]{160}$/) })

/**
 * Bytes under a dealt key: iv (12) ‖ AES-256-GCM, with the draw and a name as additional data. The key is committed to by its shares,
 * so one ciphertext opens under one key only.
 */
export async function sealBox(input: {
  readonly key: Bytes
  readonly draw: string
  readonly name: string
  readonly content: Bytes
  readonly random: RandomBytes
}): Promise<Bytes> {
  const iv = input.random(IV_BYTES)
  const algorithm = { name: 'AES-GCM', iv, additionalData: boxData(input) }
  const encrypted = await crypto.subtle.encrypt(algorithm, await boxKey(input.key), input.content)
  return concat(iv, new Uint8Array(encrypted))
}

/** Opens a box; undefined when the key, the draw or the name is another one, or the bytes are not whole. */
export async function openBox(input: {
  readonly key: Bytes
  readonly draw: string
  readonly name: string
  readonly box: Bytes
}): Promise<Bytes | undefined> {
  if (input.box.length < IV_BYTES + 16) return undefined
  const algorithm = { name: 'AES-GCM', iv: input.box.slice(0, IV_BYTES), additionalData: boxData(input) }
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, await boxKey(input.key), input.box.slice(IV_BYTES)))
  } catch (error) {
    if (error instanceof DOMException) return undefined
    throw error
  }
}

/** The platform's proof under the key dealt as `platform`, base64url. */
export async function sealProof(input: {
  readonly key: Bytes
  readonly draw: string
  readonly proof: Bytes
  readonly random: RandomBytes
}): Promise<string> {
  if (input.proof.length !== vrfProofBytes) throw new RangeError('a proof has 80 bytes')
  const content = canonicalBytes({ v: 'draw-proof/1', pi: hex(input.proof) })
  return base64url(await sealBox({ ...input, name: platformEscrow, content }))
}

/** The platform's proof out of its box; undefined when the box does not hold one. Whether it proves anything is `vrfVerify`'s question. */
export async function openProof(input: {
  readonly key: Bytes
  readonly draw: string
  readonly box: string
}): Promise<Bytes | undefined> {
  const content = await openBox({ ...input, name: platformEscrow, box: fromBase64url(input.box) })
  if (content === undefined) return undefined
  try {
    return fromHex(proofSchema.parse(parseCanonical(content, 1024)).pi)
  } catch (error) {
    if (error instanceof NotCanonical || error instanceof z.ZodError) return undefined
    throw error
  }
}

function boxKey(key: Bytes): Promise<WebCryptoKey> {
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt'])
}

function boxData({ draw, name }: { readonly draw: string; readonly name: string }): Bytes {
  return canonicalBytes({ v: 'draw-box/1', draw, name })
}
