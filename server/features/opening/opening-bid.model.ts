import { type ClientSession, type Connection, type Model, Schema } from 'mongoose'
import type { EnvelopeName, LaterStage } from '#shared/catalogue/letter-form.ts'
import type { CauseCode } from '#shared/sealed-bid/opening/causes.ts'

/** Where one bid stands: on the list; out before the window; live; its keys revealed; opened or failed. */
export type OpeningBidState = 'listed' | 'out' | 'live' | 'revealed' | 'opened' | 'failed'

/** Why a bid is out or did not open: whose cause it is, and the evidence anybody can check. */
export interface BidCause {
  readonly code: CauseCode | 'superseded' | 'withdrawn' | 'lot-failed'
  readonly attributedTo: 'bidder' | 'custodian' | 'platform'
  readonly detail: string
  readonly envelope: EnvelopeName | null
  readonly evidence: Readonly<Record<string, string>>
}

/** Who is behind a bid, as its identity envelope (or the bidder itself) proved. Shown to nobody before publication (O3). */
export interface BidIdentity {
  readonly party: string
  readonly person: string
  readonly name: string
  readonly creditCode: string
  readonly receivedAt: string
  readonly intent: 'bid' | 'withdrawal'
  /** The identity content, canonical text: part of the bundle from publication on. */
  readonly content: string
  readonly isSupplied: boolean
}

/** A share released by a custodian, checked against the bidder's commitment. */
export interface ReleasedShare {
  readonly i: number
  readonly envelope: EnvelopeName
  readonly purpose: 'custodian' | 'remedy'
  readonly share: string
}

/** What a custodian said of an envelope that does not open. */
export interface EnvelopeReport {
  readonly i: number
  readonly party: string
  readonly envelope: EnvelopeName
  readonly purpose: 'custodian' | 'remedy'
  readonly cause: string
}

/** One file that came out of an envelope: its plaintext lies in the blob store under its digest. */
export interface OpenedFile {
  readonly envelope: EnvelopeName
  readonly name: string
  readonly size: number
  readonly sha256: string
}

/**
 * What became of a bid's envelope of a later stage: kept shut; named by the act that opens the stage; never to be opened, and destroyed;
 * opened; or failed for a cause.
 */
export interface LaterEnvelope {
  readonly stage: LaterStage
  readonly state: 'sealed' | 'to-open' | 'unopened' | 'opened' | 'failed'
  readonly cause: BidCause | null
}

/** One listed bid at its opening. `_id` is the manifest's digest. */
export interface OpeningBid {
  readonly _id: string
  readonly tender: string
  readonly lot: string
  /** Place in the byte order of digests, from 1; a bid added on its receipt comes after the others. */
  readonly number: number
  readonly state: OpeningBidState
  readonly cause: BidCause | null
  readonly identityShares: readonly { readonly i: number; readonly share: string }[]
  readonly identityUnreadable: readonly { readonly i: number; readonly cause: string }[]
  readonly identity: BidIdentity | null
  readonly isCheckedIn: boolean
  readonly bidderKeys: Readonly<Record<string, string>> | null
  readonly revealedAt: Date | null
  readonly isRemedyGranted: boolean
  readonly shares: readonly ReleasedShare[]
  readonly reports: readonly EnvelopeReport[]
  readonly fields: Readonly<Record<string, string>> | null
  /** The letters as they lay in the envelopes, canonical text: what the fields come from. */
  readonly letters: Readonly<Record<string, string>> | null
  readonly files: readonly OpenedFile[] | null
  /** From publication on, where the notice has an envelope that opens later. */
  readonly later: LaterEnvelope | null
}

const mixed = (fallback: unknown) => ({ type: Schema.Types.Mixed, default: fallback }) as never

const schema = new Schema<OpeningBid>(
  {
    _id: { type: String, required: true },
    tender: { type: String, required: true },
    lot: { type: String, required: true },
    number: { type: Number, required: true },
    state: { type: String, required: true },
    cause: mixed(null),
    identityShares: { type: [Schema.Types.Mixed] as never, default: [] },
    identityUnreadable: { type: [Schema.Types.Mixed] as never, default: [] },
    identity: mixed(null),
    isCheckedIn: { type: Boolean, default: false },
    bidderKeys: mixed(null),
    revealedAt: { type: Date, default: null },
    isRemedyGranted: { type: Boolean, default: false },
    shares: { type: [Schema.Types.Mixed] as never, default: [] },
    reports: { type: [Schema.Types.Mixed] as never, default: [] },
    fields: mixed(null),
    letters: mixed(null),
    files: mixed(null),
    later: mixed(null),
  },
  { collection: 'openingBids', versionKey: false, autoIndex: false, autoCreate: false, minimize: false },
)
schema.index({ tender: 1, number: 1 })

/** Bids at their openings. They exist from the list on, never before. */
export function openingBidModel(connection: Connection): Model<OpeningBid> {
  return (connection.models['OpeningBid'] as Model<OpeningBid> | undefined) ?? connection.model<OpeningBid>('OpeningBid', schema)
}

/** What is written of one bid; with `state` only while the bid is in it. */
export interface OpeningBidUpdate {
  readonly _id: string
  readonly state?: OpeningBidState
  readonly set: Partial<OpeningBid>
}

/** Writes what was found of many bids in one command, in the caller's transaction if there is one. */
export async function updateOpeningBids(
  connection: Connection,
  updates: readonly OpeningBidUpdate[],
  session?: ClientSession,
): Promise<void> {
  if (updates.length === 0) return
  const writes = updates.map(({ _id, state, set }) => ({
    updateOne: { filter: state === undefined ? { _id } : { _id, state }, update: { $set: set } },
  }))
  await openingBidModel(connection).bulkWrite(writes, session === undefined ? {} : { session })
}
