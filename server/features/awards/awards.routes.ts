import * as contracts from '#shared/contracts/awards.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { AwardRecord } from './award.model.ts'
import { readAward } from './change-award.ts'
import { complainOfAward, decideComplaint } from './complaints.ts'
import { draftContract, signContract } from './contract.ts'
import { decideAward } from './decide-award.ts'
import type { AwardsDeps } from './deps.ts'
import { failAward } from './fail-award.ts'
import { answerAwardObjection, objectToCandidates } from './objections.ts'
import { presentAward, presentAwards, presentOwnResult, readContract } from './present-award.ts'
import { publishCandidates } from './publish-candidates.ts'

/** Adds the awards' endpoints. */
export function registerAwardsRoutes(http: HttpRegistrar, deps: AwardsDeps): void {
  /** The award as whoever changed it may know it. */
  const shown = async (by: Actor, work: Promise<AwardRecord>) => {
    const award = await work
    return presentAward(deps, award, await readPublishedTender(deps, award.tender), by)
  }
  http.route(contracts.getAwards, ({ params, actor }) => presentAwards(deps, params.tender, actor))
  http.route(contracts.publishCandidates, ({ act, at }) => shown(act.by, publishCandidates(deps, { act, at })))
  http.route(contracts.objectToCandidates, ({ act, at }) => shown(act.by, objectToCandidates(deps, { act, at })))
  http.route(contracts.answerAwardObjection, ({ act, at }) => shown(act.by, answerAwardObjection(deps, { act, at })))
  http.route(contracts.complainOfAward, ({ act, at }) => shown(act.by, complainOfAward(deps, { act, at })))
  http.route(contracts.decideComplaint, ({ act, at }) => shown(act.by, decideComplaint(deps, { act, at })))
  http.route(contracts.decideAward, ({ act, at }) => shown(act.by, decideAward(deps, { act, at })))
  http.route(contracts.draftContract, ({ act, at }) => shown(act.by, draftContract(deps, { act, at })))
  http.route(contracts.signContract, ({ act, at }) => shown(act.by, signContract(deps, { act, at })))
  http.route(contracts.failAward, ({ act, at }) => shown(act.by, failAward(deps, { act, at })))
  http.route(contracts.getOwnResult, ({ params, actor }) => {
    if (actor === undefined) throw new DomainProblem('sign-in-required')
    return presentOwnResult(deps, params, actor)
  })
  http.route(contracts.getAwardNotice, async ({ params }) => {
    const { noticePdfSha256, state } = await readAward(deps, params)
    if (noticePdfSha256 === null) throw new DomainProblem('award-wrong-step', { state, expected: 'awarded' })
    return {
      bytes: await deps.blobs.open(noticePdfSha256),
      headers: { 'content-disposition': 'attachment; filename="award-notice.pdf"' },
    }
  })
  http.route(contracts.getContract, async ({ params, actor }) => ({ bytes: utf8(await readContract(deps, params, actor)) }))
}
