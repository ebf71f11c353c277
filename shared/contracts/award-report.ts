import { z } from 'zod'
import { awardParams, awardSubject, awardView, passOverCauses } from './awards-fields.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField, proseField, yuanField } from './fields.ts'

const partyField = z.strictObject({ party: idField, name: z.string() })

/**
 * `regulator-report/1`: the written report on the tendering of a lot that goes to the regulator (招标投标情况书面报告; ZTB 47, A5). Scope and
 * method, notice, documents, committee, bidders, candidates and result follow from what stands on the ledger; the remarks are the tenderer's.
 */
export const regulatorReportField = z.strictObject({
  v: z.literal('regulator-report/1'),
  platform: z.string(),
  tender: idField,
  code: z.string(),
  title: z.string(),
  category: z.string(),
  method: z.string(),
  kind: z.enum(['works', 'goods', 'services']),
  region: z.string(),
  round: z.int().min(1),
  lot: z.strictObject({ id: idField, name: z.string(), budget: yuanField, ceilingPrice: yuanField }),
  tenderer: partyField,
  agency: partyField.nullable(),
  /** Where and when it was announced: the acts of its notices, the oldest first; `sha256` is the one in force. */
  notice: z.strictObject({
    sha256: digestField,
    publishedAt: instantField,
    deadlineAt: instantField,
    history: z.array(z.strictObject({ kind: z.string(), sha256: digestField, at: instantField })),
  }),
  /** Every version of every tender document. */
  documents: z.array(z.strictObject({ name: z.string(), version: z.int(), sha256: digestField, size: z.int() })),
  evaluation: z.strictObject({
    method: z.string().nullable(),
    reportSha256: digestField.nullable(),
    reportedAt: instantField,
    committee: z.array(z.strictObject({ seat: z.int(), name: z.string(), isTenderers: z.boolean() })),
  }),
  /** `price` is empty for a rejected bid whose price was never opened. */
  bidders: z.array(
    z.strictObject({
      bid: digestField,
      party: idField,
      name: z.string(),
      price: z.string(),
      isValid: z.boolean(),
      rank: z.int().nullable(),
      total: z.string().nullable(),
      rejections: z.array(z.string()),
    }),
  ),
  publicity: z.strictObject({
    publishedAt: instantField,
    endsAt: instantField,
    candidates: z.array(z.strictObject({ place: z.int(), bid: digestField, name: z.string(), price: yuanField })),
    objections: z.int(),
    /** The state of each complaint. */
    complaints: z.array(z.string()),
  }),
  result: z.strictObject({
    bid: digestField,
    party: idField,
    name: z.string(),
    price: yuanField,
    at: instantField,
    actSha256: digestField.nullable(),
    cause: z.enum(passOverCauses).nullable(),
    reason: z.string().nullable(),
    noticePdfSha256: digestField.nullable(),
  }),
  remarks: z.string().nullable(),
})

/** A written report to the regulator, as it is kept. */
export type RegulatorReportText = z.output<typeof regulatorReportField>

/**
 * Bidding: tenderer or agency gives the regulator the written report on the tendering, within fifteen days of naming the winner (ZTB 47, A5).
 * The platform composes it; the act names the digest of what its signer was shown, which is the report without remarks.
 */
export const reportToRegulator = defineContract({
  id: 'reportToRegulator',
  method: 'POST',
  path: '/api/awards/:tender/:lot/regulator-report',
  summary: { zh: '提交招标投标情况书面报告', en: 'Gives the regulator the written report on the tendering' },
  params: awardParams,
  act: {
    type: 'award.report-to-regulator',
    subject: awardSubject,
    body: z.strictObject({ composedSha256: digestField, remarks: proseField.max(4000).nullable() }),
  },
  answer: { kind: 'json', status: 200, schema: awardView },
  problems: [
    'not-found',
    'award-not-begun',
    'award-wrong-step',
    'award-suspended',
    'award-in-re-review',
    'act-wrong-subject',
    'state-changed',
    'already-acted',
    'record-changed',
  ],
})

/** The written report: as it was given, to the regulator and those who run the tender; before that, to the latter, as it would be given now. */
export const getRegulatorReport = defineContract({
  id: 'getRegulatorReport',
  method: 'GET',
  path: '/api/awards/:tender/:lot/regulator-report',
  summary: { zh: '招标投标情况书面报告', en: 'The written report on the tendering' },
  params: awardParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json' },
  problems: ['not-found', 'award-not-begun', 'award-wrong-step'],
})

/** The contracts of the written report. */
export const awardReportContracts = [reportToRegulator, getRegulatorReport] as const satisfies readonly Contract[]
