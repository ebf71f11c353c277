import type { ClientSession } from 'mongoose'
import type { TenderCustodian } from '#shared/catalogue/opening-policy.ts'
import { type Pool, poolSchema } from '#shared/draw/pool.ts'
import { isResultPublic } from '#shared/lifecycle/custody.ts'
import type { DrawState } from '#shared/lifecycle/draw.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { awaitCheckpoint, tenderChain } from '../ledger/index.ts'
import { isSuspended, type PublishedTender, readPublishedTender } from '../notices/index.ts'
import type { DrawDeps, ExpertsReads } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'

/** A draw by its name. Throws `not-found`. */
export async function readDraw(deps: ExpertsReads, name: string, session?: ClientSession): Promise<DrawDocument> {
  const draw = await drawModel(deps.connection)
    .findOne({ draw: name })
    .session(session ?? null)
    .lean<DrawDocument>()
  if (draw === null) throw new DomainProblem('not-found')
  return draw
}

/** The newest attempt of a tender. */
export async function newestDraw(deps: ExpertsReads, tender: string, session?: ClientSession): Promise<DrawDocument | undefined> {
  const found = await drawModel(deps.connection)
    .findOne({ tender })
    .sort({ attempt: -1 })
    .session(session ?? null)
    .lean<DrawDocument>()
  return found ?? undefined
}

/** Who acts in the newest draw of a tender: its requester and everybody who contributes. */
export async function drawParties(deps: ExpertsReads, tender: string): Promise<string[]> {
  const draw = await newestDraw(deps, tender)
  return draw === undefined ? [] : [...new Set([draw.requester, ...draw.parties.map(({ party }) => party)])]
}

/** A draw with its tender, for an act of these states. Throws `not-found`, `act-wrong-subject`, `draw-suspended`, `draw-wrong-step`. */
export async function readDrawAt(
  deps: ExpertsReads,
  subject: { readonly draw: string; readonly tender?: string | undefined },
  states: readonly DrawState[],
  session?: ClientSession,
): Promise<{ draw: DrawDocument; tender: PublishedTender }> {
  const draw = await readDraw(deps, subject.draw, session)
  if (subject.tender !== undefined && subject.tender !== draw.tender) throw new DomainProblem('act-wrong-subject')
  const tender = await readPublishedTender(deps, draw.tender, session)
  if (!states.includes(draw.state)) throw new DomainProblem('draw-wrong-step', { state: draw.state, expected: states.join(', ') })
  if (isSuspended(tender)) throw new DomainProblem('draw-suspended')
  return { draw, tender }
}

const EVALUATED: ReadonlySet<string> = new Set(['evaluation.completed', 'evaluation.failed', 'evaluation.terminated'])

/** Throws `draw-wrong-step` once the drawn committee has ended its evaluation: nobody is replaced after that. */
export async function assertNotEvaluated(deps: ExpertsReads, { tender, state }: DrawDocument): Promise<void> {
  if ((await tenderChain(deps, tender)).some(({ event }) => EVALUATED.has(event.type)))
    throw new DomainProblem('draw-wrong-step', { state, expected: 'evaluation' })
}

/** Throws `draw-wrong-step` once the drawn committee is seated for its evaluation. */
export async function assertNotSeated(deps: ExpertsReads, { tender, state }: DrawDocument): Promise<void> {
  if ((await tenderChain(deps, tender)).some(({ event }) => event.type === 'evaluation.committee-seated'))
    throw new DomainProblem('draw-wrong-step', { state, expected: 'draw' })
}

/** Whether the result of a tender is public by its own chain (X3). */
export async function isResultOut(deps: ExpertsReads, tender: string): Promise<boolean> {
  return isResultPublic((await tenderChain(deps, tender)).map(({ event, facts }) => ({ ...event, facts })))
}

/** The pool commitment of a draw. */
export function poolOf(draw: Pick<DrawDocument, 'pool'>): Pool {
  return poolSchema.parse(JSON.parse(draw.pool))
}

/** Waits until the last step of a draw is under a signed checkpoint: nothing that follows it may come before (`draw/1`). */
export async function awaitDrawStep(deps: DrawDeps, name: string): Promise<void> {
  const draw = await readDraw(deps, name)
  await awaitCheckpoint(deps, draw.lastEvent)
}

/** The seat an actor holds as custodian: the very person who accepted. Throws `not-a-custodian`. */
export function custodianSeat(tender: PublishedTender, actor: Actor): TenderCustodian {
  const seat = tender.custodians.find(({ party, person }) => party === actor.party && person === actor.person)
  if (seat === undefined) throw new DomainProblem('not-a-custodian')
  return seat
}

/** The place of an actor's party among the parties of a draw. Throws `not-a-party-to-draw`. */
export function partyPlace(draw: DrawDocument, party: string): number {
  const place = draw.parties.findIndex((one) => one.party === party)
  if (place === -1) throw new DomainProblem('not-a-party-to-draw')
  return place
}
