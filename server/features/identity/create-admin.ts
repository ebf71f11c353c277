import type { Role } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityRecords } from './deps.ts'
import { makeOneTimeCode, type OneTimeCode, setupMs } from './one-time-code.ts'

/** Roles of parties that administer the platform; the first ones are founded by a link made on the machine itself. */
export const foundingRoles = ['centre', 'regulator', 'operator'] as const satisfies readonly Role[]

/** One such role. */
export type FoundingRole = (typeof foundingRoles)[number]

/**
 * Makes the one-time link by which the first person of an administering party registers, by certificate or by password and authenticator:
 * no account and no password exist before. `path` is below the platform's address; the code stands in the fragment, which no server
 * and no log sees. Good for 24 hours. `at` in milliseconds.
 */
export async function createAdmin(
  deps: IdentityRecords,
  input: { readonly role: FoundingRole; readonly at: number },
): Promise<OneTimeCode & { readonly path: string }> {
  if (!foundingRoles.includes(input.role)) throw new DomainProblem('role-not-requestable', { role: input.role })
  const made = await makeOneTimeCode(deps, {
    kind: 'found',
    role: input.role,
    isAdministrator: true,
    at: input.at,
    lifeMs: setupMs,
  })
  return { ...made, path: `/setup#${made.code}` }
}
