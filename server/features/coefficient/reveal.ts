import { openContribution, revealFault } from '#shared/draw/escrow.ts'
import { fromHex, hex } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { shareDigest } from '#shared/sealed-bid/shares.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { CoefficientDocument, StoredContributor } from './coefficient.model.ts'
import type { CoefficientDeps } from './deps.ts'
import { changeCoefficient, recordFact } from './move-coefficient.ts'
import { contributorAt, isSettled, readCoefficientAt, termsOf, withContributor } from './read-coefficient.ts'

/**
 * A number is revealed to everybody, with the shares it was dealt in: it must be the one committed to, and the one the custodians hold.
 * Throws `number-wrong`, `escrow-wrong`, `draw-already-done`, `draw-wrong-step` before `reveal.closed`.
 */
export async function revealCoefficientNumber(
  deps: CoefficientDeps,
  input: {
    readonly tender: string
    readonly party: string
    readonly r: string
    readonly shares: readonly string[]
    readonly at: number
  },
): Promise<void> {
  const { at, r } = input
  await inTransaction(deps.connection, async (session) => {
    const { coefficient } = await readCoefficientAt(deps, { tender: input.tender }, 'revealing', session)
    const { draw } = coefficient
    const { of, c, sealed, r: before, fault: out } = contributorAt(coefficient, input.party)
    if (c === null || sealed === null) throw new DomainProblem('not-a-party-to-draw')
    if (before !== null || out !== null) throw new DomainProblem('draw-already-done')
    const shares = input.shares.map(fromHex)
    const fault = await revealFault({ draw, party: of, c, r: fromHex(r), sealed, shares, k: termsOf(coefficient).custody.k })
    if (fault === 'number-wrong') throw new DomainProblem('number-wrong')
    if (fault !== undefined) throw new DomainProblem('escrow-wrong', { fault })
    const facts = { draw, of, r, shares: [...input.shares] }
    await recordFact(deps, session, coefficient._id, { type: 'coefficient.revealed', facts, at })
    const contributors = withContributor(coefficient, of, { r })
    await changeCoefficient(deps, session, coefficient, {
      contributors,
      ...(isSettled(contributors) ? { nextDueAt: new Date(at) } : {}),
    })
  })
}

/**
 * Takes a custodian's shares of what is silent. Each proves itself against the digest it was dealt under; with k of them a number is open,
 * or its dealer is proven to have dealt wrongly and is out. Throws `share-not-wanted`.
 */
export async function releaseCoefficientShares(
  deps: CoefficientDeps,
  input: {
    readonly tender: string
    readonly shares: readonly { readonly of: string; readonly share: string }[]
    readonly at: number
  },
): Promise<void> {
  const { at } = input
  await inTransaction(deps.connection, async (session) => {
    const { coefficient } = await readCoefficientAt(deps, { tender: input.tender }, 'revealing', session)
    const wanted = wantedShares(coefficient, at)
    const givers = new Set<number>()
    const taken = input.shares.map(({ of, share }) => {
      const bytes = fromHex(share)
      const contributor = wanted.find((one) => one.of === of)
      const commitment = contributor?.sealed?.find(
        ({ shareSha256, x }) => shareSha256 === shareDigest(bytes) && x === bytes.at(-1),
      )
      if (contributor === undefined || commitment === undefined) throw new DomainProblem('share-not-wanted', { of })
      givers.add(commitment.i)
      return { of: contributor.of, share }
    })
    const [i] = givers
    if (i === undefined || givers.size !== 1) throw new DomainProblem('share-not-wanted', { of: '*' })
    const fresh = taken.filter(({ share }) => !coefficient.given.some((one) => one.share === share))
    if (fresh.length === 0) throw new DomainProblem('draw-already-done')
    const given = [...coefficient.given, ...fresh]
    const { draw } = coefficient
    await recordFact(deps, session, coefficient._id, {
      type: 'coefficient.shares-released',
      facts: { draw, i, shares: fresh },
      at,
    })
    const contributors = await openSilent(coefficient, given)
    await changeCoefficient(deps, session, coefficient, {
      given,
      contributors,
      ...(isSettled(contributors) ? { nextDueAt: new Date(at) } : {}),
    })
  })
}

/** The contributors whose numbers custodians are asked to open: silent ones, once their time is over. */
export function wantedShares(coefficient: CoefficientDocument, at: number): StoredContributor[] {
  const { state, stepEndsAt, contributors } = coefficient
  if (state !== 'revealing' || stepEndsAt === null || stepEndsAt.getTime() > at) return []
  return contributors.filter(({ r, fault }) => r === null && fault === null)
}

/** Opens what silent contributors sealed, as far as enough shares of it are in. */
async function openSilent(coefficient: CoefficientDocument, given: CoefficientDocument['given']): Promise<StoredContributor[]> {
  const { draw } = coefficient
  const { k } = termsOf(coefficient).custody
  const contributors: StoredContributor[] = []
  for (const one of coefficient.contributors) {
    const { of, c, sealed, r, fault } = one
    const shares = given.filter((share) => share.of === of).map(({ share }) => fromHex(share))
    if (r !== null || fault !== null || c === null || sealed === null || shares.length < k) {
      contributors.push(one)
      continue
    }
    const opened = await openContribution({ draw, party: of, c, sealed, shares, k })
    if (opened.ok) contributors.push({ ...one, r: hex(opened.secret), isOpened: true })
    else if (opened.fault === 'escrow-inconsistent' || opened.fault === 'escrow-mismatch')
      contributors.push({ ...one, fault: opened.fault })
    else contributors.push(one)
  }
  return contributors
}
