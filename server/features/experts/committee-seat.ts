import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { DrawDeps } from './deps.ts'
import type { DrawDocument } from './draw.model.ts'
import { newestDraw } from './read-draw.ts'
import { holderOf, namesKeyOf, openUnderNames, sealUnderNames } from './vault.ts'

/** One seat of a committee, without its name. */
export interface CommitteeSeat {
  readonly seat: string
  readonly speciality: string
}

/** The drawn committee of a tender as everybody may know it: seat ids. Undefined until every seat is accepted. */
export async function committeeOf(
  deps: DrawDeps,
  tender: string,
): Promise<
  | {
      readonly draw: string
      readonly attempt: number
      readonly evaluationAt: string
      readonly size: number
      readonly representatives: number
      readonly seats: readonly CommitteeSeat[]
    }
  | undefined
> {
  const draw = await newestDraw(deps, tender)
  if (draw === undefined || (draw.state !== 'filled' && draw.state !== 'released')) return undefined
  const { size, representatives } = draw.request.committee
  return {
    draw: draw.draw,
    attempt: draw.attempt,
    evaluationAt: draw.request.evaluationAt,
    size,
    representatives,
    seats: acceptedCalls(draw).map(({ seat, stratum }) => ({ seat, speciality: stratum })),
  }
}

/** The seat a person holds on the committee of a tender: who evaluates acts under it. Undefined for anybody else. Throws `draw-locked`. */
export async function committeeSeat(
  deps: DrawDeps,
  input: { readonly tender: string; readonly person: string },
): Promise<CommitteeSeat | undefined> {
  const draw = await newestDraw(deps, input.tender)
  if (draw === undefined || draw.state !== 'filled') return undefined
  for (const call of acceptedCalls(draw)) {
    const holder = await holderOf(deps, draw, call)
    if (holder.person === input.person) return { seat: call.seat, speciality: call.stratum }
  }
  return undefined
}

/**
 * Seals text (a signed act of a member, say) under the key of names of the tender's draw, so that it names nobody at rest; `name` is bound
 * to it. Throws `draw-locked`, `not-found`.
 */
export async function sealForCommittee(
  deps: DrawDeps,
  input: { readonly tender: string; readonly name: string; readonly text: string },
): Promise<string> {
  const draw = await committeeDraw(deps, input.tender)
  const key = namesKeyOf(deps, draw)
  return sealUnderNames({ key, draw: draw.draw, name: `evaluation ${input.name}`, random: deps.random }, input.text)
}

/** Opens what `sealForCommittee` sealed, until the draw is released. Throws `draw-locked`, `not-found`. */
export async function openForCommittee(
  deps: DrawDeps,
  input: { readonly tender: string; readonly name: string; readonly box: string },
): Promise<string> {
  const draw = await committeeDraw(deps, input.tender)
  return openUnderNames({ key: namesKeyOf(deps, draw), draw: draw.draw, name: `evaluation ${input.name}` }, input.box)
}

async function committeeDraw(deps: DrawDeps, tender: string): Promise<DrawDocument> {
  const draw = await newestDraw(deps, tender)
  if (draw === undefined) throw new DomainProblem('not-found')
  return draw
}

function acceptedCalls(draw: DrawDocument) {
  return draw.calls.filter(({ outcome }) => outcome === 'accepted')
}
