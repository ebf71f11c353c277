import type { ClientSession } from 'mongoose'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { ProjectsReads } from './deps.ts'
import { type Project, projectModel } from './project.model.ts'

/** One project, for use cases. Throws `not-found`. */
export async function readProject(deps: ProjectsReads, id: string, session?: ClientSession): Promise<Project> {
  const project = await projectModel(deps.connection)
    .findById(id)
    .session(session ?? null)
    .lean()
  if (project === null) throw new DomainProblem('not-found')
  return project
}
