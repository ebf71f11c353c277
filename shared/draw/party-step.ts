import { type Bytes, base64url, fromBase64url, hex } from '../primitives/bytes.ts'
import type { RandomBytes } from '../primitives/random.ts'
import type { CustodianKey } from '../sealed-bid/custodian-share.ts'
import type { SealedShare } from '../sealed-bid/manifest.ts'
import { contributionBytes, contributionDigest } from './contribution.ts'
import { dealEscrow } from './escrow.ts'

/** What a party's own client does in a draw. Its number never leaves the client before the custodians hold it. */

/** A number, and the commitment to it that the party signs. */
export interface Contribution {
  readonly r: Bytes
  /** Hex. */
  readonly c: string
}

/** Draws a party's number for one draw. */
export function drawContribution(input: {
  readonly draw: string
  readonly party: string
  readonly random: RandomBytes
}): Contribution {
  const r = input.random(contributionBytes)
  return { r, c: contributionDigest({ ...input, r }) }
}

/** What a party keeps between its commitment and its reveal: the number and, once sealed, the shares it dealt. */
export interface KeptContribution {
  readonly r: Bytes
  readonly shares: readonly Bytes[]
}

/** Seals a party's number to the custodians: what it signs and sends, and what it keeps. */
export async function sealContribution(input: {
  readonly draw: string
  readonly party: string
  readonly r: Bytes
  readonly k: number
  readonly custodians: readonly CustodianKey[]
  readonly random: RandomBytes
}): Promise<{ readonly sealed: readonly SealedShare[]; readonly kept: KeptContribution }> {
  const { r } = input
  const { sealed, shares } = await dealEscrow({ ...input, secret: r, of: input.party })
  return { sealed, kept: { r, shares } }
}

/** What a party sends to reveal its number: the number, and the shares it dealt, hex. */
export function revealOf({ r, shares }: KeptContribution): { readonly r: string; readonly shares: string[] } {
  return { r: hex(r), shares: shares.map(hex) }
}

/** A kept number as text, to be put away until the reveal; whoever reads it knows the number. */
export function keptText({ r, shares }: KeptContribution): string {
  return [r, ...shares].map(base64url).join('.')
}

/** Reads a kept number back. Throws a RangeError when it is none. */
export function readKept(text: string): KeptContribution {
  const [r, ...shares] = text.split('.').map(fromBase64url)
  if (r?.length !== contributionBytes || shares.some((share) => share.length !== contributionBytes + 1))
    throw new RangeError('not a kept number')
  return { r, shares }
}
