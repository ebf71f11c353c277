import type { ClientSession, Connection } from 'mongoose'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { LedgerEvent } from '#shared/transparency/event.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'

/** What writing to and reading from the ledger needs: the platform's own connection and randomness. */
export interface LedgerRecords {
  readonly connection: Connection
  readonly random: RandomBytes
}

/** The Ed25519 key that signs checkpoints. Its name in a note is the origin of the log it signs, one per year. */
export interface LogKey {
  sign(bytes: Uint8Array): Uint8Array
  readonly publicKey: Uint8Array
}

/** Where RFC 3161 tokens come from. `isPlatformsOwn` is said wherever a token is shown. */
interface CheckpointTimestampSource {
  readonly name: string
  readonly isPlatformsOwn: boolean
  stamp(digestSha256: Bytes): Promise<Uint8Array>
}

/** Everything the running ledger needs. Wired once, at start. */
export interface LedgerDeps extends LedgerRecords {
  readonly clock: Clock
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>
  /** The platform's name as acts carry it; a log's origin is `<platformName>/<year>`. */
  readonly platformName: string
  readonly logKey: LogKey
  readonly timestamp: CheckpointTimestampSource | undefined
  /** How long an opening waits for its timestamp before it goes on without; 5,000 by default. */
  readonly timestampPatienceMs?: number
  /** Distance of the beats that take what is secret, in milliseconds. */
  readonly beatMs: number
  /** Opaque entries of a beat are filled up to a multiple of this: set it above the busiest beat of the month. 4 by default. */
  readonly fillerMultiple?: number
  /** Where the last signed checkpoint is kept beside the database. */
  readonly memory?: CheckpointMemory | undefined
  /** Whether any tender takes bids at this moment: then every beat carries opaque entries. */
  readonly isAnyTenderOpen: (at: number) => Promise<boolean>
}

/** An event as reactions get it: on the ledger, under a signed checkpoint. */
export interface SequencedEvent {
  readonly log: number
  readonly index: number
  readonly c: string
  readonly type: string
  readonly subject: Readonly<Record<string, string>>
  readonly at: Instant
  readonly facts: Json | undefined
  /** The tender whose public chain it stands on. */
  readonly tender: string | undefined
  /** Its place in that chain, from 1. */
  readonly seq: number | undefined
  readonly event: LedgerEvent
}

/** What a reaction does with an event. May be called again with the same event after a crash: it must not matter. */
export type Reaction = (event: SequencedEvent) => Promise<void>

/** A reaction that writes in the transaction that also moves its cursor: each event counts exactly once. */
export type ReactionInTransaction = (event: SequencedEvent, session: ClientSession) => Promise<void>

/** A reaction as it is registered. `types`: those of the events it is called for; undefined means every one. */
export type RegisteredReaction = { readonly types: { has(type: string): boolean } | undefined } & (
  | { readonly isInTransaction: false; readonly run: Reaction }
  | { readonly isInTransaction: true; readonly run: ReactionInTransaction }
)

/** Whether the log may be signed. `stopped` is for good until a person has looked: submissions go on as pending. */
export type LedgerHealth = { readonly state: 'starting' | 'running' } | { readonly state: 'stopped'; readonly why: string }

/** `regular`: everything pending, with fillers. `extra`: clear entries only. `deadline`: everything, with fillers at any rate. */
export type BeatKind = 'regular' | 'extra' | 'deadline'

/** What a beat did. `appended` counts fillers too. */
export interface BeatResult {
  /** The year of the log. */
  readonly log: number
  readonly size: number
  readonly appended: number
}

/** The last signed checkpoint, kept outside the database: a database set back to an older state is noticed before it forks the log. */
export interface CheckpointMemory {
  read(): Promise<string | undefined>
  write(note: string): Promise<void>
}

/** The running ledger of one server process. */
export interface Ledger {
  readonly deps: LedgerDeps
  readonly reactions: Map<string, RegisteredReaction>
  health(): LedgerHealth
  /** Checks the stored log against its last tiles and checkpoint; the whole is re-hashed in the background. Never throws on a mismatch. */
  start(): Promise<void>
  /** Resolves when the re-hash of the whole that `start` began has ended. */
  rehashed(): Promise<void>
  /** Breaks off the re-hash and waits for what is in hand. */
  stop(): Promise<void>
  /**
   * The beat: sequences what is pending, signs, publishes, then runs the reactions and waits for them. Never called by a reaction:
   * that one uses `awaitCheckpoint`. Throws `ledger-stopped`.
   */
  beat(kind: BeatKind): Promise<BeatResult>
  /** The beat without waiting for reactions; they are set going. Undefined when another server is sequencing. Throws `ledger-stopped`. */
  sequence(kind: BeatKind): Promise<BeatResult | undefined>
  /** Runs the reactions over what they have not handled yet. Never throws for one that fails: it is tried again next time. */
  react(): Promise<void>
  /** Fetches the RFC 3161 tokens that could not be had at their deadline. */
  fetchMissingTimestamps(): Promise<number>
}

/** Deps of use cases that need the sequencer, not only the records. */
export interface WithLedger {
  readonly ledger: Ledger
}

/** Proof that an entry stands in the log: the receipt's second half. */
export interface EntryProof {
  readonly log: number
  /** `<platformName>/<year>`. */
  readonly origin: string
  readonly leafIndex: number
  /** The signed note, whole. */
  readonly checkpoint: string
  /** RFC 9162 inclusion proof to the checkpoint's root, hex, from the leaf up. */
  readonly inclusionProof: readonly string[]
}

/** The checkpoint that closes a tender's box. */
export interface CheckpointProof {
  readonly tender: string
  readonly at: Instant
  readonly log: number
  readonly origin: string
  readonly size: number
  /** Root hash, hex. */
  readonly root: string
  /** The signed note, whole. */
  readonly checkpoint: string
  /** The RFC 3161 token over SHA-256 of the note; undefined while its authority does not answer. */
  readonly timestamp: { readonly token: Bytes; readonly authority: string; readonly isPlatformsOwn: boolean } | undefined
}

/** One event of a tender's public chain. `leafIndex` is undefined until the next beat. */
export interface ChainEvent {
  readonly c: string
  readonly salt: string
  readonly event: LedgerEvent
  readonly facts: Json | undefined
  readonly log: number | undefined
  readonly leafIndex: number | undefined
}
