import type { Certificate } from '#shared/pki/certificate.ts'
import { type CertificateUsage, type TrustMaterial, validatePath } from '#shared/pki/path.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/** How long a good verdict is taken again without judging anew, in milliseconds. */
const VERDICT_MS = 60_000
/** Verdicts kept at most: a few thousand persons sign on one day. */
const MOST_VERDICTS = 5_000

interface Verdicts {
  /** What the verdicts were reached with; a change of any part voids them all. */
  readonly material: readonly object[]
  /** Moments between which a verdict holds, both inclusive. */
  readonly good: Map<string, { readonly from: number; readonly until: number }>
}

const cache = new WeakMap<TrustMaterial, Verdicts>()

/**
 * Asserts that a certificate is good for this usage at `at` (milliseconds): path, validity, revocation, key and usage, as
 * `shared/pki/path.ts` judges. Good verdicts are kept for a minute at most, never past the end of a certificate of the path or the
 * next update of a revocation list, and all are dropped when the trust folder changes. Throws the problem that names the rule broken.
 */
export async function assertTrusted(
  trust: TrustMaterial,
  input: {
    readonly leaf: Certificate
    readonly intermediates: readonly Certificate[]
    readonly at: number
    readonly usage: CertificateUsage
  },
): Promise<void> {
  const { leaf, at, usage } = input
  const verdicts = verdictsOf(trust)
  const key = `${usage}:${leaf.sha256}`
  const known = verdicts.good.get(key)
  if (known !== undefined && known.from <= at && at <= known.until) return
  const verdict = await validatePath({
    leaf,
    intermediates: [...trust.intermediates, ...input.intermediates],
    anchors: trust.anchors,
    revocation: trust.revocation,
    at,
    usage,
  })
  if (!verdict.ok) throw new DomainProblem(verdict.code, { detail: verdict.detail, usage })
  if (verdicts.good.size >= MOST_VERDICTS) verdicts.good.clear()
  const ends = [...verdict.path.map(({ notAfter }) => notAfter), ...trust.revocation.map(({ nextUpdate }) => nextUpdate)]
  const nextEnd = Math.min(...ends.filter((end): end is number => end !== undefined && end >= at))
  verdicts.good.set(key, { from: at, until: Math.min(at + VERDICT_MS, nextEnd) })
}

/** The trust lists change in place, so their members are compared: a few dozen references, far cheaper than one signature. */
function verdictsOf(trust: TrustMaterial): Verdicts {
  const known = cache.get(trust)
  const material: readonly object[] = [...trust.anchors, ...trust.intermediates, ...trust.revocation]
  if (
    known !== undefined &&
    known.material.length === material.length &&
    known.material.every((part, index) => part === material[index])
  )
    return known
  const fresh: Verdicts = { material, good: new Map() }
  cache.set(trust, fresh)
  return fresh
}
