import type { ClientSession, UpdateQuery } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { type ProjectEvent, projectLifecycle } from '#shared/lifecycle/project.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { ProjectsDeps } from './deps.ts'
import { type Project, projectModel } from './project.model.ts'

/** What every act on a project names: the project, and the version its signer saw. */
export interface ProjectSubject {
  readonly project: string
  readonly version: number
}

/**
 * Reads the project an act is about. Throws `not-found`; `act-wrong-subject` when the address names another project or the signer saw
 * another version; `project-wrong-state` when the state table has no such event there.
 */
export async function projectForAct(
  deps: Pick<ProjectsDeps, 'connection'>,
  session: ClientSession,
  input: { readonly id: string; readonly act: VerifiedAct<ProjectSubject>; readonly event?: ProjectEvent },
): Promise<Project> {
  const { id, act, event } = input
  if (act.subject.project !== id) throw new DomainProblem('act-wrong-subject')
  const project = await projectModel(deps.connection).findById(id).session(session).lean()
  if (project === null) throw new DomainProblem('not-found')
  if (project.version !== act.subject.version) throw new DomainProblem('act-wrong-subject', { version: project.version })
  if (event !== undefined && nextState(projectLifecycle, project.state, event) === undefined)
    throw new DomainProblem('project-wrong-state', { state: project.state })
  return project
}

/** Changes a project by compare-and-set on the version read; `event` also moves its state. Throws `state-changed`. Answers it as it is now. */
export async function changeProject(
  deps: Pick<ProjectsDeps, 'connection'>,
  session: ClientSession,
  input: { readonly project: Project; readonly event?: ProjectEvent; readonly set: Partial<Project> },
): Promise<Project> {
  const { project, event, set } = input
  const state = event === undefined ? project.state : nextState(projectLifecycle, project.state, event)
  if (state === undefined) throw new DomainProblem('project-wrong-state', { state: project.state })
  const change: UpdateQuery<Project> = { $set: { ...set, state }, $inc: { version: 1 } }
  const changed = await projectModel(deps.connection).updateOne(
    { _id: project._id, state: project.state, version: project.version },
    change,
    { session },
  )
  if (changed.matchedCount === 0) throw new DomainProblem('state-changed')
  return { ...project, ...set, state, version: project.version + 1 }
}
