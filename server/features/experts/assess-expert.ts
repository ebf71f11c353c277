import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { assessExpert as assessContract } from '#shared/contracts/experts-library.ts'
import { releaseSchema } from '#shared/draw/release.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { expertsPolicy } from '#shared/policy/experts.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { readPublishedTender } from '../notices/index.ts'
import { readExpertRecord } from './change-expert.ts'
import type { ExpertsRecords } from './deps.ts'
import { drawModel } from './draw.model.ts'
import { expertModel } from './expert.model.ts'
import { assessorOf } from './list-expert-assessments.ts'

type AssessAct = VerifiedAct<ActSubjectOf<typeof assessContract>, ActBodyOf<typeof assessContract>>

/**
 * Assesses an expert for one tender (一标一评): whoever ran, hosted or supervised it, once each, after the release, and only who sat.
 * Throws `assessment-not-possible`.
 */
export async function assessExpert(
  deps: ExpertsRecords,
  { act, at }: { readonly act: AssessAct; readonly at: number },
): Promise<void> {
  const { tender: tenderId, expert } = act.subject
  const tender = await readPublishedTender(deps, tenderId)
  const tenderParties = [tender.tendererParty, ...(tender.agencyParty === null ? [] : [tender.agencyParty])]
  assertPermitted(expertsPolicy.assessExpert, act.by, { tenderParties })
  const by = assessorOf(act.by, tender)
  await inTransaction(deps.connection, async (session) => {
    const released = await drawModel(deps.connection).find({ tender: tenderId, state: 'released' }).session(session).lean()
    const seats = released.flatMap(({ release }) => (release === null ? [] : releaseSchema.parse(JSON.parse(release)).seats))
    if (!seats.some(({ leaf }) => leaf.expert === expert)) throw new DomainProblem('assessment-not-possible')
    const record = await readExpertRecord(deps, expert, session)
    if (record.assessments.some((one) => one.tender === tenderId && one.by === by))
      throw new DomainProblem('assessment-not-possible')
    const assessments = [...record.assessments, { tender: tenderId, by, ...act.body, at: instantOf(at) }]
    const changed = await expertModel(deps.connection).updateOne(
      { _id: expert, version: record.version },
      { $set: { assessments }, $inc: { version: 1 } },
      { session },
    )
    if (changed.matchedCount === 0) throw new DomainProblem('state-changed')
    await appendEvent(deps, session, {
      type: 'expert.assessed',
      subject: { expert, tender: tenderId, person: record.person, party: record.party },
      at: instantOf(at),
      act,
    })
  })
}
