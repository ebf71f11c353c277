import type { ProjectState } from '#shared/lifecycle/project.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { ProjectsReads } from './deps.ts'
import { type Project, projectModel } from './project.model.ts'

const PAGE = 50

/** The projects an actor may see, by id: its own party's; every one for centre and regulator. */
export async function listProjects(
  deps: ProjectsReads,
  {
    actor,
    state,
    after,
  }: { readonly actor: Actor; readonly state: ProjectState | undefined; readonly after: string | undefined },
): Promise<{ readonly projects: Project[]; readonly next: string | null }> {
  const own = { $or: [{ tendererParty: actor.party }, { agencyParty: actor.party }] }
  const found = await projectModel(deps.connection)
    .find({
      ...(seesAll(actor) ? {} : own),
      ...(state === undefined ? {} : { state }),
      ...(after === undefined ? {} : { _id: { $gt: after } }),
    })
    .sort({ _id: 1 })
    .limit(PAGE + 1)
    .lean()
  const projects = found.slice(0, PAGE)
  return { projects, next: found.length > PAGE ? (projects.at(-1)?._id ?? null) : null }
}

/** One project, as far as the actor may know of it. Throws `not-found`, so that an id cannot be guessed at. */
export async function readProjectFor(deps: ProjectsReads, id: string, actor: Actor): Promise<Project> {
  const project = await projectModel(deps.connection).findById(id).lean()
  const isOwn = project !== null && (project.tendererParty === actor.party || project.agencyParty === actor.party)
  if (project === null || !(isOwn || seesAll(actor))) throw new DomainProblem('not-found')
  return project
}

function seesAll(actor: Actor): boolean {
  return actor.roles.includes('centre') || actor.roles.includes('regulator')
}
