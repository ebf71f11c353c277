import type { ResultOf } from '#shared/contracts/contract.ts'
import * as contracts from '#shared/contracts/evaluation.ts'
import type { EvaluationState } from '#shared/lifecycle/evaluation.ts'
import { hex } from '#shared/primitives/bytes.ts'
import { scoredBids, wholeReview, wholeSheet } from '#shared/scoring/member-opinion.ts'
import type { SubjectiveCriterion } from '#shared/scoring/plan.ts'
import { sheetSaltBytes } from '#shared/scoring/sheet.ts'
import type { Player, Stageset } from './people.ts'
import type { Stages } from './stage.ts'
import { until } from './until.ts'

type Desk = ResultOf<typeof contracts.getEvaluationDesk>

/** A committee at its work. */
export interface EvaluationPlay {
  readonly tender: string
  readonly members: readonly Player[]
  /** Who may be asked about its price. */
  readonly bidders: readonly Player[]
  /** A member who has not locked its scores: the evaluation waits for it. */
  readonly awaited?: Player
}

/** The work of a committee, from its undertakings to the signed report; or, where a member is awaited, until only its scores are missing. */
export async function playEvaluation(set: Stageset, play: EvaluationPlay, stages: Stages): Promise<void> {
  const { tender, members, awaited } = play
  const params = { tender }
  const [first] = members
  if (first === undefined) throw new Error('nobody sits')
  const at = (...states: EvaluationState[]) =>
    until(
      `an evaluation at ${states.join(' or ')}`,
      () => first.call(contracts.getEvaluation, { params }),
      ({ state }) => states.includes(state),
    )
  const { round } = await at('seated')
  const about = { params, subject: { tender, round } }
  const deskOf = (member: Player) => member.call(contracts.getEvaluationDesk, { params })

  for (const member of members)
    await member.act(contracts.signUndertaking, { ...about, body: { statement: 'evaluation-undertaking/1' } })
  const chair = (await deskOf(first)).seat ?? 0
  for (const member of members.slice(0, 3)) await member.act(contracts.electChair, { ...about, body: { seat: chair } })
  await at('preliminary')
  stages.line(`${members.length} 名评委签署承诺，推选 ${chair} 号席为主任`)

  const desk = await deskOf(first)
  const { lots, plan } = desk
  const [lot] = lots
  if (lot === undefined) throw new Error('no lot')
  for (const member of members)
    await member.act(contracts.reviewBids, { ...about, body: { lot: lot.lot, votes: wholeReview(desk, lot.bids) } })
  stages.line(`初步评审：${lot.bids.length} 份投标，各 ${plan.preliminary.length} 项，多数决`)
  if ((await at('inquiring', 'scoring')).state === 'inquiring') await explainLowPrices(play, about, await deskOf(first), stages)

  await at('scoring')
  for (const member of members) {
    if (member === awaited) continue
    await member.act(contracts.lockScores, {
      ...about,
      body: { sheet: sheetOf(await deskOf(member)), salt: hex(set.random(sheetSaltBytes)) },
    })
  }
  if (awaited !== undefined) return
  await at('signing')
  const { report, lots: scored } = await deskOf(first)
  stages.line(`技术标暗标评审：${members.length} 份评分各自锁定、各留指纹，齐后一起打开`)
  for (const member of members)
    await member.act(contracts.signEvaluationReport, { ...about, body: { reportSha256: report?.sha256 ?? '', dissent: null } })
  await at('completed')
  stages.line(`评标报告由全体签署 ${report?.sha256.slice(0, 16)}…，推荐 ${scored[0]?.result?.candidates.length ?? 0} 名候选人`)
}

/** Bidders whose price is far below the others explain it; the committee judges by majority (X12). */
async function explainLowPrices(
  { tender, members, bidders }: EvaluationPlay,
  about: { readonly params: { readonly tender: string }; readonly subject: { readonly tender: string; readonly round: number } },
  { questions, lots }: Desk,
  stages: Stages,
): Promise<void> {
  for (const { id, bid } of questions) {
    const name = lots[0]?.bids.find((each) => each.bid === bid)?.bidder
    const asked = bidders.find(({ organization }) => organization === name)
    if (asked === undefined) throw new Error('nobody to explain the price')
    await asked.act(contracts.answerEvaluationQuestion, {
      params: { tender },
      subject: { tender, question: id },
      body: { text: '自有设备与预制车间，附成本测算。', isConfirmed: null },
    })
    for (const { act } of members.slice(0, 3))
      await act(contracts.judgeExplanation, { ...about, body: { question: id, isAccepted: true, reason: '成本测算可信。' } })
    stages.line(`${asked.organization} 报价低于均价的八成：要求说明，评委过半数采信`)
  }
}

/** What a member of the play thinks: near the others, never the same. */
function sheetOf({ tender, round, seat, plan, lots }: Desk) {
  const [lot] = lots
  if (lot === undefined || seat === null) throw new Error('no lot to score')
  const score = (bid: string, { maximum, step }: SubjectiveCriterion) => {
    const shade = ([...bid].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) * 3 + seat) % 7
    const steps = Math.round((Number(maximum) * 0.9) / Number(step)) - shade
    return { points: String(steps * Number(step)), reason: '方案具体可行。' }
  }
  return wholeSheet({ tender, lot: lot.lot, round, seat }, scoredBids(plan, lot), score)
}
