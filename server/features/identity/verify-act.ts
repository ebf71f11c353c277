import { setImmediate as readsAreSent } from 'node:timers/promises'
import type { Act } from '#shared/acts/act.ts'
import { parseAct } from '#shared/acts/parse-act.ts'
import { isUnboundActType } from '#shared/acts/unbound-acts.ts'
import type { Actor } from '#shared/policy/roles.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { type Binding, readBinding, signerOf } from './binding.ts'
import type { IdentityTrust } from './deps.ts'
import { verifySignature } from './verify-signature.ts'

/** How far the signer's clock may be off. `at` of an act decides nothing else. */
export const clockToleranceMs = 5 * 60_000

/**
 * Verifies a signed act, attacker-controlled, in this order: its time against the server's; the signature and its profile; path, validity,
 * revocation and usage of the certificate; that the certificate is the one the act names; that it is bound to the person and party
 * the act names, both active. Gives who acted. Platform, type, subject, body and nonce are checked by whoever calls:
 * platform and content by the HTTP core, the nonce by the ledger, which stores an act once.
 *
 * An act of registration (`unboundActTypes`) comes from a certificate nobody knows yet: its actor has no roles.
 */
export async function verifyAct(
  deps: IdentityTrust,
  input: { readonly bytes: Bytes; readonly p7s: Bytes; readonly at: number; readonly act?: Act },
): Promise<{ readonly by: Actor }> {
  const { bytes, p7s, at } = input
  const act = input.act ?? parseAct(bytes)
  assertTimely(act, at)
  // The reads go out before the cryptography takes the thread: then both happen at once, and take about as long.
  const reading = readBinding(deps, act.actor)
  reading.catch(() => undefined)
  await readsAreSent()
  const [binding, signer] = await Promise.all([reading, verifySignature(deps, { content: bytes, p7s, at })])
  if (signer.sha256 !== act.actor.certSha256) throw new DomainProblem('actor-mismatch')
  return { by: isUnboundActType(act.type) ? newcomer(act, binding) : signerOf(binding, act.actor) }
}

function assertTimely(act: Act, at: number): void {
  if (Math.abs(millisOf(act.at) - at) > clockToleranceMs) throw new DomainProblem('act-clock-skew', { serverAt: instantOf(at) })
}

function newcomer(act: Act, binding: Binding): Actor {
  if (binding.certificate !== null && binding.certificate.state !== 'refused')
    throw new DomainProblem('certificate-already-bound')
  return { person: act.actor.person, party: act.actor.party, roles: [], certSha256: act.actor.certSha256 }
}
