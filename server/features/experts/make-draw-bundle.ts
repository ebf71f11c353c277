import { releaseSchema } from '#shared/draw/release.ts'
import { type DrawBundle, drawBundleSchema } from '#shared/draw/verify-draw.ts'
import { base64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { actOf, proveChain } from '../ledger/index.ts'
import type { DrawDeps } from './deps.ts'
import { readDraw } from './read-draw.ts'

/** Acts that stand in a bundle: those a verifier judges by. */
const BUNDLED: ReadonlySet<string> = new Set([
  'draw.pool-signed',
  'draw.contributed',
  'draw.escrowed',
  'draw.confirmed',
  'draw.void',
])

/** The bundle by which a stranger verifies a draw off line: at any time what is public then, after the release the whole. */
export async function makeDrawBundle(deps: DrawDeps, name: string): Promise<Uint8Array> {
  const draw = await readDraw(deps, name)
  const { chain, checkpoints } = await proveChain(deps, draw.tender)
  const acts: DrawBundle['acts'] = []
  for (const { event } of chain) {
    if (!BUNDLED.has(event.type) || event.actSha256 === undefined) continue
    const found = await actOf(deps, event.actSha256)
    if (found?.isPublic === true) acts.push({ act: fromUtf8(found.bytes), p7s: base64url(found.p7s) })
  }
  const bundle = {
    v: 'draw-bundle/1',
    platform: deps.config.platformName,
    tender: draw.tender,
    draw: draw.draw,
    chain,
    checkpoints,
    acts,
    release: draw.release === null ? null : releaseSchema.parse(JSON.parse(draw.release)),
  }
  return utf8(JSON.stringify(drawBundleSchema.parse(bundle)))
}
