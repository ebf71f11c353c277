import { z } from 'zod'
import { equalBytes } from '../primitives/bytes.ts'
import { canonicalBytes, parseCanonical } from '../primitives/canonical-json.ts'
import { sha256Hex } from '../primitives/digest.ts'
import type { CheckList } from '../sealed-bid/opening/checks.ts'
import type { VerifiedEvent } from '../sealed-bid/opening/verify-chain.ts'
import {
  type CommitteeCheckName,
  type CommitteeFact,
  completedFact,
  parsedFacts,
  type SignedByMember,
} from './committee-facts.ts'

/** Largest report in bytes, checked before parsing: 21 members who score 60 bids by 120 criteria fit. */
export const maxReportBytes = 64 * 1024 * 1024

const votes = z.array(z.unknown())
const reportSchema = z.looseObject({
  v: z.literal('evaluation-report/1'),
  tender: z.string(),
  lots: z.array(
    z.looseObject({
      lot: z.string(),
      qualification: z.looseObject({ actSha256: z.string(), votes }).optional(),
      reviews: z.array(z.looseObject({ seat: z.int(), votes })),
      sheets: z.array(z.looseObject({ seat: z.int(), sheet: z.unknown(), salt: z.string(), digest: z.string() })),
    }),
  ),
})

/** A report a reader holds: its digest, and what it tells of the acts behind it. Nothing in it is believed yet. */
export interface HeldReport {
  readonly sha256: string
  readonly told: z.output<typeof reportSchema>
}

/** Parses an attacker-controlled report. Throws NotCanonical or a ZodError when it is none. */
export function parseReport(bytes: Uint8Array): HeldReport {
  return { sha256: sha256Hex(bytes), told: reportSchema.parse(parseCanonical(bytes, maxReportBytes)) }
}

/**
 * Whether a report is one that was signed, and tells nothing but what was signed before it (X8, A8): the check of qualification with its
 * judgements and their reasons (G6; 87-58), every review and every locked sheet. An act that stays back is of a seat the report leaves out.
 */
export function judgeHeldReport(
  report: HeldReport,
  tender: string,
  facts: readonly CommitteeFact[],
  acts: ReadonlyMap<string, SignedByMember>,
  events: readonly VerifiedEvent[],
  list: CheckList<CommitteeCheckName>,
): void {
  const name = 'report-tells-acts'
  const { told, sha256 } = report
  const isSigned = parsedFacts(events, 'evaluation.completed', completedFact).some(({ reportSha256 }) => reportSha256 === sha256)
  list.judge(name, isSigned ? undefined : 'no report that was signed here', sha256)
  list.judge(name, told.tender === tender ? undefined : 'of another tender', sha256)
  for (const { lot, qualification, reviews, sheets } of told.lots) {
    const factsOf = (type: string, seat?: number) =>
      facts.filter((fact) => fact.type === type && fact.lot === lot && (seat === undefined || fact.seat === seat))
    const isSignedAs = ({ actSha256 }: CommitteeFact, body: unknown) => {
      const act = acts.get(actSha256)
      return act !== undefined && equalBytes(canonicalBytes(act.body), canonicalBytes(body))
    }
    const checks = factsOf('evaluation.qualified')
    if (qualification !== undefined || checks.length > 0)
      list.judge(
        name,
        qualification === undefined
          ? 'silent on the check of qualification'
          : checks.some(
                (fact) => fact.actSha256 === qualification.actSha256 && isSignedAs(fact, { lot, votes: qualification.votes }),
              )
            ? undefined
            : 'tells another check of qualification than was signed',
        `${lot} qualification`,
      )
    for (const { seat, votes: judged } of reviews) {
      const isAsSigned = factsOf('evaluation.reviewed', seat).some((fact) => isSignedAs(fact, { lot, votes: judged }))
      list.judge(name, isAsSigned ? undefined : 'tells another review than was signed', `${lot} seat ${seat}`)
    }
    for (const { seat, sheet, salt, digest } of sheets) {
      const isAsSigned = factsOf('evaluation.scores-locked', seat).some(
        (fact) => fact.sheetSha256 === digest && isSignedAs(fact, { sheet, salt }),
      )
      list.judge(name, isAsSigned ? undefined : 'tells another sheet than was locked', `${lot} seat ${seat}`)
    }
  }
}
