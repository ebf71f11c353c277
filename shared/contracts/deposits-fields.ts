import { z } from 'zod'
import type { BeijingDay } from '../calendar/beijing.ts'
import { depositBases } from '../catalogue/deposit-periods.ts'
import { claimGrounds, depositForms, keepGrounds } from '../deposits/grounds.ts'
import { depositStates } from '../lifecycle/deposit.ts'
import { parseYuan } from '../primitives/money.ts'
import { idField, instantField, lineField, yuanField } from './fields.ts'

/** A day of the Beijing calendar, one that exists. */
export const beijingDayField = z
  .custom<BeijingDay>(
    (value) =>
      typeof value === 'string' &&
      /^\d{4}-\d{2}-\d{2}$/.test(value) &&
      !Number.isNaN(Date.parse(value)) &&
      new Date(value).toISOString().startsWith(value),
    'not a day such as 2026-11-22',
  )
  .meta({ type: 'string', format: 'date' })

/** What was paid or given: form, amount, day, and the payer's account or the guarantee's number, which is nobody else's business. */
export const depositPaymentField = z.strictObject({
  form: z.enum(depositForms),
  amount: yuanField.refine((amount) => parseYuan(amount) > 0n, 'more than nothing'),
  receivedOn: beijingDayField,
  reference: lineField,
})

const articleField = z.strictObject({ id: z.string(), zh: z.string(), en: z.string() })

/** A deposit as the bidder concerned, those who run the tender, and the regulator see it. */
export const depositView = z.strictObject({
  id: idField,
  tender: idField,
  lot: idField,
  version: z.int().min(1),
  party: idField,
  name: z.string(),
  state: z.enum(depositStates),
  /** What the keeper signed that it received; null while only the bidder says so. */
  receipt: depositPaymentField.extend({ at: instantField }).nullable(),
  claim: depositPaymentField
    .extend({
      ground: z.enum(claimGrounds),
      refundTo: z.string(),
      at: instantField,
      /** The keeper's answer that it is not founded. */
      refusal: z.strictObject({ reason: z.string(), at: instantField }).nullable(),
    })
    .nullable(),
  /** By when it goes back, by which rule; null: not yet. */
  term: z
    .strictObject({
      basis: z.enum(depositBases),
      from: instantField,
      /** The first moment it is late. */
      overdueAt: instantField,
      article: articleField,
      isPlatformsOwn: z.boolean(),
      hasBankInterest: z.boolean(),
    })
    .nullable(),
  isOverdue: z.boolean(),
  /** What would be owed beside the principal, were it returned today; null once it is settled, or before a receipt. */
  owed: z.strictObject({ daysLate: z.int(), late: yuanField, daysHeld: z.int(), bank: yuanField }).nullable(),
  /** Grounds of the law on which it may be kept. */
  mayBeKeptFor: z.array(z.enum(keepGrounds)),
  mayBecomeBond: z.boolean(),
  settlement: z
    .strictObject({
      kind: z.enum(['returned', 'kept', 'bonded', 'refused']),
      at: instantField,
      /** The day the money left, where it did. */
      on: beijingDayField.nullable(),
      interest: yuanField.nullable(),
      daysLate: z.int(),
      /** The bidder's own fault, which frees a late return from interest (G11). */
      ownFault: z.string().nullable(),
      ground: z.enum(keepGrounds).nullable(),
      reason: z.string().nullable(),
    })
    .nullable(),
  /** What the bidder says is wrong. */
  contests: z.array(z.strictObject({ text: z.string(), at: instantField })),
})

/** What a notice asks for on a lot, and who bid on it. */
export const depositLot = z.strictObject({
  lot: idField,
  name: z.string(),
  required: z.strictObject({ amount: yuanField, payment: z.string() }).nullable(),
  /** Bidders the opening has published, for those who run the tender; each says whether its deposit is recorded. */
  bidders: z.array(z.strictObject({ party: idField, name: z.string(), isRecorded: z.boolean() })),
})

/** A deposit in a list of several tenders. */
export const depositRow = z.strictObject({
  id: idField,
  tender: idField,
  lot: idField,
  title: z.string(),
  code: z.string(),
  lotName: z.string(),
  name: z.string(),
  state: z.enum(depositStates),
  amount: yuanField,
  overdueAt: instantField.nullable(),
  isOverdue: z.boolean(),
  /** Whether the caller runs the tender, and is to act. */
  isKeeper: z.boolean(),
})
