import type { VerifiedAct } from '#shared/acts/act.ts'
import { poolRoot, proveLeaf } from '#shared/draw/pool.ts'
import { type DrawRelease, releaseDigest, releaseSchema } from '#shared/draw/release.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { fromUtf8, hex } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readPerson } from '../identity/index.ts'
import { committeeDraws } from './committee-draws.ts'
import type { DrawDeps } from './deps.ts'
import type { DrawDocument } from './draw.model.ts'
import { expertModel } from './expert.model.ts'
import { moveDraw } from './move-draw.ts'
import { keepPapers } from './passed-over.ts'
import { platformPartOf, poolTextOf } from './rank-draw.ts'
import { isResultOut, poolOf } from './read-draw.ts'
import type { PoolText } from './reckon-pool.ts'
import { representativesOf } from './representatives.ts'
import { forgetVault, holderOf, keptNumber } from './vault.ts'

/** Events of a tender's chain after which the result may be settled. */
export const resultEvents: ReadonlySet<string> = new Set(['award.begun', 'award.decided', 'award.failed'])

/**
 * Makes the draws a committee comes from public once the result is, oldest first: a supplementary one shows of everybody who sat by an
 * earlier one that it was left out. `named`: an act that asks for the release of one of them. Throws `result-not-public`, `draw-locked`.
 */
export async function releaseDraws(
  deps: DrawDeps,
  input: {
    readonly tender: string
    readonly at: number
    readonly named?: { readonly draw: string; readonly act: VerifiedAct }
  },
): Promise<void> {
  const { tender, at, named } = input
  if (!(await isResultOut(deps, tender))) throw new DomainProblem('result-not-public')
  const earlier: DrawRelease[] = []
  for (const draw of await committeeDraws(deps, tender)) {
    if (draw.state === 'released' && draw.release !== null) earlier.push(releaseSchema.parse(JSON.parse(draw.release)))
    if (draw.state !== 'filled' && draw.state !== 'closed') continue
    const act = named?.draw === draw.draw ? named.act : undefined
    earlier.push(await releaseDraw(deps, { draw, earlier, at, act }))
  }
}

/**
 * Makes one draw public: numbers, proof, the key the custodians held, and name, leaf and proof of everybody who sat. Of those who were called
 * and did not sit a place in the tree and no name.
 */
async function releaseDraw(
  deps: DrawDeps,
  input: {
    readonly draw: DrawDocument
    readonly earlier: readonly DrawRelease[]
    readonly at: number
    readonly act: VerifiedAct | undefined
  },
): Promise<DrawRelease> {
  const { draw, earlier, at, act } = input
  const release = await compileRelease(deps, draw, earlier)
  const papers = await keepPapers(deps, draw)
  const names: { seat: string | null; name: string }[] = []
  for (const { person } of await representativesOf(deps, draw))
    names.push({ seat: null, name: (await readPerson(deps, person)).name })
  for (const { seat, leaf } of release.seats) {
    const expert = await expertModel(deps.connection).findById(leaf.expert, { name: 1 }).lean()
    names.push({ seat, name: expert?.name ?? '' })
  }
  await inTransaction(deps.connection, (session) =>
    moveDraw(deps, session, draw, {
      event: 'release',
      fact: 'draw.released',
      facts: { draw: draw.draw, releaseSha256: releaseDigest(release) },
      at,
      endsAt: null,
      act,
      set: { release: fromUtf8(canonicalBytes(release)), names, papers },
    }),
  )
  forgetVault(deps, draw.draw)
  return release
}

/** Why a release waits for the next event or act: other lots are open, custodians are awaited, somebody else was first. */
const UNTIL_LATER: ReadonlySet<string> = new Set(['result-not-public', 'draw-locked', 'state-changed'])

/** Releases the draws of a tender whose result has just become public, if it can: without the key of names they wait for custodians. */
export async function releaseAfterResult(deps: DrawDeps, tender: string, at: number): Promise<void> {
  try {
    await releaseDraws(deps, { tender, at })
  } catch (error) {
    if (error instanceof DomainProblem && UNTIL_LATER.has(error.code)) return
    throw error
  }
}

async function compileRelease(deps: DrawDeps, draw: DrawDocument, earlier: readonly DrawRelease[]): Promise<DrawRelease> {
  const { pi, key, shares } = await platformPartOf(deps, draw)
  const text = await poolTextOf(deps, draw)
  const pool = poolOf(draw)
  const numbers: DrawRelease['numbers'] = []
  for (const one of draw.parties) {
    const kept = await keptNumber(deps, draw, one)
    const opened = kept === undefined ? null : hex(kept.r)
    numbers.push({ party: one.party, r: opened, shares: kept === undefined ? [...one.faultShares] : kept.shares.map(hex) })
  }
  const seats: DrawRelease['seats'] = []
  const passed: DrawRelease['passed'] = []
  for (const call of draw.calls) {
    const { index, token, expert } = await holderOf(deps, draw, call)
    if (call.outcome !== 'accepted') {
      passed.push({ seat: call.seat, index })
      continue
    }
    const leaves = text.strata.find(({ name }) => name === call.stratum)?.leaves ?? []
    const leaf = leaves[index]
    assertHolds(leaf?.expert === expert, 'a seat is its leaf’s')
    assertHolds(
      poolRoot(leaves) === pool.strata.find(({ name }) => name === call.stratum)?.root,
      'the pool is the one committed to',
    )
    seats.push({ seat: call.seat, token, index, leaf, proof: await proveLeaf(leaves, index) })
  }
  return releaseSchema.parse({
    v: 'draw-release/1',
    draw: draw.draw,
    platform: { pi, key, shares },
    numbers,
    seats,
    passed,
    ...(draw.request.completes === undefined ? {} : { avoided: await avoidedOf(text.exclusions, earlier) }),
  } satisfies DrawRelease)
}

/** Of everybody who sat by an earlier draw the place among those left out. */
async function avoidedOf(exclusions: PoolText['exclusions'], earlier: readonly DrawRelease[]): Promise<DrawRelease['avoided']> {
  const avoided: NonNullable<DrawRelease['avoided']> = []
  for (const { draw, seats } of earlier)
    for (const { seat, token, leaf } of seats) {
      const index = exclusions.findIndex(({ expert }) => expert === leaf.expert)
      const exclusion = exclusions[index]
      assertHolds(exclusion?.reason === 'called-before', 'who was called before is left out')
      avoided.push({ draw, seat, token, exclusion, index, proof: await proveLeaf(exclusions, index) })
    }
  return avoided
}
