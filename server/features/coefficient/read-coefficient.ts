import type { ClientSession } from 'mongoose'
import type { TenderCustodian } from '#shared/catalogue/opening-policy.ts'
import { type CoefficientTerms, termsSchema } from '#shared/coefficient/terms.ts'
import type { CoefficientState } from '#shared/lifecycle/coefficient.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { drawnCoefficientOf } from '#shared/scoring/plan.ts'
import { awaitCheckpoint } from '../ledger/index.ts'
import { isSuspended, type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { type CoefficientDocument, coefficientModel, type StoredContributor } from './coefficient.model.ts'
import type { CoefficientDeps, CoefficientReads } from './deps.ts'

/** The draw of a tender's coefficient, or undefined where there is none. */
export async function findCoefficient(
  deps: CoefficientReads,
  tender: string,
  session?: ClientSession,
): Promise<CoefficientDocument | undefined> {
  const found = await coefficientModel(deps.connection)
    .findById(tender)
    .session(session ?? null)
    .lean<CoefficientDocument>()
  return found ?? undefined
}

/** The draw of a tender's coefficient. Throws `coefficient-none`; `not-found` for a tender nobody may know. */
export async function readCoefficient(
  deps: CoefficientReads,
  tender: string,
  session?: ClientSession,
): Promise<{ coefficient: CoefficientDocument; tender: PublishedTender }> {
  const published = await readPublishedTender(deps, tender, session)
  const coefficient = await findCoefficient(deps, tender, session)
  if (coefficient === undefined) throw new DomainProblem('coefficient-none')
  return { coefficient, tender: published }
}

/** The same for something that belongs to one step. Throws besides `act-wrong-subject`, `draw-suspended`, `draw-wrong-step`. */
export async function readCoefficientAt(
  deps: CoefficientReads,
  subject: { readonly tender: string; readonly draw?: string | undefined },
  state: CoefficientState,
  session: ClientSession,
): Promise<{ coefficient: CoefficientDocument; tender: PublishedTender }> {
  const found = await readCoefficient(deps, subject.tender, session)
  const { coefficient, tender } = found
  if (subject.draw !== undefined && subject.draw !== coefficient.draw) throw new DomainProblem('act-wrong-subject')
  if (coefficient.state !== state) throw new DomainProblem('draw-wrong-step', { state: coefficient.state, expected: state })
  if (isSuspended(tender)) throw new DomainProblem('draw-suspended')
  return found
}

/** Waits until the last step stands under a signed checkpoint: nothing that follows it may come before (`coefficient/1`). */
export async function awaitCoefficientStep(deps: CoefficientDeps, tender: string): Promise<void> {
  const coefficient = await findCoefficient(deps, tender)
  if (coefficient !== undefined) await awaitCheckpoint(deps, coefficient.lastEvent)
}

/** Terms as stored. */
export function termsOf(coefficient: Pick<CoefficientDocument, 'terms'>): CoefficientTerms {
  return termsSchema.parse(JSON.parse(coefficient.terms))
}

/** The values of the notice in force. */
export function valuesOf(tender: Pick<PublishedTender, 'evaluation'>): readonly string[] {
  const drawn = drawnCoefficientOf(tender.evaluation?.plan)
  assertHolds(drawn !== undefined, 'a notice whose coefficient is drawn stays one')
  return drawn.values
}

/** The part of a party in the draw. Throws `not-a-party-to-draw`. */
export function contributorAt(coefficient: CoefficientDocument, party: string): StoredContributor {
  const found = coefficient.contributors.find(({ of }) => of === party)
  if (found === undefined) throw new DomainProblem('not-a-party-to-draw')
  return found
}

/** The contributors with one of them changed. */
export function withContributor(
  coefficient: CoefficientDocument,
  of: string,
  set: Partial<StoredContributor>,
): readonly StoredContributor[] {
  return coefficient.contributors.map((one) => (one.of === of ? { ...one, ...set } : one))
}

/** Whether nothing is awaited any more: every number is known, or out. */
export function isSettled(contributors: readonly StoredContributor[]): boolean {
  return contributors.every(({ r, fault }) => r !== null || fault !== null)
}

/** The seat an actor holds as custodian: the very person who accepted. Throws `not-a-custodian`. */
export function seatOf(tender: PublishedTender, actor: Actor): TenderCustodian {
  const seat = tender.custodians.find(({ party, person }) => party === actor.party && person === actor.person)
  if (seat === undefined) throw new DomainProblem('not-a-custodian')
  return seat
}
