import type { VerifiedAct } from '#shared/acts/act.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { requestDraw as requestContract } from '#shared/contracts/experts-draw.ts'
import { committeeFault } from '#shared/draw/committee.ts'
import { drawBeforeEvaluation, earliestDrawAt } from '#shared/draw/draw-time.ts'
import { hasIndependent, type Pool } from '#shared/draw/pool.ts'
import { isSpeciality } from '#shared/draw/specialities.ts'
import { type DrawState, isSpentDraw } from '#shared/lifecycle/draw.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { expertsPolicy } from '#shared/policy/experts.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { type Fen, parseYuan } from '#shared/primitives/money.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readParty } from '../identity/index.ts'
import { appendEvent, tenderChain } from '../ledger/index.ts'
import { isSuspended, type PublishedTender, readPublishedTender } from '../notices/index.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawModel, drawPoolModel } from './draw.model.ts'
import { assertNotEvaluated, newestDraw } from './read-draw.ts'
import { poolCommitmentText, reckonPool } from './reckon-pool.ts'
import { assertSupplement, calledBefore, keepPool } from './supplement.ts'

type RequestAct = VerifiedAct<ActSubjectOf<typeof requestContract>, ActBodyOf<typeof requestContract>>

/**
 * Tenderer or agency asks for a draw. Committee (X1), time (X5) and parties are checked, the pool is reckoned at once, and waits for the
 * requester's and the regulator's signatures. One that nobody has signed yet is replaced; another attempt follows only a spent one, or once
 * a committee sits completes it: then it is for the seats that are missing, and nobody called before is in its pool (X2, X4).
 */
export async function requestDraw(
  deps: DrawDeps,
  { act, at }: { readonly act: RequestAct; readonly at: number },
): Promise<DrawDocument> {
  const tender = await readPublishedTender(deps, act.subject.tender)
  const tenderParties = [tender.tendererParty, ...(tender.agencyParty === null ? [] : [tender.agencyParty])]
  assertPermitted(expertsPolicy.requestDraw, act.by, { tenderParties })
  const request = act.body
  await assertTime(deps, tender, request.evaluationAt, at)
  if (request.completes === undefined) assertCommittee(tender, request)
  const unknown = request.strata.find(({ speciality }) => !isSpeciality(speciality))
  if (unknown !== undefined) throw new DomainProblem('speciality-unknown', { code: unknown.speciality })
  if (new Set(request.strata.map(({ speciality }) => speciality)).size !== request.strata.length)
    throw new DomainProblem('committee-seats-mismatch', { seats: 0 })
  const parties = await partiesOf(deps, tender, act.by.party, request.parties)
  const last = await newestDraw(deps, tender._id)
  await assertSupplement(deps, tender._id, request)
  const isOver = (state: DrawState) =>
    isSpentDraw(state) || (request.completes !== undefined && (state === 'closed' || state === 'filled'))
  const attempt = last === undefined ? 1 : isOver(last.state) ? last.attempt + 1 : last.attempt
  if (last !== undefined && !isOver(last.state) && last.state !== 'proposed')
    throw new DomainProblem('draw-open', { state: last.state })
  if (last !== undefined) await assertNotEvaluated(deps, last)
  if (act.subject.attempt !== attempt) throw new DomainProblem('state-changed')
  if (attempt > 1 && request.reason === null) throw new DomainProblem('draw-open', { state: last?.state ?? '' })
  const called = await calledBefore(deps, tender._id, request)
  const reckoned = await reckonPool(deps, { tender, request, parties, attempt, regulatorListed: [], calledBefore: called, at })
  const document = await inTransaction(deps.connection, async (session) => {
    const { c, event } = await appendEvent(deps, session, {
      type: 'draw.requested',
      subject: { tender: tender._id },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: { attempt, proposed: reckoned.draw, evaluationAt: request.evaluationAt },
    })
    const fresh: DrawDocument = {
      _id: `${tender._id}/${attempt}`,
      version: 0,
      state: 'proposed',
      nextDueAt: null,
      leaseUntil: null,
      stepEndsAt: null,
      movedThrough: event.seq ?? 0,
      lastEvent: c,
      draw: reckoned.draw,
      tender: tender._id,
      attempt,
      requester: act.by.party,
      request,
      regulatorListed: [],
      pool: poolCommitmentText(reckoned.pool),
      signed: [],
      parties: parties.map(({ party }) => ({ party, c: null, box: null, fault: null, faultShares: [] })),
      escrows: [],
      confirmations: [],
      platformBox: null,
      seedSha256: null,
      calls: [],
      representatives: null,
      voidReason: null,
      release: null,
      names: null,
    }
    const draws = drawModel(deps.connection)
    const replaced = await draws.findOne({ _id: fresh._id }).session(session).lean<DrawDocument>()
    if (replaced !== null) {
      if (replaced.state !== 'proposed') throw new DomainProblem('draw-open', { state: replaced.state })
      await draws.deleteOne({ _id: fresh._id, version: replaced.version }, { session })
      await drawPoolModel(deps.connection).deleteOne({ _id: replaced.draw }, { session })
    }
    await draws.create([fresh], { session })
    await keepPool(deps, session, fresh, reckoned)
    return fresh
  })
  return document
}

/** After the published opening (only then are the bidders known), for an evaluation that is still to come, not too early (X5). */
async function assertTime(deps: DrawDeps, tender: PublishedTender, evaluationAt: string, at: number): Promise<void> {
  if (isSuspended(tender)) throw new DomainProblem('draw-suspended')
  const isPublished = (await tenderChain(deps, tender._id)).some(({ event }) => event.type === 'opening.published')
  if (!isPublished || tender.state === 'failed' || tender.state === 'terminated')
    throw new DomainProblem('draw-not-yet', { state: tender.state })
  const evaluation = Date.parse(evaluationAt)
  if (evaluation <= at) throw new DomainProblem('evaluation-in-the-past')
  const earliest = earliestDrawAt(rulePack(tender.rulePack).calendar, evaluation, drawBeforeEvaluation[tender.rulePack])
  if (at < earliest) throw new DomainProblem('draw-too-early', { earliestAt: instantOf(earliest) })
}

function assertCommittee(tender: PublishedTender, request: RequestAct['body']): void {
  const fault = committeeFault({
    category: tender.category,
    budget: tender.lots.reduce((sum, { budget }) => sum + parseYuan(budget), 0n) as Fen,
    isComplex: request.committee.isComplex,
    size: request.committee.size,
    representatives: request.committee.representatives,
    seats: request.strata.map(({ seats }) => seats),
  })
  if (fault === undefined) return
  switch (fault.kind) {
    case 'too-small':
      throw new DomainProblem('committee-too-small', { least: fault.least, source: fault.source })
    case 'even':
      throw new DomainProblem('committee-even')
    case 'too-many-representatives':
      throw new DomainProblem('committee-too-many-representatives', { most: fault.most })
    case 'seats-mismatch':
      throw new DomainProblem('committee-seats-mismatch', { seats: fault.seats })
    default:
      assertNever(fault)
  }
}

/** Who contributes, the requester first; at least one regulator among them. Throws `draw-parties-wrong`. */
async function partiesOf(
  deps: DrawDeps,
  tender: PublishedTender,
  requester: string,
  others: readonly string[],
): Promise<Pool['parties']> {
  const ids = [requester, ...others]
  if (new Set(ids).size !== ids.length) throw new DomainProblem('draw-parties-wrong')
  const parties: Pool['parties'] = []
  for (const party of ids) {
    const { approvedRoles } = await readParty(deps, party)
    const as =
      party === tender.tendererParty
        ? 'tenderer'
        : party === tender.agencyParty
          ? 'agency'
          : party === tender.centreParty || approvedRoles.includes('centre')
            ? 'centre'
            : approvedRoles.includes('regulator')
              ? 'regulator'
              : 'other'
    parties.push({ party, as })
  }
  if (!hasIndependent(parties) || !parties.some(({ as }) => as === 'regulator')) throw new DomainProblem('draw-parties-wrong')
  return parties
}
