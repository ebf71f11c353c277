import { type CoefficientCheckName, parseCoefficientBundle, verifyCoefficient } from '#shared/coefficient/verify-coefficient.ts'
import type { Client } from '#shared/contracts/client.ts'
import { getCoefficientBundle } from '#shared/contracts/coefficient.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { Check } from '#shared/sealed-bid/opening/checks.ts'
import { platformTrust } from '../ledger/trust.ts'

/** What this browser found of a coefficient, from public data alone. */
export interface CheckedCoefficient {
  readonly ok: boolean
  readonly isDrawn: boolean
  readonly failed: readonly Check<CoefficientCheckName>[]
  readonly count: number
  readonly bundle: Bytes
}

/** Fetches everything public about a coefficient and draws it again here. Throws ProblemError, TypeError off line, and what parsing throws. */
export async function checkCoefficient(client: Client, tender: string): Promise<CheckedCoefficient> {
  const [bytes, trust] = await Promise.all([client.call(getCoefficientBundle, { params: { tender } }), platformTrust(client)])
  const verdict = await verifyCoefficient(parseCoefficientBundle(bytes), {
    logKeys: trust.logKeys,
    certificates: { trust: trust.material, isRevocationChecked: false },
  })
  const failed = verdict.checks.filter((check) => check.verdict === 'fail')
  return { ok: verdict.ok, isDrawn: verdict.isDrawn, failed, count: verdict.checks.length, bundle: new Uint8Array(bytes) }
}
