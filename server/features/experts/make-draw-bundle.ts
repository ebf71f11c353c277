import { releaseSchema } from '#shared/draw/release.ts'
import { type DrawBundle, drawBundleSchema } from '#shared/draw/verify-draw.ts'
import { base64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { actOf, proveChain } from '../ledger/index.ts'
import type { ExpertsReads } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'
import { readDraw } from './read-draw.ts'

/** Acts that stand in a bundle: those a verifier judges by. */
const BUNDLED: ReadonlySet<string> = new Set([
  'draw.pool-signed',
  'draw.contributed',
  'draw.escrowed',
  'draw.confirmed',
  'draw.void',
])

/** What a bundle is made from. */
export interface DrawBundleDeps extends ExpertsReads {
  readonly config: { readonly platformName: string }
}

/** The bundle of every draw of a tender, oldest first, for the archive. */
export async function makeDrawBundles(
  deps: DrawBundleDeps,
  tender: string,
): Promise<{ readonly draw: string; readonly attempt: number; readonly bundle: Uint8Array }[]> {
  const found = await drawModel(deps.connection)
    .find({ tender, state: { $ne: 'proposed' } }, { draw: 1, attempt: 1 })
    .sort({ attempt: 1 })
    .lean<Pick<DrawDocument, 'draw' | 'attempt'>[]>()
  const made = []
  for (const { draw, attempt } of found) made.push({ draw, attempt, bundle: await makeDrawBundle(deps, draw) })
  return made
}

/** The bundle by which a stranger verifies a draw off line: at any time what is public then, after the release the whole. */
export async function makeDrawBundle(deps: DrawBundleDeps, name: string): Promise<Uint8Array> {
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
