import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { contributionDigest, drawSeed, seatCommitment, seedDigest, vrfInput } from '#shared/draw/contribution.ts'
import { isVrfPublicKey, vrfProve, vrfPublicKey, vrfVerify } from '#shared/draw/ecvrf.ts'
import { escrowContext } from '#shared/draw/escrow.ts'
import {
  drawDigest,
  type Exclusion,
  isLeafOf,
  leafSchema,
  poolLeafHash,
  poolRoot,
  poolSchema,
  proveLeaf,
} from '#shared/draw/pool.ts'
import { rankStratum } from '#shared/draw/ranking.ts'
import { fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, parseCanonical } from '#shared/primitives/canonical-json.ts'
import { leafHash } from '#shared/transparency/merkle-tree.ts'

const folder = join(import.meta.dirname, '../vectors/draw')

interface Vrf {
  readonly secretKey: string
  readonly publicKey: string
  readonly alpha: string
  readonly pi: string
  readonly beta: string
}

interface DrawVectors {
  readonly pool: string
  readonly draw: string
  readonly leaf: { readonly text: string; readonly hash: string }
  readonly trees: readonly { readonly name: string; readonly leaves: readonly unknown[]; readonly root: string }[]
  readonly exclusions: { readonly leaves: readonly Exclusion[]; readonly root: string }
  readonly numbers: readonly { readonly party: string; readonly r: string; readonly c: string }[]
  readonly vrf: Vrf
  readonly escrowContexts: readonly { readonly of: string; readonly context: string }[]
  readonly seed: string
  readonly seedSha256: string
  readonly seedWithoutSecondParty: string
  readonly ranks: readonly { readonly name: string; readonly size: number; readonly order: readonly number[] }[]
  readonly seat: { readonly token: string; readonly expert: string; readonly commitment: string }
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(join(folder, name), 'utf8')) as T
}

function hasPython(): boolean {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('the platform’s random function (RFC 9381, appendix B.3)', () => {
  for (const [index, vector] of read<{ vectors: Vrf[] }>('ecvrf.json').vectors.entries()) {
    it(`proves and verifies example ${index + 16}`, () => {
      const secretKey = fromHex(vector.secretKey)
      const alpha = fromHex(vector.alpha)
      expect(hex(vrfPublicKey(secretKey))).to.equal(vector.publicKey)
      expect(hex(vrfProve(secretKey, alpha))).to.equal(vector.pi)
      const beta = vrfVerify({ publicKey: fromHex(vector.publicKey), alpha, proof: fromHex(vector.pi) })
      expect(hex(beta ?? new Uint8Array())).to.equal(vector.beta)
    })
  }
  it('takes no key that would bind its holder to nothing: small order, off the curve, not canonical, too short', () => {
    const one = `01${'00'.repeat(31)}`
    const eight = '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'
    const notCanonical = `eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f`
    for (const key of [one, '00'.repeat(32), eight, notCanonical, `02${'00'.repeat(31)}`, '']) {
      expect(isVrfPublicKey(fromHex(key)), key).to.equal(false)
    }
    expect(isVrfPublicKey(vrfPublicKey(fromHex('11'.repeat(32))))).to.equal(true)
  })
  it('takes no proof whose s is not below the order: one value, one spelling', () => {
    const [vector] = read<{ vectors: Vrf[] }>('ecvrf.json').vectors
    if (vector === undefined) throw new Error('no vector')
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const bytes = fromHex(vector.pi)
    let s = 0n
    for (let at = 79; at >= 48; at -= 1) s = (s << 8n) | BigInt(bytes[at] ?? 0)
    s += order
    for (let at = 48; at < 80; at += 1) {
      bytes[at] = Number(s & 255n)
      s >>= 8n
    }
    expect(vrfVerify({ publicKey: fromHex(vector.publicKey), alpha: fromHex(vector.alpha), proof: bytes })).to.equal(undefined)
  })
})

describe('the vectors of draw/1', () => {
  const vectors = read<DrawVectors>('draw.json')
  const pool = poolSchema.parse(parseCanonical(utf8(vectors.pool), 1024 * 1024))

  it('name the draw after its pool', () => {
    expect(drawDigest(pool)).to.equal(vectors.draw)
  })
  it('give leaves and roots', async () => {
    expect(hex(poolLeafHash(leafSchema.parse(JSON.parse(vectors.leaf.text))))).to.equal(vectors.leaf.hash)
    expect(hex(leafHash(utf8(vectors.leaf.text)))).to.equal(vectors.leaf.hash)
    const [exclusion] = vectors.exclusions.leaves
    if (exclusion === undefined) throw new Error('no exclusion')
    expect(hex(poolLeafHash(exclusion))).to.equal(hex(leafHash(canonicalBytes(exclusion))))
    expect(poolRoot(vectors.exclusions.leaves)).to.equal(vectors.exclusions.root)
    for (const [index, tree] of vectors.trees.entries()) {
      const leaves = tree.leaves.map((leaf) => leafSchema.parse(leaf))
      expect(poolRoot(leaves)).to.equal(tree.root)
      const stratum = pool.strata[index]
      const leaf = leaves[3]
      if (stratum === undefined || leaf === undefined) throw new Error('no stratum')
      const proof = await proveLeaf(leaves, 3)
      expect(isLeafOf(stratum, { leaf, index: 3, proof })).to.equal(true)
      expect(isLeafOf(stratum, { leaf, index: 2, proof })).to.equal(false)
      expect(isLeafOf(stratum, { leaf: { ...leaf, speciality: 'B01' }, index: 3, proof })).to.equal(false)
    }
  })
  it('give commitments, the input of the random function, its proof and the seed', () => {
    const { numbers, vrf, draw } = vectors
    for (const { party, r, c } of numbers) expect(contributionDigest({ draw, party, r: fromHex(r) })).to.equal(c)
    const alpha = vrfInput(
      draw,
      numbers.map(({ c }) => c),
    )
    expect(hex(alpha)).to.equal(vrf.alpha)
    expect(hex(vrfProve(fromHex(vrf.secretKey), alpha))).to.equal(vrf.pi)
    const beta = fromHex(vrf.beta)
    const given = numbers.map(({ r }) => fromHex(r))
    expect(hex(drawSeed({ beta, numbers: given }))).to.equal(vectors.seed)
    expect(hex(drawSeed({ beta, numbers: given.map((r, index) => (index === 1 ? null : r)) }))).to.equal(
      vectors.seedWithoutSecondParty,
    )
    expect(seedDigest(draw, fromHex(vectors.seed))).to.equal(vectors.seedSha256)
  })
  it('give the context of every escrow and the commitment of a seat', () => {
    for (const { of, context } of vectors.escrowContexts) expect(hex(escrowContext(vectors.draw, of))).to.equal(context)
    expect(new Set(vectors.escrowContexts.map(({ context }) => context)).size).to.equal(vectors.escrowContexts.length)
    expect(seatCommitment(fromHex(vectors.seat.token), vectors.seat.expert)).to.equal(vectors.seat.commitment)
  })
  it('give the order of every stratum', () => {
    for (const { name, size, order } of vectors.ranks) {
      expect([...rankStratum(fromHex(vectors.seed), name, size)]).to.deep.equal(order)
    }
  })
  if (hasPython()) {
    it('are found again by another program with nothing but Python’s standard library', () => {
      const script = join(import.meta.dirname, '../../docs/formats/draw_again.py')
      const out = execFileSync('python3', [script, '--vectors', join(folder, 'draw.json')], { encoding: 'utf8' })
      const { draw, seed, seedSha256, ranks } = vectors
      expect(JSON.parse(out)).to.deep.equal({ draw, seed, seedSha256, ranks })
    }).timeout(20_000)
  }
})
