import type { ResultOf } from '#shared/contracts/contract.ts'
import type { DrawTask, listDrawTasks as tasksContract } from '#shared/contracts/experts-tasks.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { supplementDue } from './committee-draws.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'
import { assessableExperts, assessorOf } from './list-expert-assessments.ts'
import { poolOf } from './read-draw.ts'
import { wantedRepresentatives } from './representatives.ts'

type Tasks = ResultOf<typeof tasksContract>

/** Released draws that are looked at for assessments: the newest. */
const RELEASED = 50

/** What waits for the caller's party: in running draws, and of the newest released ones the assessments it has not given (一标一评). */
export async function listDrawTasks(deps: DrawDeps, actor: Actor): Promise<Tasks> {
  const draws = drawModel(deps.connection)
  const running = await draws
    .find({ state: { $nin: ['released', 'exhausted', 'void'] } })
    .sort({ _id: 1 })
    .lean<DrawDocument[]>()
  const released = await draws
    .find({ state: 'released', $or: [{ requester: actor.party }, { 'parties.party': actor.party }] })
    .sort({ 'request.evaluationAt': -1 })
    .limit(RELEASED)
    .lean<DrawDocument[]>()
  const items: Tasks['items'] = []
  for (const draw of [...running, ...released]) {
    const tender = await tenderOf(deps, draw)
    if (tender === undefined) continue
    const tasks =
      draw.state === 'released' ? await tasksAfter(deps, draw, tender, actor) : await tasksIn(deps, draw, tender, actor)
    const until = draw.stepEndsAt === null ? null : instantOf(draw.stepEndsAt.getTime())
    const isTimed = draw.state === 'committing' || draw.state === 'escrowing' || draw.state === 'revealing'
    // A committee that more than one draw made up is assessed as one.
    const isAssessed = items.some((known) => known.tender === draw.tender && known.task === 'assess')
    for (const task of tasks.filter((one) => one !== 'assess' || !isAssessed))
      items.push({ tender: draw.tender, title: tender.title, draw: draw.draw, task, until: isTimed ? until : null })
  }
  return { items }
}

async function tasksIn(deps: DrawDeps, draw: DrawDocument, tender: PublishedTender, { party }: Actor): Promise<DrawTask[]> {
  const own = draw.parties.find((one) => one.party === party)
  switch (draw.state) {
    case 'proposed': {
      const isSigner = (as: 'requester' | 'regulator') =>
        !draw.signed.some((signature) => signature.as === as) &&
        (as === 'requester'
          ? draw.requester === party
          : poolOf(draw).parties.some((one) => one.as === 'regulator' && one.party === party))
      return isSigner('requester') || isSigner('regulator') ? ['sign-pool'] : []
    }
    case 'committing':
      return own?.c === null ? ['commit'] : []
    case 'escrowing':
      return own !== undefined && !draw.escrows.some(({ of }) => of === party) ? ['escrow'] : []
    case 'revealing':
      return own !== undefined && own.box === null && own.fault === null ? ['reveal'] : []
    case 'calling':
    case 'filled':
    case 'closed': {
      if (party !== tender.tendererParty && party !== tender.agencyParty) return []
      const due = draw.request.completes === undefined ? await supplementDue(deps, draw.tender) : undefined
      return [
        ...((await wantedRepresentatives(deps, draw)) > 0 ? (['name-representatives'] as const) : []),
        ...(due === undefined ? [] : (['complete-committee'] as const)),
      ]
    }
    case 'confirming':
    case 'released':
    case 'exhausted':
    case 'void':
      return []
  }
}

async function tasksAfter(deps: DrawDeps, draw: DrawDocument, tender: PublishedTender, actor: Actor): Promise<DrawTask[]> {
  const by = assessorOf(actor, tender)
  const open = (await assessableExperts(deps, draw)).some(
    ({ assessments }) => !assessments.some((one) => one.tender === draw.tender && one.by === by),
  )
  return open ? ['assess'] : []
}

/** A tender that is no longer public leaves nothing to do. */
async function tenderOf(deps: DrawDeps, { tender }: DrawDocument): Promise<PublishedTender | undefined> {
  try {
    return await readPublishedTender(deps, tender)
  } catch (error) {
    if (error instanceof DomainProblem && error.code === 'not-found') return undefined
    throw error
  }
}
