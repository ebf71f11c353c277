import { z } from 'zod'
import { maxListActBytes } from '../acts/act.ts'
import { mostBids } from '../sealed-bid/opening/most-bids.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, proseField } from './fields.ts'
import { listSubject, stageQuery, stageSubject, tenderParams } from './opening-fields.ts'

/** Somebody is present: bidders stay nameless to others until publication. */
export const checkIn = defineContract({
  id: 'checkIn',
  method: 'POST',
  path: '/api/openings/:tender/check-ins',
  summary: { zh: '签到', en: 'Checks in' },
  params: tenderParams,
  act: { type: 'opening.check-in', subject: stageSubject, body: z.strictObject({ manifestSha256: digestField.optional() }) },
  answer: { kind: 'empty', status: 204 },
  problems: ['stage-not-opened', 'opening-wrong-step', 'bid-not-listed'],
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

/** The host reads bids out (唱标), in the order given. */
export const readOut = defineContract({
  id: 'readOut',
  method: 'POST',
  path: '/api/openings/:tender/readings',
  summary: { zh: '唱标', en: 'Reads bids out' },
  params: tenderParams,
  act: {
    type: 'opening.read-out',
    subject: stageSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({ manifests: z.array(digestField).min(1).max(mostBids) }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['stage-not-opened', 'opening-wrong-step', 'bid-not-listed', 'not-a-participant'],
})

/** A participant objects, on the spot (O7). */
export const objectAtOpening = defineContract({
  id: 'objectAtOpening',
  method: 'POST',
  path: '/api/openings/:tender/objections',
  summary: { zh: '对开标提出异议', en: 'Objects to the opening' },
  params: tenderParams,
  act: { type: 'opening.object', subject: stageSubject, body: z.strictObject({ text: proseField.max(4000) }) },
  answer: { kind: 'json', status: 201, schema: z.strictObject({ objection: idField }) },
  problems: ['stage-not-opened', 'opening-wrong-step', 'not-a-participant'],
})

/** The host answers an objection, on the spot (O7). */
export const answerOpeningObjection = defineContract({
  id: 'answerOpeningObjection',
  method: 'POST',
  path: '/api/openings/:tender/answers',
  summary: { zh: '答复异议', en: 'Answers an objection' },
  params: tenderParams,
  act: {
    type: 'opening.answer',
    subject: stageSubject,
    body: z.strictObject({ objection: idField, text: proseField.max(4000) }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['stage-not-opened', 'opening-wrong-step', 'not-a-participant', 'not-found', 'already-released'],
})

/** Writes in the chat. */
export const sendOpeningMessage = defineContract({
  id: 'sendOpeningMessage',
  method: 'POST',
  path: '/api/openings/:tender/messages',
  summary: { zh: '发言', en: 'Writes in the chat' },
  params: tenderParams,
  query: stageQuery,
  body: z.strictObject({ text: proseField.max(1000) }),
  answer: { kind: 'json', status: 201, schema: z.strictObject({ id: idField }) },
  problems: ['stage-not-opened', 'opening-wrong-step', 'not-a-participant'],
})

/** The host hides a message from view; it stays in the record. */
export const hideOpeningMessage = defineContract({
  id: 'hideOpeningMessage',
  method: 'POST',
  path: '/api/openings/:tender/messages/:message/hidden',
  summary: { zh: '屏蔽发言', en: 'Hides a message' },
  params: z.object({ tender: idField, message: idField }),
  query: stageQuery,
  answer: { kind: 'empty', status: 204 },
  problems: ['stage-not-opened', 'not-found', 'not-a-participant'],
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
    subject: stageSubject,
    body: z.strictObject({ recordSha256: digestField, isRefusal: z.boolean(), reason: proseField.max(2000).optional() }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['stage-not-opened', 'opening-wrong-step', 'record-changed', 'not-a-participant', 'already-released'],
})

/** What those present do in the hall: every contract. */
export const openingHallContracts = [
  checkIn,
  signSettlement,
  readOut,
  objectAtOpening,
  answerOpeningObjection,
  sendOpeningMessage,
  hideOpeningMessage,
  signOpeningRecord,
] as const satisfies readonly Contract[]
