import { createHmac } from 'node:crypto'
import { EnvelopeRefused, sealEnvelopeToKey } from '#shared/pki/cms-envelope.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { type Bytes, base64url, fromBase64url, fromHex } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { assertOperation, readRecord } from './change-tender.ts'
import type { NoticesDeps, NoticesReads } from './deps.ts'
import { type SeatRecord, type TenderRecord, tenderModel } from './tender.model.ts'

/** A P-256 SubjectPublicKeyInfo with an uncompressed point. */
const SPKI_LENGTH = 91

/** What a test envelope is for: to accept a seat, or to show before the deadline that the key is at hand. */
export type TestPurpose = 'accept' | 'ready'

/** The seat an actor's party holds. Throws `forbidden` for a party without any, `seat-not-yours`. */
export function seatOf(record: TenderRecord, i: number, actor: Actor, operation: string): SeatRecord {
  assertOperation(operation, actor, record)
  const seat = record.seats.find((found) => found.i === i)
  if (seat === undefined || seat.party !== actor.party) throw new DomainProblem('seat-not-yours', { i })
  return seat
}

/**
 * Seals a test envelope to a custodian's key. Before acceptance to any fresh P-256 key; for readiness to the accepted one. Nothing is
 * stored: the content follows from the server's secret and from what it is about. Throws `custody-key-refused`, `seat-wrong-state`.
 */
export async function testCustodyKey(
  deps: NoticesDeps,
  input: {
    readonly id: string
    readonly i: number
    readonly purpose: TestPurpose
    readonly keySpki: string
    readonly actor: Actor
  },
): Promise<{ readonly cms: string; readonly keySha256: string }> {
  const record = await readRecord(deps, input.id)
  const seat = seatOf(record, input.i, input.actor, 'testCustodyKey')
  const spki = await parseCustodyKey(input.keySpki)
  const keySha256 = sha256Hex(spki)
  if (input.purpose === 'accept') {
    assertSeat(seat, 'asked')
    await assertFresh(deps, record._id, keySha256)
  } else {
    assertSeat(seat, 'accepted')
    if (seat.keySha256 !== keySha256) throw new DomainProblem('custody-key-refused')
  }
  try {
    const content = testContent(deps, record, { i: input.i, purpose: input.purpose, keySha256 })
    const cms = await sealEnvelopeToKey({ content, recipientSpki: spki, recipientKeyId: fromHex(keySha256), random: deps.random })
    return { cms: base64url(cms), keySha256 }
  } catch (error) {
    if (error instanceof EnvelopeRefused) throw new DomainProblem('custody-key-refused')
    throw error
  }
}

/**
 * What a test envelope holds: JCS {v:"custody-test/1", tender, i, purpose, keySha256, token}, token = HMAC-SHA-256 under a server secret,
 * so that only who opened the envelope can name its digest. The deadline is in the token of a readiness test: a later one asks anew.
 */
export function testContent(
  deps: Pick<NoticesDeps, 'keys'>,
  record: Pick<TenderRecord, '_id' | 'deadlineAt'>,
  { i, purpose, keySha256 }: { readonly i: number; readonly purpose: TestPurpose; readonly keySha256: string },
): Bytes {
  const about = { v: 'custody-test/1', tender: record._id, i, purpose, keySha256 }
  const token = createHmac('sha256', deps.keys.secret('custody-test'))
    .update(canonicalBytes({ ...about, deadlineAt: purpose === 'ready' ? record.deadlineAt : null }))
    .digest('hex')
  return canonicalBytes({ ...about, token })
}

/** Bytes of an attacker-controlled custody key. Throws `custody-key-refused` for anything but a point on P-256, written in its one way. */
export async function parseCustodyKey(keySpki: string): Promise<Bytes> {
  try {
    const spki = fromBase64url(keySpki)
    if (spki.length !== SPKI_LENGTH) throw new RangeError('another length')
    await crypto.subtle.importKey('spki', spki, { name: 'ECDH', namedCurve: 'P-256' }, false, [])
    return spki
  } catch {
    throw new DomainProblem('custody-key-refused')
  }
}

/** Throws `custody-key-refused` when a key already serves a seat, here or in another tender: one key, one tender. */
export async function assertFresh(deps: NoticesReads, tender: string, keySha256: string): Promise<void> {
  const used = await tenderModel(deps.connection).findOne({ 'seats.keySha256': keySha256 }, { _id: 1 }).lean()
  if (used !== null) throw new DomainProblem('custody-key-refused', { tender })
}

/** Throws `seat-wrong-state` unless the seat stands in one of these states. */
export function assertSeat(seat: SeatRecord, ...states: readonly SeatRecord['state'][]): void {
  if (!states.includes(seat.state)) throw new DomainProblem('seat-wrong-state', { i: seat.i, state: seat.state })
}
