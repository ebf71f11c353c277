import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { type DepositTerm, depositTerm } from '#shared/deposits/terms.ts'
import {
  type DepositEvent,
  depositLifecycle,
  depositStateNames,
  isOpenDeposit,
  openDepositStates,
} from '#shared/lifecycle/deposit.ts'
import { nextState } from '#shared/lifecycle/table.ts'
import { assertPermitted } from '#shared/policy/assert-permitted.ts'
import { policyTable } from '#shared/policy/table.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Json } from '#shared/primitives/canonical-json.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { appendEvent } from '../ledger/index.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsDeps } from './deps.ts'
import { readStandings, type Standings } from './read-standings.ts'

/** What acts about one deposit name. */
export interface DepositSubject {
  readonly tender: string
  readonly lot: string
  readonly deposit: string
  readonly version: number
}

/** Where an act stands while it is judged. */
export interface DepositContext {
  readonly session: ClientSession
  readonly tender: PublishedTender
  readonly standings: Standings
  readonly deposit: DepositRecord
  readonly term: DepositTerm | null
  readonly at: number
}

/** What an act changes, and what the tender's public chain says of it: never whose deposit it is. */
export interface DepositEffect {
  readonly fact: string
  readonly event?: DepositEvent
  readonly set: Partial<DepositRecord>
  readonly facts?: { readonly [name: string]: Json }
}

/** The tender with how its bidders stand, for an act about deposits. Throws `not-found`, `deposits-not-open` before names are public (O3). */
export async function openStandings(
  deps: DepositsDeps,
  session: ClientSession,
  {
    operation,
    act,
  }: { readonly operation: string; readonly act: VerifiedAct<{ readonly tender: string; readonly lot: string }> },
): Promise<{ readonly tender: PublishedTender; readonly standings: Standings }> {
  const tender = await readPublishedTender(deps, act.subject.tender, session)
  if (!tender.lots.some(({ id }) => id === act.subject.lot)) throw new DomainProblem('not-found')
  const row = policyTable[operation]
  assertHolds(row !== undefined, `a policy row for ${operation}`)
  // Whose the deposit is, where that is the tie, is judged once it is read.
  if (row.relation !== 'own-party') assertPermitted(row, act.by, { tenderParties: keepersOf(tender) })
  const standings = await readStandings(deps, tender, session)
  if (!standings.isOpen) throw new DomainProblem('deposits-not-open')
  return { tender, standings }
}

/** The parties that run a tender: who receives deposits, and owes them back. */
export function keepersOf({ tendererParty, agencyParty }: Pick<PublishedTender, 'tendererParty' | 'agencyParty'>): string[] {
  return agencyParty === null ? [tendererParty] : [tendererParty, agencyParty]
}

/** By when a deposit goes back as things stand; null: not yet. */
export function termOf(
  tender: Pick<PublishedTender, 'rulePack' | 'category'>,
  standings: Standings,
  deposit: Pick<DepositRecord, 'lot' | 'party' | 'claim'>,
): DepositTerm | null {
  return depositTerm(rulePack(tender.rulePack), tender.category, standings.of(deposit))
}

/**
 * Does what an act does to one deposit, in one transaction, by compare-and-set on the version its signer saw; with the last deposit of a tender
 * settled, the chain says so. Throws `not-found`, `forbidden`, `deposits-not-open`, `deposit-wrong-step`, `act-wrong-subject`,
 * `state-changed`, and what `work` throws.
 */
export async function changeDeposit<Body>(
  deps: DepositsDeps,
  input: { readonly operation: string; readonly act: VerifiedAct<DepositSubject, Body>; readonly at: number },
  work: (context: DepositContext) => DepositEffect,
): Promise<DepositRecord> {
  const { operation, act, at } = input
  return inTransaction(deps.connection, async (session) => {
    const { tender, standings } = await openStandings(deps, session, { operation, act })
    const { deposit: id, lot, version } = act.subject
    const deposit = await depositModel(deps.connection)
      .findOne({ _id: id, tender: tender._id, lot })
      .session(session)
      .lean<DepositRecord>()
    if (deposit === null) throw new DomainProblem('not-found')
    const row = policyTable[operation]
    assertHolds(row !== undefined, `a policy row for ${operation}`)
    assertPermitted(row, act.by, { party: deposit.party, tenderParties: keepersOf(tender) })
    if (version !== deposit.version) throw new DomainProblem('act-wrong-subject', { version: deposit.version })
    const context = { session, tender, standings, deposit, term: termOf(tender, standings, deposit), at }
    const effect = work(context)
    const state = effect.event === undefined ? deposit.state : stateAfter(deposit, effect.event)
    const isSettled = isOpenDeposit(deposit.state) && !isOpenDeposit(state)
    const changed: DepositRecord = {
      ...deposit,
      ...effect.set,
      state,
      version: version + 1,
      ...(isSettled ? { nextDueAt: null } : {}),
    }
    await appendEvent(deps, session, {
      type: effect.fact,
      subject: { tender: tender._id, lot },
      at: instantOf(at),
      act,
      tender: tender._id,
      facts: { lot, deposits: [id], ...effect.facts },
      // Accounts and reasons are the bidder's own business.
      isActPublic: false,
    })
    await writeDeposit(deps, session, deposit, changed)
    if (isSettled) await tellIfAllSettled(deps, session, { tender: tender._id, at })
    return changed
  })
}

/** The state an event leads to. Throws `deposit-wrong-step`. */
export function stateAfter(deposit: Pick<DepositRecord, 'state'>, event: DepositEvent): DepositRecord['state'] {
  const next = nextState(depositLifecycle, deposit.state, event)
  if (next === undefined) throw wrongStep(deposit)
  return next
}

/** The refusal of an act of another state, in words of both languages. */
export function wrongStep({ state }: Pick<DepositRecord, 'state'>): DomainProblem {
  const { zh, en } = depositStateNames[state]
  return new DomainProblem('deposit-wrong-step', { state: zh, stateEn: en })
}

/** Writes what an act has made of a deposit. Throws `state-changed`. */
export async function writeDeposit(
  deps: DepositsDeps,
  session: ClientSession,
  { _id, version }: DepositRecord,
  changed: DepositRecord,
): Promise<void> {
  const { _id: _, leaseUntil: _lease, ...set } = changed
  const { matchedCount } = await depositModel(deps.connection).updateOne({ _id, version }, { $set: set }, { session })
  if (matchedCount === 0) throw new DomainProblem('state-changed')
}

/** On the chain, so that the archive's last bag holds how every deposit ended. */
async function tellIfAllSettled(
  deps: DepositsDeps,
  session: ClientSession,
  { tender, at }: { readonly tender: string; readonly at: number },
): Promise<void> {
  const open = await depositModel(deps.connection)
    .countDocuments({ tender, state: { $in: [...openDepositStates] } })
    .session(session)
  if (open > 0) return
  await appendEvent(deps, session, { type: 'deposit.all-settled', subject: { tender }, at: instantOf(at), tender, facts: {} })
}
