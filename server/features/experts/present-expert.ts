import type { ResultOf } from '#shared/contracts/contract.ts'
import type { getOwnExpert } from '#shared/contracts/experts-library.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { ExpertRecord } from './expert.model.ts'

/** A record as centre, regulator and the expert itself may read it. */
export function presentExpert(record: ExpertRecord): ResultOf<typeof getOwnExpert> {
  const { _id, admittedAt, suspendedUntil, ...rest } = record
  return {
    id: _id,
    version: rest.version,
    state: rest.state,
    person: rest.person,
    party: rest.party,
    name: rest.name,
    specialities: [...rest.specialities],
    region: rest.region,
    title: rest.title,
    employer: rest.employer,
    formerEmployers: rest.formerEmployers,
    ties: rest.ties,
    qualifications: rest.qualifications,
    admittedAt: admittedAt === null ? null : instantOf(admittedAt.getTime()),
    suspendedUntil: suspendedUntil === null ? null : instantOf(suspendedUntil.getTime()),
    reason: rest.reason,
    trainings: rest.trainings,
    assessments: rest.assessments,
  }
}
