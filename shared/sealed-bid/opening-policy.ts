import { z } from 'zod'

/**
 * Who must act for a bid to open. `both`: the bidder's own key and k of n custodians; `custodians`: k of n alone.
 * With `remedyK`, so many custodians can open a bid whose bidder stays silent (rule O5). Copied into every manifest, so it is signed.
 */
export const openingPolicySchema = z
  .strictObject({
    kind: z.enum(['both', 'custodians']),
    k: z.int().min(2).max(14),
    n: z.int().min(3).max(15),
    remedyK: z.int().min(2).max(15).optional(),
  })
  .refine((policy) => policy.k < policy.n, 'k must be below n: one custodian may fail')
  .refine(
    (policy) => policy.remedyK === undefined || (policy.remedyK >= policy.k && policy.remedyK <= policy.n),
    'a remedy takes at least k and at most n custodians',
  )
  .refine((policy) => policy.remedyK === undefined || policy.kind === 'both', 'only bids with a key of the bidder need a remedy')

/** A parsed opening policy. */
export type OpeningPolicy = z.output<typeof openingPolicySchema>

/** Whether two policies say the same. */
export function isSamePolicy(left: OpeningPolicy, right: OpeningPolicy): boolean {
  return left.kind === right.kind && left.k === right.k && left.n === right.n && left.remedyK === right.remedyK
}
