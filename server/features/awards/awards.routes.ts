import * as reports from '#shared/contracts/award-report.ts'
import * as contracts from '#shared/contracts/awards.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { AwardRecord } from './award.model.ts'
import { readAward, wrongStep } from './change-award.ts'
import { complainOfAward, decideComplaint } from './complaints.ts'
import { draftContract, signContract } from './contract.ts'
import { decideAward } from './decide-award.ts'
import type { AwardsDeps } from './deps.ts'
import { failAward } from './fail-award.ts'
import { fileContract } from './file-contract.ts'
import { handOverReport } from './hand-over-report.ts'
import { listResults } from './list-results.ts'
import { answerAwardObjection, objectToCandidates } from './objections.ts'
import { orderReReview } from './order-re-review.ts'
import { presentAward, presentAwards, presentOwnResult, readContract } from './present-award.ts'
import { publishCandidates } from './publish-candidates.ts'
import { publishResult } from './publish-result.ts'
import { readRegulatorReport, reportToRegulator } from './report-to-regulator.ts'

/** What the answer to an act is shown by: who acted, and when. */
interface Done {
  readonly act: { readonly by: Actor }
  readonly at: number
}

/** Adds the awards' endpoints. */
export function registerAwardsRoutes(http: HttpRegistrar, deps: AwardsDeps): void {
  /** The award as whoever changed it may know it. */
  const shown = async ({ act, at }: Done, work: Promise<AwardRecord>) => {
    const award = await work
    return presentAward(deps, award, { tender: await readPublishedTender(deps, award.tender), actor: act.by, at })
  }
  http.route(contracts.listResults, ({ query }) => listResults(deps, query))
  http.route(contracts.getAwards, ({ params, actor, at }) => presentAwards(deps, params.tender, { actor, at }))
  http.route(contracts.publishCandidates, ({ act, at }) => shown({ act, at }, publishCandidates(deps, { act, at })))
  http.route(contracts.objectToCandidates, ({ act, at }) => shown({ act, at }, objectToCandidates(deps, { act, at })))
  http.route(contracts.answerAwardObjection, ({ act, at }) => shown({ act, at }, answerAwardObjection(deps, { act, at })))
  http.route(contracts.complainOfAward, ({ act, at }) => shown({ act, at }, complainOfAward(deps, { act, at })))
  http.route(contracts.decideComplaint, ({ act, at }) => shown({ act, at }, decideComplaint(deps, { act, at })))
  http.route(contracts.orderReReview, ({ act, at }) => shown({ act, at }, orderReReview(deps, { act, at })))
  http.route(contracts.handOverReport, ({ act, at }) => shown({ act, at }, handOverReport(deps, { act, at })))
  http.route(contracts.decideAward, ({ act, at }) => shown({ act, at }, decideAward(deps, { act, at })))
  http.route(contracts.publishResult, ({ act, at }) => shown({ act, at }, publishResult(deps, { act, at })))
  http.route(contracts.draftContract, ({ act, at }) => shown({ act, at }, draftContract(deps, { act, at })))
  http.route(contracts.signContract, ({ act, at }) => shown({ act, at }, signContract(deps, { act, at })))
  http.route(contracts.fileContract, ({ act, at }) => shown({ act, at }, fileContract(deps, { act, at })))
  http.route(reports.reportToRegulator, ({ act, at }) => shown({ act, at }, reportToRegulator(deps, { act, at })))
  http.route(reports.getRegulatorReport, async ({ params, actor }) => ({ bytes: await readRegulatorReport(deps, params, actor) }))
  http.route(contracts.failAward, ({ act, at }) => shown({ act, at }, failAward(deps, { act, at })))
  http.route(contracts.getOwnResult, ({ params, actor }) => {
    if (actor === undefined) throw new DomainProblem('sign-in-required')
    return presentOwnResult(deps, params, actor)
  })
  http.route(contracts.getAwardNotice, async ({ params }) => {
    const { noticePdfSha256, state } = await readAward(deps, params)
    if (noticePdfSha256 === null) throw wrongStep(state, ['awarded'])
    return {
      bytes: await deps.blobs.open(noticePdfSha256),
      headers: { 'content-disposition': 'attachment; filename="award-notice.pdf"' },
    }
  })
  http.route(contracts.getContractPdf, async ({ params }) => {
    const { contractPdfSha256 } = await readAward(deps, params)
    if (contractPdfSha256 === null) throw new DomainProblem('not-found')
    return {
      bytes: await deps.blobs.open(contractPdfSha256),
      headers: { 'content-disposition': 'attachment; filename="contract.pdf"' },
    }
  })
  http.route(contracts.getContract, async ({ params, actor }) => ({ bytes: utf8(await readContract(deps, params, actor)) }))
}
