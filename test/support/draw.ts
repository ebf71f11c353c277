import { createHash } from 'node:crypto'
import { type Call, callState } from '#shared/draw/calls.ts'
import { drawSeed, seatCommitment, seedDigest, vrfInput } from '#shared/draw/contribution.ts'
import { vrfProve, vrfPublicKey, vrfVerify } from '#shared/draw/ecvrf.ts'
import { type DealtEscrow, dealEscrow, sealProof } from '#shared/draw/escrow.ts'
import { drawContribution, sealContribution } from '#shared/draw/party-step.ts'
import { drawDigest, type Exclusion, type Leaf, type Pool, poolRoot, proveLeaf } from '#shared/draw/pool.ts'
import { rankStratum } from '#shared/draw/ranking.ts'
import type { ChainFact } from '#shared/draw/record.ts'
import { type DrawRelease, releaseDigest } from '#shared/draw/release.ts'
import { type Bytes, concat, fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { keyDigest } from '#shared/sealed-bid/custodian-share.ts'
import { type TestCustodian, testTender } from './sealed-bid.ts'

/** Bytes that are the same in every run: SHA-256 of a name and a counter. Tests of chance need a chance that does not change. */
export function seededRandom(name: string): RandomBytes {
  let counter = 0
  let held: Bytes = new Uint8Array(0)
  return (length) => {
    while (held.length < length) {
      held = concat(held, new Uint8Array(createHash('sha256').update(`${name} ${counter}`).digest()))
      counter += 1
    }
    const out = held.slice(0, length)
    held = held.slice(length)
    return out
  }
}

/** An id made of a name. */
export function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32)
}

/** Persons of one stratum with salts, sorted by id; `group` tells those of one pool from those of another. */
export function leavesOf(speciality: string, count: number, random: RandomBytes, group = ''): Leaf[] {
  return Array.from({ length: count }, (_, index) => ({
    v: 'draw-leaf/1' as const,
    salt: hex(random(32)),
    expert: idOf(`${speciality} ${index}${group}`),
    speciality,
  })).sort((left, right) => (left.expert < right.expert ? -1 : 1))
}

/** The parties of a test draw: tenderer, centre, regulator. */
export const testParties = [
  { party: idOf('招标人'), as: 'tenderer' },
  { party: idOf('交易中心'), as: 'centre' },
  { party: idOf('行政监督'), as: 'regulator' },
] as const

/** A pool to draw from and what belongs to it. */
export interface TestPool {
  readonly pool: Pool
  readonly draw: string
  readonly leaves: ReadonlyMap<string, readonly Leaf[]>
  readonly custodians: readonly TestCustodian[]
  readonly vrfSecret: Bytes
}

/** A supplementary pool: what it completes, and who is left out of it. */
export interface TestSupplement {
  readonly completes: string
  readonly committee: Pool['rules']['committee']
  readonly exclusions: readonly Exclusion[]
}

/** Two strata of persons, three parties, 2 of 3 custodians with real keys. */
export async function testPool(
  random: RandomBytes,
  sizes: Readonly<Record<string, readonly [seats: number, size: number]>> = { A03: [3, 12], A08: [2, 9] },
  supplement?: TestSupplement,
): Promise<TestPool> {
  const exclusions = supplement?.exclusions ?? []
  const { custodians } = await testTender({ policy: { kind: 'custodians', k: 2, n: 3 } })
  const group = supplement === undefined ? '' : ' supplement'
  const leaves = new Map(Object.entries(sizes).map(([name, [, size]]) => [name, leavesOf(name, size, random, group)]))
  const vrfSecret = random(32)
  const total = Object.values(sizes).reduce((sum, [seats]) => sum + seats, 0)
  const pool: Pool = {
    v: 'draw/1',
    platform: 'bids.example',
    tender: idOf('tender'),
    attempt: supplement === undefined ? 1 : 2,
    ...(supplement === undefined ? {} : { completes: supplement.completes }),
    evaluationAt: instantOf(Date.UTC(2026, 2, 12, 6)),
    rules: {
      committee: supplement?.committee ?? { size: total, representatives: 0 },
      region: null,
      answerSeconds: 600,
    },
    parties: testParties.map((party) => ({ ...party })),
    custody: { k: 2, keys: custodians.map(({ keySpki }) => keyDigest(keySpki)) },
    strata: Object.entries(sizes).map(([name, [seats, size]]) => ({ name, seats, size, root: poolRoot(leaves.get(name) ?? []) })),
    exclusionsRoot: poolRoot(exclusions),
    excluded: exclusions.length === 0 ? {} : { 'called-before': exclusions.length },
    library: { size: 100, matching: 21, sha256: 'a'.repeat(64) },
    vrfKey: hex(vrfPublicKey(vrfSecret)),
  }
  return { pool, draw: drawDigest(pool), leaves, custodians, vrfSecret }
}

/** A draw done whole, as the chain and the release tell it. */
export interface TestDraw extends TestPool {
  readonly chain: ChainFact[]
  readonly release: DrawRelease
  readonly seed: Bytes
  readonly escrows: ReadonlyMap<string, DealtEscrow>
}

/** Draws honestly. `answer` says what each person called does; everybody accepts unless told otherwise. */
export async function testDraw(
  random: RandomBytes,
  answer: (stratum: string, rank: number) => 'accepted' | 'declined' | 'lapsed' = () => 'accepted',
  sizes?: Parameters<typeof testPool>[1],
  supplement?: TestSupplement,
): Promise<TestDraw> {
  const made = await testPool(random, sizes, supplement)
  const { pool, draw, leaves, custodians, vrfSecret } = made
  const k = pool.custody.k
  const chain: ChainFact[] = [{ type: 'draw.pooled', facts: { draw, pool } }]
  const numbers = pool.parties.map(({ party }) => ({ party, ...drawContribution({ draw, party, random }) }))
  for (const { party, c } of numbers) chain.push({ type: 'draw.contributed', facts: { draw, party, c } })
  const c = numbers.map((number) => number.c)
  chain.push({ type: 'draw.committed', facts: { draw, c } })
  const escrows = new Map<string, DealtEscrow>()
  for (const { party, r } of numbers) {
    const { sealed, kept } = await sealContribution({ draw, party, r, k, custodians, random })
    escrows.set(party, { sealed, shares: kept.shares })
    chain.push({ type: 'draw.escrowed', facts: { draw, of: party, sealed } })
  }
  const alpha = vrfInput(draw, c)
  const proof = vrfProve(vrfSecret, alpha)
  const key = random(32)
  const dealt = await dealEscrow({ secret: key, k, custodians, draw, of: 'platform', random })
  escrows.set('platform', dealt)
  const box = await sealProof({ key, draw, proof, random })
  chain.push({ type: 'draw.escrowed', facts: { draw, of: 'platform', sealed: dealt.sealed, box } })
  chain.push({ type: 'draw.dealt', facts: { draw } }, { type: 'draw.held', facts: { draw, confirmed: [1, 2, 3] } })
  const beta = vrfVerify({ publicKey: fromHex(pool.vrfKey), alpha, proof })
  if (beta === undefined) throw new Error('no proof')
  const seed = drawSeed({ beta, numbers: numbers.map(({ r }) => r) })
  chain.push({ type: 'draw.ranked', facts: { draw, seedSha256: seedDigest(draw, seed), leftOut: [] } })
  const orders = new Map(pool.strata.map(({ name, size }) => [name, rankStratum(seed, name, size)]))
  const calls: Call[] = []
  const seats: DrawRelease['seats'] = []
  const passed: DrawRelease['passed'] = []
  for (let state = callState(pool.strata, calls); state.due.length > 0; state = callState(pool.strata, calls)) {
    for (const { stratum, rank } of state.due) {
      const index = orders.get(stratum)?.[rank] ?? -1
      const own = leaves.get(stratum) ?? []
      const leaf = own[index]
      if (leaf === undefined) throw new Error('no leaf')
      const seat = hex(random(16))
      const token = random(32)
      const commitment = seatCommitment(token, leaf.expert)
      const until = instantOf(Date.UTC(2026, 2, 11, 3))
      chain.push({ type: 'draw.called', facts: { draw, seat, stratum, rank, commitment, until } })
      const outcome = answer(stratum, rank)
      const digest = createHash('sha256').update(utf8(seat)).digest('hex')
      if (outcome === 'lapsed') chain.push({ type: 'draw.lapsed', facts: { draw, seat, evidenceSha256: digest } })
      else
        chain.push({
          type: 'draw.answered',
          facts: { draw, seat, answer: outcome === 'accepted' ? 'accept' : 'conflict', answerSha256: digest },
        })
      calls.push({ seat, stratum, rank, outcome })
      if (outcome === 'accepted') seats.push({ seat, token: hex(token), index, leaf, proof: await proveLeaf(own, index) })
      else passed.push({ seat, index })
    }
  }
  const release: DrawRelease = {
    v: 'draw-release/1',
    draw,
    platform: { pi: hex(proof), key: hex(key), shares: dealt.shares.map(hex) },
    numbers: numbers.map(({ party, r }) => ({ party, r: hex(r), shares: (escrows.get(party)?.shares ?? []).map(hex) })),
    seats,
    passed,
  }
  chain.push({ type: 'draw.filled', facts: { draw } })
  chain.push({ type: 'draw.released', facts: { draw, releaseSha256: releaseDigest(release) } })
  return { ...made, chain, release, seed, escrows }
}
