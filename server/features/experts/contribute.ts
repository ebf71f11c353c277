import type { ClientSession } from 'mongoose'
import type { VerifiedAct } from '#shared/acts/act.ts'
import type { ActBodyOf, ActSubjectOf } from '#shared/contracts/contract.ts'
import type {
  confirmDrawEscrow as confirmContract,
  contributeToDraw as contributeContract,
  escrowContribution as escrowContract,
} from '#shared/contracts/experts-draw.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { SealedShare } from '#shared/sealed-bid/manifest.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { DrawDeps } from './deps.ts'
import type { DrawDocument } from './draw.model.ts'
import { changeDraw, recordFact } from './move-draw.ts'
import { custodianSeat, partyPlace, poolOf, readDrawAt } from './read-draw.ts'

type ContributeAct = VerifiedAct<ActSubjectOf<typeof contributeContract>, ActBodyOf<typeof contributeContract>>
type EscrowAct = VerifiedAct<ActSubjectOf<typeof escrowContract>, ActBodyOf<typeof escrowContract>>
type ConfirmAct = VerifiedAct<ActSubjectOf<typeof confirmContract>, ActBodyOf<typeof confirmContract>>

/** A party commits to its number, once. The commitment of the last party takes the draw on. */
export async function contributeToDraw(
  deps: DrawDeps,
  { act, at }: { readonly act: ContributeAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { draw } = await readDrawAt(deps, act.subject, ['committing'], session)
    const place = partyPlace(draw, act.by.party)
    if (draw.parties[place]?.c !== null) throw new DomainProblem('draw-already-done')
    const parties = draw.parties.map((party, index) => (index === place ? { ...party, c: act.body.c } : party))
    const facts = { draw: draw.draw, party: act.by.party, c: act.body.c }
    await recordFact(deps, session, draw, { type: 'draw.contributed', facts, at, act })
    await changeAndHasten(deps, session, draw, { parties }, { isComplete: parties.every(({ c }) => c !== null), at })
  })
}

/** A party seals its number to the custodians, once. What is in the envelopes the custodians say, and in the end everybody sees. */
export async function escrowContribution(
  deps: DrawDeps,
  { act, at }: { readonly act: EscrowAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { draw } = await readDrawAt(deps, act.subject, ['escrowing'], session)
    const { party } = draw.parties[partyPlace(draw, act.by.party)] ?? { party: '' }
    if (draw.escrows.some(({ of }) => of === party)) throw new DomainProblem('draw-already-done')
    const { sealed } = act.body
    assertForCustodians(draw, sealed)
    const escrows = [...draw.escrows, { of: party, sealed }]
    await recordFact(deps, session, draw, { type: 'draw.escrowed', facts: { draw: draw.draw, of: party, sealed }, at, act })
    await changeAndHasten(deps, session, draw, { escrows }, { isComplete: isDealt(draw, escrows), at })
  })
}

/** A custodian says which of the envelopes addressed to it do not open. */
export async function confirmDrawEscrow(
  deps: DrawDeps,
  { act, at }: { readonly act: ConfirmAct; readonly at: number },
): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const { draw, tender } = await readDrawAt(deps, act.subject, ['confirming'], session)
    const { i } = custodianSeat(tender, act.by)
    if (draw.confirmations.some((one) => one.i === i)) throw new DomainProblem('draw-already-done')
    const { unreadable } = act.body
    const confirmations = [...draw.confirmations, { i, unreadable }]
    await recordFact(deps, session, draw, { type: 'draw.confirmed', facts: { draw: draw.draw, i, unreadable }, at, act })
    const isComplete = confirmations.length === tender.custodians.length
    await changeAndHasten(deps, session, draw, { confirmations }, { isComplete, at })
  })
}

/** Whether every party and the platform have dealt. */
export function isDealt(draw: Pick<DrawDocument, 'parties'>, escrows: readonly { readonly of: string }[]): boolean {
  return [...draw.parties.map(({ party }) => party), 'platform', 'names'].every((of) =>
    escrows.some((escrow) => escrow.of === of),
  )
}

async function changeAndHasten(
  deps: DrawDeps,
  session: ClientSession,
  draw: DrawDocument,
  set: Partial<DrawDocument>,
  step: { readonly isComplete: boolean; readonly at: number },
): Promise<void> {
  await changeDraw(deps, session, draw, step.isComplete ? { ...set, nextDueAt: new Date(step.at) } : set)
}

/** Throws `escrow-wrong` unless each share is addressed to the custodian whose turn it is. */
function assertForCustodians(draw: DrawDocument, sealed: readonly SealedShare[]): void {
  const { keys } = poolOf(draw).custody
  const isAddressed = sealed.length === keys.length && sealed.every(({ keySha256 }, index) => keySha256 === keys[index])
  if (!isAddressed) throw new DomainProblem('escrow-wrong', { fault: 'recipients' })
}
