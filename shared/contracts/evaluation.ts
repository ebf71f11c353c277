import { z } from 'zod'
import { maxListActBytes } from '../acts/act.ts'
import { decimalField } from '../scoring/points.ts'
import { scoreSheetField, sheetSaltField } from '../scoring/sheet.ts'
import { type Contract, defineContract } from './contract.ts'
import {
  askedView,
  conclusionForm,
  correctionForm,
  documentParams,
  evaluationDesk,
  evaluationSubject,
  evaluationView,
  reviewVoteField,
  seatField,
  tenderParams,
} from './evaluation-fields.ts'
import { digestField, idField, proseField } from './fields.ts'

const committeeProblems = [
  'evaluation-not-begun',
  'evaluation-wrong-step',
  'evaluation-suspended',
  'not-on-committee',
  'act-wrong-subject',
  'state-changed',
] as const
const done = { kind: 'empty', status: 204 } as const

/** Where the evaluation stands, for everybody. */
export const getEvaluation = defineContract({
  id: 'getEvaluation',
  method: 'GET',
  path: '/api/evaluations/:tender',
  summary: { zh: '评标进度', en: 'Where an evaluation stands' },
  params: tenderParams,
  answer: { kind: 'json', status: 200, schema: evaluationView },
  problems: ['evaluation-not-begun', 'not-found'],
})

/** What a member of the committee has before it, as far as its stage shows. */
export const getEvaluationDesk = defineContract({
  id: 'getEvaluationDesk',
  method: 'GET',
  path: '/api/evaluations/:tender/desk',
  summary: { zh: '评标工作台', en: 'A member’s desk' },
  params: tenderParams,
  answer: { kind: 'json', status: 200, schema: evaluationDesk },
  problems: ['evaluation-not-begun', 'not-on-committee'],
})

/** A file of a bid: length (8 bytes, big endian) ‖ the file ‖ zero bytes up to a size that tells nothing. */
export const getEvaluationDocument = defineContract({
  id: 'getEvaluationDocument',
  method: 'GET',
  path: '/api/evaluations/:tender/documents/:lot/:bid/:place',
  summary: { zh: '读取投标文件', en: 'Reads a file of a bid' },
  params: documentParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/octet-stream' },
  problems: ['evaluation-not-begun', 'evaluation-wrong-step', 'not-on-committee', 'undertaking-missing', 'not-found'],
})

/** A member signs its undertaking: present, without a tie to any bidder, bound to secrecy. */
export const signUndertaking = defineContract({
  id: 'signUndertaking',
  method: 'POST',
  path: '/api/evaluations/:tender/undertakings',
  summary: { zh: '签署评标承诺', en: 'Signs the undertaking' },
  params: tenderParams,
  act: {
    type: 'evaluation.undertake',
    subject: evaluationSubject,
    body: z.strictObject({ statement: z.literal('evaluation-undertaking/1') }),
  },
  answer: done,
  problems: [...committeeProblems, 'already-acted'],
})

/** A member votes for a chair; more than half of all seats elect it, once. */
export const electChair = defineContract({
  id: 'electChair',
  method: 'POST',
  path: '/api/evaluations/:tender/chair-votes',
  summary: { zh: '推选评标委员会主任', en: 'Votes for a chair' },
  params: tenderParams,
  act: { type: 'evaluation.elect-chair', subject: evaluationSubject, body: z.strictObject({ seat: seatField }) },
  answer: done,
  problems: [...committeeProblems, 'chair-elected', 'undertaking-missing'],
})

/** A member finds that it is tied to a bidder and withdraws; its opinions are void (X4). */
export const declareConflict = defineContract({
  id: 'declareConflict',
  method: 'POST',
  path: '/api/evaluations/:tender/conflicts',
  summary: { zh: '申请回避', en: 'Declares a conflict' },
  params: tenderParams,
  act: {
    type: 'evaluation.declare-conflict',
    subject: evaluationSubject,
    body: z.strictObject({ reason: proseField.max(2000) }),
  },
  answer: done,
  problems: [...committeeProblems],
})

/** The regulator takes a member away: a tie found late, or a member that has vanished (X4). */
export const excuseMember = defineContract({
  id: 'excuseMember',
  method: 'POST',
  path: '/api/evaluations/:tender/excuses',
  summary: { zh: '责令评委回避或更换', en: 'Has a member replaced' },
  params: tenderParams,
  act: {
    type: 'evaluation.excuse-member',
    subject: evaluationSubject,
    body: z.strictObject({ seat: seatField, reason: proseField.max(2000) }),
  },
  answer: done,
  problems: [...committeeProblems],
})

/** A member's whole preliminary review of one lot: every item of every bid. */
export const reviewBids = defineContract({
  id: 'reviewBids',
  method: 'POST',
  path: '/api/evaluations/:tender/reviews',
  summary: { zh: '提交初步评审', en: 'Gives a preliminary review' },
  params: tenderParams,
  act: {
    type: 'evaluation.review',
    subject: evaluationSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({ lot: idField, votes: z.array(reviewVoteField).min(1).max(12_000) }),
  },
  answer: done,
  problems: [...committeeProblems, 'already-acted', 'review-refused', 'not-found'],
})

/** The chair asks a bidder, within what its bid says (X7), or to confirm a corrected price (X11). */
export const askBidder = defineContract({
  id: 'askBidder',
  method: 'POST',
  path: '/api/evaluations/:tender/questions',
  summary: { zh: '要求澄清或确认修正', en: 'Asks a bidder' },
  params: tenderParams,
  act: {
    type: 'evaluation.ask',
    subject: evaluationSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({ lot: idField, bid: digestField, text: proseField.max(4000), correction: correctionForm.nullable() }),
  },
  answer: { kind: 'json', status: 201, schema: z.strictObject({ question: idField }) },
  problems: [...committeeProblems, 'not-the-chair', 'not-found', 'correction-refused'],
})

/** What the caller's party is asked. */
export const getEvaluationQuestions = defineContract({
  id: 'getEvaluationQuestions',
  method: 'GET',
  path: '/api/evaluations/:tender/questions',
  summary: { zh: '本单位收到的澄清要求', en: 'Questions to the caller’s party' },
  params: tenderParams,
  answer: { kind: 'json', status: 200, schema: askedView },
  problems: ['evaluation-not-begun'],
})

/** A bidder answers; to a correction it says whether it confirms. */
export const answerEvaluationQuestion = defineContract({
  id: 'answerEvaluationQuestion',
  method: 'POST',
  path: '/api/evaluations/:tender/answers',
  summary: { zh: '答复澄清要求', en: 'Answers the committee' },
  params: tenderParams,
  act: {
    type: 'evaluation.answer',
    subject: z.strictObject({ tender: idField, question: idField }),
    body: z.strictObject({ text: proseField.max(8000), isConfirmed: z.boolean().nullable() }),
  },
  answer: done,
  problems: [
    'evaluation-not-begun',
    'evaluation-suspended',
    'not-found',
    'question-closed',
    'act-wrong-subject',
    'confirmation-missing',
  ],
})

/** The chair says that the prices opened later raise nothing (more) to ask (X11, X12): totals follow. */
export const endPriceReview = defineContract({
  id: 'endPriceReview',
  method: 'POST',
  path: '/api/evaluations/:tender/price-reviews',
  summary: { zh: '结束报价评审', en: 'Ends the review of prices' },
  params: tenderParams,
  act: { type: 'evaluation.end-price-review', subject: evaluationSubject, body: z.strictObject({}) },
  answer: done,
  problems: [...committeeProblems, 'not-the-chair', 'undertaking-missing', 'already-acted'],
})

/** A member judges the explanation of an abnormally low price (X12). */
export const judgeExplanation = defineContract({
  id: 'judgeExplanation',
  method: 'POST',
  path: '/api/evaluations/:tender/judgements',
  summary: { zh: '评判低价说明', en: 'Judges the explanation of a low price' },
  params: tenderParams,
  act: {
    type: 'evaluation.judge',
    subject: evaluationSubject,
    body: z.strictObject({ question: idField, isAccepted: z.boolean(), reason: proseField.max(1000) }),
  },
  answer: done,
  problems: [...committeeProblems, 'already-acted', 'not-found', 'question-open'],
})

/** A member locks its scores of one lot: nobody sees them until all are in, the ledger has their salted digest at once (X8). */
export const lockScores = defineContract({
  id: 'lockScores',
  method: 'POST',
  path: '/api/evaluations/:tender/sheets',
  summary: { zh: '提交并锁定评分', en: 'Locks scores' },
  params: tenderParams,
  act: {
    type: 'evaluation.lock-scores',
    subject: evaluationSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({ sheet: scoreSheetField, salt: sheetSaltField }),
  },
  answer: done,
  problems: [...committeeProblems, 'already-acted', 'score-refused', 'not-found'],
})

/** The author of an abnormal score explains it, and keeps or corrects it (X13). `points` null keeps it. */
export const explainScore = defineContract({
  id: 'explainScore',
  method: 'POST',
  path: '/api/evaluations/:tender/explanations',
  summary: { zh: '说明或更正畸高畸低评分', en: 'Explains an abnormal score' },
  params: tenderParams,
  act: {
    type: 'evaluation.explain-score',
    subject: evaluationSubject,
    body: z.strictObject({
      lot: idField,
      bid: digestField,
      criterion: z.string().min(1).max(40),
      points: decimalField.nullable(),
      explanation: proseField.max(2000),
    }),
  },
  answer: done,
  problems: [...committeeProblems, 'already-acted', 'change-refused'],
})

/** A member says that the time to sign is too short; when more than a third say so, it is given once more (TL 48, X16). */
export const requestMoreTime = defineContract({
  id: 'requestMoreTime',
  method: 'POST',
  path: '/api/evaluations/:tender/more-time',
  summary: { zh: '请求延长时间', en: 'Asks for more time' },
  params: tenderParams,
  act: {
    type: 'evaluation.more-time',
    subject: evaluationSubject,
    body: z.strictObject({ reason: proseField.max(1000) }),
  },
  answer: done,
  problems: [...committeeProblems, 'already-acted'],
})

/** A member signs the report, with its dissent if it has one; silence after the limit is consent (X14). */
export const signEvaluationReport = defineContract({
  id: 'signEvaluationReport',
  method: 'POST',
  path: '/api/evaluations/:tender/report/signatures',
  summary: { zh: '签署评标报告', en: 'Signs the evaluation report' },
  params: tenderParams,
  act: {
    type: 'evaluation.sign-report',
    subject: evaluationSubject,
    body: z.strictObject({ reportSha256: digestField, dissent: proseField.max(4000).nullable() }),
  },
  answer: done,
  problems: [...committeeProblems, 'already-acted', 'record-changed'],
})

/** The signed report as JSON: for those it was made for, not for the public. */
export const getEvaluationReport = defineContract({
  id: 'getEvaluationReport',
  method: 'GET',
  path: '/api/evaluations/:tender/report',
  summary: { zh: '评标报告（JSON）', en: 'The evaluation report' },
  params: tenderParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json' },
  problems: ['evaluation-not-begun', 'forbidden', 'not-found'],
})

/** The signed report as PDF. */
export const getEvaluationReportPdf = defineContract({
  id: 'getEvaluationReportPdf',
  method: 'GET',
  path: '/api/evaluations/:tender/report.pdf',
  summary: { zh: '评标报告（PDF）', en: 'The evaluation report as PDF' },
  params: tenderParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/pdf', headers: ['content-disposition'] },
  problems: ['evaluation-not-begun', 'forbidden', 'not-found'],
})

/**
 * A member ends its part of a re-review: whether it finds the ground given, and why (87-64, X13). When every member has, and every abnormal
 * score is explained, the new report is prepared; so it is when the time is over.
 */
export const concludeReReview = defineContract({
  id: 'concludeReReview',
  method: 'POST',
  path: '/api/evaluations/:tender/re-review-conclusions',
  summary: { zh: '提交重新评审结论', en: 'Concludes a re-review' },
  params: tenderParams,
  act: { type: 'evaluation.conclude-re-review', subject: evaluationSubject, body: conclusionForm },
  answer: done,
  problems: [...committeeProblems, 'already-acted', 'undertaking-missing'],
})

const earlierReportParams = z.object({ tender: idField, report: digestField })

/** A report that a re-review has superseded, by its digest: it stays readable for those it was made for (X13). */
export const getEarlierReport = defineContract({
  id: 'getEarlierReport',
  method: 'GET',
  path: '/api/evaluations/:tender/reports/:report',
  summary: { zh: '重新评审前的评标报告（JSON）', en: 'A report before its re-review' },
  params: earlierReportParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json' },
  problems: ['evaluation-not-begun', 'forbidden', 'not-found'],
})

/** The same as signed PDF. */
export const getEarlierReportPdf = defineContract({
  id: 'getEarlierReportPdf',
  method: 'GET',
  path: '/api/evaluations/:tender/reports/:report/pdf',
  summary: { zh: '重新评审前的评标报告（PDF）', en: 'A report before its re-review, as PDF' },
  params: earlierReportParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/pdf', headers: ['content-disposition'] },
  problems: ['evaluation-not-begun', 'forbidden', 'not-found'],
})

/** What the members of the committee signed, for everybody once the result is public (X3, A8): `kaibiao verify-evaluation` checks it off line. */
export const getCommitteeActs = defineContract({
  id: 'getCommitteeActs',
  method: 'GET',
  path: '/api/evaluations/:tender/acts',
  summary: { zh: '评标委员会签署的文件（结果公布后）', en: 'What the committee signed, once the result is public' },
  params: tenderParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json' },
  problems: ['evaluation-not-begun', 'result-not-public', 'not-found'],
})

/** Every contract of the evaluation. */
export const evaluationContracts = [
  getEvaluation,
  getEvaluationDesk,
  getEvaluationDocument,
  signUndertaking,
  electChair,
  declareConflict,
  excuseMember,
  reviewBids,
  askBidder,
  getEvaluationQuestions,
  answerEvaluationQuestion,
  judgeExplanation,
  endPriceReview,
  lockScores,
  explainScore,
  requestMoreTime,
  signEvaluationReport,
  getEvaluationReport,
  getEvaluationReportPdf,
  concludeReReview,
  getEarlierReport,
  getEarlierReportPdf,
  getCommitteeActs,
] as const satisfies readonly Contract[]
