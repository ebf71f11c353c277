import { z } from 'zod'
import { changeCauses } from '../scoring/changes.ts'
import { awardParams, awardSubject, awardView, ownResult, passOverCauses, resultRow, tenderParams } from './awards-fields.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, proseField } from './fields.ts'

const done = { kind: 'json', status: 200, schema: awardView } as const
const common = [
  'not-found',
  'award-not-begun',
  'award-wrong-step',
  'award-suspended',
  'award-in-re-review',
  'act-wrong-subject',
  'state-changed',
] as const

/** The published results of all lots, the newest first (A7). */
export const listResults = defineContract({
  id: 'listResults',
  method: 'GET',
  path: '/api/results',
  summary: { zh: '中标结果', en: 'Published results' },
  query: z.strictObject({
    /** The `next` of the page before. */
    after: z.string().max(300).optional(),
    limit: z.coerce.number().int().min(1).max(50).default(20),
  }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({ results: z.array(resultRow), next: z.string().nullable() }),
  },
  problems: ['cursor-refused'],
})

/** The awards of a tender's lots, as the caller may know them. */
export const getAwards = defineContract({
  id: 'getAwards',
  method: 'GET',
  path: '/api/awards/:tender',
  summary: { zh: '公示与中标', en: 'The awards of a tender' },
  params: tenderParams,
  answer: { kind: 'json', status: 200, schema: z.strictObject({ awards: z.array(awardView) }) },
  problems: ['not-found', 'award-not-begun'],
})

/** The tenderer publishes the candidates of the report (A1); of equal ones it chooses, where the report leaves it to it (87-68). */
export const publishCandidates = defineContract({
  id: 'publishCandidates',
  method: 'POST',
  path: '/api/awards/:tender/:lot/publicity',
  summary: { zh: '公示中标候选人', en: 'Publishes the candidates' },
  params: awardParams,
  act: {
    type: 'award.publish-candidates',
    subject: awardSubject,
    body: z.strictObject({ candidates: z.array(digestField).min(1).max(3) }),
  },
  answer: done,
  problems: [...common, 'candidates-differ', 'answer-objections-first'],
})

/** A bidder objects to the candidates, within the publicity: its clock stops (A2). In procurement it queries the published result (G10). */
export const objectToCandidates = defineContract({
  id: 'objectToCandidates',
  method: 'POST',
  path: '/api/awards/:tender/:lot/objections',
  summary: { zh: '对评标结果提出异议', en: 'Objects to the candidates' },
  params: awardParams,
  act: {
    type: 'award.object',
    subject: z.strictObject({ tender: idField, lot: idField }),
    body: z.strictObject({ text: proseField.max(8000) }),
  },
  answer: done,
  problems: [...common, 'not-a-bidder-of-the-lot', 'query-too-late'],
})

/** The tenderer answers an objection; with the last one answered the publicity goes on (A2). */
export const answerAwardObjection = defineContract({
  id: 'answerAwardObjection',
  method: 'POST',
  path: '/api/awards/:tender/:lot/answers',
  summary: { zh: '答复异议', en: 'Answers an objection' },
  params: awardParams,
  act: {
    type: 'award.answer',
    subject: awardSubject,
    body: z.strictObject({ objection: idField, text: proseField.max(8000) }),
  },
  answer: done,
  problems: [...common, 'already-acted'],
})

/** A bidder complains to the regulator; to the result only after an objection (A6). */
export const complainOfAward = defineContract({
  id: 'complainOfAward',
  method: 'POST',
  path: '/api/awards/:tender/:lot/complaints',
  summary: { zh: '向行政监督部门投诉', en: 'Complains to the regulator' },
  params: awardParams,
  act: {
    type: 'award.complain',
    subject: z.strictObject({ tender: idField, lot: idField }),
    body: z.strictObject({ text: proseField.max(8000) }),
  },
  answer: done,
  problems: [...common, 'not-a-bidder-of-the-lot', 'objection-first', 'answer-first', 'complaint-too-late'],
})

/** The regulator accepts a complaint, which holds the award, refuses it, dismisses it, or upholds it, which ends the award (A6). */
export const decideComplaint = defineContract({
  id: 'decideComplaint',
  method: 'POST',
  path: '/api/awards/:tender/:lot/complaint-decisions',
  summary: { zh: '处理投诉', en: 'Decides a complaint' },
  params: awardParams,
  act: {
    type: 'award.decide-complaint',
    subject: awardSubject,
    body: z.strictObject({
      complaint: idField,
      decision: z.enum(['accepted', 'refused', 'dismissed', 'upheld']),
      finding: proseField.max(8000),
    }),
  },
  answer: done,
  problems: [...common],
})

/**
 * Tenderer or agency has the committee re-review its signed report (87-64, X13): on one of the four grounds, until the award notice. The award
 * of the lot stands still until the new report is signed. The act names the round whose report it takes up again; it is public at once.
 */
export const orderReReview = defineContract({
  id: 'orderReReview',
  method: 'POST',
  path: '/api/awards/:tender/:lot/re-reviews',
  summary: { zh: '组织原评标委员会重新评审', en: 'Has the committee re-review its report' },
  params: awardParams,
  act: {
    type: 'evaluation.re-review',
    subject: awardSubject.extend({ round: z.int().min(1).max(98) }),
    body: z.strictObject({ ground: z.enum(changeCauses), reason: proseField.max(4000) }),
  },
  answer: done,
  problems: [...common, 'evaluation-wrong-step', 'linked-lot-decided'],
})

/** Procurement: the committee's report is handed over to the buyer, whose time to decide begins (87-68, G7). */
export const handOverReport = defineContract({
  id: 'handOverReport',
  method: 'POST',
  path: '/api/awards/:tender/:lot/report-hand-over',
  summary: { zh: '向采购人送交评标报告', en: 'Hands the report over to the buyer' },
  params: awardParams,
  act: { type: 'award.hand-over-report', subject: awardSubject, body: z.strictObject({}) },
  answer: done,
  problems: [...common],
})

/** The tenderer names the winner: the first candidate, or the next with the cause the law asks for (X15). */
export const decideAward = defineContract({
  id: 'decideAward',
  method: 'POST',
  path: '/api/awards/:tender/:lot/decision',
  summary: { zh: '定标', en: 'Names the winner' },
  params: awardParams,
  act: {
    type: 'award.decide',
    subject: awardSubject,
    body: z.strictObject({
      winner: digestField,
      cause: z.enum(passOverCauses).nullable(),
      reason: proseField.max(4000).nullable(),
    }),
  },
  answer: done,
  problems: [...common, 'award-held', 'winner-not-first', 'not-a-candidate'],
})

/** Procurement: the result is published with prices, scores and the committee's names; award notice and losers' results go out (G7, G8). */
export const publishResult = defineContract({
  id: 'publishResult',
  method: 'POST',
  path: '/api/awards/:tender/:lot/result',
  summary: { zh: '公告中标结果', en: 'Publishes the result' },
  params: awardParams,
  act: { type: 'award.publish-result', subject: awardSubject, body: z.strictObject({ winner: digestField }) },
  answer: done,
  problems: [...common, 'record-changed'],
})

/** The tenderer drafts the contract from the winner's bid; no point may differ from it (A4). */
export const draftContract = defineContract({
  id: 'draftContract',
  method: 'POST',
  path: '/api/awards/:tender/:lot/contract',
  summary: { zh: '拟定合同', en: 'Drafts the contract' },
  params: awardParams,
  act: {
    type: 'award.draft-contract',
    subject: awardSubject,
    body: z.strictObject({
      /** Every field of the winner's letter, as the contract says it. */
      points: z.record(z.string().min(1).max(40), z.string().min(1).max(2000)),
      terms: proseField,
    }),
  },
  answer: done,
  problems: [...common, 'contract-deviates'],
})

/** Tenderer or winner signs the contract; with both signatures it is concluded, and published (A4, A7). */
export const signContract = defineContract({
  id: 'signContract',
  method: 'POST',
  path: '/api/awards/:tender/:lot/contract/signatures',
  summary: { zh: '签订合同', en: 'Signs the contract' },
  params: awardParams,
  act: {
    type: 'award.sign-contract',
    subject: z.strictObject({ tender: idField, lot: idField }),
    body: z.strictObject({ contractSha256: digestField }),
  },
  answer: done,
  problems: [...common, 'already-acted', 'record-changed', 'not-a-party-to-the-contract', 'award-held'],
})

/** Procurement: the copy of the concluded contract is filed with the regulator (ZC 47, G9). */
export const fileContract = defineContract({
  id: 'fileContract',
  method: 'POST',
  path: '/api/awards/:tender/:lot/contract/filing',
  summary: { zh: '备案合同副本', en: 'Files the copy of the contract' },
  params: awardParams,
  act: {
    type: 'award.file-contract',
    subject: awardSubject,
    body: z.strictObject({ contractSha256: digestField }),
  },
  answer: done,
  problems: [...common, 'already-acted', 'record-changed'],
})

/** The tenderer ends the award without a winner, and says why; its project may be tendered anew. */
export const failAward = defineContract({
  id: 'failAward',
  method: 'POST',
  path: '/api/awards/:tender/:lot/failure',
  summary: { zh: '宣布本标段未成交', en: 'Ends an award without a winner' },
  params: awardParams,
  act: { type: 'award.fail', subject: awardSubject, body: z.strictObject({ reason: proseField.max(4000) }) },
  answer: done,
  problems: [...common],
})

/** What the caller's own bid came to (87-69, G8). */
export const getOwnResult = defineContract({
  id: 'getOwnResult',
  method: 'GET',
  path: '/api/awards/:tender/:lot/own-result',
  summary: { zh: '本单位评审结果', en: 'The caller’s own result' },
  params: awardParams,
  answer: { kind: 'json', status: 200, schema: ownResult },
  problems: ['not-found', 'award-not-begun', 'award-wrong-step', 'not-a-bidder-of-the-lot'],
})

/** The award notice (中标通知书), signed by the platform on the tenderer's act. */
export const getAwardNotice = defineContract({
  id: 'getAwardNotice',
  method: 'GET',
  path: '/api/awards/:tender/:lot/notice.pdf',
  summary: { zh: '中标通知书', en: 'The award notice' },
  params: awardParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/pdf', headers: ['content-disposition'] },
  problems: ['not-found', 'award-not-begun', 'award-wrong-step'],
})

/** The contract with its comparison: to its two parties while they sign, then to everybody (A7). */
export const getContract = defineContract({
  id: 'getContract',
  method: 'GET',
  path: '/api/awards/:tender/:lot/contract',
  summary: { zh: '合同', en: 'The contract' },
  params: awardParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json' },
  problems: ['not-found', 'award-not-begun'],
})

/** The concluded contract as PDF: the text both signed and their signatures attached, signed and stamped by the platform (A4, A7). */
export const getContractPdf = defineContract({
  id: 'getContractPdf',
  method: 'GET',
  path: '/api/awards/:tender/:lot/contract.pdf',
  summary: { zh: '合同（PDF）', en: 'The contract as PDF' },
  params: awardParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/pdf', headers: ['content-disposition'] },
  problems: ['not-found', 'award-not-begun'],
})

/** Every contract after the report. */
export const awardsContracts = [
  listResults,
  getAwards,
  publishCandidates,
  objectToCandidates,
  answerAwardObjection,
  complainOfAward,
  decideComplaint,
  orderReReview,
  handOverReport,
  decideAward,
  publishResult,
  draftContract,
  signContract,
  fileContract,
  failAward,
  getOwnResult,
  getAwardNotice,
  getContract,
  getContractPdf,
] as const satisfies readonly Contract[]
