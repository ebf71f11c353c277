/**
 * Roles a party may hold; its persons act in them. `operator` is the staff that runs the machine: it has no part in any trade.
 */
export const roles = ['tenderer', 'agency', 'bidder', 'custodian', 'expert', 'centre', 'regulator', 'operator'] as const

/** One role. */
export type Role = (typeof roles)[number]

/** What people call each role. */
export const roleNames: Readonly<Record<Role, { readonly zh: string; readonly en: string }>> = {
  tenderer: { zh: '招标人', en: 'tenderer' },
  agency: { zh: '招标代理', en: 'agency' },
  bidder: { zh: '投标人', en: 'bidder' },
  custodian: { zh: '保管人', en: 'custodian' },
  expert: { zh: '评标专家', en: 'expert' },
  centre: { zh: '交易中心', en: 'trading centre' },
  regulator: { zh: '监管部门', en: 'regulator' },
  operator: { zh: '系统运维', en: 'operator' },
}

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
