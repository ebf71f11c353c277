import type { VerifiedAct } from '#shared/acts/act.ts'
import { firstProjectState } from '#shared/lifecycle/project.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { checkForm } from './check-form.ts'
import type { ProjectsDeps } from './deps.ts'
import { type Project, type ProjectForm, projectModel } from './project.model.ts'

/** Registers a project (项目登记) under the id its signer has drawn. Throws what `checkForm` throws, and `already-exists`. */
export async function registerProject(
  deps: ProjectsDeps,
  { act, at }: { readonly act: VerifiedAct<{ project: string }, ProjectForm>; readonly at: number },
): Promise<Project> {
  const names = await checkForm(deps, act, act.body, 'registerProject')
  const project: Project = {
    _id: act.subject.project,
    version: 1,
    state: firstProjectState,
    code: null,
    ...act.body,
    ...names,
    registeredBy: act.by.party,
    registeredAt: instantOf(at),
    acceptedAt: null,
    centreParty: null,
    returnReason: null,
    suspension: null,
    rounds: [],
  }
  return inTransaction(deps.connection, async (session) => {
    const projects = projectModel(deps.connection)
    if ((await projects.exists({ _id: project._id }).session(session)) !== null) throw new DomainProblem('already-exists')
    await projects.create([project], { session })
    await appendEvent(deps, session, {
      type: 'project.registered',
      subject: { project: project._id },
      at: instantOf(at),
      act,
      facts: {
        project: project._id,
        name: project.name,
        category: project.category,
        parties: [project.tendererParty, ...(project.agencyParty === null ? [] : [project.agencyParty])],
      },
    })
    return project
  })
}
