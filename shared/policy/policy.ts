import { assertNever } from '../primitives/assert.ts'
import type { Actor, Role } from './roles.ts'

/** Who may call an operation at all: everybody, whoever is signed in, or the roles named. */
export type Audience = 'anyone' | 'signed-in' | readonly Role[]

/** How the actor must be tied to what it acts on. Checked by the use case once the object is loaded. */
export type Relation = 'self' | 'own-party' | 'own-tender' | 'own-custody'

/** One row of the policy: what lawyers read, what the server enforces, what the client uses to show buttons. */
export interface PolicyRow {
  readonly who: Audience
  readonly relation?: Relation
  /** Roles of the audience that need no tie: the centre may read every party, a party only itself. */
  readonly beyondRelation?: readonly Role[]
}

/** A part of the policy: operation id → row. */
export type PolicyTable = Readonly<Record<string, PolicyRow>>

/** What an object tells about its ties. */
export interface PolicySubject {
  readonly person?: string | undefined
  readonly party?: string | undefined
  /** Parties that run the tender: tenderer and its agency. */
  readonly tenderParties?: readonly string[] | undefined
  readonly custodianParties?: readonly string[] | undefined
}

/** Whether the audience of a row contains the actor. Says nothing about the relation. */
export function isInAudience(row: PolicyRow, actor: Actor | undefined): boolean {
  if (row.who === 'anyone') return true
  if (actor === undefined) return false
  return row.who === 'signed-in' || row.who.some((role) => actor.roles.includes(role))
}

/** Whether the actor may do it to this object: audience and relation. */
export function isPermitted(row: PolicyRow, actor: Actor | undefined, subject: PolicySubject): boolean {
  if (!isInAudience(row, actor)) return false
  if (row.beyondRelation?.some((role) => actor?.roles.includes(role)) === true) return true
  switch (row.relation) {
    case undefined:
      return true
    case 'self':
      return actor !== undefined && subject.person === actor.person
    case 'own-party':
      return actor !== undefined && subject.party === actor.party
    case 'own-tender':
      return actor !== undefined && (subject.tenderParties ?? []).includes(actor.party)
    case 'own-custody':
      return actor !== undefined && (subject.custodianParties ?? []).includes(actor.party)
    default:
      return assertNever(row.relation)
  }
}
