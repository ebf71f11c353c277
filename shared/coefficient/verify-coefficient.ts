import { z } from 'zod'
import { noticeField } from '../catalogue/notice.ts'
import { digestField, idField } from '../contracts/fields.ts'
import { openContribution, revealFault } from '../draw/escrow.ts'
import { type Bytes, fromHex, hex, utf8 } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { drawnCoefficientOf } from '../scoring/plan.ts'
import { chainSchema, checkpointsSchema, signedTextSchema } from '../sealed-bid/opening/bundle.ts'
import { type Check, type CheckList, startChecks } from '../sealed-bid/opening/checks.ts'
import { type DrawTrust, judgeSignature, readAct, type VerifiedAct, verifyNamedActs } from '../sealed-bid/opening/verify-acts.ts'
import {
  notSeparated,
  type VerifiedCheckpoint,
  type VerifiedEvent,
  verifyChain,
  verifyCheckpoints,
} from '../sealed-bid/opening/verify-chain.ts'
import { judgeEscrows } from './held.ts'
import { type CoefficientFacts, type CoefficientRecord, ofCoefficientType, readCoefficientRecord } from './record.ts'
import { coefficientSeed, coefficientsOf } from './seed.ts'
import { contributorsOf, isEnough, platformContributor } from './terms.ts'

/** Largest bundle in bytes, checked before parsing. */
export const maxCoefficientBundleBytes = 64 * 1024 * 1024

/** Schema of everything a stranger needs to draw a coefficient again off line, but for the log's key and the trust anchors. */
export const coefficientBundleSchema = z.strictObject({
  v: z.literal('coefficient-bundle/1'),
  platform: z.string().max(200),
  tender: idField,
  draw: digestField,
  /** Every notice act of the round, as signed; the one in force at the deadline last. */
  notices: z.array(signedTextSchema).min(1).max(100),
  chain: chainSchema,
  checkpoints: checkpointsSchema,
  /** Acts the chain names: who committed, who confirmed. */
  acts: z.array(signedTextSchema).max(100),
})

/** A parsed bundle; nothing in it is believed yet. */
export type CoefficientBundle = z.output<typeof coefficientBundleSchema>

/** Parses an attacker-controlled bundle. Throws a RangeError when it is too long, a ZodError, SyntaxError or TypeError when it is not one. */
export function parseCoefficientBundle(bytes: Uint8Array): CoefficientBundle {
  if (bytes.length > maxCoefficientBundleBytes) throw new RangeError(`a bundle of ${bytes.length} bytes`)
  return coefficientBundleSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))
}

/** What is checked of a coefficient, in this order. docs/formats/coefficient.md says what each means. */
export type CoefficientCheckName =
  | 'checkpoints-signed'
  | 'checkpoints-consistent'
  | 'chain-linked'
  | 'chain-in-log'
  | 'facts-match'
  | 'acts-signed'
  | 'notice-signed'
  | 'terms-committed'
  | 'steps-in-order'
  | 'contributions-signed'
  | 'escrow-confirmed'
  | 'numbers-open'
  | 'seed-matches'
  | 'coefficients-recomputed'

/** The judgement. `isDrawn`: the coefficients could be computed again; before that only order and commitments can be checked. */
export interface CoefficientVerdict {
  readonly ok: boolean
  readonly isDrawn: boolean
  readonly checks: readonly Check<CoefficientCheckName>[]
}

type Checks = CheckList<CoefficientCheckName>

/**
 * A stranger's check of a drawn coefficient, from its bundle and the log's public key: that the numbers were committed to before the deadline
 * and revealed after `reveal.closed`, that whoever is left out had to be, and the seed and every lot's coefficient again.
 */
export async function verifyCoefficient(bundle: CoefficientBundle, trust: DrawTrust): Promise<CoefficientVerdict> {
  const list = startChecks<CoefficientCheckName>()
  const checkpoints = verifyCheckpoints(bundle, trust, list)
  const events = verifyChain(bundle, checkpoints, list)
  const acts = await verifyNamedActs(bundle, trust, events, list)
  const notice = await noticeInForce(bundle, trust, events, list)
  const record = readCoefficientRecord(events)
  if ('fault' in record) {
    list.fail('terms-committed', record.fault)
    return verdictOf(list, false)
  }
  list.judge('terms-committed', notice === undefined ? 'no notice to hold them to' : termsFault(bundle, record, notice))
  judgeOrder(record, events, checkpoints, list)
  judgeCommitments(record, acts, list)
  const counted = judgeHeld(record, acts, list)
  const [drawn] = ofCoefficientType(record.events, 'coefficient.drawn')
  if (drawn === undefined || counted === undefined || notice === undefined) return verdictOf(list, false)
  const numbers = await openNumbers(record, counted, drawn.facts, list)
  const seed = coefficientSeed(contributorsOf(record.terms).map((of) => numbers.get(of) ?? null))
  list.judge('seed-matches', hex(seed) === drawn.facts.seed ? undefined : 'another seed follows from the numbers')
  const expected = coefficientsOf(seed, notice.lots, notice.values)
  const isSame =
    expected.length === drawn.facts.lots.length &&
    expected.every(({ lot, coefficient }, index) => {
      const told = drawn.facts.lots[index]
      return told?.lot === lot && told.coefficient === coefficient
    })
  list.judge('coefficients-recomputed', isSame ? undefined : 'other coefficients follow from the seed and the notice')
  return verdictOf(list, true)
}

/** What the notice in force at the deadline says of the coefficient. */
interface NoticeSays {
  readonly parties: readonly string[]
  readonly values: readonly string[]
  readonly lots: readonly string[]
  readonly k: number
  readonly keys: readonly string[]
}

const noticeNamed = z.looseObject({ noticeSha256: digestField })

async function noticeInForce(
  bundle: CoefficientBundle,
  trust: DrawTrust,
  events: readonly VerifiedEvent[],
  list: Checks,
): Promise<NoticeSays | undefined> {
  const named = events.flatMap(({ type, facts }) => {
    const told = type === 'notice.published' || type === 'notice.amended' ? noticeNamed.safeParse(facts) : undefined
    return told?.success === true ? [told.data.noticeSha256] : []
  })
  const inForce = named.at(-1)
  const text = bundle.notices.find(({ act }) => sha256Hex(utf8(act)) === inForce)
  if (text === undefined) {
    list.fail('notice-signed', 'the notice in force is not in the bundle')
    return undefined
  }
  if (!(await judgeSignature(text, trust, list, 'notice-signed'))) return undefined
  const act = readAct(text.act, bundle.platform)
  const notice = noticeField.safeParse(act?.body)
  const isOwn = act?.subject['tender'] === bundle.tender
  const drawn = notice.success && isOwn ? drawnCoefficientOf(notice.data.evaluation.plan) : undefined
  if (!notice.success || drawn === undefined) {
    list.fail('notice-signed', 'not a notice of this tender that has a coefficient drawn')
    return undefined
  }
  const { lots, custodians, openingPolicy } = notice.data
  return {
    ...drawn,
    lots: lots.map(({ id }) => id),
    k: openingPolicy.k,
    keys: custodians.map(({ keySha256 }) => keySha256),
  }
}

/** The terms are those of the notice: its parties in its order, its custodians. */
function termsFault(bundle: CoefficientBundle, { draw, terms }: CoefficientRecord, notice: NoticeSays): string | undefined {
  if (draw !== bundle.draw || terms.tender !== bundle.tender || terms.platform !== bundle.platform)
    return 'terms of another tender'
  if (
    !isSameList(
      terms.parties.map(({ party }) => party),
      notice.parties,
    )
  )
    return 'other parties than the notice names'
  return terms.custody.k === notice.k && isSameList(terms.custody.keys, notice.keys)
    ? undefined
    : 'other custodians than the notice names'
}

function isSameList(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((each, index) => each === right[index])
}

/** What may stand on the chain only after something else, and with a signed checkpoint in between. */
const AFTER: readonly (readonly [later: string, earlier: string])[] = [
  ['coefficient.committed', 'coefficient.begun'],
  ['coefficient.closed', 'deadline.passed'],
  ['coefficient.confirmed', 'coefficient.closed'],
  ['coefficient.held', 'coefficient.closed'],
  ['coefficient.held', 'reveal.closed'],
  ['coefficient.revealed', 'coefficient.held'],
  ['coefficient.shares-released', 'coefficient.held'],
  ['coefficient.drawn', 'coefficient.held'],
]

/** What closes what: nothing of the first kind stands on the chain after the second. */
const BEFORE: readonly (readonly [earlier: string, later: string])[] = [
  ['coefficient.committed', 'deadline.passed'],
  ['coefficient.committed', 'coefficient.closed'],
  ['coefficient.confirmed', 'coefficient.held'],
  ['coefficient.revealed', 'coefficient.drawn'],
  ['coefficient.shares-released', 'coefficient.drawn'],
]

function judgeOrder(
  record: CoefficientRecord,
  events: readonly VerifiedEvent[],
  checkpoints: readonly VerifiedCheckpoint[],
  list: Checks,
): void {
  for (const type of ['coefficient.closed', 'coefficient.held', 'coefficient.drawn'] as const)
    if (ofCoefficientType(record.events, type).length > 1) list.fail('steps-in-order', 'happened twice', type)
  for (const [type, earlier] of AFTER) {
    const step = events.find((event) => event.type === earlier)
    const faults = events
      .filter((event) => event.type === type)
      .map((event) => (step === undefined ? `${earlier} is missing` : notSeparated(step, event, checkpoints)))
    if (faults.length > 0)
      list.judge(
        'steps-in-order',
        faults.find((fault) => fault !== undefined),
        `${type} after ${earlier}`,
      )
  }
  for (const [type, later] of BEFORE) {
    const end = events.find((event) => event.type === later)?.seq
    const isLate = end !== undefined && events.some((event) => event.type === type && event.seq > end)
    list.judge('steps-in-order', isLate ? `came after ${later}` : undefined, `${type} before ${later}`)
  }
}

const commitBody = z.looseObject({ c: digestField, sealed: z.array(z.looseObject({ shareSha256: digestField })) })

/** Each commitment is the only one of its party and was signed by it, escrow included; what the deadline closed is what had come. */
function judgeCommitments({ terms, events }: CoefficientRecord, acts: ReadonlyMap<string, VerifiedAct>, list: Checks): void {
  const committed = ofCoefficientType(events, 'coefficient.committed')
  for (const { facts, actSha256 } of committed) {
    const isOnly = committed.filter((one) => one.facts.of === facts.of).length === 1
    if (facts.of === platformContributor) {
      list.judge('contributions-signed', isOnly ? undefined : 'committed twice', facts.of)
      continue
    }
    const act = actSha256 === undefined ? undefined : acts.get(actSha256)
    const body = commitBody.safeParse(act?.body)
    const isOwn =
      act?.type === 'coefficient.commit' &&
      act.party === facts.of &&
      body.success &&
      body.data.c === facts.c &&
      isSameList(
        body.data.sealed.map(({ shareSha256 }) => shareSha256),
        facts.sealed.map(({ shareSha256 }) => shareSha256),
      )
    const isAsked = contributorsOf(terms).includes(facts.of)
    list.judge(
      'contributions-signed',
      isOwn && isOnly && isAsked ? undefined : 'not the one commitment its party signed',
      facts.of,
    )
  }
  const [closed] = ofCoefficientType(events, 'coefficient.closed')
  if (closed === undefined) return
  const came = contributorsOf(terms).filter((of) => committed.some(({ facts }) => facts.of === of))
  list.judge('contributions-signed', isSameList(came, closed.facts.committed) ? undefined : 'not what had come by the deadline')
}

/** Whose numbers count follows from what custodians signed. Answers them once it is settled. */
function judgeHeld(
  { terms, events }: CoefficientRecord,
  acts: ReadonlyMap<string, VerifiedAct>,
  list: Checks,
): readonly string[] | undefined {
  const [closed] = ofCoefficientType(events, 'coefficient.closed')
  const [held] = ofCoefficientType(events, 'coefficient.held')
  if (closed === undefined || held === undefined) return undefined
  const confirmations = ofCoefficientType(events, 'coefficient.confirmed')
    .filter(({ actSha256 }) => actSha256 !== undefined && acts.get(actSha256)?.type === 'coefficient.confirm')
    .map(({ facts }) => facts)
  const { committed } = closed.facts
  const judged = judgeEscrows({ committed, confirmations, k: terms.custody.k })
  const isSame = isSameList(judged.counted, held.facts.counted) && isSameList(judged.leftOut, held.facts.leftOut)
  list.judge('escrow-confirmed', isSame ? undefined : 'others would count by what the custodians said')
  list.judge('escrow-confirmed', isEnough(terms, judged.counted) ? undefined : 'too few numbers count')
  return judged.counted
}

/** Opens every number that counts: by its own reveal, or by what the custodians gave. Those proven to be dealt wrongly are out. */
async function openNumbers(
  { draw, terms, events }: CoefficientRecord,
  counted: readonly string[],
  drawn: CoefficientFacts<'coefficient.drawn'>,
  list: Checks,
): Promise<ReadonlyMap<string, Bytes>> {
  const { k } = terms.custody
  const numbers = new Map<string, Bytes>()
  const faults: { of: string; fault: string }[] = []
  for (const of of counted) {
    const committed = ofCoefficientType(events, 'coefficient.committed').find(({ facts }) => facts.of === of)?.facts
    const revealed = ofCoefficientType(events, 'coefficient.revealed').find(({ facts }) => facts.of === of)?.facts
    if (committed === undefined) {
      list.fail('numbers-open', 'nothing was committed to', of)
      continue
    }
    const { c, sealed } = committed
    if (revealed !== undefined) {
      const r = fromHex(revealed.r)
      const fault = await revealFault({ draw, party: of, c, r, sealed, k, shares: revealed.shares.map(fromHex) })
      list.judge('numbers-open', fault, of)
      numbers.set(of, r)
      continue
    }
    const shares = ofCoefficientType(events, 'coefficient.shares-released')
      .flatMap(({ facts }) => facts.shares)
      .filter((share) => share.of === of)
      .map(({ share }) => fromHex(share))
    const opened = await openContribution({ draw, party: of, c, sealed, shares, k })
    if (opened.ok) numbers.set(of, opened.secret)
    else faults.push({ of, fault: opened.fault })
    const isProven = opened.ok || opened.fault === 'escrow-inconsistent' || opened.fault === 'escrow-mismatch'
    list.judge('numbers-open', isProven ? undefined : 'too few shares, and no number', of)
  }
  const told = drawn.leftOut.map(({ of, fault }) => `${of} ${fault}`)
  const isSame = isSameList(
    told,
    faults.map(({ of, fault }) => `${of} ${fault}`),
  )
  list.judge('numbers-open', isSame ? undefined : 'left out without a proof, or counted against one')
  return numbers
}

function verdictOf(list: Checks, isDrawn: boolean): CoefficientVerdict {
  return { ok: list.checks.every(({ verdict }) => verdict !== 'fail'), isDrawn, checks: list.checks }
}
