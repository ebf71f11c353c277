import { canonicalBytes } from '../primitives/canonical-json.ts'
import { sha256Hex } from '../primitives/digest.ts'
import type { OpeningPolicy } from './opening-policy.ts'

/**
 * What a custodian accepts, as one digest: SHA-256 of JCS {v:"custody-policy/1", tender, openingPolicy, seats:[{i, party}…]}. Whoever
 * changes the policy or a seat afterwards has no acceptance any more.
 */
export function custodyPolicySha256(
  tender: string,
  openingPolicy: OpeningPolicy,
  seats: readonly { readonly i: number; readonly party: string }[],
): string {
  return sha256Hex(
    canonicalBytes({ v: 'custody-policy/1', tender, openingPolicy, seats: seats.map(({ i, party }) => ({ i, party })) }),
  )
}
