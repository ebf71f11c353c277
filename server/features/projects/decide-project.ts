import type { VerifiedAct } from '#shared/acts/act.ts'
import { findCategory } from '#shared/catalogue/catalogue.ts'
import { projectCode, projectCodePattern } from '#shared/catalogue/project-code.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { partiesOf } from './check-form.ts'
import type { ProjectsDeps } from './deps.ts'
import { changeProject, type ProjectSubject, projectForAct } from './move-project.ts'
import { type Project, projectModel } from './project.model.ts'

/** The centre accepts a registration: it gets its unified code. Throws `project-wrong-state`, `act-wrong-subject`. */
export async function acceptProject(
  deps: ProjectsDeps,
  { id, act, at }: { readonly id: string; readonly act: VerifiedAct<ProjectSubject, object>; readonly at: number },
): Promise<Project> {
  return inTransaction(deps.connection, async (session) => {
    const project = await projectForAct(deps, session, { id, act, event: 'accept' })
    const code = await freeCode(deps, project, at)
    const acceptedAt = instantOf(at)
    const accepted = await changeProject(deps, session, {
      project,
      event: 'accept',
      set: { code, acceptedAt, centreParty: act.by.party, returnReason: null },
    })
    await appendEvent(deps, session, {
      type: 'project.accepted',
      subject: { project: id },
      at: acceptedAt,
      act,
      facts: { project: id, code, name: project.name, parties: partiesOf(project) },
    })
    return accepted
  })
}

/** The centre returns a registration with its reason. Throws `project-wrong-state`, `act-wrong-subject`. */
export async function returnProject(
  deps: ProjectsDeps,
  { id, act, at }: { readonly id: string; readonly act: VerifiedAct<ProjectSubject, { reason: string }>; readonly at: number },
): Promise<Project> {
  return inTransaction(deps.connection, async (session) => {
    const project = await projectForAct(deps, session, { id, act, event: 'return' })
    const returned = await changeProject(deps, session, { project, event: 'return', set: { returnReason: act.body.reason } })
    await appendEvent(deps, session, {
      type: 'project.returned',
      subject: { project: id },
      at: instantOf(at),
      act,
      facts: { project: id, name: project.name, parties: partiesOf(project) },
    })
    return returned
  })
}

/** Codes are drawn, not counted, so two may meet: draw again. The unique index stands behind it. */
async function freeCode(deps: ProjectsDeps, project: Project, at: number): Promise<string> {
  const category = findCategory(project.category)
  assertHolds(category !== undefined, 'a registered project has a category')
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const code = projectCode(projectCodePattern, { letter: category.codeLetter, region: project.region, at }, deps.random)
    if ((await projectModel(deps.connection).exists({ code })) === null) return code
  }
  throw new Error('no free project code in eight draws')
}
