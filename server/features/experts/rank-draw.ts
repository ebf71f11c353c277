import { z } from 'zod'
import { drawSeed, seedDigest, vrfInput } from '#shared/draw/contribution.ts'
import { vrfVerify } from '#shared/draw/ecvrf.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { type Bytes, base64url, fromHex } from '#shared/primitives/bytes.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawPoolModel } from './draw.model.ts'
import { moveDraw } from './move-draw.ts'
import { poolOf } from './read-draw.ts'
import { type PoolText, parsePoolText } from './reckon-pool.ts'
import { bytesOf } from './stored-bytes.ts'
import { keptNumber, namesKeyOf, openUnderNames, vaultOf } from './vault.ts'

const platformPart = z.strictObject({ pi: z.string(), key: z.string(), shares: z.array(z.string()) })

/** Fixes the order: every number is in, or its party is proven to have dealt wrongly. Only the digest of the seed is written down. */
export async function rankDraw(deps: DrawDeps, draw: DrawDocument, at: number): Promise<void> {
  const seed = await computeSeed(deps, draw)
  const leftOut = draw.parties.flatMap(({ party, fault }) => (fault === null ? [] : [{ party, fault }]))
  const seedSha256 = seedDigest(draw.draw, seed)
  await inTransaction(deps.connection, (session) =>
    moveDraw(deps, session, draw, {
      event: 'rank',
      fact: 'draw.ranked',
      facts: { draw: draw.draw, seedSha256, leftOut },
      at,
      endsAt: null,
      dueAt: at,
      set: { seedSha256 },
    }),
  )
  vaultOf(deps, draw.draw).seed = seed
}

/** The seed of a ranked draw, from memory or from what lies under the key of names. Throws `draw-locked`. */
export async function seedOf(deps: DrawDeps, draw: DrawDocument): Promise<Bytes> {
  const vault = vaultOf(deps, draw.draw)
  if (vault.seed !== undefined) return vault.seed
  const seed = await computeSeed(deps, draw)
  assertHolds(seedDigest(draw.draw, seed) === draw.seedSha256, 'the seed is the one on the ledger')
  vault.seed = seed
  return seed
}

/** What the platform put under the key of names when it dealt. Throws `draw-locked`. */
export async function platformPartOf(deps: DrawDeps, draw: DrawDocument): Promise<z.output<typeof platformPart>> {
  assertHolds(draw.platformBox !== null, 'the platform has dealt')
  const text = await openUnderNames({ key: namesKeyOf(deps, draw), draw: draw.draw, name: 'platform' }, draw.platformBox)
  return platformPart.parse(JSON.parse(text))
}

/** Who is in the pool. Throws `draw-locked`. */
export async function poolTextOf(deps: DrawDeps, draw: DrawDocument): Promise<PoolText> {
  const pool = await drawPoolModel(deps.connection).findById(draw.draw).lean()
  assertHolds(pool?.box != null, 'a pool is sealed')
  const box = base64url(bytesOf(pool.box))
  return parsePoolText(await openUnderNames({ key: namesKeyOf(deps, draw), draw: draw.draw, name: 'pool' }, box))
}

async function computeSeed(deps: DrawDeps, draw: DrawDocument): Promise<Bytes> {
  const { pi } = await platformPartOf(deps, draw)
  const c = draw.parties.map((party) => party.c ?? '')
  const beta = vrfVerify({ publicKey: fromHex(poolOf(draw).vrfKey), alpha: vrfInput(draw.draw, c), proof: fromHex(pi) })
  assertHolds(beta !== undefined, 'the platform’s own proof holds')
  const numbers = await Promise.all(draw.parties.map(async (party) => (await keptNumber(deps, draw, party))?.r ?? null))
  return drawSeed({ beta, numbers })
}
