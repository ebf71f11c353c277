import { type CoefficientBundle, coefficientBundleSchema } from '#shared/coefficient/verify-coefficient.ts'
import { base64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { actOf, proveChain } from '../ledger/index.ts'
import type { CoefficientDeps } from './deps.ts'
import { readCoefficient } from './read-coefficient.ts'

/** Acts that stand in a bundle: those a verifier judges by. */
const BUNDLED: ReadonlySet<string> = new Set(['coefficient.committed', 'coefficient.confirmed'])

/** The bundle by which a stranger verifies a coefficient off line: at any time what is public then. */
export async function makeCoefficientBundle(deps: CoefficientDeps, id: string): Promise<Uint8Array> {
  const { coefficient, tender } = await readCoefficient(deps, id)
  const { chain, checkpoints } = await proveChain(deps, id)
  const named = tender.noticeHistory.filter(({ kind }) => kind === 'notice' || kind === 'amendment').map(({ sha256 }) => sha256)
  const acts = chain.flatMap(({ event }) => (BUNDLED.has(event.type) && event.actSha256 !== undefined ? [event.actSha256] : []))
  const bundle = {
    v: 'coefficient-bundle/1',
    platform: deps.config.platformName,
    tender: id,
    draw: coefficient.draw,
    notices: await signedTexts(deps, named),
    chain,
    checkpoints,
    acts: await signedTexts(deps, acts),
  }
  return utf8(JSON.stringify(coefficientBundleSchema.parse(bundle)))
}

async function signedTexts(deps: CoefficientDeps, digests: readonly string[]): Promise<CoefficientBundle['acts']> {
  const texts: CoefficientBundle['acts'] = []
  for (const sha256 of digests) {
    const found = await actOf(deps, sha256)
    if (found?.isPublic === true) texts.push({ act: fromUtf8(found.bytes), p7s: base64url(found.p7s) })
  }
  return texts
}
