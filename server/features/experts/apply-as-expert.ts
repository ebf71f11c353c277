import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { applyAsExpert as applyContract, updateExpert as updateContract } from '#shared/contracts/experts-library.ts'
import { isSpeciality } from '#shared/draw/specialities.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { expertsPolicy } from '#shared/policy/experts.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { changeExpert, readExpertRecord } from './change-expert.ts'
import type { ExpertsRecords } from './deps.ts'
import { type ExpertForm, type ExpertRecord, expertModel } from './expert.model.ts'

type ApplyAct = VerifiedAct<ActSubjectOf<typeof applyContract>, ActBodyOf<typeof applyContract>>
type UpdateAct = VerifiedAct<ActSubjectOf<typeof updateContract>, ActBodyOf<typeof updateContract>>

/** A person applies to the library by its own signature. Throws `expert-already-applied`, `speciality-unknown`. */
export async function applyAsExpert(
  deps: ExpertsRecords,
  { act, at }: { readonly act: ApplyAct; readonly at: number },
): Promise<ExpertRecord> {
  assertSpecialities(act.body)
  const record: ExpertRecord = {
    _id: act.subject.expert,
    version: 0,
    state: 'applied',
    person: act.by.person,
    party: act.by.party,
    ...act.body,
    admittedAt: null,
    suspendedUntil: null,
    reason: null,
    trainings: [],
    assessments: [],
  }
  await inTransaction(deps.connection, async (session) => {
    const experts = expertModel(deps.connection)
    const known = await experts.exists({ $or: [{ _id: record._id }, { person: record.person }] }).session(session)
    if (known !== null) throw new DomainProblem('expert-already-applied')
    await experts.create([record], { session })
    await appendEvent(deps, session, {
      type: 'expert.applied',
      subject: { expert: record._id, person: act.by.person, party: act.by.party },
      at: instantOf(at),
      act,
    })
  })
  return record
}

/**
 * An expert changes its record. Employers and ties count from now on; specialities that were not there before put it back before the
 * centre. Throws `expert-wrong-state` for one who was removed, `state-changed`.
 */
export async function updateExpert(
  deps: ExpertsRecords,
  { act, at }: { readonly act: UpdateAct; readonly at: number },
): Promise<ExpertRecord> {
  assertSpecialities(act.body)
  const record = await readExpertRecord(deps, act.subject.expert)
  assertPermitted(expertsPolicy.updateExpert, act.by, { person: record.person })
  if (record.state === 'removed') throw new DomainProblem('expert-wrong-state', { state: record.state })
  const isWider = act.body.specialities.some((code) => !record.specialities.includes(code))
  const state = record.state === 'refused' || (record.state === 'admitted' && isWider) ? 'applied' : record.state
  return changeExpert(deps, record, { act, at, type: 'expert.updated', set: { ...act.body, state } })
}

function assertSpecialities({ specialities }: ExpertForm): void {
  const unknown = specialities.find((code) => !isSpeciality(code))
  if (unknown !== undefined) throw new DomainProblem('speciality-unknown', { code: unknown })
}
