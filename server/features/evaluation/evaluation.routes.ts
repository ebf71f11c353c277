import * as contracts from '#shared/contracts/evaluation.ts'
import * as qualification from '#shared/contracts/evaluation-qualification.ts'
import { listEvaluationTasks as tasksContract } from '#shared/contracts/evaluation-tasks.ts'
import * as stages from '#shared/contracts/opening-stages.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { answerQuestion } from './answer-question.ts'
import { askBidder } from './ask-bidder.ts'
import { concludeReReview } from './conclude-re-review.ts'
import type { EvaluationDeps } from './deps.ts'
import { electChair } from './elect-chair.ts'
import { endPriceReview } from './end-price-review.ts'
import { declareConflict, excuseMember } from './excuse-member.ts'
import { explainScore } from './explain-score.ts'
import { judgeExplanation } from './judge-explanation.ts'
import { listEvaluationTasks } from './list-evaluation-tasks.ts'
import { lockScores } from './lock-scores.ts'
import { openLaterStage, presentStageToOpen } from './open-later-stage.ts'
import { presentAsked, presentDesk, presentEvaluation } from './present-evaluation.ts'
import { presentQualification } from './present-qualification.ts'
import { makeCommitteeActs } from './publish-acts.ts'
import { qualifyBidders } from './qualify-bidders.ts'
import { readDocument } from './read-document.ts'
import { readEarlierReport, readReport } from './read-report.ts'
import { requestMoreTime } from './request-more-time.ts'
import { reviewBids } from './review-bids.ts'
import { signReport } from './sign-report.ts'
import { signUndertaking } from './sign-undertaking.ts'

/** Adds the evaluation's endpoints. */
export function registerEvaluationRoutes(http: HttpRegistrar, deps: EvaluationDeps): void {
  registerReading(http, deps)
  http.route(contracts.signUndertaking, ({ act, at }) => done(signUndertaking(deps, { act, at })))
  http.route(contracts.electChair, ({ act, at }) => done(electChair(deps, { act, at })))
  http.route(contracts.declareConflict, ({ act, at }) => done(declareConflict(deps, { act, at })))
  http.route(contracts.excuseMember, ({ act, at }) => done(excuseMember(deps, { act, at })))
  http.route(qualification.qualifyBidders, ({ act, at }) => done(qualifyBidders(deps, { act, at })))
  http.route(contracts.reviewBids, ({ act, at }) => done(reviewBids(deps, { act, at })))
  http.route(contracts.askBidder, ({ act, at }) => askBidder(deps, { act, at }))
  http.route(contracts.answerEvaluationQuestion, ({ act, at }) => done(answerQuestion(deps, { act, at })))
  http.route(contracts.judgeExplanation, ({ act, at }) => done(judgeExplanation(deps, { act, at })))
  http.route(stages.openStage, ({ act, at }) => done(openLaterStage(deps, { act, at })))
  http.route(contracts.endPriceReview, ({ act, at }) => done(endPriceReview(deps, { act, at })))
  http.route(contracts.lockScores, ({ act, at }) => done(lockScores(deps, { act, at })))
  http.route(contracts.explainScore, ({ act, at }) => done(explainScore(deps, { act, at })))
  http.route(contracts.requestMoreTime, ({ act, at }) => done(requestMoreTime(deps, { act, at })))
  http.route(contracts.concludeReReview, ({ act, at }) => done(concludeReReview(deps, { act, at })))
  http.route(contracts.signEvaluationReport, ({ act, at }) => done(signReport(deps, { act, at })))
}

function registerReading(http: HttpRegistrar, deps: EvaluationDeps): void {
  http.route(contracts.getEvaluation, ({ params }) => presentEvaluation(deps, params.tender))
  http.route(tasksContract, ({ actor }) => listEvaluationTasks(deps, present(actor)))
  http.route(qualification.getQualification, ({ params, actor }) => presentQualification(deps, params.tender, present(actor)))
  http.route(stages.getStageToOpen, ({ params, actor }) => presentStageToOpen(deps, params, present(actor)))
  http.route(contracts.getEvaluationDesk, ({ params, actor }) => presentDesk(deps, params.tender, present(actor)))
  http.route(contracts.getEvaluationQuestions, ({ params, actor }) => presentAsked(deps, params.tender, present(actor)))
  http.route(contracts.getEvaluationDocument, async ({ params, actor }) => ({
    bytes: await readDocument(deps, { ...params, place: Number(params.place), actor: present(actor) }),
  }))
  http.route(contracts.getCommitteeActs, async ({ params }) => ({ bytes: await makeCommitteeActs(deps, params.tender) }))
  http.route(contracts.getEvaluationReport, async ({ params, actor }) => {
    const { text, sha256 } = await readReport(deps, params.tender, present(actor))
    return { bytes: text === null ? await deps.blobs.open(sha256) : utf8(text) }
  })
  http.route(contracts.getEvaluationReportPdf, async ({ params, actor }) => ({
    bytes: await deps.blobs.open((await readReport(deps, params.tender, present(actor))).pdfSha256),
    headers: { 'content-disposition': 'attachment; filename="evaluation-report.pdf"' },
  }))
  http.route(contracts.getEarlierReport, async ({ params, actor }) => ({
    bytes: await deps.blobs.open((await readEarlierReport(deps, params, present(actor))).sha256),
  }))
  http.route(contracts.getEarlierReportPdf, async ({ params, actor }) => ({
    bytes: await deps.blobs.open((await readEarlierReport(deps, params, present(actor))).pdfSha256),
    headers: { 'content-disposition': 'attachment; filename="evaluation-report-superseded.pdf"' },
  }))
}

async function done(work: Promise<unknown>): Promise<undefined> {
  await work
  return undefined
}

function present(actor: Actor | undefined): Actor {
  if (actor === undefined) throw new DomainProblem('sign-in-required')
  return actor
}
