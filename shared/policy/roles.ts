/**
 * Roles a party may hold; its persons act in them. `operator` is the staff that runs the machine: it has no part in any trade.
 */
export const roles = ['tenderer', 'agency', 'bidder', 'custodian', 'expert', 'centre', 'regulator', 'operator'] as const

/** One role. */
export type Role = (typeof roles)[number]

/** Who is acting: a person for its party, as proven by session or signature. */
export interface Actor {
  readonly person: string
  readonly party: string
  readonly roles: readonly Role[]
  /** The certificate that proved it, SHA-256 in hex; absent after login by password. */
  readonly certSha256?: string | undefined
  /** The session, absent when a signed act alone proved it. */
  readonly session?: string | undefined
}
