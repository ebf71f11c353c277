import type { ResultOf } from '#shared/contracts/contract.ts'
import type { listExpertAssessments as listContract } from '#shared/contracts/experts-tasks.ts'
import { releaseSchema } from '#shared/draw/release.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { expertsPolicy } from '#shared/policy/experts.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import type { ExpertsReads } from './deps.ts'
import { type DrawDocument, drawModel } from './draw.model.ts'
import { type ExpertRecord, expertModel } from './expert.model.ts'

/** As what somebody assesses: tenderer and agency with one voice, the regulator, else the centre. */
export function assessorOf(
  actor: Actor,
  { tendererParty, agencyParty }: Pick<PublishedTender, 'tendererParty' | 'agencyParty'>,
): 'tenderer' | 'centre' | 'regulator' {
  if (actor.party === tendererParty || actor.party === agencyParty) return 'tenderer'
  return actor.roles.includes('regulator') ? 'regulator' : 'centre'
}

/** The experts who sat, by a released draw; nobody before. In the order of their seats. */
export async function assessableExperts(
  deps: ExpertsReads,
  draw: Pick<DrawDocument, 'release'>,
): Promise<Pick<ExpertRecord, '_id' | 'name' | 'assessments'>[]> {
  if (draw.release === null) return []
  const ids = releaseSchema.parse(JSON.parse(draw.release)).seats.map(({ leaf }) => leaf.expert)
  const found = await expertModel(deps.connection)
    .find({ _id: { $in: ids } }, { name: 1, assessments: 1 })
    .lean<Pick<ExpertRecord, '_id' | 'name' | 'assessments'>[]>()
  return ids.flatMap((id) => found.find(({ _id }) => _id === id) ?? [])
}

/** Who sat on a tender's committee, and what the caller's side has said of each. Empty before the release (X3). */
export async function listExpertAssessments(
  deps: ExpertsReads,
  input: { readonly tender: string; readonly actor: Actor },
): Promise<ResultOf<typeof listContract>> {
  const tender = await readPublishedTender(deps, input.tender)
  const tenderParties = [tender.tendererParty, ...(tender.agencyParty === null ? [] : [tender.agencyParty])]
  assertPermitted(expertsPolicy.listExpertAssessments, input.actor, { tenderParties })
  const by = assessorOf(input.actor, tender)
  const released = await drawModel(deps.connection)
    .find({ tender: input.tender, state: 'released' })
    .sort({ attempt: 1 })
    .lean<DrawDocument[]>()
  const experts = (await Promise.all(released.map((draw) => assessableExperts(deps, draw)))).flat()
  return {
    items: experts.map(({ _id, name, assessments }) => {
      const own = assessments.find((one) => one.tender === input.tender && one.by === by)
      return { expert: _id, name, own: own === undefined ? null : { marks: own.marks, text: own.text, at: own.at } }
    }),
  }
}
