import { getRegulatorReport, reportToRegulator } from '#shared/contracts/award-report.ts'
import * as contracts from '#shared/contracts/awards.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import type { AwardState } from '#shared/lifecycle/award.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import type { Player } from './people.ts'
import type { Office } from './publish.ts'
import type { Stages } from './stage.ts'
import { until } from './until.ts'

/** The award of a lot as the agency sees it. */
export type AwardView = ResultOf<typeof contracts.getAwards>['awards'][number]

/** A tender with one lot whose report is signed. */
export interface AwardPlay {
  readonly tender: string
  readonly bidders: readonly Player[]
}

/** The candidates are published; the second objects, which stops the clock (A1, A2). */
export async function publishCandidates({ agency }: Office, play: AwardPlay, stages: Stages): Promise<AwardView> {
  const { tender } = play
  const { lot, version, candidates } = await awardAt(agency, tender, 'reported')
  const params = { tender, lot }
  const bids = candidates.map(({ bid }) => bid)
  const published = await agency.act(contracts.publishCandidates, {
    params,
    subject: { ...params, version },
    body: { candidates: bids },
  })
  for (const { place, name, price, total } of published.candidates) stages.line(`${place}  ${name}  ¥${price}  ${total} 分`)
  const second = bidderNamed(play, published.candidates[1]?.name)
  const isInTime = await second
    .act(contracts.objectToCandidates, { params, subject: params, body: { text: '请说明对第一候选人低价的认定。' } })
    .then(
      () => true,
      (error: unknown) => {
        // Three statutory days are three seconds here: a slow machine may miss them.
        if (error instanceof ProblemError && error.problem.code === 'award-wrong-step') return false
        throw error
      },
    )
  stages.line(`${second.organization} 提出异议：${isInTime ? '公示期停止计算' : '公示期已过，不予受理'}`)
  return published
}

/** The objection is answered, the publicity ends, the winner is named, the regulator given its report, the contract signed by both and published (A2–A5). */
export async function playAward(office: Office, play: AwardPlay, stages: Stages): Promise<AwardView> {
  const { agency, tenderer } = office
  const { tender } = play
  const { lot, version, objections } = await awardAt(agency, tender, 'objected', 'deciding')
  const params = { tender, lot }
  const [objection] = objections
  if (objection !== undefined) {
    await agency.act(contracts.answerAwardObjection, {
      params,
      subject: { ...params, version },
      body: { objection: objection.id, text: '已依评标办法要求说明，评标委员会认定不低于成本。' },
    })
    stages.line('招标代理答复：公示期继续')
  }
  const deciding = await awardAt(agency, tender, 'deciding')
  const [first, , third] = deciding.candidates
  const winner = bidderNamed(play, first?.name)
  const decided = await tenderer.act(contracts.decideAward, {
    params,
    subject: { ...params, version: deciding.version },
    body: { winner: first?.bid ?? '', cause: null, reason: null },
  })
  stages.line(`公示期满，招标人定标：${winner.organization}；评委姓名与抽取过程同时公布，共 ${decided.committee.length} 人`)
  const loser = bidderNamed(play, third?.name)
  const own = await loser.call(contracts.getOwnResult, { params })
  stages.line(`${loser.organization} 收到结果：第 ${own.rank} 名，${own.total} 分（价格 ${own.priceScore}），不含他人得分`)

  const composedSha256 = sha256Hex(await agency.call(getRegulatorReport, { params }))
  const reported = await agency.act(reportToRegulator, {
    params,
    subject: { ...params, version: decided.version },
    body: { composedSha256, remarks: null },
  })
  stages.line('招标投标情况书面报告已提交监管部门（招标投标法第四十七条）')

  const points = { ...first?.fields }
  const drafted = await agency.act(contracts.draftContract, {
    params,
    subject: { ...params, version: reported.version },
    body: { points, terms: '按招标文件所附合同条款执行。' },
  })
  const text = await winner.call(contracts.getContract, { params })
  const contractSha256 = sha256Hex(text)
  for (const signer of [tenderer, winner])
    await signer.act(contracts.signContract, { params, subject: params, body: { contractSha256 } })
  stages.line(`合同逐项与投标一致，双方签署并公布 ${contractSha256.slice(0, 16)}…`)
  return drafted
}

function bidderNamed({ bidders }: AwardPlay, name: string | undefined): Player {
  const found = bidders.find(({ organization }) => organization === name)
  if (found === undefined) throw new Error('a candidate nobody plays')
  return found
}

async function awardAt(agency: Player, tender: string, ...states: AwardState[]): Promise<AwardView> {
  const { awards } = await until(
    `an award at ${states.join(' or ')}`,
    () => agency.call(contracts.getAwards, { params: { tender } }),
    ({ awards: [award] }) => award !== undefined && states.includes(award.state),
  )
  const [award] = awards
  if (award === undefined) throw new Error('no award')
  return award
}
