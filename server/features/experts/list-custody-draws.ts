import type { ResultOf } from '#shared/contracts/contract.ts'
import type { CustodyDrawTask, listCustodyDraws as drawsContract } from '#shared/contracts/experts-custody.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'
import { givenShares } from './release-shares.ts'

/** Draws under way of the tenders whose keys this very person keeps, and what each asks of it now. */
export async function listCustodyDraws(deps: DrawDeps, actor: Actor, at: number): Promise<ResultOf<typeof drawsContract>> {
  const running = await drawModel(deps.connection)
    .find({ state: { $nin: ['proposed', 'released', 'exhausted', 'void'] } })
    .sort({ _id: 1 })
    .lean<DrawDocument[]>()
  const items: ResultOf<typeof drawsContract>['items'] = []
  for (const draw of running) {
    const { title, custodians } = await readPublishedTender(deps, draw.tender)
    for (const { i, party, person } of custodians) {
      if (party !== actor.party || person !== actor.person) continue
      const task = taskOf(deps, draw, i, at)
      // Only the confirmation has an end: what is silent is opened whenever k custodians have spoken.
      const until = task === 'confirm' && draw.stepEndsAt !== null ? instantOf(draw.stepEndsAt.getTime()) : null
      items.push({ tender: draw.tender, title, i, draw: draw.draw, attempt: draw.attempt, state: draw.state, task, until })
    }
  }
  return { items }
}

function taskOf(deps: DrawDeps, draw: DrawDocument, i: number, at: number): CustodyDrawTask | null {
  if (draw.state === 'confirming') return draw.confirmations.some((one) => one.i === i) ? null : 'confirm'
  const given = givenShares(deps, draw, at)
  return given.some((one) => !one.i.includes(i)) ? 'give' : null
}
