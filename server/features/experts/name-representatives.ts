import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { nameRepresentatives as nameContract } from '#shared/contracts/experts-draw.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { expertsPolicy } from '#shared/policy/experts.ts'
import { base64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readPerson } from '../identity/index.ts'
import { holdingStates } from './committee-draws.ts'
import type { DrawDeps } from './deps.ts'
import { changeDraw, recordFact } from './move-draw.ts'
import { readDrawAt } from './read-draw.ts'
import { excusedRepresentatives, keptRepresentatives, wantedRepresentatives, withNewcomers } from './representatives.ts'
import { namesKeyOf, sealUnderNames } from './vault.ts'

type NameAct = VerifiedAct<ActSubjectOf<typeof nameContract>, ActBodyOf<typeof nameContract>>

/**
 * Tenderer or agency names the tenderer's representatives, as many as the committee has (X1), and after one was replaced somebody who has
 * not sat (X4). Acts and names lie under the key of names like everybody else's (X3). Throws `representatives-wrong`, `draw-already-done`, `draw-locked`.
 */
export async function nameRepresentatives(
  deps: DrawDeps,
  { act, at }: { readonly act: NameAct; readonly at: number },
): Promise<void> {
  const { persons } = act.body
  const { tender: found } = await readDrawAt(deps, act.subject, holdingStates)
  const people = await Promise.all(persons.map(async (person) => ({ person, party: await partyOf(deps, person) })))
  await inTransaction(deps.connection, async (session) => {
    const { draw, tender } = await readDrawAt(deps, act.subject, holdingStates, session)
    const tenderParties = [tender.tendererParty, ...(tender.agencyParty === null ? [] : [tender.agencyParty])]
    assertPermitted(expertsPolicy.nameRepresentatives, act.by, { tenderParties })
    const count = await wantedRepresentatives(deps, draw)
    if (count === 0 && draw.representatives !== null) throw new DomainProblem('draw-already-done')
    const before = await keptRepresentatives(deps, draw)
    const known = new Set([...before.people, ...before.former].map(({ person }) => person))
    const isRight = persons.length === count && new Set(persons).size === count && !persons.some((person) => known.has(person))
    if (!isRight || people.some(({ party }) => party !== found.tendererParty))
      throw new DomainProblem('representatives-wrong', { count })
    const sealed = { key: namesKeyOf(deps, draw), draw: draw.draw, name: 'representatives', random: deps.random }
    const after = withNewcomers(before, await excusedRepresentatives(deps, draw), people)
    const text = JSON.stringify({ ...after, act: fromUtf8(act.bytes), p7s: base64url(act.p7s), before: draw.representatives })
    const representatives = await sealUnderNames(sealed, text)
    const facts = { draw: draw.draw, count, namedSha256: act.sha256 }
    await recordFact(deps, session, draw, { type: 'draw.representatives-named', facts, at })
    await changeDraw(deps, session, draw, { representatives })
  })
}

/** The party of a person; none for a person nobody knows. */
async function partyOf(deps: DrawDeps, person: string): Promise<string> {
  try {
    return (await readPerson(deps, person)).party
  } catch (error) {
    if (error instanceof DomainProblem && error.code === 'not-found') return ''
    throw error
  }
}
