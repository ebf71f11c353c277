import { z } from 'zod'
import { actSchema } from '../acts/act.ts'
import { verifyCms } from '../pki/cms-signature.ts'
import { fromBase64url, utf8 } from '../primitives/bytes.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { scoreSheetField, sheetDigest, sheetSaltField } from '../scoring/sheet.ts'
import { type Check, type CheckList, startChecks } from '../sealed-bid/opening/checks.ts'
import { type VerifiedEvent, verifyChain, verifyCheckpoints } from '../sealed-bid/opening/verify-chain.ts'
import { type OpeningTrust, signatureFault } from '../sealed-bid/opening/verify-opening.ts'
import type { CommitteeActs } from './committee-acts.ts'
import {
  type CommitteeCheckName,
  type CommitteeFact,
  committeeFacts,
  completedFact,
  parsedFacts,
  type SignedByMember,
} from './committee-facts.ts'
import { judgeQualification } from './judge-qualification.ts'
import { judgeReReviews } from './judge-re-reviews.ts'
import { type HeldReport, judgeHeldReport } from './judge-report.ts'

/** The judgement over a committee's acts. */
export interface CommitteeVerdict {
  readonly ok: boolean
  readonly checks: readonly Check<CommitteeCheckName>[]
}

/** The act each fact is of. A fact of another type that carries the digest of an act is one this verifier does not know. */
const ACT_OF: Readonly<Record<string, string>> = {
  'evaluation.undertaken': 'evaluation.undertake',
  'evaluation.chair-vote': 'evaluation.elect-chair',
  'evaluation.chair-elected': 'evaluation.elect-chair',
  'evaluation.qualified': 'evaluation.qualify',
  'evaluation.reviewed': 'evaluation.review',
  'evaluation.bidder-asked': 'evaluation.ask',
  'evaluation.price-judged': 'evaluation.judge',
  'evaluation.prices-reviewed': 'evaluation.end-price-review',
  'evaluation.scores-locked': 'evaluation.lock-scores',
  'evaluation.score-explained': 'evaluation.explain-score',
  'evaluation.time-requested': 'evaluation.more-time',
  'evaluation.time-extended': 'evaluation.more-time',
  'evaluation.report-signed': 'evaluation.sign-report',
  'evaluation.re-review-began': 'evaluation.re-review',
  'evaluation.re-reviewed': 'evaluation.conclude-re-review',
  'evaluation.member-excused': 'evaluation.declare-conflict',
}

const excusedFact = z.looseObject({ seat: z.int() })
const decidedFact = z.looseObject({ committee: z.array(z.looseObject({ seat: z.int(), name: z.string() })) })
const lockBody = z.looseObject({ sheet: scoreSheetField, salt: sheetSaltField })
const signBody = z.looseObject({ reportSha256: z.string(), dissent: z.string().nullable() })
const subjectOf = z.looseObject({ tender: z.string(), round: z.int() })

/**
 * A stranger's check of what a committee signed: that every act a fact of the evaluation names is there (or kept back with a cause that
 * holds), signed, of its type, and says what the fact said; that a seat is one person throughout, the one the result named; that the locked
 * sheets are those of the ledger, and the signatures those of the report; that a report was taken up again by an order that names it, and
 * that nothing was done then but what X13 allows; and that qualification, where the buyer checked it, was checked once, first, and not by the
 * committee too (G6). Whoever may read the report gives it as well, and it is checked against what was signed.
 */
export async function verifyCommitteeActs(
  bundle: CommitteeActs,
  trust: OpeningTrust,
  report?: HeldReport,
): Promise<CommitteeVerdict> {
  const list = startChecks<CommitteeCheckName>()
  const checkpoints = verifyCheckpoints(bundle, trust, list)
  const events = verifyChain(bundle, checkpoints, list)
  const facts = committeeFacts(events)
  const acts = await verifyActs(bundle, trust, facts, list)
  const excused = new Set(parsedFacts(events, 'evaluation.member-excused', excusedFact).map(({ seat }) => seat))
  judgeComplete(bundle, facts, excused, list)
  judgeFit(bundle, facts, acts, list)
  judgeSeats(facts, acts, events, list)
  judgeSheets(facts, acts, list)
  judgeReports(facts, acts, events, list)
  judgeReReviews(facts, acts, events, list)
  judgeQualification(facts, acts, list)
  if (report !== undefined) judgeHeldReport(report, bundle.tender, facts, acts, events, list)
  return { ok: list.checks.every(({ verdict }) => verdict !== 'fail'), checks: list.checks }
}

async function verifyActs(
  bundle: CommitteeActs,
  trust: OpeningTrust,
  facts: readonly CommitteeFact[],
  list: CheckList<CommitteeCheckName>,
): Promise<Map<string, SignedByMember>> {
  const acts = new Map<string, SignedByMember>()
  for (const { act, p7s } of bundle.acts) {
    const sha256 = sha256Hex(utf8(act))
    const isNamed = facts.some(({ actSha256 }) => actSha256 === sha256)
    const fault = isNamed ? await signatureFault(act, p7s, trust) : 'no fact of the evaluation names it'
    list.judge('acts-signed', fault, sha256)
    if (fault !== undefined) continue
    const { type, actor, subject, body, platform } = actSchema.parse(JSON.parse(act))
    if (platform !== bundle.platform) list.fail('acts-fit-facts', 'signed for another platform', sha256)
    const { signer } = await verifyCms({ content: utf8(act), p7s: fromBase64url(p7s) })
    acts.set(sha256, { type, person: actor.person, subject, body, name: signer.subject.commonName })
  }
  return acts
}

/** Every act a fact names is there, or kept back because its signer was replaced: what has a seat must be of a seat that was. */
function judgeComplete(
  bundle: CommitteeActs,
  facts: readonly CommitteeFact[],
  excused: ReadonlySet<number>,
  list: CheckList<CommitteeCheckName>,
): void {
  const given = new Set(bundle.acts.map(({ act }) => sha256Hex(utf8(act))))
  const withheld = new Map(bundle.withheld.map(({ sha256, cause }) => [sha256, cause]))
  for (const { actSha256, seat } of facts) {
    if (given.has(actSha256)) list.pass('acts-complete', actSha256)
    else if (!withheld.has(actSha256)) list.fail('acts-complete', 'not in the bundle, and nobody says why', actSha256)
    else {
      const isReplaced = seat === undefined ? excused.size > 0 : excused.has(seat)
      if (isReplaced) list.skip('acts-complete', withheld.get(actSha256) ?? '', actSha256)
      else list.fail('acts-complete', 'kept back, though its signer was not replaced', actSha256)
    }
  }
}

/** The act is of the type of its fact, of this tender and its round. */
function judgeFit(
  bundle: CommitteeActs,
  facts: readonly CommitteeFact[],
  acts: ReadonlyMap<string, SignedByMember>,
  list: CheckList<CommitteeCheckName>,
): void {
  for (const fact of facts) {
    const act = acts.get(fact.actSha256)
    if (act === undefined) continue
    const subject = subjectOf.safeParse(act.subject)
    const against =
      act.type !== ACT_OF[fact.type]
        ? `${fact.type} of an act ${act.type}`
        : !subject.success || subject.data.tender !== bundle.tender
          ? 'signed for another tender'
          : subject.data.round !== fact.round
            ? `signed for round ${subject.data.round}`
            : undefined
    list.judge('acts-fit-facts', against, fact.actSha256)
  }
}

/** Whoever signed once for a seat signed always for it, and for no other; and is who the result said. */
function judgeSeats(
  facts: readonly CommitteeFact[],
  acts: ReadonlyMap<string, SignedByMember>,
  events: readonly VerifiedEvent[],
  list: CheckList<CommitteeCheckName>,
): void {
  const holders = new Map<number, Set<string>>()
  const names = new Map<number, string>()
  for (const { seat, actSha256 } of facts) {
    const act = acts.get(actSha256)
    if (seat === undefined || act === undefined) continue
    holders.set(seat, (holders.get(seat) ?? new Set()).add(act.person))
    names.set(seat, act.name)
  }
  const persons = [...holders.values()].flatMap((held) => [...held])
  for (const [seat, held] of holders) {
    const isElsewhere = [...held].some((person) => persons.filter((each) => each === person).length > 1)
    const against = held.size > 1 ? 'signed for by several' : isElsewhere ? 'held by somebody of another seat' : undefined
    list.judge('one-person-a-seat', against, `${seat}`)
  }
  const released = parsedFacts(events, 'award.decided', decidedFact)
  if (released.length === 0) list.skip('names-as-released', 'no lot was awarded')
  for (const { seat, name } of released.flatMap(({ committee }) => committee)) {
    const signed = names.get(seat)
    if (signed === undefined) list.skip('names-as-released', 'nothing of this seat was given', `${seat}`)
    else list.judge('names-as-released', signed === name ? undefined : `released as ${name}, signed as ${signed}`, `${seat}`)
  }
}

/** The sheet that was signed is the one whose salted digest the ledger got when it was locked (X8). */
function judgeSheets(
  facts: readonly CommitteeFact[],
  acts: ReadonlyMap<string, SignedByMember>,
  list: CheckList<CommitteeCheckName>,
): void {
  for (const { type, actSha256, sheetSha256, seat, lot } of facts) {
    const act = acts.get(actSha256)
    if (type !== 'evaluation.scores-locked' || act === undefined) continue
    const body = lockBody.safeParse(act.body)
    const against = !body.success
      ? 'not a sheet'
      : body.data.sheet.seat !== seat || body.data.sheet.lot !== lot
        ? 'of another seat or lot'
        : sheetDigest(body.data.salt, body.data.sheet) === sheetSha256
          ? undefined
          : 'not the sheet that was locked'
    list.judge('sheets-as-locked', against, actSha256)
  }
}

/** Who signed a report, and with what dissent, is what its completion said (X14). A re-review has a report of its own. */
function judgeReports(
  facts: readonly CommitteeFact[],
  acts: ReadonlyMap<string, SignedByMember>,
  events: readonly VerifiedEvent[],
  list: CheckList<CommitteeCheckName>,
): void {
  const reports = parsedFacts(events, 'evaluation.completed', completedFact)
  if (reports.length === 0) list.skip('report-signed', 'the evaluation ended without a report')
  for (const completed of reports) judgeReport(facts, acts, completed, list)
}

function judgeReport(
  facts: readonly CommitteeFact[],
  acts: ReadonlyMap<string, SignedByMember>,
  completed: z.output<typeof completedFact>,
  list: CheckList<CommitteeCheckName>,
): void {
  const signed = facts.filter(({ type, round }) => type === 'evaluation.report-signed' && round === completed.round)
  for (const { seat, actSha256, isDissenting } of signed) {
    const body = signBody.safeParse(acts.get(actSha256)?.body)
    const against = !body.success
      ? 'no signature of the report'
      : body.data.reportSha256 !== completed.reportSha256
        ? 'signed another report'
        : (body.data.dissent !== null) !== isDissenting
          ? 'dissent and its fact differ'
          : undefined
    list.judge('report-signed', against, `${seat ?? ''}`)
  }
  const seatsOf = (some: readonly CommitteeFact[]) => some.map(({ seat }) => seat ?? 0).sort((left, right) => left - right)
  const isTold =
    seatsOf(signed).join() === [...completed.signed].sort((left, right) => left - right).join() &&
    seatsOf(signed.filter(({ isDissenting }) => isDissenting === true)).join() ===
      [...completed.dissenting].sort((left, right) => left - right).join()
  list.judge('report-signed', isTold ? undefined : 'the completion tells other signatures')
}
