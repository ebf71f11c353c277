import { z } from 'zod'
import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { vacateSeat as vacateContract, voidDraw as voidContract } from '#shared/contracts/experts-draw.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { tenderChain } from '../ledger/index.ts'
import { committeeDraws, holdingStates, numberedCalls } from './committee-draws.ts'
import type { DrawDeps } from './deps.ts'
import type { DrawDocument } from './draw.model.ts'
import { vacate } from './invitations.ts'
import { moveDraw } from './move-draw.ts'
import { keepPapersIfOpen } from './passed-over.ts'
import { assertRegulator } from './prepare-pool.ts'
import { assertNotEvaluated, assertNotSeated, readDrawAt } from './read-draw.ts'
import { forgetVault, namesKeyOf } from './vault.ts'

type VacateAct = VerifiedAct<ActSubjectOf<typeof vacateContract>, ActBodyOf<typeof vacateContract>>
type VoidAct = VerifiedAct<ActSubjectOf<typeof voidContract>, ActBodyOf<typeof voidContract>>

/** Regulator or centre vacates a seat whose holder must withdraw or did not come (X4). It names a seat, never a person. Throws `seat-unknown`. */
export async function vacateSeat(deps: DrawDeps, { act, at }: { readonly act: VacateAct; readonly at: number }): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { draw } = await readDrawAt(deps, act.subject, holdingStates, session)
    await assertNotEvaluated(deps, draw)
    namesKeyOf(deps, draw)
    const { seat } = act.subject
    if (!draw.calls.some((call) => call.seat === seat && call.outcome === 'accepted')) throw new DomainProblem('seat-unknown')
    const calls = draw.calls.map((call) =>
      call.seat === seat ? { ...call, outcome: 'vacated' as const, endedAt: instantOf(at) } : call,
    )
    await vacate(deps, session, draw, { seat, reason: act.body.reason, calls, at, act })
  })
}

/**
 * The regulator declares a draw void because its pool was wrong: by its signature, for everybody to see. Only until the committee is
 * seated: who has begun to judge is replaced seat by seat.
 */
export async function voidDraw(deps: DrawDeps, { act, at }: { readonly act: VoidAct; readonly at: number }): Promise<void> {
  const name = await inTransaction(deps.connection, async (session) => {
    const states = ['proposed', 'committing', 'escrowing', 'confirming', 'revealing', 'calling', 'filled'] as const
    const { draw } = await readDrawAt(deps, act.subject, states, session)
    assertRegulator(draw, act.by.party)
    await assertNobodySeated(deps, draw)
    await moveDraw(deps, session, draw, {
      event: 'void',
      fact: 'draw.void',
      facts: { draw: draw.draw, reason: 'pool-wrong', party: null },
      at,
      endsAt: null,
      act,
      set: { voidReason: 'pool-wrong', papers: await keepPapersIfOpen(deps, draw) },
    })
    return draw.draw
  })
  forgetVault(deps, name)
}

const seatedFacts = z.looseObject({ seats: z.array(z.int()) })

/** Throws `draw-wrong-step` once somebody sits by this draw: with the committee, or as the replacement of a member. */
async function assertNobodySeated(deps: DrawDeps, draw: DrawDocument): Promise<void> {
  if (draw.request.completes === undefined) return assertNotSeated(deps, draw)
  const own = numberedCalls(await committeeDraws(deps, draw.tender)).filter((one) => one.draw.draw === draw.draw)
  const isSeated = (await tenderChain(deps, draw.tender)).some(
    ({ event, facts }) =>
      event.type === 'evaluation.member-seated' &&
      seatedFacts.parse(facts).seats.some((seat) => own.some(({ number }) => number === seat)),
  )
  if (isSeated) throw new DomainProblem('draw-wrong-step', { state: draw.state, expected: 'draw' })
}
