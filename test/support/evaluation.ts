import type { NoticeDraft } from '#shared/catalogue/notice.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import * as contracts from '#shared/contracts/evaluation.ts'
import { getQualification, qualifyBidders } from '#shared/contracts/evaluation-qualification.ts'
import { hex, utf8 } from '#shared/primitives/bytes.ts'
import { scoredBids, wholeJudgement, wholeReview, wholeSheet } from '#shared/scoring/member-opinion.ts'
import type { EvaluationPlan } from '#shared/scoring/plan.ts'
import { seatCommittee } from '../../server/features/evaluation/index.ts'
import { bidFor } from './bids.ts'
import type { Cast, ProjectAnswer } from './notices.ts'
import { type Hall, type HallBid, hallOf, passStep, submitIn, targetOf, throughToPublished } from './opening-hall.ts'
import type { TestPerson, TestPlatform } from './platform.ts'
import { planOf } from './scoring.ts'
import { fileOf } from './sealed-bid.ts'

const label = (zh: string) => ({ zh, en: zh })

/** A technical envelope without fields, and a commercial one with price and period. */
export const evaluatedEnvelopes: NoticeDraft['envelopes'] = [
  { name: 'technical', opensAt: 'opening', fields: [], files: [] },
  {
    name: 'commercial',
    opensAt: 'opening',
    fields: [
      { name: 'price', label: label('投标报价'), type: 'price', isRequired: true },
      { name: 'period', label: label('工期'), type: 'days', isRequired: true },
    ],
    files: [],
  },
]

/** A tender whose notice states its plan, and what else of its draft is given; of the project given, or of one of its own. */
export function evaluatedHall(
  platform: TestPlatform,
  cast: Cast,
  changes: Partial<EvaluationPlan> = {},
  project?: ProjectAnswer,
  draft: Partial<NoticeDraft> = {},
): Promise<Hall> {
  const plan = planOf(changes)
  const method = plan.price.formula.kind === 'lowest-evaluated-price' ? 'lowest-evaluated-price' : 'comprehensive-scoring'
  return hallOf(platform, {
    cast,
    draft: { envelopes: evaluatedEnvelopes, evaluation: { method, text: '见评标办法数据。', plan }, ...draft },
    ...(project === undefined ? {} : { project }),
  })
}

/** The same, the price kept back until every score is locked (双信封). */
export const laterPrices: NoticeDraft['envelopes'] = evaluatedEnvelopes.map((envelope) =>
  envelope.name === 'commercial' ? { ...envelope, opensAt: 'price' as const } : envelope,
)

/** A tender of two envelopes, with its plan. */
export function twoEnvelopesHall(platform: TestPlatform, cast: Cast): Promise<Hall> {
  const evaluation = { method: 'comprehensive-scoring' as const, text: '见评标办法数据。', plan: planOf({ lowPrice: null }) }
  return hallOf(platform, { cast, draft: { envelopes: laterPrices, evaluation } })
}

/** Somebody bids on a lot, the first unless said, with a technical file and a price. */
export async function technicalBid(hall: Hall, person: TestPerson, price: string, period = '90', place = 0): Promise<HallBid> {
  const { bid } = await bidFor(hall.platform.origin, targetOf(hall, place), person.credentials.signer, {
    envelopes: [
      { name: 'technical', fields: {}, files: [fileOf('某某公司施工方案.pdf', utf8(`%PDF 施工方案 ${price}`))] },
      { name: 'commercial', fields: { price, period }, files: [fileOf('报价.pdf', utf8(`%PDF ${price}`))] },
    ],
  })
  return submitIn(hall, person, bid)
}

/** Everything of the opening, up to its published record. */
export async function toRecorded(hall: Hall): Promise<void> {
  await throughToPublished(hall, hall.bids)
  await passStep(hall)
  const { state } = await passStep(hall)
  if (state !== 'recorded') throw new Error(`the opening is at ${state}`)
}

/** A member of a committee under test. */
export interface Member {
  readonly seat: number
  readonly person: TestPerson
}

/** A seated committee, and what each of its members does. */
export interface Committee {
  readonly hall: Hall
  readonly members: readonly Member[]
  readonly seed: string
  desk(member: Member): Promise<Desk>
  round(): Promise<number>
}

/** A member's desk. */
export type Desk = ResultOf<typeof contracts.getEvaluationDesk>

/** Seats five experts. */
export async function seat(hall: Hall, count = 5): Promise<Committee> {
  const members: Member[] = []
  for (let index = 1; index <= count; index += 1) {
    const person = await hall.platform.register('expert')
    await person.logIn()
    members.push({ seat: index, person })
  }
  const seed = hex(hall.platform.random(32))
  await seatAgain(hall, members, seed)
  return committeeOf(hall, members, seed)
}

/** Hands a committee to the evaluation, as the draw does. */
export function seatAgain(hall: Hall, members: readonly Member[], seed: string): Promise<void> {
  return seatCommittee(
    hall.platform.server.platform,
    {
      tender: hall.tender.id,
      seed,
      members: members.map(({ seat: pseudonymousIndex, person }) => ({
        expert: person.person,
        party: person.party,
        isTenderers: false,
        pseudonymousIndex,
      })),
    },
    hall.platform.clock.now(),
  )
}

/** The committee of these members. */
export function committeeOf(hall: Hall, members: readonly Member[], seed: string): Committee {
  const params = { tender: hall.tender.id }
  return {
    hall,
    members,
    seed,
    desk: async ({ person }) => {
      await person.logIn()
      return person.call(contracts.getEvaluationDesk, { params })
    },
    round: async () => (await hall.platform.client.call(contracts.getEvaluation, { params })).round,
  }
}

/** What an act of a member names. */
export async function about(committee: Committee) {
  const tender = committee.hall.tender.id
  return { params: { tender }, subject: { tender, round: await committee.round() } }
}

/** One member's undertaking. */
export async function undertake(committee: Committee, { person }: Member): Promise<void> {
  await person.act(contracts.signUndertaking, { ...(await about(committee)), body: { statement: 'evaluation-undertaking/1' } })
}

/**
 * The agency checks the qualification of the bidders of every lot that waits for it (G6), failing those named; by tendering law nothing is asked.
 * Answers how many lots it checked.
 */
export async function qualify(hall: Hall, failing: readonly string[] = []): Promise<number> {
  const { agency } = hall.cast
  const params = { tender: hall.tender.id }
  await agency.logIn()
  const { items, lots, round } = await agency.call(getQualification, { params })
  const due = lots.filter(({ isDue }) => isDue)
  for (const { lot, bids } of due) {
    const votes = wholeJudgement(items, bids, (bid) => (failing.includes(bid) ? '资质证书已过期' : null))
    await agency.act(qualifyBidders, { params, subject: { ...params, round }, body: { lot, votes } })
  }
  return due.length
}

/** Everybody undertakes, and three vote for the first seat. */
export async function toPreliminary(committee: Committee): Promise<void> {
  for (const member of committee.members) await undertake(committee, member)
  for (const { person } of committee.members.slice(0, 3))
    await person.act(contracts.electChair, { ...(await about(committee)), body: { seat: committee.members[0]?.seat ?? 0 } })
}

/** A member judges every item of every bid of the first lot, failing what is named. */
export async function review(
  committee: Committee,
  member: Member,
  failing: readonly { bid: string; item: string }[] = [],
): Promise<void> {
  const desk = await committee.desk(member)
  for (const { lot, bids, isFailed } of desk.lots) {
    if (isFailed) continue
    await member.person.act(contracts.reviewBids, {
      ...(await about(committee)),
      body: {
        lot,
        votes: wholeReview(desk, bids, (bid, item) =>
          failing.some((each) => each.bid === bid && each.item === item) ? `第${member.seat}席：不符合` : null,
        ),
      },
    })
  }
}

/** The sheet a member would lock: `pointsFor` gives points by the name a bid is scored under. */
export async function sheetOf(
  committee: Committee,
  member: Member,
  pointsFor: (name: string, criterion: string) => string = (_, criterion) => (criterion === 'method' ? '20' : '10'),
  place = 0,
) {
  const { plan, lots, round } = await committee.desk(member)
  const lot = lots[place]
  if (lot === undefined) throw new Error('no lot')
  const about = { tender: committee.hall.tender.id, lot: lot.lot, round, seat: member.seat }
  return wholeSheet(about, scoredBids(plan, lot), (bid, { id }) => ({ points: pointsFor(bid, id), reason: '理由' }))
}

/** A member locks its sheet. Answers sheet and salt. */
export async function lock(
  committee: Committee,
  member: Member,
  pointsFor?: (name: string, criterion: string) => string,
  place = 0,
): Promise<{ sheet: Awaited<ReturnType<typeof sheetOf>>; salt: string }> {
  const sheet = await sheetOf(committee, member, pointsFor, place)
  const salt = hex(committee.hall.platform.random(32))
  await member.person.act(contracts.lockScores, { ...(await about(committee)), body: { sheet, salt } })
  return { sheet, salt }
}

/** A member signs the report. */
export async function sign(committee: Committee, member: Member, dissent: string | null = null): Promise<void> {
  const { report } = await committee.desk(member)
  await member.person.act(contracts.signEvaluationReport, {
    ...(await about(committee)),
    body: { reportSha256: report?.sha256 ?? '', dissent },
  })
}

/** The whole evaluation with everybody honest and of one mind. */
export async function evaluated(hall: Hall): Promise<Committee> {
  const committee = await seat(hall)
  await qualify(hall)
  await toPreliminary(committee)
  await toSigned(committee)
  return committee
}

/** From the preliminary review to the signed report, with everybody of one mind. */
export async function toSigned(committee: Committee): Promise<void> {
  for (const member of committee.members) await review(committee, member)
  for (const member of committee.members) await lock(committee, member)
  for (const member of committee.members) await sign(committee, member)
  await committee.hall.platform.runDue()
}
