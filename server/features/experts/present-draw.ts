import type { ResultOf } from '#shared/contracts/contract.ts'
import type { getDraw } from '#shared/contracts/experts-draw.ts'
import { releaseSchema } from '#shared/draw/release.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { readParty } from '../identity/index.ts'
import type { DrawDeps } from './deps.ts'
import type { DrawDocument } from './draw.model.ts'
import { poolOf } from './read-draw.ts'
import { givenShares, wantedShares } from './release-shares.ts'

type DrawAnswer = ResultOf<typeof getDraw>

/** A draw as anybody may see it: seat ids and digests, never who; names of those who sat once it is released. */
export async function presentDraw(deps: DrawDeps, draw: DrawDocument, at: number): Promise<DrawAnswer> {
  const pool = poolOf(draw)
  const parties: DrawAnswer['parties'] = []
  for (const { party, as } of pool.parties) {
    const own = draw.parties.find((one) => one.party === party)
    parties.push({
      party,
      name: (await readParty(deps, party)).name,
      as,
      c: own?.c ?? null,
      isEscrowed: draw.escrows.some(({ of }) => of === party),
      isRevealed: own?.box != null,
    })
  }
  return {
    draw: draw.draw,
    attempt: draw.attempt,
    state: draw.state,
    evaluationAt: draw.request.evaluationAt as Instant,
    completes: draw.request.completes ?? null,
    tender: draw.tender,
    version: draw.version,
    stepEndsAt: draw.stepEndsAt === null ? null : instantOf(draw.stepEndsAt.getTime()),
    reason: draw.request.reason,
    pool,
    signed: draw.signed.map(({ as }) => as),
    parties,
    escrows: draw.escrows.map(({ of, sealed, box }) => ({
      of: of as DrawAnswer['escrows'][number]['of'],
      sealed: [...sealed],
      ...(box === undefined ? {} : { box }),
    })),
    confirmations: draw.confirmations.map(({ i, unreadable }) => ({ i, unreadable: [...unreadable] })),
    wanted: wantedShares(deps, draw, at),
    given: givenShares(deps, draw, at) as DrawAnswer['given'],
    seedSha256: draw.seedSha256,
    calls: draw.calls.map(({ seat, stratum, rank, outcome, answer, calledAt, until, endedAt }) => ({
      seat,
      stratum,
      rank,
      outcome,
      answer,
      calledAt: calledAt as Instant,
      until: until as Instant,
      endedAt: endedAt as Instant | null,
    })),
    hasRepresentatives: draw.representatives !== null,
    voidReason: draw.voidReason,
    release: draw.release === null ? null : releaseSchema.parse(JSON.parse(draw.release)),
    names: draw.names === null ? null : [...draw.names],
  }
}
