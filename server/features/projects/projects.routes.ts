import {
  acceptProjectContract,
  listProjectsContract,
  readProjectContract,
  registerProjectContract,
  returnProjectContract,
  reviseProjectContract,
  withdrawProjectContract,
} from '#shared/contracts/projects.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import { acceptProject, returnProject } from './decide-project.ts'
import type { ProjectsDeps } from './deps.ts'
import { listProjects, readProjectFor } from './list-projects.ts'
import { presentProject } from './present-project.ts'
import { registerProject } from './register-project.ts'
import { reviseProject, withdrawProject } from './revise-project.ts'

/** Adds the endpoints of projects. Suspension is registered by notices, whose tenders stand still with the project. */
export function registerProjectsRoutes(http: HttpRegistrar, deps: ProjectsDeps): void {
  http.route(registerProjectContract, async ({ act, at }) => presentProject(await registerProject(deps, { act, at })))
  http.route(reviseProjectContract, async ({ params, act, at }) =>
    presentProject(await reviseProject(deps, { id: params.project, act, at })),
  )
  http.route(withdrawProjectContract, async ({ params, act, at }) =>
    presentProject(await withdrawProject(deps, { id: params.project, act, at })),
  )
  http.route(acceptProjectContract, async ({ params, act, at }) =>
    presentProject(await acceptProject(deps, { id: params.project, act, at })),
  )
  http.route(returnProjectContract, async ({ params, act, at }) =>
    presentProject(await returnProject(deps, { id: params.project, act, at })),
  )
  http.route(listProjectsContract, async ({ query, actor }) => {
    assertHolds(actor !== undefined, 'the policy lets only signed-in actors list projects')
    const { projects, next } = await listProjects(deps, { actor, state: query.state, after: query.after })
    return { projects: projects.map(presentProject), next }
  })
  http.route(readProjectContract, async ({ params, actor }) => {
    assertHolds(actor !== undefined, 'the policy lets only signed-in actors read projects')
    return presentProject(await readProjectFor(deps, params.project, actor))
  })
}
