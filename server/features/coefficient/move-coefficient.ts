import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import type { CoefficientFacts, CoefficientFactType } from '#shared/coefficient/record.ts'
import { type CoefficientEvent, coefficientLifecycle } from '#shared/lifecycle/coefficient.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { appendEvent } from '../ledger/index.ts'
import { type CoefficientDocument, coefficientModel } from './coefficient.model.ts'
import type { CoefficientRecords } from './deps.ts'

/** A fact of a coefficient. */
interface Fact<T extends CoefficientFactType> {
  readonly type: T
  readonly facts: CoefficientFacts<T>
  readonly at: number
  readonly act?: VerifiedAct | undefined
}

/** Puts a fact on the tender's public chain, typed as `coefficient/1` says. */
export async function recordFact<T extends CoefficientFactType>(
  deps: CoefficientRecords,
  session: ClientSession,
  tender: string,
  fact: Fact<T>,
): Promise<{ c: string; seq: number | undefined }> {
  const { c, event } = await appendEvent(deps, session, {
    type: fact.type,
    subject: { tender },
    at: instantOf(fact.at),
    tender,
    facts: fact.facts as Json,
    act: fact.act,
  })
  return { c, seq: event.seq }
}

/** Changes a coefficient by compare-and-set, in the caller's transaction. Throws `state-changed`. */
export async function changeCoefficient(
  deps: CoefficientRecords,
  session: ClientSession | null,
  coefficient: Pick<CoefficientDocument, '_id' | 'state' | 'version'>,
  set: Partial<CoefficientDocument>,
): Promise<void> {
  const changed = await coefficientModel(deps.connection).updateOne(
    { _id: coefficient._id, state: coefficient.state, version: coefficient.version },
    { $set: set, $inc: { version: 1 } },
    session === null ? {} : { session },
  )
  if (changed.matchedCount === 0) throw new DomainProblem('state-changed')
}

/** Moves a coefficient by the state table, with its fact on the public chain, in the caller's transaction. Throws `state-changed`. */
export async function moveCoefficient<T extends CoefficientFactType>(
  deps: CoefficientRecords,
  session: ClientSession,
  coefficient: CoefficientDocument,
  move: Fact<T> & {
    readonly event: CoefficientEvent
    /** When the step's limit runs out; null: nobody's clock. */
    readonly endsAt: number | null
    /** When the scheduler looks next; null: when something has come. */
    readonly dueAt: number | null
    readonly set?: Partial<CoefficientDocument>
  },
): Promise<void> {
  const next = nextState(coefficientLifecycle, coefficient.state, move.event)
  assertHolds(next !== undefined, `coefficient event ${move.event} in state ${coefficient.state}`)
  const { c, seq } = await recordFact(deps, session, coefficient._id, move)
  await changeCoefficient(deps, session, coefficient, {
    ...move.set,
    state: next,
    lastEvent: c,
    stepEndsAt: move.endsAt === null ? null : new Date(move.endsAt),
    nextDueAt: move.dueAt === null ? null : new Date(move.dueAt),
    movedThrough: seq ?? coefficient.movedThrough,
  })
}
