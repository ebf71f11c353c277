import type { z } from 'zod'
import type { awardView, ownResult } from '#shared/contracts/awards-fields.ts'
import { isResultPublic } from '#shared/lifecycle/award.ts'
import { limitsOf } from '#shared/lifecycle/award-limits.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { type AwardRecord, awardModel, type BidStanding } from './award.model.ts'
import { bidNamed, bidOfParty, readAward, tenderParties, wrongStep } from './change-award.ts'
import { committeeOf } from './committee-of.ts'
import { isHeld } from './complaints.ts'
import type { AwardsNames, AwardsReads } from './deps.ts'

type View = z.input<typeof awardView>
type OwnResult = z.input<typeof ownResult>

/** The awards of a tender, lot by lot, as the caller may know them. Throws `award-not-begun`. */
export async function presentAwards(
  deps: AwardsReads & AwardsNames,
  tender: string,
  { actor, at }: { readonly actor: Actor | undefined; readonly at: number },
): Promise<{ awards: View[] }> {
  const published = await readPublishedTender(deps, tender)
  const awards = await awardModel(deps.connection).find({ tender }).lean<AwardRecord[]>()
  if (awards.length === 0) throw new DomainProblem('award-not-begun')
  const places = new Map(published.lots.map(({ id }, index) => [id, index]))
  awards.sort((left, right) => (places.get(left.lot) ?? 0) - (places.get(right.lot) ?? 0))
  return { awards: await Promise.all(awards.map((award) => presentAward(deps, award, { tender: published, actor, at }))) }
}

/**
 * The award of one lot as the caller may know it, at a moment: before the candidates are published, and in procurement before the result is,
 * only those who run the tender and the regulator know them (ZTB 44, 87-69).
 */
export async function presentAward(
  deps: AwardsReads & AwardsNames,
  award: AwardRecord,
  { tender, actor, at }: { readonly tender: PublishedTender; readonly actor: Actor | undefined; readonly at: number },
): Promise<View> {
  const isRunning = actor !== undefined && tenderParties(tender).includes(actor.party)
  const isWatching = isRunning || actor?.roles.includes('regulator') === true
  const known = award.publishedAt === null ? (isWatching ? award.recommended : []) : award.candidates
  const { contract } = award
  const isKnown = isWatching || isResultPublic(award.state) || award.resultAt !== null
  const winner = isKnown ? award.winner : null
  return {
    tender: award.tender,
    lot: award.lot,
    name: award.name,
    procedure: award.procedure,
    state: award.state,
    version: award.version,
    candidates: known.map((bid, index) => {
      const { party, name, price, fields } = bidNamed(award, bid)
      const total = award.result?.bids.find((each) => each.bid === bid)?.total ?? null
      return {
        place: index + 1,
        bid,
        party,
        name,
        price: price as View['candidates'][number]['price'],
        total,
        fields: { ...fields },
      }
    }),
    undecided: isWatching ? [...award.undecided] : [],
    publishedAt: award.publishedAt as View['publishedAt'],
    publicityEndsAt: award.publicityEndsAt as View['publicityEndsAt'],
    objections: award.objections.map(({ id, party, name, text, at: raisedAt, answerBy, answer }) => ({
      id,
      text,
      at: raisedAt as View['objections'][number]['at'],
      answerBy: answerBy as View['objections'][number]['at'],
      by: isWatching || actor?.party === party ? name : null,
      answer: answer === null ? null : { text: answer.text, at: answer.at as View['objections'][number]['at'] },
    })),
    complaints: award.complaints.map(({ id, party, at: filedAt, state, acceptBy, decideBy, holdEndsAt, text, finding }) => {
      const isConcerned = isWatching || actor?.party === party
      return {
        id,
        at: filedAt as View['complaints'][number]['at'],
        state,
        acceptBy: acceptBy as View['complaints'][number]['acceptBy'],
        decideBy: decideBy as View['complaints'][number]['decideBy'],
        holdEndsAt: (holdEndsAt ?? null) as View['complaints'][number]['decideBy'],
        text: isConcerned ? text : null,
        finding: isConcerned ? finding : null,
      }
    }),
    isHeld: isHeld(award, at),
    limits: limitsOf(award).map(({ name, about, dueAt }) => ({ name, about, dueAt: dueAt as View['limits'][number]['dueAt'] })),
    winner: winner === null ? null : presentWinner(award, winner),
    committee: award.resultAt === null && !isResultPublic(award.state) ? [] : await committeeOf(deps, award),
    resultNoticeEndsAt: award.resultNoticeEndsAt as View['resultNoticeEndsAt'],
    queryUntil: award.queryUntil as View['queryUntil'],
    contract:
      contract === null || award.contractDueAt === null
        ? null
        : {
            sha256: contract.sha256,
            dueAt: award.contractDueAt as NonNullable<View['contractDueAt']>,
            signedAs: contract.signatures.map(({ as }) => as),
          },
    contractDueAt: award.contractDueAt as View['contractDueAt'],
    contractPdfSha256: award.contractPdfSha256,
    contractFiledAt: award.contractFiledAt as View['contractFiledAt'],
    regulatorReport: presentRegulatorReport(award),
    failure: award.failure,
    reReviews: presentReReviews(award, isWatching),
  }
}

/** What the caller's own bid came to, once the lot is decided (87-69, G8): score, rank and reasons, and nobody else's. */
export async function presentOwnResult(
  deps: AwardsReads,
  subject: { readonly tender: string; readonly lot: string },
  actor: Actor,
): Promise<OwnResult> {
  const award = await readAward(deps, subject)
  const { bid } = bidOfParty(award, actor.party)
  if (award.winner === null || (award.resultAt === null && !isResultPublic(award.state)))
    throw wrongStep(award.state, ['awarded'])
  const own = award.result?.bids.find((each) => each.bid === bid)
  assertHolds(own !== undefined, 'every bid of a reported lot has a result')
  const winner = bidNamed(award, award.winner.bid)
  return {
    lot: award.lot,
    bid,
    isWinner: bid === winner.bid,
    isValid: own.isValid,
    rank: own.rank,
    total: own.total,
    technical: own.technical,
    commercial: own.commercial,
    priceScore: own.priceScore,
    criteria: own.criteria.map(({ criterion, points }) => ({ criterion, points })),
    rejections: own.rejections.map(({ ground, foundBy, reasons }) => ({ ground, foundBy, reasons: [...reasons] })),
    standsBehind: own.standsBehind !== null,
    winner: winner.name,
    winningPrice: winner.price as OwnResult['winningPrice'],
  }
}

/** The contract's text: to its two parties and the regulator while it is signed, then to everybody (A7). Throws `not-found` to others. */
export async function readContract(
  deps: AwardsReads,
  subject: { readonly tender: string; readonly lot: string },
  actor: Actor | undefined,
): Promise<string> {
  const award = await readAward(deps, subject)
  const { contract, winner } = award
  if (contract === null || winner === null) throw new DomainProblem('not-found')
  const parties = [...tenderParties(await readPublishedTender(deps, award.tender)), bidNamed(award, winner.bid).party]
  const isConcerned = actor !== undefined && (parties.includes(actor.party) || actor.roles.includes('regulator'))
  if (award.state !== 'contracted' && !isConcerned) throw new DomainProblem('not-found')
  return contract.text
}

/**
 * The re-reviews of an award. Who stands where is told to those who run the tender and the regulator; to everybody of candidates, the earlier
 * ones once they were published, the later ones once those are, whom the tenderer chose among equals included (ZTB 44).
 */
function presentReReviews(award: AwardRecord, isWatching: boolean): View['reReviews'] {
  const isPublished = award.publishedAt !== null
  const isPublishedNow = (bid: string) => isPublished && award.candidates.includes(bid)
  const shown = (standings: readonly BidStanding[], isKnown: boolean) =>
    standings
      .filter(({ bid, isCandidate }) => isWatching || (isKnown && (isCandidate || isPublishedNow(bid))))
      .map((standing) => ({ ...standing, name: bidNamed(award, standing.bid).name }))
  return (award.reReviews ?? []).map((each) => ({
    ground: each.ground,
    reason: each.reason,
    orderedAt: each.orderedAt as View['reReviews'][number]['orderedAt'],
    endedAt: each.endedAt as View['reReviews'][number]['endedAt'],
    isChanged: each.isChanged,
    isOfAnotherLot: each.lot !== award.lot,
    earlierReportSha256: each.earlierReportSha256,
    reportSha256: each.reportSha256,
    before: shown(each.before, each.wasPublished || isPublished),
    after: shown(each.after, isPublished),
  }))
}

/** That the written report was given, and when: as public as the fact; its text is not (A5). */
function presentRegulatorReport({ regulatorReport }: AwardRecord): View['regulatorReport'] {
  if (regulatorReport == null) return null
  const { sha256, at, isLate } = regulatorReport
  return { sha256, at: at as NonNullable<View['regulatorReport']>['at'], isLate }
}

function presentWinner(award: AwardRecord, winner: NonNullable<AwardRecord['winner']>): NonNullable<View['winner']> {
  const { bid, party, name, price } = bidNamed(award, winner.bid)
  return {
    bid,
    party,
    name,
    price: price as NonNullable<View['winner']>['price'],
    at: winner.at as NonNullable<View['winner']>['at'],
    cause: winner.cause,
    reason: winner.reason,
    isByClock: winner.actSha256 === null,
  }
}
