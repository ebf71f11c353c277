import { z } from 'zod'
import { base64urlField, digestField, idField, instantField } from '../contracts/fields.ts'
import { NotCanonical } from '../primitives/canonical-json.ts'
import { sharesSchema } from '../sealed-bid/manifest.ts'
import { drawDigest, type Pool, poolSchema, specialityField } from './pool.ts'

/**
 * What the public chain of a tender tells of a draw: one schema for the facts of each event, and the record they add up to. Pages show
 * it, verifiers judge it; neither needs anything else until the release.
 */

const draw = digestField
const escrowOf = z.union([idField, z.literal('platform'), z.literal('names')])
const seat = idField
const leftOut = z.array(z.strictObject({ party: idField, fault: z.enum(['escrow-inconsistent', 'escrow-mismatch']) })).max(8)

/** Answers an expert may give, each by its own signature. */
export const answers = ['accept', 'conflict', 'unavailable'] as const

/**
 * Why a draw came to nothing. The first three are judged before anybody reveals, so nobody ends a draw whose outcome it knows; the last
 * is a signed act of the regulator and stays public.
 */
export const voidReasons = ['no-contribution', 'no-escrow', 'escrow-unreadable', 'tender-ended', 'pool-wrong'] as const

/** Facts of every event of a draw, by type. */
export const drawFacts = {
  'draw.pool-signed': z.strictObject({ draw, as: z.enum(['requester', 'regulator']) }),
  'draw.pooled': z.strictObject({ draw, pool: poolSchema }),
  'draw.contributed': z.strictObject({ draw, party: idField, c: digestField }),
  'draw.committed': z.strictObject({ draw, c: z.array(digestField).max(8) }),
  'draw.escrowed': z.strictObject({ draw, of: escrowOf, sealed: sharesSchema, box: base64urlField.max(1024).optional() }),
  'draw.dealt': z.strictObject({ draw }),
  'draw.confirmed': z.strictObject({
    draw,
    i: z.int().min(1).max(15),
    unreadable: z.array(z.strictObject({ of: escrowOf, cause: z.string().regex(/^[a-z-]{1,60}$/) })).max(10),
  }),
  'draw.held': z.strictObject({ draw, confirmed: z.array(z.int().min(1).max(15)).max(15) }),
  'draw.revealed': z.strictObject({ draw, party: idField }),
  'draw.shares-released': z.strictObject({ draw, i: z.int().min(1).max(15), of: z.array(escrowOf).max(10) }),
  'draw.ranked': z.strictObject({ draw, seedSha256: digestField, leftOut }),
  'draw.called': z.strictObject({
    draw,
    seat,
    stratum: specialityField,
    rank: z.int().min(0),
    commitment: digestField,
    until: instantField,
  }),
  'draw.answered': z.strictObject({ draw, seat, answer: z.enum(answers), answerSha256: digestField }),
  'draw.lapsed': z.strictObject({ draw, seat, evidenceSha256: digestField }),
  /** `answerSha256`: of the answer by which its holder gave it up itself. */
  'draw.vacated': z.strictObject({ draw, seat, reason: z.string().min(1).max(200), answerSha256: digestField.optional() }),
  'draw.representatives-named': z.strictObject({ draw, count: z.int().min(1).max(33), namedSha256: digestField }),
  'draw.filled': z.strictObject({ draw }),
  'draw.exhausted': z.strictObject({ draw, strata: z.array(specialityField).max(30) }),
  /** Its order is called no more: draw `by` fills the seats that are missing. */
  'draw.closed': z.strictObject({ draw, by: draw }),
  'draw.void': z.strictObject({ draw, reason: z.enum(voidReasons), party: idField.nullable() }),
  'draw.released': z.strictObject({ draw, releaseSha256: digestField }),
} as const

/** Type of an event of a draw. */
export type DrawFactType = keyof typeof drawFacts
/** Facts of one type. */
export type DrawFacts<T extends DrawFactType> = z.output<(typeof drawFacts)[T]>

/** One event of the chain. */
export interface ChainFact {
  readonly type: string
  readonly facts: unknown
  readonly actSha256?: string | undefined
  /** When it was, as the event says. */
  readonly at?: string | undefined
}

/** One event of a draw, parsed, with its place in the chain given. */
export type DrawEvent = {
  readonly [T in DrawFactType]: {
    readonly type: T
    readonly facts: DrawFacts<T>
    readonly index: number
    readonly actSha256: string | undefined
    readonly at: string | undefined
  }
}[DrawFactType]

/** What the chain tells of one draw. */
export interface DrawRecord {
  readonly draw: string
  readonly pool: Pool
  readonly events: readonly DrawEvent[]
  /** c in the order of the parties. Null until all are in. */
  readonly c: readonly string[] | null
  readonly seedSha256: string | null
  readonly releaseSha256: string | null
}

/** The events of one draw out of a chain, parsed strictly. An event whose facts are not what its type says is given as a fault. */
export function drawEvents(chain: readonly ChainFact[], name: string): { events: DrawEvent[]; faults: string[] } {
  const events: DrawEvent[] = []
  const faults: string[] = []
  for (const [index, { type, facts, actSha256, at }] of chain.entries()) {
    if (!Object.hasOwn(drawFacts, type)) continue
    if ((facts as { readonly draw?: unknown } | undefined)?.draw !== name) continue
    const parsed = drawFacts[type as DrawFactType].safeParse(facts)
    if (!parsed.success) faults.push(`event ${index + 1} (${type}) is not what its type says`)
    else events.push({ type, facts: parsed.data, index, actSha256, at } as DrawEvent)
  }
  return { events, faults }
}

/** What the chain tells of a draw, or why it is none. */
export function readDrawRecord(chain: readonly ChainFact[], name: string): DrawRecord | { readonly fault: string } {
  const { events, faults } = drawEvents(chain, name)
  if (faults[0] !== undefined) return { fault: faults[0] }
  const pooled = ofType(events, 'draw.pooled')
  const [first] = pooled
  if (first === undefined || pooled.length > 1) return { fault: 'no pool, or two under one name' }
  const { pool } = first.facts
  if (!isNameOf(pool, name)) return { fault: 'the pool is not the one the draw is named after' }
  return {
    draw: name,
    pool,
    events,
    c: ofType(events, 'draw.committed')[0]?.facts.c ?? null,
    seedSha256: ofType(events, 'draw.ranked')[0]?.facts.seedSha256 ?? null,
    releaseSha256: ofType(events, 'draw.released')[0]?.facts.releaseSha256 ?? null,
  }
}

/** The events of one type, in order. */
export function ofType<T extends DrawFactType>(events: readonly DrawEvent[], type: T): Extract<DrawEvent, { type: T }>[] {
  return events.filter((event): event is Extract<DrawEvent, { type: T }> => event.type === type)
}

function isNameOf(pool: Pool, name: string): boolean {
  try {
    return drawDigest(pool) === name
  } catch (error) {
    if (error instanceof NotCanonical) return false
    throw error
  }
}
