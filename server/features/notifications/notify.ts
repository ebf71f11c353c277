import type { ClientSession } from 'mongoose'
import { assertHolds } from '#shared/primitives/assert.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type PersonDocument, personsOfParty, readParty } from '../identity/index.ts'
import type { NotificationsDeps } from './deps.ts'
import { mailModel, messageModel } from './message.model.ts'
import { messageKinds } from './message-kinds.ts'
import type { Recipient } from './recipients.ts'

/** A message to leave. */
export interface Notice {
  /** A key of `messageKinds`. */
  readonly kind: string
  readonly to: readonly Recipient[]
  readonly at: Instant
  /** Ids of what it is about. */
  readonly subject: Readonly<Record<string, string>>
  readonly facts: Readonly<Record<string, string>>
}

/** How long a mail waits, so that several messages become one mail. */
const MAIL_DELAY_MS = 60_000

/**
 * Leaves a message in inboxes, in the caller's transaction, and queues the mail that there is something to see. Most messages come from
 * ledger events by themselves (`watchLedger`); this is for what no event tells.
 */
export async function notify(deps: NotificationsDeps, session: ClientSession, notice: Notice): Promise<void> {
  assertHolds(messageKinds[notice.kind] !== undefined, `a text for messages of kind ${notice.kind}`)
  if (notice.to.length === 0) return
  const { kind, subject, facts } = notice
  const at = new Date(millisOf(notice.at))
  await messageModel(deps.connection).insertMany(
    notice.to.map(({ party, person }) => {
      return { _id: randomId(deps.random), party, person: person ?? null, kind, at, subject, facts, readBy: [] }
    }),
    { session },
  )
  if (deps.mail === undefined) return
  for (const recipient of notice.to)
    for (const address of await addressesOf(deps, recipient)) await queueMail(deps, session, address, at)
}

async function queueMail(deps: NotificationsDeps, session: ClientSession, to: string, at: Date): Promise<void> {
  const mail = { to, attempts: 0, nextDueAt: new Date(at.getTime() + MAIL_DELAY_MS), leaseUntil: null }
  await mailModel(deps.connection).updateOne({ _id: sha256Hex(utf8(to)) }, { $setOnInsert: mail }, { session, upsert: true })
}

/** Mail addresses of a recipient: the person's own; for a party its contact's and its active persons'. Each once. */
async function addressesOf(deps: NotificationsDeps, { party, person }: Recipient): Promise<string[]> {
  const persons: readonly PersonDocument[] = await personsOfParty(deps, party)
  const concerned = persons.filter(({ _id, state }) => state === 'active' && (person === undefined || _id === person))
  const contact = person === undefined ? await contactMail(deps, party) : undefined
  const addresses = [contact, ...concerned.map(({ mail }) => mail)]
  return [
    ...new Set(addresses.filter((address): address is string => address !== undefined && address !== null && address !== '')),
  ]
}

async function contactMail(deps: NotificationsDeps, party: string): Promise<string | undefined> {
  try {
    return (await readParty(deps, party)).contact.mail
  } catch (error) {
    if (error instanceof DomainProblem) return undefined
    throw error
  }
}
