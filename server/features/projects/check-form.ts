import type { VerifiedAct } from '#shared/acts/act.ts'
import { openCategory } from '#shared/catalogue/catalogue.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import type { Role } from '#shared/policy/roles.ts'
import { policyTable } from '#shared/policy/table.ts'
import { parseYuan } from '#shared/primitives/money.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { ProblemPointer } from '#shared/problems/problem.ts'
import { readParty } from '../identity/index.ts'
import type { ProjectsReads } from './deps.ts'
import type { ProjectForm } from './project.model.ts'

/** The names of the parties a registration states. */
export interface PartyNames {
  readonly tendererName: string
  readonly agencyName: string | null
}

/**
 * Judges what a registration states: the catalogue runs its method (`not-yet-open` …), no ceiling is above its budget (N8; 87-12), lots are
 * told apart, tenderer and agency hold their roles, and the signer acts for one of them. Answers the parties' names.
 */
export async function checkForm(
  deps: ProjectsReads,
  act: Pick<VerifiedAct, 'by'>,
  form: ProjectForm,
  operation: 'registerProject' | 'reviseProject',
): Promise<PartyNames> {
  openCategory(form.category, form.method)
  for (const { name, budget, ceilingPrice } of form.lots) {
    if (parseYuan(ceilingPrice) > parseYuan(budget))
      throw new DomainProblem('ceiling-above-budget', { lot: name, budget, ceilingPrice })
  }
  if (new Set(form.lots.map(({ id }) => id)).size !== form.lots.length) throw misfit('/body/lots', 'two lots of one id')
  if (form.agencyParty === form.tendererParty) throw misfit('/body/agencyParty', 'null when the tenderer acts for itself')
  const row = policyTable[operation]
  if (row !== undefined) assertPermitted(row, act.by, { tenderParties: partiesOf(form) })
  const tendererName = await nameInRole(deps, form.tendererParty, 'tenderer')
  const agencyName = form.agencyParty === null ? null : await nameInRole(deps, form.agencyParty, 'agency')
  return { tendererName, agencyName }
}

/** The parties that run a project's tenders. */
export function partiesOf(form: Pick<ProjectForm, 'tendererParty' | 'agencyParty'>): string[] {
  return form.agencyParty === null ? [form.tendererParty] : [form.tendererParty, form.agencyParty]
}

async function nameInRole(deps: ProjectsReads, id: string, role: Role): Promise<string> {
  const party = await readParty(deps, id)
  if (!party.approvedRoles.includes(role)) throw new DomainProblem('party-not-in-role', { party: party.name, role })
  return party.name
}

function misfit(pointer: string, detail: string): DomainProblem {
  const errors: readonly ProblemPointer[] = [{ pointer, detail }]
  return new DomainProblem('invalid-request', {}, errors)
}
