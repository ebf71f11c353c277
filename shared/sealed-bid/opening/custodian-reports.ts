import type { ShareRefusal } from '../custodian-share.ts'

/** What a custodian's client found for one envelope of one bid, before any share leaves it (`opening/1` step 5). */
export interface CustodianReport {
  readonly custodian: number
  readonly party: string
  readonly outcome: 'opens' | ShareRefusal
}

/** What the reports on one envelope mean. */
export type ReportVerdict =
  /** k or more custodians can open it. A single bad report does not stop a bid. */
  | { readonly kind: 'goes-on'; readonly badReports: readonly number[] }
  /** Custodians of two different parties could not open theirs: presumed the bidder's cause, who may object on the spot. */
  | { readonly kind: 'bidder'; readonly badReports: readonly number[] }
  /** Too few good reports, and not two parties that say why: the custodians' cause. */
  | { readonly kind: 'custodian'; readonly badReports: readonly number[]; readonly silent: readonly number[] }

/** Judges the reports on one envelope: n custodians, k needed. A custodian that says nothing is silent, never bad. */
export function judgeReports(input: {
  readonly reports: readonly CustodianReport[]
  readonly k: number
  readonly n: number
}): ReportVerdict {
  const first = new Map<number, CustodianReport>()
  for (const report of input.reports) if (!first.has(report.custodian)) first.set(report.custodian, report)
  const reports = [...first.values()]
  const bad = reports.filter((report) => report.outcome !== 'opens')
  const badReports = bad.map((report) => report.custodian).sort((left, right) => left - right)
  if (new Set(bad.map((report) => report.party)).size >= 2) return { kind: 'bidder', badReports }
  if (reports.length - bad.length >= input.k) return { kind: 'goes-on', badReports }
  const silent = Array.from({ length: input.n }, (_, index) => index + 1).filter((custodian) => !first.has(custodian))
  return { kind: 'custodian', badReports, silent }
}
