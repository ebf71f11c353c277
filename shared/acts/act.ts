import { z } from 'zod'
import { base64urlField, digestField, idField, instantField } from '../contracts/fields.ts'
import type { Actor } from '../policy/roles.ts'
import type { Bytes } from '../primitives/bytes.ts'
import { canonicalBytes } from '../primitives/canonical-json.ts'
import type { Instant } from '../primitives/instant.ts'

/** Largest act in bytes: a notice with its text and its list of documents fits several times. */
export const maxActBytes = 512 * 1024
/** Largest act in bytes that speaks of every bid on a list: 20,000 shares of about 200 bytes each. */
export const maxListActBytes = 4 * 1024 * 1024

/** The outer form of `act/1`; subject and body are refined by the contract that takes it. */
export const actSchema = z.strictObject({
  v: z.literal('act/1'),
  platform: z.string().min(1).max(200),
  type: z.string().regex(/^[a-z]+(?:-[a-z]+)*\.[a-z]+(?:-[a-z]+)*$/),
  subject: z.record(z.string(), z.unknown()),
  body: z.unknown().optional(),
  bodySha256: digestField.optional(),
  actor: z.strictObject({ party: idField, person: idField, certSha256: digestField }),
  at: instantField,
  nonce: z.string().regex(/^[0-9a-f]{32}$/),
})

/** A parsed act. */
export interface Act<Subject = unknown, Body = unknown> {
  readonly v: 'act/1'
  readonly platform: string
  readonly type: string
  readonly subject: Subject
  readonly body: Body
  readonly actor: { readonly party: string; readonly person: string; readonly certSha256: string }
  readonly at: Instant
  readonly nonce: string
}

/** What a request carries: the act's canonical bytes as text, and the detached CAdES-BES signature over them. The contract bounds the text. */
export const signedActField = z.strictObject({
  act: z.string().min(2).max(maxListActBytes),
  p7s: base64urlField.min(2).max(96 * 1024),
})

/** A signed act as it travels. */
export type SignedAct = z.output<typeof signedActField>

/** An act whose signature, path, revocation, binding, time and platform have been verified. What the ledger stores. */
export interface VerifiedAct<Subject = unknown, Body = unknown> extends Act<Subject, Body> {
  /** The person and party as the platform knows them now. */
  readonly by: Actor
  /** Canonical bytes that were signed. */
  readonly bytes: Bytes
  /** The signature, DER. */
  readonly p7s: Bytes
  /** SHA-256 of `bytes`, hex: the act's name. */
  readonly sha256: string
}

/** The canonical bytes of an act, as client and server each build them. */
export function actBytes(act: Act): Bytes {
  return canonicalBytes(act)
}
