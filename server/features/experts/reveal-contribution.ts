import { revealFault } from '#shared/draw/escrow.ts'
import { keptText } from '#shared/draw/party-step.ts'
import { fromHex } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { DrawDeps } from './deps.ts'
import { changeDraw, recordFact } from './move-draw.ts'
import { partyPlace, poolOf, readDrawAt } from './read-draw.ts'
import { namesKeyOf, sealUnderNames } from './vault.ts'

/**
 * A party reveals its number to the server, with the shares it dealt: it must be the one committed to, and the one the custodians hold.
 * It is kept under the key of names; the chain says only that it came. Throws `number-wrong`, `escrow-wrong`, `draw-locked`.
 */
export async function revealContribution(
  deps: DrawDeps,
  input: {
    readonly draw: string
    readonly party: string
    readonly r: string
    readonly shares: readonly string[]
    readonly at: number
  },
): Promise<void> {
  const { party, at } = input
  await inTransaction(deps.connection, async (session) => {
    const { draw } = await readDrawAt(deps, { draw: input.draw }, ['revealing'], session)
    const place = partyPlace(draw, party)
    const own = draw.parties[place]
    const sealed = draw.escrows.find(({ of }) => of === party)?.sealed
    if (own?.c == null || sealed === undefined) throw new DomainProblem('not-a-party-to-draw')
    if (own.box !== null || own.fault !== null) throw new DomainProblem('draw-already-done')
    const kept = { r: fromHex(input.r), shares: input.shares.map(fromHex) }
    const fault = await revealFault({ draw: draw.draw, party, c: own.c, sealed, k: poolOf(draw).custody.k, ...kept })
    if (fault === 'number-wrong') throw new DomainProblem('number-wrong')
    if (fault !== undefined) throw new DomainProblem('escrow-wrong', { fault })
    const key = namesKeyOf(deps, draw)
    const box = await sealUnderNames({ key, draw: draw.draw, name: `number ${party}`, random: deps.random }, keptText(kept))
    const parties = draw.parties.map((one, index) => (index === place ? { ...one, box } : one))
    await recordFact(deps, session, draw, { type: 'draw.revealed', facts: { draw: draw.draw, party }, at })
    const isComplete = parties.every((one) => one.box !== null || one.fault !== null)
    await changeDraw(deps, session, draw, isComplete ? { parties, nextDueAt: new Date(at) } : { parties })
  })
}
