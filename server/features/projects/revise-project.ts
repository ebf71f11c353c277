import type { VerifiedAct } from '#shared/acts/act.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { policyTable } from '#shared/policy/table.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { checkForm, partiesOf } from './check-form.ts'
import type { ProjectsDeps } from './deps.ts'
import { changeProject, type ProjectSubject, projectForAct } from './move-project.ts'
import type { Project, ProjectForm } from './project.model.ts'

/** Registers a returned project anew, whole. Throws what `checkForm` throws, `project-wrong-state`, `act-wrong-subject`. */
export async function reviseProject(
  deps: ProjectsDeps,
  { id, act, at }: { readonly id: string; readonly act: VerifiedAct<ProjectSubject, ProjectForm>; readonly at: number },
): Promise<Project> {
  const names = await checkForm(deps, act, act.body, 'reviseProject')
  return inTransaction(deps.connection, async (session) => {
    const project = await projectForAct(deps, session, { id, act, event: 'revise' })
    const row = policyTable['reviseProject']
    if (row !== undefined) assertPermitted(row, act.by, { tenderParties: partiesOf(project) })
    const revised = await changeProject(deps, session, {
      project,
      event: 'revise',
      set: { ...act.body, ...names, returnReason: null },
    })
    await appendEvent(deps, session, {
      type: 'project.revised',
      subject: { project: id },
      at: instantOf(at),
      act,
      facts: { project: id, name: revised.name, category: revised.category, parties: partiesOf(revised) },
    })
    return revised
  })
}

/** Takes a registration back before it is accepted. Throws `project-wrong-state`, `act-wrong-subject`. */
export async function withdrawProject(
  deps: ProjectsDeps,
  { id, act, at }: { readonly id: string; readonly act: VerifiedAct<ProjectSubject, { reason: string }>; readonly at: number },
): Promise<Project> {
  return inTransaction(deps.connection, async (session) => {
    const project = await projectForAct(deps, session, { id, act, event: 'withdraw' })
    const row = policyTable['withdrawProject']
    if (row !== undefined) assertPermitted(row, act.by, { tenderParties: partiesOf(project) })
    const withdrawn = await changeProject(deps, session, { project, event: 'withdraw', set: {} })
    await appendEvent(deps, session, {
      type: 'project.withdrawn',
      subject: { project: id },
      at: instantOf(at),
      act,
      facts: { project: id, name: project.name, parties: partiesOf(project) },
    })
    return withdrawn
  })
}
