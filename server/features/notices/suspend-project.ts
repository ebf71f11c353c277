import type { VerifiedAct } from '#shared/acts/act.ts'
import { isFinal } from '#shared/lifecycle/table.ts'
import { type TenderState, tenderLifecycle, tenderStates } from '#shared/lifecycle/tender.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { changeProject, type Project, type ProjectSubject, partiesOf, projectForAct } from '../projects/index.ts'
import type { NoticesDeps } from './deps.ts'
import { pauseTender, releaseTender } from './suspend-tender.ts'
import { tenderModel } from './tender.model.ts'

/** A directive on a project. */
export interface ProjectDirective {
  readonly id: string
  readonly act: VerifiedAct<ProjectSubject, { reason: string }>
  readonly at: number
}

const running: readonly TenderState[] = tenderStates.filter((state) => !isFinal(tenderLifecycle, state))

/**
 * Regulator or centre suspends a project: its tenders stand still in the same transaction. Throws `project-wrong-state`,
 * `project-suspended`, `act-wrong-subject`.
 */
export async function suspendProject(deps: NoticesDeps, { id, act, at }: ProjectDirective): Promise<Project> {
  return inTransaction(deps.connection, async (session) => {
    const project = await projectForAct(deps, session, { id, act })
    if (project.state !== 'accepted') throw new DomainProblem('project-wrong-state', { state: project.state })
    if (project.suspension !== null) throw new DomainProblem('project-suspended', { since: project.suspension.since })
    const since = instantOf(at)
    const suspension = {
      id: randomId(deps.random),
      cause: 'directive',
      reason: act.body.reason,
      actSha256: act.sha256,
      since,
    } as const
    const suspended = await changeProject(deps, session, { project, set: { suspension } })
    await appendEvent(deps, session, {
      type: 'project.suspended',
      subject: { project: id },
      at: since,
      act,
      isActPublic: true,
      facts: { project: id, name: project.name, parties: partiesOf(project) },
    })
    const tenders = await tenderModel(deps.connection)
      .find({ project: id, state: { $in: [...running] } })
      .session(session)
      .lean()
    for (const record of tenders) await pauseTender(deps, session, { record, suspension })
    return suspended
  })
}

/** Ends the suspension of a project: its tenders go on unless something else holds them. Throws `project-not-suspended`, `act-wrong-subject`. */
export async function resumeProject(deps: NoticesDeps, { id, act, at }: ProjectDirective): Promise<Project> {
  return inTransaction(deps.connection, async (session) => {
    const project = await projectForAct(deps, session, { id, act })
    const { suspension } = project
    if (suspension === null) throw new DomainProblem('project-not-suspended')
    const resumed = await changeProject(deps, session, { project, set: { suspension: null } })
    await appendEvent(deps, session, {
      type: 'project.resumed',
      subject: { project: id },
      at: instantOf(at),
      act,
      isActPublic: true,
      facts: { project: id, name: project.name, parties: partiesOf(project) },
    })
    const tenders = await tenderModel(deps.connection).find({ project: id, isSuspended: true }).session(session).lean()
    for (const record of tenders) await releaseTender(deps, session, { record, suspension: suspension.id, at })
    return resumed
  })
}
