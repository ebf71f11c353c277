import type { ClientSession } from 'mongoose'
import type { SeatsOf } from '#shared/draw/supplement.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { base64url, fromBase64url } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { committeeDraws, isCommitteeSeated, numberedCalls, supplementDue } from './committee-draws.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, type DrawRequest, drawModel, drawPoolModel } from './draw.model.ts'
import { moveDraw } from './move-draw.ts'
import { poolOf, readDraw } from './read-draw.ts'
import type { ReckonedPool } from './reckon-pool.ts'
import { bytesOf } from './stored-bytes.ts'
import { holderOf, namesKeyOf, openUnderNames, sealUnderNames } from './vault.ts'

/**
 * Checks what a draw is asked for against the committee that sits. Once one sits a draw fills its missing seats and nothing else (X2, X4):
 * the request names the draw it completes, and states exactly those seats. Throws `draw-supplement-only`, `draw-nothing-missing`,
 * `draw-seats-not-missing`, `state-changed`.
 */
export async function assertSupplement(deps: DrawDeps, tender: string, request: DrawRequest): Promise<void> {
  if (!(await isCommitteeSeated(deps, tender))) {
    if (request.completes !== undefined) throw new DomainProblem('draw-nothing-missing')
    return
  }
  if (request.completes === undefined) throw new DomainProblem('draw-supplement-only')
  const due = await supplementDue(deps, tender)
  if (due === undefined) throw new DomainProblem('draw-nothing-missing')
  if (due.completes !== request.completes) throw new DomainProblem('state-changed')
  const { size, representatives } = due.committee
  const isSameCommittee = request.committee.size === size && request.committee.representatives === representatives
  if (
    !isSameCommittee ||
    textOf(due.missing) !== textOf(request.strata.map(({ speciality, seats }) => ({ name: speciality, seats })))
  )
    throw new DomainProblem('draw-seats-not-missing', { missing: textOf(due.missing) })
}

function textOf(seats: readonly SeatsOf[]): string {
  return seats
    .map(({ name, seats: count }) => `${name}×${count}`)
    .sort()
    .join(', ')
}

/** Whom the draws before have called for the committee that a draw completes: by the library's ids. Nobody for a first draw. Throws `draw-locked`. */
export async function calledBefore(deps: DrawDeps, tender: string, request: DrawRequest): Promise<ReadonlySet<string>> {
  if (request.completes === undefined) return new Set()
  const family = await committeeDraws(deps, tender)
  const holders = await Promise.all(numberedCalls(family).map(({ draw, call }) => holderOf(deps, draw, call)))
  return new Set(holders.map(({ expert }) => expert))
}

/**
 * Keeps who is in a pool until the key of names is dealt. A supplementary pool says who was called before: it lies under the key of names of
 * the draw it completes from the beginning (X3). Throws `draw-locked`.
 */
export async function keepPool(
  deps: DrawDeps,
  session: ClientSession,
  { tender, request }: Pick<DrawDocument, 'tender' | 'request'>,
  { draw, text }: Pick<ReckonedPool, 'draw' | 'text'>,
): Promise<void> {
  const pools = drawPoolModel(deps.connection)
  if (request.completes === undefined) {
    await pools.create([{ _id: draw, text, box: null }], { session })
    return
  }
  const [base] = await committeeDraws(deps, tender, session)
  if (base?.draw !== request.completes) throw new DomainProblem('state-changed')
  const key = namesKeyOf(deps, base)
  const box = await sealUnderNames({ key, draw: base.draw, name: `pool ${draw}`, random: deps.random }, text)
  await pools.create([{ _id: draw, text: null, box: Buffer.from(fromBase64url(box)) }], { session })
}

/** Who is in a pool, before its names are dealt. Throws `draw-locked` where a supplementary pool lies under names that are sealed away. */
export async function openKeptPool(deps: DrawDeps, draw: DrawDocument): Promise<string> {
  const pool = await drawPoolModel(deps.connection).findById(draw.draw).lean()
  if (draw.request.completes === undefined) {
    assertHolds(pool?.text != null, 'a pool lies open until it is sealed')
    return pool.text
  }
  assertHolds(pool?.box != null, 'a supplementary pool lies sealed')
  const base = await readDraw(deps, draw.request.completes)
  return openUnderNames({ key: namesKeyOf(deps, base), draw: base.draw, name: `pool ${draw.draw}` }, base64url(bytesOf(pool.box)))
}

/**
 * Before a supplementary pool is fixed: what it fills must still be what is missing, and nobody called since. Orders of the same committee
 * that were not at their end are closed by it. Throws `draw-changed`: it is to be asked for anew.
 */
export async function closeOrdersBefore(deps: DrawDeps, session: ClientSession, draw: DrawDocument, at: number): Promise<void> {
  const { completes } = draw.request
  if (completes === undefined) return
  const due = await supplementDue(deps, draw.tender, session)
  const family = await committeeDraws(deps, draw.tender, session)
  const { strata, excluded } = poolOf(draw)
  const isSame =
    due?.completes === completes &&
    textOf(due.missing) === textOf(strata) &&
    numberedCalls(family).length === (excluded['called-before'] ?? 0)
  if (!isSame) throw new DomainProblem('draw-changed')
  for (const earlier of family)
    if (earlier.state === 'filled')
      await moveDraw(deps, session, earlier, {
        event: 'close',
        fact: 'draw.closed',
        facts: { draw: earlier.draw, by: draw.draw },
        at,
        endsAt: null,
      })
}

/** Takes on a supplementary draw that waited for the names of the committee it completes. */
export async function wakeSupplements(deps: DrawDeps, { tender, draw }: DrawDocument, at: number): Promise<void> {
  await drawModel(deps.connection).updateMany(
    { tender, state: 'escrowing', 'request.completes': draw, platformBox: null },
    { $set: { nextDueAt: new Date(at) } },
  )
}
