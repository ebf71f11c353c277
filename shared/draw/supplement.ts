import { fromHex } from '../primitives/bytes.ts'
import type { CheckList } from '../sealed-bid/opening/checks.ts'
import { seatCommitment } from './contribution.ts'
import { isExclusionOf } from './pool.ts'
import { type ChainFact, type DrawRecord, ofType, readDrawRecord } from './record.ts'
import type { DrawRelease } from './release.ts'

/**
 * A supplementary draw (补抽): a committee sits, has lost a member (X4), and the order it was drawn by has nobody left for that seat. Another
 * draw fills the missing seats alone; whoever was called for this committee before is left out of its pool (X2).
 */

/** The event by which a committee is seated for its evaluation. */
export const committeeSeated = 'evaluation.committee-seated'

/** Seats of one speciality. */
export interface SeatsOf {
  readonly name: string
  readonly seats: number
}

/** Of each stratum of a committee the seats nobody holds, in the order given; `held`: the stratum of each seat that is accepted and kept. */
export function missingSeats(strata: readonly SeatsOf[], held: readonly string[]): SeatsOf[] {
  return strata
    .map(({ name, seats }) => ({ name, seats: seats - held.filter((stratum) => stratum === name).length }))
    .filter(({ seats }) => seats > 0)
}

/** The draws a supplementary one follows: the one it completes and those that completed it before, oldest first; void ones left out. */
export function completedDraws(record: DrawRecord, chain: readonly ChainFact[]): DrawRecord[] {
  const { completes } = record.pool
  if (completes === undefined) return []
  const before = chain.slice(0, pooledAt(record))
  const names = before.flatMap(({ type, facts }) =>
    type === 'draw.pooled' ? [(facts as { readonly draw?: string } | undefined)?.draw ?? ''] : [],
  )
  return names.flatMap((name) => {
    const earlier = readDrawRecord(chain, name)
    if ('fault' in earlier || (name !== completes && earlier.pool.completes !== completes)) return []
    return ofType(earlier.events, 'draw.void').some(({ index }) => index < before.length) ? [] : [earlier]
  })
}

/**
 * What is wrong with a supplementary draw by the chain alone; undefined when nothing is. A committee must sit by the draw it completes, the
 * seats it fills must be missing, and as many must be left out as called before as the earlier draws have called.
 */
export function supplementFault(record: DrawRecord, chain: readonly ChainFact[]): string | undefined {
  const { pool } = record
  const at = pooledAt(record)
  const earlier = completedDraws(record, chain)
  const [base] = earlier
  if (base === undefined || base.draw !== pool.completes || base.pool.completes !== undefined)
    return 'the draw it completes is not on the chain'
  const { size, representatives } = base.pool.rules.committee
  if (pool.rules.committee.size !== size || pool.rules.committee.representatives !== representatives)
    return 'the committee is not the one it completes'
  const seatedAt = chain.findIndex(({ type }) => type === committeeSeated)
  if (seatedAt === -1 || seatedAt > at || seatedAt < pooledAt(base)) return 'no committee sat that it could complete'
  const held = earlier.flatMap((one) => heldSeats(one, at).map(({ stratum }) => stratum))
  const missing = missingSeats(base.pool.strata, held)
  const excess = pool.strata.find(({ name, seats }) => seats > (missing.find((one) => one.name === name)?.seats ?? 0))
  if (excess !== undefined) return `more seats of ${excess.name} are drawn than were missing`
  const called = earlier.reduce((sum, one) => sum + ofType(one.events, 'draw.called').filter(({ index }) => index < at).length, 0)
  const left = pool.excluded['called-before'] ?? 0
  return left === called ? undefined : `${called} were called before, and ${left} are left out for it`
}

/**
 * Judges a released supplementary draw against those before it: everybody who sits by one of them is shown to have been left out, by the
 * token its invitation stood for and the proof in the committed exclusions; and nobody of them was drawn again.
 */
export function judgeAvoided(
  record: DrawRecord,
  release: DrawRelease,
  chain: readonly ChainFact[],
  list: Pick<CheckList<'avoided-proven'>, 'judge'>,
): void {
  const { pool } = record
  const again = new Set(release.seats.map(({ leaf }) => leaf.expert))
  for (const earlier of completedDraws(record, chain))
    for (const { seat, commitment } of heldSeats(earlier, chain.length)) {
      const shown = release.avoided?.find((one) => one.draw === earlier.draw && one.seat === seat)
      list.judge('avoided-proven', avoidedFault({ pool, shown, commitment, again }), seat)
    }
}

function avoidedFault(input: {
  readonly pool: DrawRecord['pool']
  readonly shown: NonNullable<DrawRelease['avoided']>[number] | undefined
  readonly commitment: string
  readonly again: ReadonlySet<string>
}): string | undefined {
  const { pool, shown, commitment, again } = input
  if (shown === undefined) return 'nothing shows that its holder was left out'
  const { exclusion, token } = shown
  if (seatCommitment(fromHex(token), exclusion.expert) !== commitment) return 'shown of somebody else than its holder'
  if (exclusion.reason !== 'called-before' || !isExclusionOf(pool, shown)) return 'its holder is not among those left out'
  return again.has(exclusion.expert) ? 'its holder was drawn again' : undefined
}

/** Seats of a draw that were accepted and not lost before a place in the chain. */
function heldSeats({ events }: DrawRecord, before: number): { seat: string; stratum: string; commitment: string }[] {
  const lost = new Set(
    ofType(events, 'draw.vacated')
      .filter(({ index }) => index < before)
      .map(({ facts }) => facts.seat),
  )
  const accepted = new Set(
    ofType(events, 'draw.answered')
      .filter(({ index, facts }) => index < before && facts.answer === 'accept')
      .map(({ facts }) => facts.seat),
  )
  return ofType(events, 'draw.called')
    .filter(({ facts: { seat } }) => accepted.has(seat) && !lost.has(seat))
    .map(({ facts: { seat, stratum, commitment } }) => ({ seat, stratum, commitment }))
}

function pooledAt({ events }: DrawRecord): number {
  return ofType(events, 'draw.pooled')[0]?.index ?? 0
}
