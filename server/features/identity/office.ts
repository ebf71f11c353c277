import type { Role } from '#shared/policy/roles.ts'

/** Parties that watch over the trade or over each other: nobody outside takes their people or their tokens out of action. */
const offices: readonly Role[] = ['centre', 'regulator', 'operator']

/** Whether a party is an office. */
export function isOffice(approvedRoles: readonly Role[]): boolean {
  return approvedRoles.some((role) => offices.includes(role))
}
