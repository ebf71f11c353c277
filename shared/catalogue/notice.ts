import { z } from 'zod'
import { digestField, idField, instantField, lineField, proseField, yuanField } from '../contracts/fields.ts'
import { parseYuan } from '../primitives/money.ts'
import { evaluationPlanField } from '../scoring/plan.ts'
import { envelopeFormField } from './letter-form.ts'
import { custodianField, custodianSeatField, openingPolicyField } from './opening-policy.ts'
import { rulePackNames } from './rule-pack-name.ts'

/** A lot of a project (标段/包). */
export const lotField = z.strictObject({ id: idField, name: lineField, budget: yuanField, ceilingPrice: yuanField })

/** One version of a tender document. */
export const tenderDocumentField = z.strictObject({
  name: z.string().min(1).max(120),
  version: z.int().min(1).max(999),
  sha256: digestField,
  size: z.int().min(0),
})

/** The bid deposit a lot asks for (N9): how much, to whom or by which guarantee, in words. */
const depositField = z.strictObject({
  lot: idField,
  amount: yuanField.refine((amount) => parseYuan(amount) > 0n, 'more than nothing'),
  payment: proseField.max(2000),
})

/** How bids will be judged, in words; and as data, which is what the platform evaluates by. Without data it is done elsewhere. */
const evaluationField = z.strictObject({
  method: z.enum(['lowest-evaluated-price', 'comprehensive-scoring', 'low-price-score']),
  text: proseField,
  plan: evaluationPlanField.optional(),
})

/** The part of a notice its agency writes; the rest follows from the project, the documents and the custodians' acceptances. */
export const noticeDraftField = z.strictObject({
  title: lineField,
  /** Two or three sentences for lists and search. */
  summary: proseField.max(1000),
  /** The notice's text (招标公告正文). */
  text: proseField,
  qualification: proseField,
  evaluation: evaluationField,
  /** When the documents are first issued. The regulator's approval may come later; then the approval is the moment. */
  publishAt: instantField,
  /** Until when the documents are issued (N2, G1). */
  documentsUntil: instantField,
  questionsUntil: instantField,
  deadlineAt: instantField,
  openingPolicy: openingPolicyField,
  seats: z.array(custodianSeatField).min(3).max(15),
  envelopes: z.array(envelopeFormField).min(1).max(3),
  /** Absent: none is asked for. Each lot once. */
  deposits: z
    .array(depositField)
    .min(1)
    .max(50)
    .refine((asked) => new Set(asked.map(({ lot }) => lot)).size === asked.length, 'a lot named twice')
    .optional(),
  /** Largest ciphertext of one envelope in bytes. */
  limits: z.strictObject({ maxEnvelopeBytes: z.int().min(1_048_576).max(4_294_967_296) }),
})

const partyField = z.strictObject({ party: idField, name: z.string().min(1).max(200) })

/** `notice/1`: the whole notice, as the body of the act `notice.file`, and anew, whole, of every `notice.amend`. */
export const noticeField = noticeDraftField.omit({ seats: true }).extend({
  v: z.literal('notice/1'),
  rulePack: z.enum(rulePackNames),
  /** Unified trading code of the project. */
  code: z.string().min(2).max(40),
  category: z.string().min(1).max(40),
  method: z.string().min(1).max(40),
  region: z.string().regex(/^\d{6}$/),
  round: z.int().min(1).max(99),
  lots: z.array(lotField).min(1).max(50),
  tenderer: partyField,
  agency: partyField.nullable(),
  documents: z.array(tenderDocumentField).min(1).max(100),
  custodians: z.array(custodianField).min(3).max(15),
  /** Null in the first notice; in an amendment the notice it replaces and what changed. */
  amends: z
    .strictObject({
      notice: digestField,
      changes: proseField.max(4000),
      /** Whether it may affect how bids are prepared: then N4 and G3 hold the deadline. */
      affectsBids: z.boolean(),
    })
    .nullable(),
})

/** What the agency writes. */
export type NoticeDraft = z.output<typeof noticeDraftField>
/** A whole notice. */
export type Notice = z.output<typeof noticeField>
/** A lot as project and notice state it. */
export type Lot = z.output<typeof lotField>
/** The bid deposit a notice asks for on a lot. */
export type NoticeDeposit = z.output<typeof depositField>
/** One version of a tender document. */
export type NoticeDocument = z.output<typeof tenderDocumentField>

/** What composes a notice beside the draft. */
export type NoticeGround = Pick<
  Notice,
  'rulePack' | 'code' | 'category' | 'method' | 'region' | 'round' | 'lots' | 'tenderer' | 'agency' | 'documents' | 'custodians'
>

/** The first notice of a round: client and server each build it, and the bytes signed must be equal. */
export function composeNotice(draft: NoticeDraft, ground: NoticeGround): Notice {
  const { seats: _, ...written } = draft
  const { rulePack, code, category, method, region, round, lots, tenderer, agency, documents, custodians } = ground
  return {
    v: 'notice/1',
    ...written,
    rulePack,
    code,
    category,
    method,
    region,
    round,
    lots: [...lots],
    tenderer,
    agency,
    documents: documents.map(({ name, version, sha256, size }) => ({ name, version, sha256, size })),
    custodians: [...custodians],
    amends: null,
  }
}

/** What an amendment may not touch: who buys what, and everything bids already sealed depend on (87-27, rule G3; the opening policy). */
export const fixedAfterPublication = [
  'v',
  'rulePack',
  'code',
  'category',
  'method',
  'region',
  'round',
  'lots',
  'tenderer',
  'agency',
  'publishAt',
  'openingPolicy',
  'custodians',
] as const satisfies readonly (keyof Notice)[]
