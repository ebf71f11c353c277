import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { excludeExperts as excludeContract, signPool as signContract } from '#shared/contracts/experts-draw.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawPoolModel } from './draw.model.ts'
import { changeDraw, moveDraw, recordFact } from './move-draw.ts'
import { poolOf, readDraw, readDrawAt } from './read-draw.ts'
import { poolCommitmentText, reckonPool } from './reckon-pool.ts'
import { calledBefore, closeOrdersBefore, keepPool } from './supplement.ts'

type ExcludeAct = VerifiedAct<ActSubjectOf<typeof excludeContract>, ActBodyOf<typeof excludeContract>>
type SignAct = VerifiedAct<ActSubjectOf<typeof signContract>, ActBodyOf<typeof signContract>>

/**
 * The regulator of this draw names experts who may not be drawn: the pool is reckoned anew under a new name, and signatures under the
 * old one fall. The act stays back: it names persons of the library.
 */
export async function excludeExperts(
  deps: DrawDeps,
  { act, at }: { readonly act: ExcludeAct; readonly at: number },
): Promise<DrawDocument> {
  const { draw, tender } = await readDrawAt(deps, act.subject, ['proposed'])
  const { parties, attempt } = poolOf(draw)
  assertRegulator(draw, act.by.party)
  const regulatorListed = [...new Set([...draw.regulatorListed, ...act.body.experts])].sort()
  const { request } = draw
  const called = await calledBefore(deps, draw.tender, request)
  const reckoned = await reckonPool(deps, { tender, request, parties, attempt, regulatorListed, calledBefore: called, at })
  await inTransaction(deps.connection, async (session) => {
    await appendEvent(deps, session, {
      type: 'draw.experts-excluded',
      subject: { tender: draw.tender },
      at: instantOf(at),
      act,
      tender: draw.tender,
      facts: { before: draw.draw, proposed: reckoned.draw, count: act.body.experts.length, reason: act.body.reason },
      isActPublic: false,
    })
    await changeDraw(deps, session, draw, {
      draw: reckoned.draw,
      pool: poolCommitmentText(reckoned.pool),
      regulatorListed,
      signed: [],
    })
    await drawPoolModel(deps.connection).deleteOne({ _id: draw.draw }, { session })
    await keepPool(deps, session, draw, reckoned)
  })
  return readDraw(deps, reckoned.draw)
}

/** Requester or regulator signs the pool; the second signature puts it on the ledger, and from here on it cannot change. */
export async function signPool(deps: DrawDeps, { act, at }: { readonly act: SignAct; readonly at: number }): Promise<void> {
  if (act.body.draw !== act.subject.draw) throw new DomainProblem('draw-changed')
  await inTransaction(deps.connection, async (session) => {
    const { draw } = await readDrawAt(deps, act.subject, ['proposed'], session)
    const as = act.by.party === draw.requester ? 'requester' : 'regulator'
    if (as === 'regulator') assertRegulator(draw, act.by.party)
    if (draw.signed.some((signature) => signature.as === as)) throw new DomainProblem('draw-already-done')
    const signed = [...draw.signed, { as, actSha256: act.sha256 } as const]
    await recordFact(deps, session, draw, { type: 'draw.pool-signed', facts: { draw: draw.draw, as }, at, act })
    if (signed.length < 2) return changeDraw(deps, session, draw, { signed })
    await closeOrdersBefore(deps, session, draw, at)
    await moveDraw(deps, session, draw, {
      event: 'pool',
      fact: 'draw.pooled',
      facts: { draw: draw.draw, pool: poolOf(draw) },
      at,
      endsAt: at + draw.request.stepSeconds * 1000,
      set: { signed },
    })
  })
}

/** Throws `not-a-party-to-draw` unless this is the regulator the pool names. */
export function assertRegulator(draw: DrawDocument, party: string): void {
  if (!poolOf(draw).parties.some((one) => one.as === 'regulator' && one.party === party))
    throw new DomainProblem('not-a-party-to-draw')
}
