import { z } from 'zod'
import { digestField, idField, instantField } from '../contracts/fields.ts'
import { type Bytes, fromHex, hex, utf8 } from '../primitives/bytes.ts'
import { canonicalBytes } from '../primitives/canonical-json.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { openingPolicySchema } from '../sealed-bid/opening-policy.ts'
import { inclusionProof, readerOfLeaves, verifyInclusion } from '../transparency/merkle-proof.ts'
import { leafHash, treeRoot } from '../transparency/merkle-tree.ts'
import { avoidanceCodes } from './avoidance.ts'

/** Most persons in one stratum. */
export const maxStratumSize = 1_000_000

/** Code of a speciality, which names its stratum: ASCII, so that every language sorts it alike. */
export const specialityField = z.string().regex(/^[A-Z](?:\d{2}){1,3}$/)

/** Schema of a party that contributes, and what it is to the tender. */
export const partySchema = z.strictObject({
  party: idField,
  as: z.enum(['tenderer', 'agency', 'centre', 'regulator', 'other']),
})

/** Schema of who holds an escrow. */
export const custodySchema = z.strictObject({
  k: openingPolicySchema.shape.k,
  /** The tender's custodians in their order: SHA-256 of each key. */
  keys: z.array(digestField).min(3).max(15),
})

const stratumSchema = z.strictObject({
  name: specialityField,
  /** How many of the committee are drawn from it. */
  seats: z.int().min(1).max(50),
  /** How many persons may be drawn. */
  size: z.int().min(1).max(maxStratumSize),
  /** RFC 6962 root over their leaves. */
  root: digestField,
})

/** Schema of the pool commitment. */
export const poolSchema = z
  .strictObject({
    v: z.literal('draw/1'),
    platform: z.string().min(1).max(200),
    tender: idField,
    /** 1, then counted up with every new draw of the tender. */
    attempt: z.int().min(1).max(99),
    evaluationAt: instantField,
    /** A supplementary draw: name of the draw that seated the committee, of which this one fills seats that are missing (X4). */
    completes: digestField.optional(),
    rules: z.strictObject({
      committee: z.strictObject({ size: z.int().min(1).max(99), representatives: z.int().min(0).max(33) }),
      /** GB/T 2260 division the experts come from; null: all. */
      region: z
        .string()
        .regex(/^\d{6}$/)
        .nullable(),
      /** How long an expert may take to answer, in seconds. */
      answerSeconds: z.int().min(1).max(86_400),
    }),
    /** Who contributes, in the order in which their numbers enter the seed. */
    parties: z.array(partySchema).min(2).max(8),
    custody: custodySchema,
    strata: z.array(stratumSchema).min(1).max(30),
    /** RFC 6962 root over who is left out and why, and how many for each reason. */
    exclusionsRoot: digestField,
    excluded: z.partialRecord(z.enum(avoidanceCodes), z.int().min(1)),
    /** How many the library held, and how many of them have a speciality and region asked for. */
    library: z.strictObject({ size: z.int().min(0), matching: z.int().min(0), sha256: digestField }),
    /** The platform's ECVRF key, fixed before anybody contributes. */
    vrfKey: digestField,
    beacon: z.strictObject({ source: z.string().min(1).max(200), round: z.string().min(1).max(100) }).optional(),
  })
  .superRefine((pool, context) => {
    const fault = poolFault(pool)
    if (fault !== undefined) context.addIssue({ code: 'custom', message: fault })
  })

/** The pool commitment `draw/1`: what is fixed before anybody contributes. */
export type Pool = z.output<typeof poolSchema>

/** Schema of a leaf: one person of one stratum. */
export const leafSchema = z.strictObject({
  v: z.literal('draw-leaf/1'),
  /** 32 bytes, hex: without it the tree tells nothing of who is in it. */
  salt: digestField,
  expert: idField,
  speciality: specialityField,
})
/** One person of a stratum. */
export type Leaf = z.output<typeof leafSchema>

/** Schema of a leaf of the exclusions: one person left out, and why. */
export const exclusionSchema = z.strictObject({
  v: z.literal('draw-exclusion/1'),
  salt: digestField,
  expert: idField,
  reason: z.enum(avoidanceCodes),
})
/** One person left out. */
export type Exclusion = Readonly<z.output<typeof exclusionSchema>>

/** What is wrong with a pool that has the right form; undefined when nothing is. */
function poolFault(pool: {
  readonly parties: readonly { readonly party: string; readonly as: string }[]
  readonly strata: readonly { readonly name: string; readonly seats: number; readonly size: number }[]
  readonly completes?: string | undefined
  readonly custody: { readonly k: number; readonly keys: readonly string[] }
  readonly rules: { readonly committee: { readonly size: number; readonly representatives: number } }
}): string | undefined {
  if (new Set(pool.parties.map(({ party }) => party)).size !== pool.parties.length) return 'a party twice'
  if (!hasIndependent(pool.parties)) return 'no party that is neither tenderer, agency nor centre'
  const names = pool.strata.map(({ name }) => name)
  if (names.some((name, index) => index > 0 && name <= (names[index - 1] as string)))
    return 'strata must stand in the order of their names'
  if (pool.strata.some(({ seats, size }) => size < seats)) return 'fewer persons than seats'
  if (pool.custody.k >= pool.custody.keys.length) return 'k must be below n'
  const { size, representatives } = pool.rules.committee
  const seats = pool.strata.reduce((sum, stratum) => sum + stratum.seats, representatives)
  if (pool.completes === undefined ? seats !== size : seats > size) return 'the seats do not make up the committee'
  return undefined
}

/** Whether at least one of these has no interest of its own in the trade: neither tenderer, agency nor centre. */
export function hasIndependent(parties: readonly { readonly as: string }[]): boolean {
  return parties.some(({ as }) => as === 'regulator' || as === 'other')
}

/** The name of a draw: SHA-256 of its pool commitment, hex. */
export function drawDigest(pool: Pool): string {
  return sha256Hex(canonicalBytes(pool))
}

/**
 * Leaf hash of a person or of an exclusion (RFC 9162 §2.1.1 over the JCS). The JCS is written out: nothing in these fields is ever
 * escaped, and a large library has a leaf for everybody.
 */
export function poolLeafHash(leaf: Leaf | Exclusion): Bytes {
  const what =
    'reason' in leaf
      ? `"reason":"${leaf.reason}","salt":"${leaf.salt}"`
      : `"salt":"${leaf.salt}","speciality":"${leaf.speciality}"`
  return leafHash(utf8(`{"expert":"${leaf.expert}",${what},"v":"${leaf.v}"}`))
}

/** Root of a tree over leaves, hex. They must be sorted by expert, each once. Throws a RangeError otherwise. */
export function poolRoot(leaves: readonly (Leaf | Exclusion)[]): string {
  if (leaves.some(({ expert }, index) => index > 0 && expert <= (leaves[index - 1] as Leaf).expert))
    throw new RangeError('leaves must be sorted by expert, one leaf per person')
  return hex(treeRoot(leaves.map(poolLeafHash)))
}

/** The proof that a leaf stands at an index of its stratum, or of the exclusions; hex from the leaf up. */
export async function proveLeaf(leaves: readonly (Leaf | Exclusion)[], index: number): Promise<string[]> {
  return (await inclusionProof(index, leaves.length, readerOfLeaves(leaves.map(poolLeafHash)))).map(hex)
}

/** Whether an attacker-controlled leaf stands at `index` of a stratum as committed. */
export function isLeafOf(
  stratum: { readonly name: string; readonly size: number; readonly root: string },
  claim: { readonly leaf: Leaf; readonly index: number; readonly proof: readonly string[] },
): boolean {
  const { leaf, index } = claim
  const proof = claim.proof.map(fromHex)
  const root = fromHex(stratum.root)
  return leaf.speciality === stratum.name && verifyInclusion({ index, size: stratum.size, leaf: poolLeafHash(leaf), proof, root })
}

/** Whether an attacker-controlled exclusion stands at `index` of the exclusions as committed. */
export function isExclusionOf(
  pool: Pick<Pool, 'excluded' | 'exclusionsRoot'>,
  claim: { readonly exclusion: Exclusion; readonly index: number; readonly proof: readonly string[] },
): boolean {
  const size = Object.values(pool.excluded).reduce((sum, count) => sum + count, 0)
  const leaf = poolLeafHash(claim.exclusion)
  return verifyInclusion({ index: claim.index, size, leaf, proof: claim.proof.map(fromHex), root: fromHex(pool.exclusionsRoot) })
}
