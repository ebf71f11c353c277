import type { Bytes } from '#shared/primitives/bytes.ts'
import type { Intent } from '#shared/sealed-bid/commitments.ts'
import type { SealedBid } from '#shared/sealed-bid/seal-bid.ts'
import type { SealingTarget } from '#shared/sealed-bid/sealing-target.ts'

/** Work of a bid that is shown as a bar. */
export type SealingStep = 'hash' | 'seal' | 'sign' | 'upload' | 'rehearse'

/** What goes into one envelope, as the page hands it to the worker. */
export interface EnvelopeInput {
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
  readonly files: readonly File[]
  readonly padToBytes?: number
}

/** What to seal. */
export interface SealRequest {
  readonly target: SealingTarget
  readonly intent: Intent
  readonly envelopes: readonly EnvelopeInput[]
  /** DER of the signing certificate and of those above it; the key stays with the page. */
  readonly certificate: Bytes
  readonly chain: readonly Bytes[]
  /** Name of the folder for the ciphertext. */
  readonly staging: string
  readonly origin: string
}

/** A payload to be uploaded. */
export interface PayloadToUpload {
  readonly envelope: string
  readonly size: number
  readonly capability?: string | undefined
}

/** What the page asks of the worker. */
export type SealingCommand =
  | ({ readonly do: 'seal' } & SealRequest)
  | { readonly do: 'signed'; readonly p7s: Bytes }
  | { readonly do: 'not-signed' }
  | {
      readonly do: 'upload'
      readonly origin: string
      readonly staging: string
      readonly payloads: readonly PayloadToUpload[]
    }
  | {
      readonly do: 'rehearse'
      readonly origin: string
      readonly manifest: string
      readonly bidderKeys: Readonly<Record<string, string>>
    }

/** One check of a rehearsal. */
export interface RehearsalCheck {
  readonly envelope: string
  /** stored: what the platform keeps is byte for byte what was sealed. key: the bidder's half is the one committed to. opened: letter and files came out whole. */
  readonly name: 'stored' | 'key' | 'opened'
  readonly verdict: 'pass' | 'fail' | 'not-checked'
  readonly detail?: string | undefined
}

/** What the worker says. */
export type SealingReport =
  | { readonly say: 'progress'; readonly step: SealingStep; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly say: 'sign'; readonly content: Bytes }
  | {
      readonly say: 'sealed'
      readonly sealed: SealedBid
      readonly isStaged: boolean
      readonly capabilities: Readonly<Record<string, string>>
    }
  | { readonly say: 'capability'; readonly envelope: string; readonly capability: string }
  /** The network is away; it is tried again by itself. */
  | { readonly say: 'waiting' }
  | { readonly say: 'uploaded'; readonly capabilities: Readonly<Record<string, string>> }
  | { readonly say: 'rehearsed'; readonly checks: readonly RehearsalCheck[] }
  | {
      readonly say: 'failed'
      readonly error: { readonly name: string; readonly code: string; readonly message: string; readonly facts?: unknown }
    }
