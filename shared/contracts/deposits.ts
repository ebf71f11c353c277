import { z } from 'zod'
import { claimGrounds, keepGrounds } from '../deposits/grounds.ts'
import { type Contract, defineContract } from './contract.ts'
import { beijingDayField, depositLot, depositPaymentField, depositRow, depositView } from './deposits-fields.ts'
import { idField, lineField, proseField, yuanField } from './fields.ts'

const lotParams = z.object({ tender: idField, lot: idField })
const params = lotParams.extend({ deposit: idField })
const lotSubject = z.strictObject({ tender: idField, lot: idField })
/** The deposit, and the version of it the signer saw. */
const subject = lotSubject.extend({ deposit: idField, version: z.int().min(1) })
const done = { kind: 'json', status: 200, schema: depositView } as const
const common = ['not-found', 'deposits-not-open', 'deposit-wrong-step', 'act-wrong-subject', 'state-changed'] as const

/**
 * The deposits that concern the caller, those due first: of the tenders it runs, and its own; to the regulator those overdue. What is settled comes
 * last.
 */
export const listDeposits = defineContract({
  id: 'listDeposits',
  method: 'GET',
  path: '/api/deposits',
  summary: { zh: '与我有关的投标保证金', en: 'Deposits that concern the caller' },
  answer: { kind: 'json', status: 200, schema: z.strictObject({ deposits: z.array(depositRow) }) },
})

/**
 * The deposits of a tender as the caller may know them: all of them to those who run it and to the regulator, to a bidder its own. Before the opening
 * is published there are none, for nobody (O3).
 */
export const getDeposits = defineContract({
  id: 'getDeposits',
  method: 'GET',
  path: '/api/deposits/:tender',
  summary: { zh: '投标保证金', en: 'The bid deposits of a tender' },
  params: z.object({ tender: idField }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      /** Whether the time has come at which the platform may learn of deposits. */
      isOpen: z.boolean(),
      isShortened: z.boolean(),
      /** Whether the caller's party runs the tender. */
      isKeeper: z.boolean(),
      lots: z.array(depositLot),
      deposits: z.array(depositView),
    }),
  },
  problems: ['not-found'],
})

/** Those who run the tender sign what they received from bidders of a lot; a receipt recorded again takes the place of the earlier. */
export const recordDeposits = defineContract({
  id: 'recordDeposits',
  method: 'POST',
  path: '/api/deposits/:tender/:lot/receipts',
  summary: { zh: '登记收到的投标保证金', en: 'Records deposits received' },
  params: lotParams,
  act: {
    type: 'deposit.record',
    subject: lotSubject,
    body: z.strictObject({
      deposits: z
        .array(depositPaymentField.extend({ party: idField }))
        .min(1)
        .max(100)
        .refine((all) => new Set(all.map(({ party }) => party)).size === all.length, 'a bidder named twice'),
    }),
  },
  answer: { kind: 'json', status: 200, schema: z.strictObject({ deposits: z.array(depositView) }) },
  problems: [...common, 'deposit-not-required', 'not-a-bidder-of-the-lot', 'deposit-day-refused'],
})

/**
 * A bidder asks for its deposit itself: because it had withdrawn its bid and the platform never learns whose that was, because its lot was never opened,
 * because it declines to extend its bid, or because its deposit is recorded nowhere. For a withdrawal it is the written notice the days run from.
 */
export const claimDeposit = defineContract({
  id: 'claimDeposit',
  method: 'POST',
  path: '/api/deposits/:tender/:lot/claims',
  summary: { zh: '申请退还投标保证金', en: 'Claims a deposit' },
  params: lotParams,
  // Whoever tries too early has bid, or has not: no log keeps that.
  isSecret: true,
  act: {
    type: 'deposit.claim',
    subject: lotSubject,
    body: depositPaymentField.extend({ ground: z.enum(claimGrounds), refundTo: proseField.max(1000) }),
  },
  answer: done,
  problems: [...common, 'deposit-not-required', 'deposit-claimed-already', 'deposit-claim-unfounded', 'deposit-day-refused'],
})

/**
 * The keeper signs that it returned a deposit whole, on which day and with what interest. Less than what is owed needs a word: the bidder's own
 * fault for what lateness costs (G11), what the bank really paid for its interest.
 */
export const returnDeposit = defineContract({
  id: 'returnDeposit',
  method: 'POST',
  path: '/api/deposits/:tender/:lot/:deposit/returns',
  summary: { zh: '退还投标保证金', en: 'Returns a deposit' },
  params,
  act: {
    type: 'deposit.return',
    subject,
    body: z.strictObject({
      principal: yuanField,
      interest: yuanField,
      returnedOn: beijingDayField,
      /** Number of the transfer, or how the guarantee was handed back. */
      reference: lineField,
      ownFault: proseField.max(2000).nullable(),
      interestNote: proseField.max(2000).nullable(),
    }),
  },
  answer: done,
  problems: [...common, 'deposit-principal-differs', 'deposit-interest-owed', 'deposit-day-refused'],
})

/** The keeper keeps a deposit on a ground of the law, with its reason (B8; Implementing Regulations 74). */
export const keepDeposit = defineContract({
  id: 'keepDeposit',
  method: 'POST',
  path: '/api/deposits/:tender/:lot/:deposit/keepings',
  summary: { zh: '不予退还投标保证金', en: 'Keeps a deposit' },
  params,
  act: {
    type: 'deposit.keep',
    subject,
    body: z.strictObject({ ground: z.enum(keepGrounds), reason: proseField.max(4000) }),
  },
  answer: done,
  problems: [...common, 'deposit-not-keepable'],
})

/** The winner's deposit becomes its performance bond, the contract being concluded (G11); a bank's interest owed with it goes back all the same (A4). */
export const turnDepositIntoBond = defineContract({
  id: 'turnDepositIntoBond',
  method: 'POST',
  path: '/api/deposits/:tender/:lot/:deposit/bonds',
  summary: { zh: '转为履约保证金', en: 'Turns a deposit into the performance bond' },
  params,
  act: {
    type: 'deposit.turn-into-bond',
    subject,
    body: z.strictObject({ interest: yuanField, interestNote: proseField.max(2000).nullable() }),
  },
  answer: done,
  problems: [...common, 'deposit-no-bond', 'deposit-interest-owed'],
})

/** The keeper answers a claim, and why: nothing was received; or, of a deposit it holds, that the reason of the claim is none. */
export const refuseDepositClaim = defineContract({
  id: 'refuseDepositClaim',
  method: 'POST',
  path: '/api/deposits/:tender/:lot/:deposit/refusals',
  summary: { zh: '答复退还申请：不成立', en: 'Answers a claim: not founded' },
  params,
  act: { type: 'deposit.refuse-claim', subject, body: z.strictObject({ reason: proseField.max(4000) }) },
  answer: done,
  problems: common,
})

/** The bidder says what is wrong with its deposit: keeper and regulator are told. The way to a complaint stays open beside it. */
export const contestDeposit = defineContract({
  id: 'contestDeposit',
  method: 'POST',
  path: '/api/deposits/:tender/:lot/:deposit/contests',
  summary: { zh: '对保证金处理提出异议', en: 'Contests what was done with a deposit' },
  params,
  act: { type: 'deposit.contest', subject, body: z.strictObject({ text: proseField.max(4000) }) },
  answer: done,
  problems: common,
})

/** Every contract of bid deposits. */
export const depositsContracts = [
  listDeposits,
  getDeposits,
  recordDeposits,
  claimDeposit,
  returnDeposit,
  keepDeposit,
  turnDepositIntoBond,
  refuseDepositClaim,
  contestDeposit,
] as const satisfies readonly Contract[]
