import { z } from 'zod'
import { openingStates } from '../lifecycle/opening.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField } from './fields.ts'
import { causeField, envelopeField, laterStageField, stageQuery, tenderParams } from './opening-fields.ts'

/** What became of the envelope of a later stage: kept shut until its act; to be opened; never opened, and destroyed; opened; failed. */
const laterSchema = z.strictObject({
  stage: laterStageField,
  state: z.enum(['sealed', 'to-open', 'unopened', 'opened', 'failed']),
})

/** One bid as a numbered seal: nameless until all is open (O3). */
const sealSchema = z.strictObject({
  /** Place in the byte order of the digests, from 1. */
  number: z.int().min(1),
  manifestSha256: digestField,
  lot: idField.nullable(),
  /** listed → live or out; revealed: the bidder's lock is open; opened: both are; failed: did not open. */
  state: z.enum(['listed', 'out', 'live', 'revealed', 'opened', 'failed']),
  isCheckedIn: z.boolean(),
  cause: z
    .strictObject({
      code: causeField,
      attributedTo: z.enum(['bidder', 'custodian', 'platform']),
      detail: z.string(),
      envelope: envelopeField.nullable(),
      evidence: z.record(z.string(), z.string()),
    })
    .nullable(),
  /** From publication on. */
  bidder: z.strictObject({ party: idField, name: z.string(), creditCode: z.string() }).nullable(),
  fields: z.record(z.string(), z.string()).nullable(),
  files: z.array(z.strictObject({ envelope: envelopeField, name: z.string(), size: z.int(), sha256: digestField })).nullable(),
  /** Its envelope of a later stage, from publication on; null where the notice has none. */
  later: laterSchema.nullable().optional(),
})

/** One numbered seal of an opening. */
export type Seal = z.output<typeof sealSchema>

const custodianSchema = z.strictObject({
  i: z.int(),
  party: idField,
  name: z.string(),
  hasReleasedIdentities: z.boolean(),
  hasReported: z.boolean(),
  hasReleased: z.boolean(),
})

/** The opening as everybody sees it. */
export const getOpening = defineContract({
  id: 'getOpening',
  method: 'GET',
  path: '/api/openings/:tender',
  summary: { zh: '开标实况', en: 'The opening as everybody sees it' },
  params: tenderParams,
  query: stageQuery,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      tender: idField,
      /** The later stage this is; null: the opening itself. */
      stage: laterStageField.nullable().optional(),
      /** Later stages of this tender; `state` is null until the act that opens it. */
      laterStages: z.array(z.strictObject({ stage: laterStageField, state: z.enum(openingStates).nullable() })).optional(),
      code: z.string(),
      title: z.string(),
      state: z.enum(openingStates),
      isSuspended: z.boolean(),
      deadlineAt: instantField,
      now: instantField,
      /** When the current step ends by itself; null while it waits for someone without a limit. */
      stepEndsAt: instantField.nullable(),
      /** SHA-256 of the listed digests in byte order; null before the list. */
      list: digestField.nullable(),
      lots: z.array(z.strictObject({ lot: idField, name: z.string(), liveBids: z.int().nullable(), isFailed: z.boolean() })),
      seals: z.array(sealSchema),
      custodians: z.array(custodianSchema),
      settlement: z.strictObject({ sha256: digestField, signedBy: z.array(z.enum(['tenderer', 'regulator'])) }).nullable(),
      record: z.strictObject({ sha256: digestField, signatures: z.int() }).nullable(),
      /** Last sequence number of the tender's chain this answer reflects. */
      sequence: z.int(),
    }),
  },
  problems: ['not-found', 'opening-not-begun', 'stage-not-opened'],
})

/** Committed facts after a sequence number: what a client that missed some refetches. */
export const getOpeningEvents = defineContract({
  id: 'getOpeningEvents',
  method: 'GET',
  path: '/api/openings/:tender/events',
  summary: { zh: '开标事件', en: 'Events of the opening' },
  params: tenderParams,
  query: z.object({ after: z.coerce.number().int().min(0).default(0) }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      events: z.array(
        z.strictObject({
          sequence: z.int(),
          type: z.string(),
          at: instantField,
          facts: z.unknown(),
          c: digestField,
          leafIndex: z.int().nullable(),
        }),
      ),
    }),
  },
  problems: ['not-found'],
})

/** Every listed manifest with its shares' envelopes and its identity record: what custodians open from. Public once listed. */
export const getOpeningManifests = defineContract({
  id: 'getOpeningManifests',
  method: 'GET',
  path: '/api/openings/:tender/manifests',
  summary: { zh: '清单中的全部投标清单文件', en: 'Every manifest on the list' },
  params: tenderParams,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      list: digestField,
      manifests: z.array(z.strictObject({ manifestSha256: digestField, manifest: z.string(), identity: z.unknown() })),
    }),
  },
  problems: ['not-found', 'opening-not-begun'],
})

/** Which keys came, and the cause of each that did not: what tenderer and regulator sign before any share is released (step 5). */
export const getSettlement = defineContract({
  id: 'getSettlement',
  method: 'GET',
  path: '/api/openings/:tender/settlement',
  summary: { zh: '解密结果与责任认定', en: 'Which keys came, and causes' },
  params: tenderParams,
  answer: { kind: 'json', status: 200, schema: z.strictObject({ settlement: z.string(), sha256: digestField }) },
  problems: ['not-found', 'opening-wrong-step'],
})

const messageSchema = z.strictObject({
  id: idField,
  at: instantField,
  /** Who writes, as far as it may be known at this moment: a bidder is nameless until publication (O3). */
  author: z.string(),
  role: z.string(),
  text: z.string(),
  isHidden: z.boolean(),
})

/** The chat beside the opening: kept in the record, never a fact of it. */
export const getOpeningMessages = defineContract({
  id: 'getOpeningMessages',
  method: 'GET',
  path: '/api/openings/:tender/messages',
  summary: { zh: '互动交流', en: 'The chat' },
  params: tenderParams,
  query: stageQuery,
  answer: { kind: 'json', status: 200, schema: z.strictObject({ messages: z.array(messageSchema) }) },
  problems: ['not-found', 'stage-not-opened'],
})

/** The opening record, JSON, canonical (O8). */
export const getOpeningRecord = defineContract({
  id: 'getOpeningRecord',
  method: 'GET',
  path: '/api/openings/:tender/record',
  summary: { zh: '开标记录', en: 'The opening record' },
  params: tenderParams,
  query: stageQuery,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json; charset=utf-8' },
  problems: ['not-found', 'stage-not-opened'],
})

/** The opening record as a signed PDF. */
export const getOpeningRecordPdf = defineContract({
  id: 'getOpeningRecordPdf',
  method: 'GET',
  path: '/api/openings/:tender/record.pdf',
  summary: { zh: '开标记录（PDF）', en: 'The opening record as PDF' },
  params: tenderParams,
  query: stageQuery,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/pdf' },
  problems: ['not-found', 'stage-not-opened'],
})

/** Everything a stranger needs to verify the opening off line: `opening/1`. */
export const getOpeningBundle = defineContract({
  id: 'getOpeningBundle',
  method: 'GET',
  path: '/api/openings/:tender/bundle',
  summary: { zh: '开标核验包', en: 'The bundle that verifies the opening' },
  params: tenderParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json; charset=utf-8' },
  problems: ['not-found', 'opening-wrong-step'],
})

/** What everybody may read of an opening: every contract. */
export const openingReadingContracts = [
  getOpening,
  getOpeningEvents,
  getOpeningManifests,
  getSettlement,
  getOpeningMessages,
  getOpeningRecord,
  getOpeningRecordPdf,
  getOpeningBundle,
] as const satisfies readonly Contract[]
