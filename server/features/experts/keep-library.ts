import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type { ExpertState } from '#shared/contracts/experts-fields.ts'
import type {
  decideExpert as decideContract,
  changeExpertStanding as standingContract,
  recordTraining as trainingContract,
} from '#shared/contracts/experts-library.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { changeExpert, readExpertRecord } from './change-expert.ts'
import type { ExpertsRecords } from './deps.ts'
import type { ExpertRecord } from './expert.model.ts'

type DecideAct = VerifiedAct<ActSubjectOf<typeof decideContract>, ActBodyOf<typeof decideContract>>
type StandingAct = VerifiedAct<ActSubjectOf<typeof standingContract>, ActBodyOf<typeof standingContract>>
type TrainingAct = VerifiedAct<ActSubjectOf<typeof trainingContract>, ActBodyOf<typeof trainingContract>>

/** From which states each change of standing is possible, and to which it leads. */
const STANDINGS: Readonly<Record<'suspend' | 'restore' | 'remove', { from: readonly ExpertState[]; to: ExpertState }>> = {
  suspend: { from: ['admitted', 'suspended'], to: 'suspended' },
  restore: { from: ['suspended'], to: 'admitted' },
  remove: { from: ['applied', 'admitted', 'suspended', 'refused'], to: 'removed' },
}

/** The centre admits or refuses an applicant. Throws `expert-wrong-state`, `state-changed`. */
export async function decideExpert(
  deps: ExpertsRecords,
  { act, at }: { readonly act: DecideAct; readonly at: number },
): Promise<ExpertRecord> {
  const record = await readExpertRecord(deps, act.subject.expert)
  if (record.state !== 'applied') throw new DomainProblem('expert-wrong-state', { state: record.state })
  const { decision, reason } = act.body
  const set: Partial<ExpertRecord> =
    decision === 'admit'
      ? { state: 'admitted', reason, admittedAt: record.admittedAt ?? new Date(at) }
      : { state: 'refused', reason }
  const type = decision === 'admit' ? 'expert.admitted' : 'expert.refused'
  return changeExpert(deps, record, { act, at, type, set, facts: { reason } })
}

/** Suspends, restores or removes an expert, with the reason (X6: dynamic appraisal and removal). Throws `expert-wrong-state`, `state-changed`. */
export async function changeExpertStanding(
  deps: ExpertsRecords,
  { act, at }: { readonly act: StandingAct; readonly at: number },
): Promise<ExpertRecord> {
  const record = await readExpertRecord(deps, act.subject.expert)
  const { change, until, reason } = act.body
  const { from, to } = STANDINGS[change]
  if (!from.includes(record.state)) throw new DomainProblem('expert-wrong-state', { state: record.state })
  const suspendedUntil = change === 'suspend' && until !== null ? new Date(until) : null
  const set: Partial<ExpertRecord> = { state: to, reason, suspendedUntil }
  return changeExpert(deps, record, { act, at, type: `expert.${to === 'admitted' ? 'restored' : to}`, set, facts: { reason } })
}

/** The centre records a training. Throws `expert-wrong-state` for one who was removed, `state-changed`. */
export async function recordTraining(
  deps: ExpertsRecords,
  { act, at }: { readonly act: TrainingAct; readonly at: number },
): Promise<ExpertRecord> {
  const record = await readExpertRecord(deps, act.subject.expert)
  if (record.state === 'removed') throw new DomainProblem('expert-wrong-state', { state: record.state })
  const { course, hours, heldAt } = act.body
  const trainings = [...record.trainings, { course, hours, at: instantOf(Date.parse(heldAt)) }]
  return changeExpert(deps, record, { act, at, type: 'expert.trained', set: { trainings } })
}
