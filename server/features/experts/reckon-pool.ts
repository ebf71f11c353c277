import { z } from 'zod'
import { type AvoidanceCode, avoidanceOf, type ExpertTies, stratumOf, type TradeParties } from '#shared/draw/avoidance.ts'
import { vrfPublicKey } from '#shared/draw/ecvrf.ts'
import {
  drawDigest,
  type Exclusion,
  exclusionSchema,
  type Leaf,
  leafSchema,
  type Pool,
  poolRoot,
  poolSchema,
} from '#shared/draw/pool.ts'
import { fromUtf8, hex } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readParty } from '../identity/index.ts'
import { tenderChain } from '../ledger/index.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { DrawDeps } from './deps.ts'
import type { DrawRequest } from './draw.model.ts'
import { type ExpertRecord, expertModel } from './expert.model.ts'
import { affiliatesOf } from './organisation-ties.ts'

const publishedFacts = z.looseObject({ bids: z.array(z.looseObject({ party: z.string().nullable() })) })

const poolTextSchema = z.strictObject({
  v: z.literal('draw-pool/1'),
  librarySalt: z.string(),
  strata: z.array(z.strictObject({ name: z.string(), leaves: z.array(leafSchema) })),
  exclusions: z.array(exclusionSchema),
})

/** Who is in a pool and who is not: what the auditor gets, and what the server calls from. */
export type PoolText = z.output<typeof poolTextSchema>

/** Reads a pool's own text back. */
export function parsePoolText(text: string): PoolText {
  return poolTextSchema.parse(JSON.parse(text))
}

/** A pool as reckoned: the commitment, its name, and the text of who is in it. */
export interface ReckonedPool {
  readonly pool: Pool
  readonly draw: string
  readonly text: string
}

/**
 * Reckons a pool from the library (X2, X4): everybody admitted whose speciality and region are asked for, without those whom ties to a
 * party, the regulator's list or a suspension keep out. Everybody called for the same committee before is left out, asked for or not, so that
 * their number can be checked. Throws `pool-too-small`.
 */
export async function reckonPool(
  deps: DrawDeps,
  input: {
    readonly tender: PublishedTender
    readonly request: DrawRequest
    readonly parties: Pool['parties']
    readonly attempt: number
    readonly regulatorListed: readonly string[]
    readonly calledBefore: ReadonlySet<string>
    readonly at: number
  },
): Promise<ReckonedPool> {
  const { tender, request, parties, attempt, calledBefore, at } = input
  const library = await expertModel(deps.connection)
    .find({ state: { $in: ['admitted', 'suspended'] } }, { trainings: 0, assessments: 0, qualifications: 0 })
    .sort({ _id: 1 })
    .lean<ExpertRecord[]>()
  const names = request.strata.map(({ speciality }) => speciality).sort()
  const trade = { ...(await tradeParties(deps, tender, parties, input.regulatorListed)), calledBefore }
  const evaluationAt = Date.parse(request.evaluationAt)
  const leaves = new Map<string, Leaf[]>(names.map((name) => [name, []]))
  const exclusions: Exclusion[] = []
  let matching = 0
  for (const expert of library) {
    const stratum = stratumOf(expert.specialities, names)
    if (stratum === undefined || !isInRegion(expert.region, request.region)) continue
    matching += 1
    const reason = avoidanceOf(tiesOf(expert, trade, at, evaluationAt), trade, at)
    const salt = hex(deps.random(32))
    if (reason === undefined) leaves.get(stratum)?.push({ v: 'draw-leaf/1', salt, expert: expert._id, speciality: stratum })
    else exclusions.push({ v: 'draw-exclusion/1', salt, expert: expert._id, reason })
  }
  const left = new Set(exclusions.map(({ expert }) => expert))
  for (const expert of calledBefore)
    if (!left.has(expert)) exclusions.push({ v: 'draw-exclusion/1', salt: hex(deps.random(32)), expert, reason: 'called-before' })
  exclusions.sort((one, other) => (one.expert < other.expert ? -1 : 1))
  const librarySalt = hex(deps.random(32))
  const experts = library.map(({ _id, version }) => ({ expert: _id, version }))
  const pool: Pool = {
    v: 'draw/1',
    platform: deps.config.platformName,
    tender: tender._id,
    attempt,
    evaluationAt: request.evaluationAt as Pool['evaluationAt'],
    ...(request.completes === undefined ? {} : { completes: request.completes }),
    rules: {
      committee: { size: request.committee.size, representatives: request.committee.representatives },
      region: request.region,
      answerSeconds: request.answerSeconds,
    },
    parties,
    custody: { k: tender.openingPolicy.k, keys: tender.custodians.map(({ keySha256 }) => keySha256) },
    strata: names.map((name) => {
      const own = leaves.get(name) ?? []
      const seats = request.strata.find(({ speciality }) => speciality === name)?.seats ?? 0
      if (own.length < seats) throw new DomainProblem('pool-too-small', { speciality: name, size: own.length, seats })
      return { name, seats, size: own.length, root: poolRoot(own) }
    }),
    exclusionsRoot: poolRoot(exclusions),
    excluded: countsOf(exclusions),
    library: {
      size: library.length,
      matching,
      sha256: sha256Hex(canonicalBytes({ v: 'draw-library/1', salt: librarySalt, experts })),
    },
    vrfKey: hex(vrfPublicKey(deps.keys.secret('draw-vrf'))),
  }
  poolSchema.parse(pool)
  const text = {
    v: 'draw-pool/1',
    librarySalt,
    strata: names.map((name) => ({ name, leaves: leaves.get(name) ?? [] })),
    exclusions,
  }
  return { pool, draw: drawDigest(pool), text: JSON.stringify(text) }
}

/** The canonical text of a pool commitment. */
export function poolCommitmentText(pool: Pool): string {
  return fromUtf8(canonicalBytes(pool))
}

async function tradeParties(
  deps: DrawDeps,
  tender: PublishedTender,
  parties: Pool['parties'],
  regulatorListed: readonly string[],
): Promise<TradeParties & { readonly codeOf: ReadonlyMap<string, string> }> {
  const bidderIds = await biddersOf(deps, tender._id)
  const tendererIds = [tender.tendererParty, ...(tender.agencyParty === null ? [] : [tender.agencyParty])]
  const codeOf = new Map<string, string>()
  for (const id of [...tendererIds, ...bidderIds]) codeOf.set(id, (await readParty(deps, id)).creditCode)
  const codes = (ids: readonly string[]) => new Set(ids.flatMap((id) => codeOf.get(id) ?? []))
  const tenderers = codes(tendererIds)
  const bidders = codes(bidderIds)
  return {
    tenderers,
    bidders,
    affiliates: await affiliatesOf(deps, new Set([...tenderers, ...bidders])),
    contributors: new Set(parties.map(({ party }) => party)),
    regulatorListed: new Set(regulatorListed),
    codeOf,
  }
}

/** Parties whose bids were shown when the opening was published: before that nobody knows them, and no draw can avoid them. */
async function biddersOf(deps: DrawDeps, tender: string): Promise<string[]> {
  const chain = await tenderChain(deps, tender)
  const published = chain.find(({ event }) => event.type === 'opening.published')
  if (published === undefined) return []
  return [...new Set(publishedFacts.parse(published.facts).bids.flatMap(({ party }) => party ?? []))]
}

function tiesOf(
  expert: ExpertRecord,
  trade: { readonly codeOf: ReadonlyMap<string, string> },
  at: number,
  evaluationAt: number,
): ExpertTies {
  // The organisation a person acts for here is an employer too, whatever its record says.
  const own = trade.codeOf.get(expert.party)
  const until = expert.suspendedUntil?.getTime() ?? Number.POSITIVE_INFINITY
  return {
    expert: expert._id,
    party: expert.party,
    employer: expert.employer.creditCode,
    formerEmployers: [
      ...expert.formerEmployers.map(({ creditCode, untilAt }) => ({ creditCode, untilAt: Date.parse(untilAt) })),
      ...(own === undefined ? [] : [{ creditCode: own, untilAt: at }]),
    ],
    ties: expert.ties.map(({ creditCode, kind }) => ({ creditCode, kind })),
    isSuspended: expert.state === 'suspended' && until > evaluationAt,
  }
}

/** A division covers those below it: 350000 covers 350100, which covers 350102 (GB/T 2260). */
function isInRegion(region: string, asked: string | null): boolean {
  return asked === null || region.startsWith(asked.replace(/(?:00){1,2}$/, ''))
}

function countsOf(exclusions: readonly Exclusion[]): Pool['excluded'] {
  const counts: Partial<Record<AvoidanceCode, number>> = {}
  for (const { reason } of exclusions) counts[reason] = (counts[reason] ?? 0) + 1
  return counts
}
