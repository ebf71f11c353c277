import type { z } from 'zod'
import type { SubjectKind } from '#shared/catalogue/categories.ts'
import type { registerProjectContract } from '#shared/contracts/projects.ts'
import { parseYuan, type Yuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { randomBytes } from '../../crypto/random.ts'
import { typedYuan } from '../../ui/typed-yuan.ts'
import type { DeskProject } from './reading.ts'

/** What the registration act says. */
export type Registration = z.input<(typeof registerProjectContract)['act']['body']>

/** A lot as it is typed. */
export interface FilledLot {
  readonly id: string
  readonly name?: string
  readonly budget?: string
  readonly ceilingPrice?: string
}

/** The form as it is typed. */
export interface Filled {
  readonly name?: string
  readonly category?: string
  readonly method?: string
  readonly kind?: SubjectKind
  readonly industry?: string
  readonly region?: string
  readonly regionName?: string
  readonly funding?: string
  readonly approvalDocument?: string
  readonly summary?: string
  readonly tendererParty?: string
  readonly agencyParty?: string | null
  readonly lots?: readonly FilledLot[]
}

/** A lot nobody has filled yet. */
export function emptyLot(): FilledLot {
  return { id: randomId(randomBytes) }
}

/** The form of a registration there is, or an empty one with one lot. */
export function formOf(project: DeskProject | undefined): Filled {
  if (project === undefined) return { category: 'engineering', method: 'open-tender', kind: 'works', lots: [emptyLot()] }
  const { name, category, method, kind, industry, region, regionName, funding, approvalDocument, summary } = project
  const { tendererParty, agencyParty, lots } = project
  const form = { name, category, method, kind, industry, region, regionName, funding, approvalDocument, summary }
  return { ...form, tendererParty, agencyParty, lots: lots.map((lot) => ({ ...lot })) }
}

/** The registration that a complete form says: an agency registers for its tenderer, a tenderer for itself. */
export function registrationOf(filled: Filled, ownParty: string, isAgency: boolean): Registration {
  return {
    name: filled.name?.trim() ?? '',
    category: filled.category ?? '',
    method: filled.method ?? '',
    kind: filled.kind ?? 'works',
    industry: filled.industry ?? '',
    region: filled.region ?? '',
    regionName: filled.regionName?.trim() ?? '',
    funding: filled.funding?.trim() ?? '',
    approvalDocument: filled.approvalDocument?.trim() ?? '',
    summary: filled.summary?.trim() ?? '',
    tendererParty: isAgency ? (filled.tendererParty ?? '') : ownParty,
    agencyParty: isAgency ? ownParty : (filled.agencyParty ?? null),
    lots: (filled.lots ?? []).map(({ id, name, budget, ceilingPrice }) => ({
      id,
      name: name?.trim() ?? '',
      budget: typedYuan(budget ?? '') ?? ('0.00' as Yuan),
      ceilingPrice: typedYuan(ceilingPrice ?? budget ?? '') ?? ('0.00' as Yuan),
    })),
  }
}

/** Whether a ceiling lies above its budget (refused by the platform as `ceiling-above-budget`). */
export function isAboveBudget(ceiling: string | undefined, budget: string | undefined): boolean {
  const [high, most] = [typedYuan(ceiling ?? ''), typedYuan(budget ?? '')]
  return high !== undefined && most !== undefined && parseYuan(high) > parseYuan(most)
}
