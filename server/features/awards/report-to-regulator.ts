import type { VerifiedAct } from '#shared/acts/act.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { policyTable } from '#shared/policy/table.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { type Bytes, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { AwardRecord } from './award.model.ts'
import { type AwardSubject, changeByAct, readAward, tenderParties, wrongStep } from './change-award.ts'
import { composeRegulatorReport } from './compose-regulator-report.ts'
import type { AwardsDeps, AwardsNames, AwardsReads } from './deps.ts'

/** From the decision on; under the law of procurement none is owed. */
const reportable = { bidding: ['awarded', 'signing', 'contracted'], procurement: [] } as const

interface ReportBody {
  readonly composedSha256: string
  readonly remarks: string | null
}

/**
 * Bidding: the tenderer gives the regulator the written report on the tendering, within fifteen days of naming the winner, late if later
 * (ZTB 47, A5). Throws `record-changed` when what is composed now is not what its signer was shown, `already-acted` the second time.
 */
export async function reportToRegulator(
  deps: AwardsDeps,
  { act, at }: { readonly act: VerifiedAct<AwardSubject, ReportBody>; readonly at: number },
): Promise<AwardRecord> {
  return changeByAct(deps, { operation: 'reportToRegulator', act, at, states: reportable }, async ({ award, tender }) => {
    const { composedSha256, remarks } = act.body
    if (award.regulatorReport != null) throw new DomainProblem('already-acted')
    const composed = await composeRegulatorReport(deps, { award, tender, remarks: null })
    if (sha256Hex(composed) !== composedSha256) throw new DomainProblem('record-changed')
    const bytes = remarks === null ? composed : await composeRegulatorReport(deps, { award, tender, remarks })
    const sha256 = sha256Hex(bytes)
    const dueAt = award.regulatorReportDueAt ?? null
    const isLate = dueAt !== null && at >= Date.parse(dueAt)
    return {
      fact: 'award.reported-to-regulator',
      facts: { regulatorReportSha256: sha256, dueAt, isLate },
      isActPublic: false,
      set: {
        regulatorReportDueAt: null,
        regulatorReport: { text: fromUtf8(bytes), sha256, at: instantOf(at), isLate, actSha256: act.sha256 },
      },
    }
  })
}

/**
 * The report that was given; before that, to those who run the tender, as it would be given now and without remarks (A5). Throws `forbidden`
 * to others, `award-wrong-step` before the decision and under the law of procurement, `not-found` to a regulator that has none yet.
 */
export async function readRegulatorReport(
  deps: AwardsReads & AwardsNames & { readonly config: { readonly platformName: string } },
  subject: { readonly tender: string; readonly lot: string },
  actor: Actor | undefined,
): Promise<Bytes> {
  const award = await readAward(deps, subject)
  const tender = await readPublishedTender(deps, subject.tender)
  const row = policyTable['getRegulatorReport']
  assertHolds(row !== undefined, 'a policy row for getRegulatorReport')
  assertPermitted(row, actor, { tenderParties: tenderParties(tender) })
  if (award.regulatorReport != null) return utf8(award.regulatorReport.text)
  const allowed = reportable[award.procedure]
  if (!allowed.some((state) => state === award.state)) throw wrongStep(award.state, allowed)
  if (actor === undefined || !tenderParties(tender).includes(actor.party)) throw new DomainProblem('not-found')
  return composeRegulatorReport(deps, { award, tender, remarks: null })
}
