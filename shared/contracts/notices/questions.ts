import { z } from 'zod'
import { defineContract } from '../contract.ts'
import { digestField, idField, instantField, proseField } from '../fields.ts'

const params = z.object({ tender: idField })
const questionText = proseField.max(4000)

/** A question with its answer, as everybody sees it. */
const answered = z.object({
  id: idField,
  question: z.string(),
  answer: z.string(),
  affectsBids: z.boolean(),
  answeredAt: instantField,
  actSha256: digestField,
})

/** Asks a question. No session, no signature, no log: the asker keeps a random token and sends only its digest. */
export const askQuestionContract = defineContract({
  id: 'askQuestion',
  method: 'POST',
  path: '/api/questions',
  summary: { zh: '匿名提问', en: 'Ask a question' },
  isSecret: true,
  body: z.strictObject({ tender: idField, text: questionText, tokenSha256: digestField }),
  answer: { kind: 'empty', status: 204 },
  problems: ['question-too-late', 'tender-wrong-state'],
})

/** What became of the question whose token the caller holds. Asked by POST so that the token stands in no address. */
export const lookUpQuestionContract = defineContract({
  id: 'lookUpQuestion',
  method: 'POST',
  path: '/api/questions/look-up',
  summary: { zh: '凭令牌查询提问', en: 'Look up a question' },
  isSecret: true,
  body: z.strictObject({ token: z.string().regex(/^[0-9a-f]{64}$/) }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.object({ tender: idField, text: z.string(), answered: answered.nullable() }),
  },
})

/** Answered questions: everybody gets the same answers at the same time (P10). */
export const listQuestionsContract = defineContract({
  id: 'listQuestions',
  method: 'GET',
  path: '/api/tenders/:tender/questions',
  summary: { zh: '答疑', en: 'Questions and answers' },
  params,
  answer: { kind: 'json', status: 200, schema: z.object({ questions: z.array(answered) }) },
})

/** Questions that wait for an answer, for those who run the tender. In no order that tells when they came. */
export const listOpenQuestionsContract = defineContract({
  id: 'listOpenQuestions',
  method: 'GET',
  path: '/api/tenders/:tender/questions/open',
  summary: { zh: '待答复的提问', en: 'Open questions' },
  params,
  answer: { kind: 'json', status: 200, schema: z.object({ questions: z.array(z.object({ id: idField, text: z.string() })) }) },
})

/** Answers a question to everybody, with the wording of the question as it is published. */
export const answerQuestionContract = defineContract({
  id: 'answerQuestion',
  method: 'POST',
  path: '/api/tenders/:tender/questions/answer',
  summary: { zh: '答复提问', en: 'Answer a question' },
  params,
  act: {
    type: 'question.answer',
    subject: z.strictObject({ tender: idField, question: idField }),
    body: z.strictObject({ question: questionText, answer: proseField.max(8000), affectsBids: z.boolean() }),
  },
  answer: { kind: 'json', status: 200, schema: answered },
  problems: ['question-answered', 'tender-wrong-state', 'tender-suspended', 'period-too-short', 'deadline-passed'],
})

const objectionAnswer = z.object({
  id: idField,
  text: z.string(),
  filedAt: instantField,
  /** From this moment an answer is late (N5, G10). */
  answerDueAt: instantField,
  isOverdue: z.boolean(),
  /** Told to those who run the tender, to the regulator and to the objector; null for everybody else while the tender is open. */
  by: z.object({ party: idField, name: z.string() }).nullable(),
  answer: z.object({ text: z.string(), at: instantField, actSha256: digestField }).nullable(),
})

/** Objects to the tender documents by a signed act; where the law says so the tender stands still until the answer. */
export const fileObjectionContract = defineContract({
  id: 'fileObjection',
  method: 'POST',
  path: '/api/tenders/:tender/objections',
  summary: { zh: '对招标文件提出异议', en: 'Object to the documents' },
  params,
  act: {
    type: 'objection.file',
    subject: z.strictObject({ tender: idField, notice: digestField }),
    body: z.strictObject({ text: proseField.max(8000) }),
  },
  answer: { kind: 'json', status: 201, schema: objectionAnswer },
  problems: ['objection-too-late', 'tender-wrong-state'],
})

/** Objections to the documents of a tender, as far as the caller may know of them. */
export const listObjectionsContract = defineContract({
  id: 'listObjections',
  method: 'GET',
  path: '/api/tenders/:tender/objections',
  summary: { zh: '对招标文件的异议', en: 'Objections to the documents' },
  params,
  answer: { kind: 'json', status: 200, schema: z.object({ objections: z.array(objectionAnswer) }) },
})

/** Answers an objection; when none is left open the tender goes on and its deadline has moved by the time it stood still. */
export const answerObjectionContract = defineContract({
  id: 'answerObjection',
  method: 'POST',
  path: '/api/tenders/:tender/objections/answer',
  summary: { zh: '答复异议', en: 'Answer an objection' },
  params,
  act: {
    type: 'objection.answer',
    subject: z.strictObject({ tender: idField, objection: idField }),
    body: z.strictObject({ answer: proseField.max(8000) }),
  },
  answer: { kind: 'json', status: 200, schema: objectionAnswer },
  problems: ['objection-answered'],
})
