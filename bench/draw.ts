import { createHash, createHmac, randomBytes } from 'node:crypto'
import { drawSeed, vrfInput } from '#shared/draw/contribution.ts'
import { vrfProve, vrfPublicKey, vrfVerify } from '#shared/draw/ecvrf.ts'
import { type Leaf, poolRoot } from '#shared/draw/pool.ts'
import { rankStratum } from '#shared/draw/ranking.ts'
import { interleave, type Measurement, rateOf, secondsOf } from './support/measure.ts'

const EXPERTS = 50_000
const ROUNDS = 7
const bytes = (length: number) => new Uint8Array(randomBytes(length))

/**
 * Drawing from 50,000 experts: the order alone, and all of the draw (tree over every leaf, proof, seed, order, proof checked again), each
 * against giving every expert an HMAC under the seed and sorting by it, which is what a draw costs that commits to nothing.
 */
export async function measure(): Promise<Measurement[]> {
  const seed = bytes(32)
  const leaves: Leaf[] = Array.from({ length: EXPERTS }, () => ({
    v: 'draw-leaf/1' as const,
    salt: randomBytes(32).toString('hex'),
    expert: randomBytes(16).toString('hex'),
    speciality: 'A08',
  })).sort((left, right) => (left.expert < right.expert ? -1 : 1))
  const secretKey = bytes(32)

  const order = () => void rankStratum(seed, 'A08', EXPERTS)
  const hmacAndSort = () => {
    const keyed = leaves.map(({ expert }, index) => ({ mark: createHmac('sha256', seed).update(expert).digest(), index }))
    keyed.sort((left, right) => Buffer.compare(left.mark, right.mark))
  }
  const whole = () => {
    const root = poolRoot(leaves)
    const numbers = [bytes(32), bytes(32), bytes(32)]
    const c = numbers.map((number) => createHash('sha256').update(number).digest('hex'))
    const alpha = vrfInput(root, c)
    const proof = vrfProve(secretKey, alpha)
    const beta = vrfVerify({ publicKey: vrfPublicKey(secretKey), alpha, proof })
    if (beta === undefined) throw new Error('no proof')
    rankStratum(drawSeed({ beta, numbers }), 'A08', EXPERTS)
  }

  order()
  hmacAndSort()
  const against = 'against an HMAC of node:crypto for each expert and one sort'
  const line = async (name: string, work: () => unknown, what: string) =>
    rateOf({
      name,
      rounds: await interleave(ROUNDS, { ours: () => secondsOf(work), baseline: () => secondsOf(hmacAndSort) }),
      amount: EXPERTS,
      unit: 'experts/s',
      what: `${what}, ${against}`,
    })
  return [
    await line('draw-order', order, 'the order of 50,000 experts from a seed'),
    await line('draw-whole', whole, 'the tree over 50,000 leaves, proof, seed, order, and the proof verified'),
  ]
}
