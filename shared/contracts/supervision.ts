import { z } from 'zod'
import { explanationNames, indicatorIds, notComputedCauses } from '../alerts/indicator.ts'
import { alertStates, alertSteps } from '../lifecycle/alert.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField, proseField, yuanField } from './fields.ts'

const strengthField = z.enum(['medium', 'context'])

/** One indicator of an alert, with all that is needed to compute it again. */
const indicationField = z.strictObject({
  id: z.enum(indicatorIds),
  strength: strengthField,
  formula: z.string(),
  inputs: z.array(z.strictObject({ name: z.string(), value: z.string() })),
  value: z.string().nullable(),
  threshold: z.string(),
  population: z.strictObject({
    kind: z.enum(['market', 'none']),
    size: z.int().min(0),
    percentile: z.string().nullable(),
  }),
  verdict: z.enum(['notable', 'unremarkable', 'not-computed']),
  cause: z.enum(notComputedCauses).nullable(),
  bids: z.array(z.int().min(1)),
  explanations: z.array(z.strictObject({ name: z.enum(explanationNames), state: z.enum(['applies', 'ruled-out', 'unknown']) })),
})

const rowField = z.strictObject({
  id: idField,
  tender: idField,
  lot: idField,
  code: z.string(),
  title: z.string(),
  lotName: z.string(),
  raisedAt: instantField,
  state: z.enum(alertStates),
  strength: strengthField,
  /** Indicators that found something. */
  notable: z.array(z.enum(indicatorIds)),
})

/** An alert as the regulator weighs it: a clue to be verified, never a verdict. */
export const alertView = rowField.extend({
  version: z.int().min(1),
  /** The event of the ledger that made the prices public. */
  event: z.strictObject({ log: z.int(), index: z.int(), commitment: digestField }),
  ceiling: yuanField.nullable(),
  /** Bids with a price, as opened. */
  bids: z.array(
    z.strictObject({ number: z.int().min(1), manifestSha256: digestField, party: idField, name: z.string(), price: yuanField }),
  ),
  indications: z.array(indicationField),
  /** What regulators did with it, oldest first. */
  dispositions: z.array(
    z.strictObject({
      step: z.enum(alertSteps),
      reason: z.string(),
      person: idField,
      party: idField,
      at: instantField,
      actSha256: digestField,
    }),
  ),
})

/** Alerts, newest first, and out of how many opened lots they were raised. */
export const listAlerts = defineContract({
  id: 'listAlerts',
  method: 'GET',
  path: '/api/alerts',
  summary: { zh: '预警线索', en: 'Alerts' },
  query: z.object({
    state: z.enum(alertStates).optional(),
    after: idField.optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
  }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      alerts: z.array(rowField),
      next: idField.nullable(),
      lotsAssessed: z.int().min(0),
      lotsAlerted: z.int().min(0),
    }),
  },
  problems: ['not-found'],
})

/** One alert with its formulas, inputs and other explanations. */
export const getAlert = defineContract({
  id: 'getAlert',
  method: 'GET',
  path: '/api/alerts/:alert',
  summary: { zh: '一条预警线索', en: 'One alert' },
  params: z.object({ alert: idField }),
  answer: { kind: 'json', status: 200, schema: alertView },
  problems: ['not-found'],
})

/** The regulator looks at an alert, makes a case of it, confirms or dismisses it, each with its reason. */
export const disposeAlert = defineContract({
  id: 'disposeAlert',
  method: 'POST',
  path: '/api/alerts/:alert/dispositions',
  summary: { zh: '处置预警线索', en: 'Disposes of an alert' },
  params: z.object({ alert: idField }),
  act: {
    type: 'alert.dispose',
    subject: z.strictObject({ alert: idField, version: z.int().min(1) }),
    body: z.strictObject({ step: z.enum(alertSteps), reason: proseField.max(4000) }),
  },
  answer: { kind: 'json', status: 200, schema: alertView },
  problems: ['not-found', 'alert-wrong-state', 'act-wrong-subject', 'state-changed'],
})

/** Every contract of supervision. */
export const supervisionContracts = [listAlerts, getAlert, disposeAlert] as const satisfies readonly Contract[]
