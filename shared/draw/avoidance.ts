/**
 * Who may not be drawn (回避, rule X4): computed before the draw from what the library, the identities of the platform and the
 * regulator's list say, so that nobody who is tied to a party can come up, and nobody else can be kept out.
 */

/** Why a person of the right speciality and region is left out. The first that applies, in this order. */
export const avoidanceCodes = [
  'called-before',
  'regulator-listed',
  'employed-by-tenderer',
  'employed-by-bidder',
  'affiliated-employer',
  'declared-tie',
  'contributes-to-draw',
  'suspended',
] as const

/** One reason. */
export type AvoidanceCode = (typeof avoidanceCodes)[number]

/** Kinds of ties an expert declares (TL 46, 87-49; 财库〔2016〕198号 article 16). */
export const tieKinds = ['employment', 'shareholding', 'kinship', 'supervision', 'service', 'other'] as const

/** An employment of the last three years counts like the present one (财库〔2016〕198号 article 16). */
export const employmentCountsYears = 3

/** What the library knows of a person as far as it bears on ties. Organisations are named by their unified social credit code. */
export interface ExpertTies {
  readonly expert: string
  /** The party of the platform the person acts for, if it is an organisation of a trade. */
  readonly party: string | null
  readonly employer: string | null
  readonly formerEmployers: readonly { readonly creditCode: string; readonly untilAt: number }[]
  readonly ties: readonly { readonly creditCode: string; readonly kind: (typeof tieKinds)[number] }[]
  readonly isSuspended: boolean
}

/** What a trade says of its parties. Organisations by unified social credit code. */
export interface TradeParties {
  readonly tenderers: ReadonlySet<string>
  readonly bidders: ReadonlySet<string>
  /** Organisations that hold, manage or are held by one of the above (TL 34). */
  readonly affiliates: ReadonlySet<string>
  /** Parties of the platform that contribute to the draw. */
  readonly contributors: ReadonlySet<string>
  /** Experts the regulator has named for this tender. */
  readonly regulatorListed: ReadonlySet<string>
  /** Experts an earlier draw of the same committee has called, whatever came of it: nobody is drawn for one committee twice. */
  readonly calledBefore?: ReadonlySet<string> | undefined
}

/** Why this person may not be drawn for this trade; undefined when nothing speaks against it. `at` in ms since 1970. */
export function avoidanceOf(expert: ExpertTies, trade: TradeParties, at: number): AvoidanceCode | undefined {
  if (trade.calledBefore?.has(expert.expert) === true) return 'called-before'
  if (trade.regulatorListed.has(expert.expert)) return 'regulator-listed'
  const employers = employersOf(expert, at)
  if (employers.some((code) => trade.tenderers.has(code))) return 'employed-by-tenderer'
  if (employers.some((code) => trade.bidders.has(code))) return 'employed-by-bidder'
  if (employers.some((code) => trade.affiliates.has(code))) return 'affiliated-employer'
  const isTied = ({ creditCode }: { readonly creditCode: string }) =>
    trade.tenderers.has(creditCode) || trade.bidders.has(creditCode) || trade.affiliates.has(creditCode)
  if (expert.ties.some(isTied)) return 'declared-tie'
  if (expert.party !== null && trade.contributors.has(expert.party)) return 'contributes-to-draw'
  return expert.isSuspended ? 'suspended' : undefined
}

function employersOf({ employer, formerEmployers }: ExpertTies, at: number): string[] {
  const since = new Date(at)
  since.setUTCFullYear(since.getUTCFullYear() - employmentCountsYears)
  const recent = formerEmployers.filter(({ untilAt }) => untilAt >= since.getTime()).map(({ creditCode }) => creditCode)
  return employer === null ? recent : [employer, ...recent]
}

/**
 * The stratum a person stands in: the first of its own specialities, in its own order, that falls under one asked for. A speciality
 * falls under itself and under every class above it (`A0801` under `A08`). Undefined when none does.
 */
export function stratumOf(specialities: readonly string[], strata: readonly string[]): string | undefined {
  for (const speciality of specialities) {
    const under = strata.filter((stratum) => speciality.startsWith(stratum))
    // The closest class, if classes of different depth are asked for.
    const closest = under.reduce<string | undefined>(
      (best, next) => (best === undefined || next.length > best.length ? next : best),
      undefined,
    )
    if (closest !== undefined) return closest
  }
  return undefined
}
