import { fromBase64url } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { SealingTarget } from '#shared/sealed-bid/sealing-target.ts'
import type { PublishedTender } from '../notices/index.ts'

/** What a bid on a lot of this tender must be sealed for, by the notice in force. Throws `manifest-wrong-lot` for a lot it does not have. */
export function sealingTargetOf(tender: PublishedTender, lot: string, platform: string): SealingTarget {
  if (!tender.lots.some(({ id }) => id === lot)) throw new DomainProblem('manifest-wrong-lot', { found: lot })
  const { kind, k, n, remedyK } = tender.openingPolicy
  return {
    platform,
    tender: tender._id,
    lot,
    round: tender.round,
    noticeSha256: tender.noticeSha256,
    policy: { kind, k, n, ...(remedyK === undefined ? {} : { remedyK }) },
    custodians: tender.custodians.map(({ i, keySpki }) => ({ i, keySpki: fromBase64url(keySpki) })),
    envelopes: tender.envelopes.map(({ name, fields }) => ({ name, fields: fields.map((field) => field.name) })),
    maxEnvelopeBytes: tender.limits.maxEnvelopeBytes,
  }
}
