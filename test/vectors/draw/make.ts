import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { contributionDigest, drawSeed, seatCommitment, seedDigest, vrfInput } from '#shared/draw/contribution.ts'
import { vrfProve, vrfPublicKey, vrfVerify } from '#shared/draw/ecvrf.ts'
import { escrowContext } from '#shared/draw/escrow.ts'
import { drawDigest, type Pool, poolLeafHash, poolRoot } from '#shared/draw/pool.ts'
import { rankStratum } from '#shared/draw/ranking.ts'
import { fromUtf8, hex } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { idOf, leavesOf, seededRandom, testParties } from '../../support/draw.ts'

/** Makes draw.json: `npx tsx test/vectors/draw/make.ts`. Nothing in it is left to chance, so every run writes the same bytes. */

const random = seededRandom('vectors of draw/1')
const leaves = new Map([
  ['A03', leavesOf('A03', 5, random)],
  ['A08', leavesOf('A08', 40, random)],
])
const exclusions = [{ v: 'draw-exclusion/1' as const, salt: hex(random(32)), expert: idOf('excluded'), reason: 'declared-tie' as const }]
const vrfSecret = random(32)
const pool: Pool = {
  v: 'draw/1',
  platform: 'bids.example',
  tender: idOf('tender'),
  attempt: 1,
  evaluationAt: instantOf(Date.UTC(2026, 2, 12, 6)),
  rules: { committee: { size: 5, representatives: 1 }, region: '350100', answerSeconds: 600 },
  parties: testParties.map((party) => ({ ...party })),
  custody: { k: 2, keys: [1, 2, 3].map(() => hex(random(32))) },
  strata: [...leaves].map(([name, own]) => ({ name, seats: 2, size: own.length, root: poolRoot(own) })),
  exclusionsRoot: poolRoot(exclusions),
  excluded: { 'declared-tie': 1 },
  library: { size: 60, matching: 46, sha256: hex(random(32)) },
  vrfKey: hex(vrfPublicKey(vrfSecret)),
}
const draw = drawDigest(pool)
const numbers = pool.parties.map(({ party }) => ({ party, r: random(32) }))
const c = numbers.map(({ party, r }) => contributionDigest({ draw, party, r }))
const alpha = vrfInput(draw, c)
const pi = vrfProve(vrfSecret, alpha)
const beta = vrfVerify({ publicKey: vrfPublicKey(vrfSecret), alpha, proof: pi })
if (beta === undefined) throw new Error('no proof')
const seed = drawSeed({ beta, numbers: numbers.map(({ r }) => r) })
const withoutSecond = drawSeed({ beta, numbers: numbers.map(({ r }, index) => (index === 1 ? null : r)) })
const token = random(32)
const [leaf] = leaves.get('A03') ?? []
if (leaf === undefined) throw new Error('no leaf')

const vectors = {
  note: 'draw/1, docs/formats/draw.md. Made by make.ts; every byte follows from the inputs.',
  pool: fromUtf8(canonicalBytes(pool)),
  draw,
  leaf: { text: fromUtf8(canonicalBytes(leaf)), hash: hex(poolLeafHash(leaf)) },
  trees: [...leaves].map(([name, own]) => ({ name, leaves: own, root: poolRoot(own) })),
  exclusions: { leaves: exclusions, root: poolRoot(exclusions) },
  numbers: numbers.map(({ party, r }, index) => ({ party, r: hex(r), c: c[index] })),
  vrf: { secretKey: hex(vrfSecret), publicKey: pool.vrfKey, alpha: hex(alpha), pi: hex(pi), beta: hex(beta) },
  escrowContexts: [...numbers.map(({ party }) => party), 'platform', 'names'].map((of) => ({
    of,
    context: hex(escrowContext(draw, of)),
  })),
  seed: hex(seed),
  seedSha256: seedDigest(draw, seed),
  seedWithoutSecondParty: hex(withoutSecond),
  ranks: pool.strata.map(({ name, size }) => ({ name, size, order: [...rankStratum(seed, name, size)] })),
  seat: { token: hex(token), expert: leaf.expert, commitment: seatCommitment(token, leaf.expert) },
}
writeFileSync(join(import.meta.dirname, 'draw.json'), `${JSON.stringify(vectors, null, 2)}\n`)
