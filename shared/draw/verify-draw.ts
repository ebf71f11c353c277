import { z } from 'zod'
import { idField } from '../contracts/fields.ts'
import { fromHex } from '../primitives/bytes.ts'
import { chainSchema, checkpointsSchema, signedTextSchema } from '../sealed-bid/opening/bundle.ts'
import { type Check, type CheckList, startChecks } from '../sealed-bid/opening/checks.ts'
import { type DrawTrust, type VerifiedAct, verifyNamedActs } from '../sealed-bid/opening/verify-acts.ts'
import {
  notSeparated,
  type VerifiedCheckpoint,
  type VerifiedEvent,
  verifyChain,
  verifyCheckpoints,
} from '../sealed-bid/opening/verify-chain.ts'
import { isVrfPublicKey } from './ecvrf.ts'
import { type DrawFactType, type DrawRecord, ofType, readDrawRecord } from './record.ts'
import { releaseDigest, releaseSchema } from './release.ts'
import { committeeSeated, judgeAvoided, supplementFault } from './supplement.ts'
import { type ReleaseCheckName, verifyRelease } from './verify-release.ts'

/** Largest bundle in bytes, checked before parsing. */
export const maxDrawBundleBytes = 64 * 1024 * 1024

/** Schema of everything a stranger needs to check a draw off line, but for the log's key and the trust anchors. */
export const drawBundleSchema = z.strictObject({
  v: z.literal('draw-bundle/1'),
  platform: z.string().max(200),
  tender: idField,
  /** Name of the draw: SHA-256 of its pool commitment. */
  draw: z.string().regex(/^[0-9a-f]{64}$/),
  chain: chainSchema,
  checkpoints: checkpointsSchema,
  /** Acts the chain names: who signed the pool, who committed, who sealed, who confirmed. */
  acts: z.array(signedTextSchema).max(500),
  /** Null until the result is public (rule X3). */
  release: releaseSchema.nullable(),
})

/** A parsed bundle; nothing in it is believed yet. */
export type DrawBundle = z.output<typeof drawBundleSchema>

/** Parses an attacker-controlled bundle. Throws a RangeError when it is too long, a ZodError, SyntaxError or TypeError when it is not one. */
export function parseDrawBundle(bytes: Uint8Array): DrawBundle {
  if (bytes.length > maxDrawBundleBytes) throw new RangeError(`a bundle of ${bytes.length} bytes`)
  return drawBundleSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
}

/** What is checked of a draw, in this order. docs/formats/draw.md says what each means. */
export type DrawCheckName =
  | 'checkpoints-signed'
  | 'checkpoints-consistent'
  | 'chain-linked'
  | 'chain-in-log'
  | 'facts-match'
  | 'acts-signed'
  | 'pool-committed'
  | 'steps-in-order'
  | 'contributions-signed'
  | 'escrow-signed'
  | 'escrow-confirmed'
  | 'one-draw'
  | 'seats-missing'
  | 'release-on-chain'
  | ReleaseCheckName
  | 'avoided-proven'

/** The judgement over a draw. `isReleased`: the draw could be done again; before that only its order and its commitments can be checked. */
export interface DrawVerdict {
  readonly ok: boolean
  readonly isReleased: boolean
  readonly checks: readonly Check<DrawCheckName>[]
}

/** The steps of a draw: each under a checkpoint before the next, or whoever acts last could choose. */
const STEPS: readonly DrawFactType[] = ['draw.pooled', 'draw.committed', 'draw.dealt', 'draw.held', 'draw.ranked']

/** What may happen only after a step is under a checkpoint. */
const AFTER: readonly (readonly [DrawFactType, DrawFactType])[] = [
  ['draw.contributed', 'draw.pooled'],
  ['draw.escrowed', 'draw.committed'],
  ['draw.confirmed', 'draw.dealt'],
  ['draw.revealed', 'draw.held'],
  ['draw.shares-released', 'draw.held'],
  ['draw.called', 'draw.ranked'],
]

/**
 * A stranger's check of a draw, from its bundle and the log's public key. In this order: checkpoints and chain, signatures, the pool,
 * the order of the steps, who committed and sealed, that custodians held what was sealed; and once released, the whole draw again.
 */
export async function verifyDraw(bundle: DrawBundle, trust: DrawTrust): Promise<DrawVerdict> {
  const list = startChecks<DrawCheckName>()
  const checkpoints = verifyCheckpoints(bundle, trust, list)
  const events = verifyChain(bundle, checkpoints, list)
  const acts = await verifyNamedActs(bundle, trust, events, list)
  const record = readDrawRecord(events, bundle.draw)
  if ('fault' in record) {
    list.fail('pool-committed', record.fault)
    return verdictOf(list, false)
  }
  list.judge('pool-committed', poolFault(bundle, record, acts))
  judgeOrder(record, events, checkpoints, list)
  judgeParties(record, acts, list)
  judgeCustody(record, acts, list)
  judgeAttempts(record, events, acts, list)
  if (record.pool.completes !== undefined) list.judge('seats-missing', supplementFault(record, events))
  if (bundle.release === null) {
    list.skip('release-on-chain', 'the result is not public yet (X3)')
    return verdictOf(list, false)
  }
  const isOnChain = record.releaseSha256 === releaseDigest(bundle.release) && bundle.release.draw === record.draw
  list.judge('release-on-chain', isOnChain ? undefined : 'not the release the ledger names')
  await verifyRelease(record, bundle.release, list)
  judgeAvoided(record, bundle.release, events, list)
  return verdictOf(list, true)
}

const poolSigned = z.looseObject({ draw: z.string() })

/** The pool is of this tender, its key binds the platform, and requester and regulator signed exactly it. */
function poolFault(
  bundle: DrawBundle,
  { pool, draw, events }: DrawRecord,
  acts: ReadonlyMap<string, VerifiedAct>,
): string | undefined {
  if (pool.tender !== bundle.tender || pool.platform !== bundle.platform) return 'a pool of another tender'
  if (!isVrfPublicKey(fromHex(pool.vrfKey))) return 'the platform’s key binds it to nothing'
  for (const as of ['requester', 'regulator'] as const) {
    const signed = ofType(events, 'draw.pool-signed').find(({ facts }) => facts.as === as)
    const act = signed?.actSha256 === undefined ? undefined : acts.get(signed.actSha256)
    const body = poolSigned.safeParse(act?.body)
    if (act?.type !== 'draw.sign-pool' || !body.success || body.data.draw !== draw) return `not signed by the ${as}`
    if (as === 'regulator' && !pool.parties.some(({ party, as: role }) => role === 'regulator' && party === act.party))
      return 'signed by another regulator than the pool names'
  }
  return undefined
}

function judgeOrder(
  record: DrawRecord,
  events: readonly VerifiedEvent[],
  checkpoints: readonly VerifiedCheckpoint[],
  list: CheckList<DrawCheckName>,
): void {
  const eventOf = (index: number) => events[index] as VerifiedEvent
  const reached = STEPS.map((type) => ofType(record.events, type))
  for (const [at, type] of STEPS.entries()) {
    const [step, second] = reached[at] ?? []
    const [before] = reached[at - 1] ?? []
    if (second !== undefined) list.fail('steps-in-order', 'happened twice', type)
    else if (step !== undefined && at > 0)
      list.judge(
        'steps-in-order',
        before === undefined
          ? 'the step before it is missing'
          : notSeparated(eventOf(before.index), eventOf(step.index), checkpoints),
        type,
      )
  }
  for (const [type, stepType] of AFTER) {
    const [step] = ofType(record.events, stepType)
    for (const act of ofType(record.events, type)) {
      const fault =
        step === undefined ? `${stepType} is missing` : notSeparated(eventOf(step.index), eventOf(act.index), checkpoints)
      if (fault !== undefined) list.fail('steps-in-order', fault, type)
    }
  }
  // Nothing may be added to what a step has closed.
  for (const [type, closing] of [
    ['draw.contributed', 'draw.committed'],
    ['draw.escrowed', 'draw.dealt'],
    ['draw.confirmed', 'draw.held'],
    ['draw.revealed', 'draw.ranked'],
  ] as const) {
    const end = ofType(record.events, closing)[0]?.index
    const late = end !== undefined && ofType(record.events, type).some(({ index }) => index > end)
    list.judge('steps-in-order', late ? `came after ${closing}` : undefined, type)
  }
}

/** Each c of the seed was signed by its party, and so was each escrow. */
function judgeParties(
  { pool, events, c }: DrawRecord,
  acts: ReadonlyMap<string, VerifiedAct>,
  list: CheckList<DrawCheckName>,
): void {
  const contributed = ofType(events, 'draw.contributed')
  for (const [index, { party }] of pool.parties.entries()) {
    const own = contributed.filter(({ facts }) => facts.party === party)
    const committed = c?.[index] ?? null
    const act = own[0]?.actSha256 === undefined ? undefined : acts.get(own[0].actSha256)
    const body = z.looseObject({ c: z.string() }).safeParse(act?.body)
    const isSigned =
      own.length === 1 &&
      act?.party === party &&
      act.type === 'draw.contribute' &&
      body.success &&
      body.data.c === own[0]?.facts.c
    if (own.length === 0) list.judge('contributions-signed', c === null ? undefined : 'nobody committed to it', party)
    else {
      const isTaken = c === null || committed === own[0]?.facts.c
      list.judge('contributions-signed', isSigned && isTaken ? undefined : 'not the one commitment the party signed', party)
    }
  }
  for (const escrow of ofType(events, 'draw.escrowed')) {
    if (escrow.facts.of === 'platform' || escrow.facts.of === 'names') continue
    const act = escrow.actSha256 === undefined ? undefined : acts.get(escrow.actSha256)
    const isOwn = act?.type === 'draw.escrow' && act.party === escrow.facts.of
    const isOnly = ofType(events, 'draw.escrowed').filter(({ facts }) => facts.of === escrow.facts.of).length === 1
    list.judge('escrow-signed', isOwn && isOnly ? undefined : 'not the one escrow its party signed', escrow.facts.of)
  }
}

/** For every escrow at least k custodians said, by their signature, that it opens. */
function judgeCustody(
  { pool, events }: DrawRecord,
  acts: ReadonlyMap<string, VerifiedAct>,
  list: CheckList<DrawCheckName>,
): void {
  const [held] = ofType(events, 'draw.held')
  if (held === undefined) return
  const confirmations = ofType(events, 'draw.confirmed').filter(
    ({ actSha256 }) => actSha256 !== undefined && acts.get(actSha256)?.type === 'draw.confirm',
  )
  for (const { facts } of ofType(events, 'draw.escrowed')) {
    const good = new Set(
      confirmations.filter((one) => !one.facts.unreadable.some(({ of }) => of === facts.of)).map((one) => one.facts.i),
    )
    list.judge(
      'escrow-confirmed',
      good.size >= pool.custody.k ? undefined : `${good.size} custodians say that it opens`,
      facts.of,
    )
  }
}

/**
 * A draw may be repeated only when it was exhausted, or came to nothing before anybody revealed, or the regulator found its pool wrong by
 * a signed act; and everybody sees how often it was. Once a committee sits, only a draw that completes it may follow.
 */
function judgeAttempts(
  { pool, draw }: DrawRecord,
  events: readonly VerifiedEvent[],
  acts: ReadonlyMap<string, VerifiedAct>,
  list: CheckList<DrawCheckName>,
): void {
  const names = events.filter(({ type }) => type === 'draw.pooled').map(({ facts }) => (facts as { draw?: string }).draw ?? '')
  const earlier = names.slice(0, names.indexOf(draw))
  const against = earlier.map((name) => {
    const record = readDrawRecord(events, name)
    if ('fault' in record) return record.fault
    const isAtEnd = ofType(record.events, 'draw.exhausted').length > 0 || ofType(record.events, 'draw.closed').length > 0
    if (isAtEnd) return undefined
    const [end] = ofType(record.events, 'draw.void')
    if (end === undefined) return 'an earlier draw is still open'
    if (end.facts.reason !== 'pool-wrong')
      return ofType(record.events, 'draw.held').length === 0 ? undefined : 'an earlier draw was ended after it was held'
    return acts.get(end.actSha256 ?? '')?.type === 'draw.void' ? undefined : 'nobody signed that the earlier pool was wrong'
  })
  const isCounted = pool.attempt === earlier.length + 1
  const pooled = events.findIndex(({ type, facts }) => type === 'draw.pooled' && (facts as { draw?: string }).draw === draw)
  const isSeated = events.slice(0, pooled).some(({ type }) => type === committeeSeated)
  const isSecondCommittee = isSeated && pool.completes === undefined ? 'a committee sat already' : undefined
  const fault = against.find((one) => one !== undefined) ?? isSecondCommittee
  list.judge('one-draw', isCounted ? fault : 'the attempts are not counted')
}

function verdictOf(list: CheckList<DrawCheckName>, isReleased: boolean): DrawVerdict {
  return { ok: list.checks.every(({ verdict }) => verdict !== 'fail'), isReleased, checks: list.checks }
}
