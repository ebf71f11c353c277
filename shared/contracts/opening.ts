import { z } from 'zod'
import { maxListActBytes } from '../acts/act.ts'
import { envelopeNames } from '../catalogue/letter-form.ts'
import { openingStates } from '../lifecycle/opening.ts'
import { mostBids } from '../sealed-bid/opening/most-bids.ts'
import { type Contract, defineContract } from './contract.ts'
import { base64urlField, digestField, idField, instantField, proseField } from './fields.ts'

const tenderParams = z.object({ tender: idField })
const envelopeField = z.enum(envelopeNames)
const keyField = z.string().regex(/^[0-9a-f]{64}$/)
/** y(32) ‖ x(1). */
const shareField = z.string().regex(/^[0-9a-f]{66}$/)
const causeField = z.string().regex(/^[a-z-]{1,60}$/)

/** What an act at the opening is about: the tender, and the list the signer saw (SHA-256 of its digests in byte order). */
const listSubject = z.strictObject({ tender: idField, list: digestField })

/** K_b of every envelope of one bid. */
const bidderKeys = z.partialRecord(envelopeField, keyField)

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
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      tender: idField,
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
  problems: ['not-found', 'opening-not-begun'],
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

/** A bidder gives K_b of all envelopes. The keys prove themselves: no session, no certificate (`opening/1` step 4). */
export const revealKeys = defineContract({
  id: 'revealKeys',
  method: 'POST',
  path: '/api/openings/:tender/reveals',
  summary: { zh: '投标人解密', en: "A bidder reveals its bid's keys" },
  params: tenderParams,
  body: z.strictObject({ manifestSha256: digestField, keys: bidderKeys }),
  answer: {
    kind: 'json',
    status: 200,
    /** Platform-signed JCS {v:"reveal-ack/1", platform, tender, manifestSha256, keysSha256, at}. */
    schema: z.strictObject({ acknowledgement: z.string(), p7s: base64urlField }),
  },
  problems: ['opening-wrong-step', 'bid-not-listed', 'reveal-wrong-key', 'reveal-incomplete', 'opening-suspended'],
})

/** A bidder proves again who it is, where the stored identity does not open: its own signature and salt, from its keep-file. */
export const supplyIdentity = defineContract({
  id: 'supplyIdentity',
  method: 'POST',
  path: '/api/openings/:tender/identities',
  summary: { zh: '投标人补交身份证明', en: 'A bidder supplies its own proof of identity' },
  params: tenderParams,
  body: z.strictObject({ manifestSha256: digestField, content: z.unknown() }),
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'bid-not-listed', 'evidence-wrong'],
})

/** Anyone supplies a payload whose stored copy is lost or altered: the digest in the manifest proves it. */
export const supplyPayload = defineContract({
  id: 'supplyPayload',
  method: 'POST',
  path: '/api/openings/:tender/payloads',
  summary: { zh: '补交密文', en: 'Supplies a lost payload again' },
  params: tenderParams,
  body: z.strictObject({ manifestSha256: digestField, envelope: envelopeField, capability: z.string().min(16).max(100) }),
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'bid-not-listed', 'evidence-wrong'],
})

/**
 * A bid left off the list is added on its receipt, until causes are fixed. `identity` (identity/1) proves whose it is where that cannot wait
 * for custodians any more; `keys` are its K_b where the bidders' window is over.
 */
export const supplyLeftOff = defineContract({
  id: 'supplyLeftOff',
  method: 'POST',
  path: '/api/openings/:tender/left-off',
  summary: { zh: '凭回执补列投标', en: 'Adds a bid left off, on its receipt' },
  params: tenderParams,
  body: z.strictObject({
    receipt: z.unknown(),
    manifest: z.string().max(300_000),
    identity: z.unknown(),
    keys: bidderKeys.optional(),
  }),
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'evidence-wrong', 'reveal-wrong-key', 'reveal-incomplete', 'opening-suspended'],
})

/** Somebody is present: bidders stay nameless to others until publication. */
export const checkIn = defineContract({
  id: 'checkIn',
  method: 'POST',
  path: '/api/openings/:tender/check-ins',
  summary: { zh: '签到', en: 'Checks in' },
  params: tenderParams,
  act: { type: 'opening.check-in', subject: listSubject, body: z.strictObject({ manifestSha256: digestField.optional() }) },
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'bid-not-listed'],
})

/** A custodian releases the identity shares of every bid on the list, by one act. */
export const releaseIdentities = defineContract({
  id: 'releaseIdentities',
  method: 'POST',
  path: '/api/openings/:tender/identity-releases',
  summary: { zh: '保管人提交身份份额', en: 'A custodian releases identity shares' },
  params: tenderParams,
  act: {
    type: 'custody.release-identities',
    subject: listSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({
      shares: z.array(z.strictObject({ manifestSha256: digestField, share: shareField })).max(mostBids),
      unreadable: z.array(z.strictObject({ manifestSha256: digestField, cause: causeField })).max(mostBids),
    }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: [
    'not-a-custodian',
    'opening-wrong-step',
    'share-wrong',
    'shares-incomplete',
    'already-released',
    'opening-suspended',
  ],
})

/** A custodian posts keys that a bidder handed to it: they count as received (step 4). */
export const postReveal = defineContract({
  id: 'postReveal',
  method: 'POST',
  path: '/api/openings/:tender/posted-reveals',
  summary: { zh: '保管人代投标人提交密钥', en: 'A custodian posts keys handed to it' },
  params: tenderParams,
  act: {
    type: 'custody.post-reveal',
    subject: listSubject,
    body: z.strictObject({ manifestSha256: digestField, keys: bidderKeys }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['not-a-custodian', 'opening-wrong-step', 'bid-not-listed', 'reveal-wrong-key', 'reveal-incomplete'],
})

/** A custodian says, for every envelope of every live bid, whether it opens to what was committed. No share yet (step 5). */
export const reportEnvelopes = defineContract({
  id: 'reportEnvelopes',
  method: 'POST',
  path: '/api/openings/:tender/reports',
  summary: { zh: '保管人报告信封状况', en: 'A custodian reports on every envelope' },
  params: tenderParams,
  act: {
    type: 'custody.report',
    subject: listSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({
      /** What does not open; everything else on the list does. */
      unreadable: z
        .array(
          z.strictObject({
            manifestSha256: digestField,
            envelope: envelopeField,
            purpose: z.enum(['custodian', 'remedy']),
            cause: causeField,
          }),
        )
        .max(mostBids * 6),
    }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['not-a-custodian', 'opening-wrong-step', 'already-released', 'opening-suspended'],
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

/** Tenderer (or its agency) and regulator sign the settlement; silence after the limit is recorded and the facts stand. */
export const signSettlement = defineContract({
  id: 'signSettlement',
  method: 'POST',
  path: '/api/openings/:tender/settlement/signatures',
  summary: { zh: '签署解密结果', en: 'Signs the settlement' },
  params: tenderParams,
  act: { type: 'opening.sign-settlement', subject: listSubject, body: z.strictObject({ settlementSha256: digestField }) },
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'record-changed', 'already-released', 'not-a-participant', 'opening-suspended'],
})

/** A custodian releases its shares of K_c, and of K_b where a remedy was granted, for every live bid, by one act (step 6). */
export const releaseShares = defineContract({
  id: 'releaseShares',
  method: 'POST',
  path: '/api/openings/:tender/releases',
  summary: { zh: '保管人提交解密份额', en: 'A custodian releases its shares' },
  params: tenderParams,
  act: {
    type: 'custody.release',
    subject: listSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({
      settlementSha256: digestField,
      shares: z
        .array(
          z.strictObject({
            manifestSha256: digestField,
            envelope: envelopeField,
            purpose: z.enum(['custodian', 'remedy']),
            share: shareField,
          }),
        )
        .max(mostBids * 6),
      unreadable: z
        .array(
          z.strictObject({
            manifestSha256: digestField,
            envelope: envelopeField,
            purpose: z.enum(['custodian', 'remedy']),
            cause: causeField,
          }),
        )
        .max(mostBids * 6),
    }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: [
    'not-a-custodian',
    'opening-wrong-step',
    'share-wrong',
    'shares-incomplete',
    'already-released',
    'record-changed',
    'opening-suspended',
  ],
})

/** The host reads bids out (唱标), in the order given. */
export const readOut = defineContract({
  id: 'readOut',
  method: 'POST',
  path: '/api/openings/:tender/readings',
  summary: { zh: '唱标', en: 'Reads bids out' },
  params: tenderParams,
  act: {
    type: 'opening.read-out',
    subject: listSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({ manifests: z.array(digestField).min(1).max(mostBids) }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'bid-not-listed', 'not-a-participant'],
})

/** A participant objects, on the spot (O7). */
export const objectAtOpening = defineContract({
  id: 'objectAtOpening',
  method: 'POST',
  path: '/api/openings/:tender/objections',
  summary: { zh: '对开标提出异议', en: 'Objects to the opening' },
  params: tenderParams,
  act: { type: 'opening.object', subject: listSubject, body: z.strictObject({ text: proseField.max(4000) }) },
  answer: { kind: 'json', status: 201, schema: z.strictObject({ objection: idField }) },
  problems: ['opening-wrong-step', 'not-a-participant'],
})

/** The host answers an objection, on the spot (O7). */
export const answerOpeningObjection = defineContract({
  id: 'answerOpeningObjection',
  method: 'POST',
  path: '/api/openings/:tender/answers',
  summary: { zh: '答复异议', en: 'Answers an objection' },
  params: tenderParams,
  act: { type: 'opening.answer', subject: listSubject, body: z.strictObject({ objection: idField, text: proseField.max(4000) }) },
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'not-a-participant', 'not-found', 'already-released'],
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
  answer: { kind: 'json', status: 200, schema: z.strictObject({ messages: z.array(messageSchema) }) },
  problems: ['not-found'],
})

/** Writes in the chat. */
export const sendOpeningMessage = defineContract({
  id: 'sendOpeningMessage',
  method: 'POST',
  path: '/api/openings/:tender/messages',
  summary: { zh: '发言', en: 'Writes in the chat' },
  params: tenderParams,
  body: z.strictObject({ text: proseField.max(1000) }),
  answer: { kind: 'json', status: 201, schema: z.strictObject({ id: idField }) },
  problems: ['opening-wrong-step', 'not-a-participant'],
})

/** The host hides a message from view; it stays in the record. */
export const hideOpeningMessage = defineContract({
  id: 'hideOpeningMessage',
  method: 'POST',
  path: '/api/openings/:tender/messages/:message/hidden',
  summary: { zh: '屏蔽发言', en: 'Hides a message' },
  params: z.object({ tender: idField, message: idField }),
  answer: { kind: 'empty', status: 204 },
  problems: ['not-found', 'not-a-participant'],
})

/** The opening record, JSON, canonical (O8). */
export const getOpeningRecord = defineContract({
  id: 'getOpeningRecord',
  method: 'GET',
  path: '/api/openings/:tender/record',
  summary: { zh: '开标记录', en: 'The opening record' },
  params: tenderParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json; charset=utf-8' },
  problems: ['not-found'],
})

/** The opening record as a signed PDF. */
export const getOpeningRecordPdf = defineContract({
  id: 'getOpeningRecordPdf',
  method: 'GET',
  path: '/api/openings/:tender/record.pdf',
  summary: { zh: '开标记录（PDF）', en: 'The opening record as PDF' },
  params: tenderParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/pdf' },
  problems: ['not-found'],
})

/** Whoever was present signs the record; a refusal or silence after the limit is recorded and blocks nothing. */
export const signOpeningRecord = defineContract({
  id: 'signOpeningRecord',
  method: 'POST',
  path: '/api/openings/:tender/record/signatures',
  summary: { zh: '签署开标记录', en: 'Signs the opening record' },
  params: tenderParams,
  act: {
    type: 'opening.sign-record',
    subject: listSubject,
    body: z.strictObject({ recordSha256: digestField, isRefusal: z.boolean(), reason: proseField.max(2000).optional() }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'record-changed', 'not-a-participant', 'already-released'],
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

/** Every contract of the opening. */
export const openingContracts = [
  getOpening,
  getOpeningEvents,
  getOpeningManifests,
  revealKeys,
  supplyIdentity,
  supplyPayload,
  supplyLeftOff,
  checkIn,
  releaseIdentities,
  postReveal,
  reportEnvelopes,
  getSettlement,
  signSettlement,
  releaseShares,
  readOut,
  objectAtOpening,
  answerOpeningObjection,
  getOpeningMessages,
  sendOpeningMessage,
  hideOpeningMessage,
  getOpeningRecord,
  getOpeningRecordPdf,
  signOpeningRecord,
  getOpeningBundle,
] as const satisfies readonly Contract[]
