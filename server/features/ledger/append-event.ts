import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { hex } from '#shared/primitives/bytes.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import {
  eventCommitmentHex,
  eventSaltBytes,
  factsDigest,
  type LedgerEvent,
  parseLedgerEvent,
} from '#shared/transparency/event.ts'
import { isActPublicByType } from '#shared/transparency/event-types.ts'
import { type ClearFields, chainModel, pendingModel } from './ledger.model.ts'
import type { LedgerRecords } from './ledger.ts'
import { storeAct } from './store-act.ts'

/** One fact to put on the ledger. */
export interface EventToAppend {
  /** `thing.happened`, e.g. `notice.published`. */
  readonly type: string
  /** Ids of what it is about. */
  readonly subject: Readonly<Record<string, string>>
  readonly at: Instant
  /** The signed act behind it: stored once, whole. */
  readonly act?: VerifiedAct | undefined
  /** Digest of the object it is about. Left out, it is the digest of `facts`. */
  readonly objectSha256?: string | undefined
  /** The tender on whose public chain it stands: such an event, its facts, and by default its act are public at once. */
  readonly tender?: string | undefined
  /** What reactions, sockets and, on a chain, everybody may read of it. Integers, NFC strings; no secrets. */
  readonly facts?: Json | undefined
  /** Whether anybody may fetch the act once the event is on the ledger. By default as `event-types.ts` says, else: events of a chain. */
  readonly isActPublic?: boolean | undefined
}

/** The event as it will stand on the ledger, and its commitment in hex. */
interface AppendedEvent {
  readonly event: LedgerEvent
  readonly c: string
}

/**
 * Records a fact in the transaction of the state change it tells of: no state without its record, no record without its state.
 * It is pending, under a random id, until the next beat. Throws `act-replayed` when the act was stored before.
 */
export async function appendEvent(deps: LedgerRecords, session: ClientSession, input: EventToAppend): Promise<AppendedEvent> {
  const isActPublic = input.isActPublic ?? isActPublicByType(input.type) ?? input.tender !== undefined
  if (input.act !== undefined) await storeAct(deps, session, { act: input.act, isPublic: isActPublic })
  const place = input.tender === undefined ? undefined : await nextPlace(deps, session, input.tender)
  const event = parseLedgerEvent({
    v: 'event/1',
    type: input.type,
    subject: input.subject,
    at: input.at,
    ...(input.act === undefined ? {} : { actSha256: input.act.sha256 }),
    ...objectOf(input),
    ...place,
  })
  const salt = deps.random(eventSaltBytes)
  const c = eventCommitmentHex(salt, event)
  const clear: ClearFields = {
    event,
    salt: hex(salt),
    ...(input.facts === undefined ? {} : { facts: input.facts }),
    ...(input.tender === undefined ? {} : { tender: input.tender, seq: event.seq }),
  }
  await pendingModel(deps.connection).create([{ _id: randomId(deps.random), c, ...clear }], { session })
  if (input.tender !== undefined)
    await chainModel(deps.connection).updateOne({ _id: input.tender }, { $set: { previous: c } }, { session })
  return { event, c }
}

function objectOf(input: EventToAppend): { objectSha256?: string } {
  if (input.objectSha256 !== undefined) return { objectSha256: input.objectSha256 }
  if (input.facts !== undefined || input.act === undefined) return { objectSha256: factsDigest(input.facts ?? {}) }
  return {}
}

/** The next place in a tender's chain. Two acts on one tender at the same moment conflict here, and the later one is tried again. */
async function nextPlace(
  deps: LedgerRecords,
  session: ClientSession,
  tender: string,
): Promise<{ seq: number; previous?: string }> {
  const before = await chainModel(deps.connection)
    .findOneAndUpdate({ _id: tender }, { $inc: { seq: 1 } }, { session, upsert: true, returnDocument: 'before' })
    .lean()
  const seq = (before?.seq ?? 0) + 1
  return before?.previous === undefined || before.previous === null ? { seq } : { seq, previous: before.previous }
}
