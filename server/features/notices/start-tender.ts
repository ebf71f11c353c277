import { firstTenderState } from '#shared/lifecycle/tender.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { policyTable } from '#shared/policy/table.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { parseYuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { changeProject, type Project, partiesOf, readProject } from '../projects/index.ts'
import type { NoticesDeps } from './deps.ts'
import { type TenderRecord, tenderModel } from './tender.model.ts'

/** What of an earlier round keeps its lots from a new one: everything but an end without an award, of the round or of the lot. */
const blocking = ['draft', 'filed', 'returned', 'approved', 'published', 'closed', 'opening', 'opened'] as const

/**
 * Begins a notice round for lots of an accepted project: round 1, or one more than the last in which any of the lots stood. Throws
 * `project-wrong-state`, `project-suspended`, `lot-unknown`, `lot-already-tendered`.
 */
export async function startTender(
  deps: NoticesDeps,
  input: { readonly project: string; readonly lots: readonly string[]; readonly actor: Actor; readonly at: number },
): Promise<TenderRecord> {
  return inTransaction(deps.connection, async (session) => {
    const project = await readProject(deps, input.project, session)
    const row = policyTable['startTender']
    assertHolds(row !== undefined, 'a policy row for startTender')
    assertPermitted(row, input.actor, { tenderParties: partiesOf(project) })
    if (project.state !== 'accepted' || project.code === null)
      throw new DomainProblem('project-wrong-state', { state: project.state })
    if (project.suspension !== null) throw new DomainProblem('project-suspended', { since: project.suspension.since })
    const lots = chosenLots(project, input.lots)
    const earlier = project.rounds.filter((round) => round.lots.some((lot) => input.lots.includes(lot)))
    await assertFree(deps, earlier, input.lots)
    const round = Math.max(0, ...earlier.map((found) => found.round)) + 1
    const record = newTender(deps, project, { lots, round, code: project.code })
    await tenderModel(deps.connection).create([record], { session })
    await changeProject(deps, session, {
      project,
      set: { rounds: [...project.rounds, { tender: record._id, round, lots: lots.map(({ id }) => id) }] },
    })
    await appendEvent(deps, session, {
      type: 'tender.started',
      subject: { tender: record._id, project: project._id },
      at: instantOf(input.at),
      facts: {
        tender: record._id,
        project: project._id,
        round,
        earlier: earlier.map(({ tender }) => tender),
        by: input.actor.person,
      },
    })
    return record
  })
}

function chosenLots(project: Project, ids: readonly string[]): Project['lots'] {
  const unknown = ids.find((id) => !project.lots.some((lot) => lot.id === id))
  if (unknown !== undefined) throw new DomainProblem('lot-unknown', { lot: unknown })
  return project.lots.filter((lot) => ids.includes(lot.id))
}

async function assertFree(deps: NoticesDeps, earlier: Project['rounds'], lots: readonly string[]): Promise<void> {
  const standing = await tenderModel(deps.connection)
    .find({ _id: { $in: earlier.map(({ tender }) => tender) }, state: { $in: [...blocking] } })
    .lean<TenderRecord[]>()
  for (const { _id, lots: theirs, failedLots = [] } of standing) {
    const taken = theirs.find(({ id }) => lots.includes(id) && !failedLots.includes(id))
    if (taken !== undefined) throw new DomainProblem('lot-already-tendered', { lot: taken.name, tender: _id })
  }
}

function newTender(
  deps: NoticesDeps,
  project: Project,
  { lots, round, code }: { readonly lots: Project['lots']; readonly round: number; readonly code: string },
): TenderRecord {
  const budget = lots.reduce((sum, lot) => sum + parseYuan(lot.budget), 0n)
  return {
    _id: randomId(deps.random),
    version: 1,
    project: project._id,
    code,
    title: project.name,
    category: project.category,
    kind: project.kind,
    industry: project.industry,
    method: project.method,
    region: project.region,
    regionName: project.regionName,
    round,
    rulePack: deps.config.rulePack,
    state: firstTenderState,
    isSuspended: false,
    suspensions: [],
    pausedAt: null,
    lots,
    tendererParty: project.tendererParty,
    agencyParty: project.agencyParty,
    centreParty: project.centreParty,
    tendererName: project.tendererName,
    agencyName: project.agencyName,
    draft: null,
    seats: [],
    attached: [],
    notice: null,
    noticeSha256: null,
    noticeHistory: [],
    returnReason: null,
    publishAt: null,
    publishedAt: null,
    deadlineAt: null,
    isReadinessAsked: false,
    nextDue: null,
    nextDueAt: null,
    leaseUntil: null,
    summary: '',
    budgetKey: budget.toString().padStart(18, '0'),
    closingKey: '',
    searchText: '',
    searchTokens: [],
  }
}
