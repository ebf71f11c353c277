import type { AnswerOf } from '#shared/contracts/contract.ts'
import type { listDeposits as listDepositsContract } from '#shared/contracts/deposits.ts'
import { isOpenDeposit, openDepositStates } from '#shared/lifecycle/deposit.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { formatYuan, parseYuan } from '#shared/primitives/money.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { type DepositRecord, depositModel } from './deposit.model.ts'
import type { DepositsReads } from './deps.ts'

type Row = AnswerOf<typeof listDepositsContract>['deposits'][number]

/** Most rows of one answer. */
const MOST = 200

/**
 * The deposits that concern the caller, those due first, what is settled last: of tenders its party runs, its own, and to the regulator every one
 * that is overdue at a moment.
 */
export async function listDeposits(
  deps: DepositsReads,
  actor: Actor,
  at: number,
): Promise<AnswerOf<typeof listDepositsContract>> {
  const model = depositModel(deps.connection)
  const isRegulator = actor.roles.includes('regulator')
  const isStaff = actor.roles.includes('tenderer') || actor.roles.includes('agency')
  const open = { state: { $in: [...openDepositStates] } }
  const overdue = isRegulator ? await model.find({ ...open, dueAt: { $lte: new Date(at) } }).lean<DepositRecord[]>() : []
  const own = await model.find({ party: actor.party }).lean<DepositRecord[]>()
  const kept = isStaff ? await model.find({ keepers: actor.party, ...open }).lean<DepositRecord[]>() : []
  const concerned = new Map([...overdue, ...own, ...kept].map((deposit) => [deposit._id, deposit]))
  const tenders = new Map<string, PublishedTender>()
  for (const { tender } of concerned.values())
    if (!tenders.has(tender)) tenders.set(tender, await readPublishedTender(deps, tender))
  const rows = [...concerned.values()].flatMap((deposit): Row[] => {
    const tender = tenders.get(deposit.tender)
    return tender === undefined ? [] : [rowOf(tender, deposit, { at, isKeeper: deposit.keepers.includes(actor.party) })]
  })
  return { deposits: rows.sort((left, right) => placeOf(left) - placeOf(right)).slice(0, MOST) }
}

function placeOf({ state, overdueAt }: Row): number {
  if (!isOpenDeposit(state)) return Number.MAX_SAFE_INTEGER
  return overdueAt === null ? Number.MAX_SAFE_INTEGER - 1 : Date.parse(overdueAt)
}

function rowOf(
  tender: PublishedTender,
  { _id, lot, name, state, receipt, claim, dueAt }: DepositRecord,
  { at, isKeeper }: { readonly at: number; readonly isKeeper: boolean },
): Row {
  const isOpen = isOpenDeposit(state)
  return {
    id: _id,
    tender: tender._id,
    lot,
    title: tender.title,
    code: tender.code,
    lotName: tender.lots.find(({ id }) => id === lot)?.name ?? '',
    name,
    state,
    amount: receipt?.amount ?? claim?.amount ?? formatYuan(parseYuan('0.00')),
    overdueAt: dueAt === null ? null : instantOf(dueAt.getTime()),
    isOverdue: isOpen && dueAt !== null && at >= dueAt.getTime(),
    isKeeper,
  }
}
