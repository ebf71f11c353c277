import type { Readable } from 'node:stream'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { IdentityRecord } from '#shared/sealed-bid/identity-envelope.ts'
import type { Manifest } from '#shared/sealed-bid/manifest.ts'

/** A sealed bid as it lies at rest: everything the server holds of it, and nothing that names anybody, a time or an order. */
export interface StoredBid {
  /** SHA-256 of the manifest's canonical bytes, hex: the bid's only name. */
  readonly manifestSha256: string
  readonly manifestBytes: Bytes
  readonly manifest: Manifest
  /** The identity envelope: ciphertext, and its key's shares sealed to the custodians. */
  readonly identity: { readonly record: IdentityRecord; readonly enc: Bytes }
  /** Event, receipt and their signatures under HKDF(entrySalt): `openEventRecord` of shared/sealed-bid opens it with the salt from the identity envelope. */
  readonly eventEnc: Bytes
  /** Payloads are gone: superseded, withdrawn or failed tender. Manifest and identity envelope stay as evidence. */
  readonly isDestroyed: boolean
  /** Digests of the payloads it still names: those of an envelope that is never to be opened are taken off. */
  readonly payloads: readonly string[]
}

/** What the platform can say of one payload it should hold. */
export type PayloadState =
  | { readonly state: 'whole' }
  | { readonly state: 'missing' }
  /** Bytes are there, but not those of the manifest: the platform's cause. `foundSha256` is the evidence. */
  | { readonly state: 'damaged'; readonly foundSha256: string }

/** A payload as a stream of ciphertext, or undefined when it is not in the store. */
export type PayloadStream = Readable | undefined
