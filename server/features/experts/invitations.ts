import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf, ResultOf } from '#shared/contracts/contract.ts'
import type { answerInvitation as answerContract, listInvitations as listContract } from '#shared/contracts/experts-draw.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { base64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readPublishedTender } from '../notices/index.ts'
import { holdingStates } from './committee-draws.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawModel, type StoredCall } from './draw.model.ts'
import { changeDraw, moveDraw, recordFact } from './move-draw.ts'
import { assertNotEvaluated, readDrawAt } from './read-draw.ts'
import { holderOf, namesKeyOf, sealUnderNames, vaultOf } from './vault.ts'

type AnswerAct = VerifiedAct<ActSubjectOf<typeof answerContract>, ActBodyOf<typeof answerContract>>

/**
 * Invitations and seats of the expert who asks, found by opening what lies sealed. That it was read stays in memory, as evidence of
 * delivery; that it asked is logged nowhere.
 */
export async function listInvitations(deps: DrawDeps, actor: Actor, at: number): Promise<ResultOf<typeof listContract>> {
  const draws = await drawModel(deps.connection)
    .find({ state: { $in: [...holdingStates] } })
    .sort({ _id: 1 })
    .lean<DrawDocument[]>()
  const items: ResultOf<typeof listContract>['items'] = []
  let lockedDraws = 0
  for (const draw of draws) {
    const vault = vaultOf(deps, draw.draw)
    if (vault.namesKey === undefined) {
      lockedDraws += 1
      continue
    }
    for (const call of draw.calls) {
      if (call.outcome !== 'called' && call.outcome !== 'accepted') continue
      const holder = await holderOf(deps, draw, call)
      if (holder.person !== actor.person) continue
      if (!vault.shown.has(call.seat)) vault.shown.set(call.seat, at)
      const tender = await readPublishedTender(deps, draw.tender)
      items.push({
        draw: draw.draw,
        tender: draw.tender,
        title: tender.title,
        evaluationAt: draw.request.evaluationAt as Instant,
        seat: call.seat,
        speciality: call.stratum,
        token: holder.token,
        state: call.outcome,
        until: call.until as Instant,
      })
    }
  }
  return { items, lockedDraws }
}

/**
 * An expert accepts or declines within its limit, or gives up a seat it had accepted (X4). The signed answer is kept under the key of
 * names; the chain carries its digest under the seat id. Throws `invitation-unknown` alike for everybody whose it is not.
 */
export async function answerInvitation(
  deps: DrawDeps,
  { act, at }: { readonly act: AnswerAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { draw } = await readDrawAt(deps, act.subject, holdingStates, session)
    const call = draw.calls.find(({ seat }) => seat === act.subject.seat)
    if (call === undefined) throw new DomainProblem('invitation-unknown')
    const holder = await holderOf(deps, draw, call)
    if (holder.person !== act.by.person || holder.token !== act.body.token) throw new DomainProblem('invitation-unknown')
    const { answer } = act.body
    const isWithdrawal = call.outcome === 'accepted' && answer !== 'accept'
    const isInTime = call.outcome === 'called' && at < Date.parse(call.until)
    if (!isWithdrawal && !isInTime) throw new DomainProblem('invitation-unknown')
    if (isWithdrawal) await assertNotEvaluated(deps, draw)
    const sealed = { key: namesKeyOf(deps, draw), draw: draw.draw, name: `paper ${call.seat}`, random: deps.random }
    const paper = await sealUnderNames(sealed, JSON.stringify({ act: fromUtf8(act.bytes), p7s: base64url(act.p7s) }))
    const outcome = isWithdrawal ? 'vacated' : answer === 'accept' ? 'accepted' : 'declined'
    const changed: StoredCall = { ...call, outcome, answer, endedAt: instantOf(at), paper }
    const calls = draw.calls.map((one) => (one.seat === call.seat ? changed : one))
    const { seat } = call
    if (isWithdrawal) return vacate(deps, session, draw, { seat, reason: answer, answerSha256: act.sha256, calls, at })
    const facts = { draw: draw.draw, seat, answer, answerSha256: act.sha256 }
    await recordFact(deps, session, draw, { type: 'draw.answered', facts, at })
    return changeDraw(deps, session, draw, { calls, nextDueAt: new Date(at) })
  })
}

/** Opens a seat again: the next in order is called. Where the order is at its end the seat stays open, for another draw to fill. */
export async function vacate(
  deps: DrawDeps,
  session: Parameters<typeof changeDraw>[1],
  draw: DrawDocument,
  input: {
    readonly seat: string
    readonly reason: string
    /** Of the answer by which its holder gave it up. */
    readonly answerSha256?: string
    readonly calls: readonly StoredCall[]
    readonly at: number
    readonly act?: VerifiedAct
  },
): Promise<void> {
  const { seat, reason, answerSha256, calls, at, act } = input
  const facts = { draw: draw.draw, seat, reason, ...(answerSha256 === undefined ? {} : { answerSha256 }) }
  if (draw.state === 'filled')
    return moveDraw(deps, session, draw, {
      event: 'vacate',
      fact: 'draw.vacated',
      facts,
      at,
      endsAt: null,
      dueAt: at,
      act,
      set: { calls },
    })
  await recordFact(deps, session, draw, { type: 'draw.vacated', facts, at, act })
  return changeDraw(deps, session, draw, draw.state === 'closed' ? { calls } : { calls, nextDueAt: new Date(at) })
}
