import { z } from 'zod'
import { specialityField } from '../draw/pool.ts'
import { type Contract, defineContract } from './contract.ts'
import { assessmentMarks, creditCodeField, expertAnswer, expertFormField, expertStates } from './experts-fields.ts'
import { idField, instantField, lineField } from './fields.ts'

const params = z.object({ expert: idField })
const seen = z.strictObject({ expert: idField, version: z.int().min(0) })
const answer = { kind: 'json', status: 200, schema: expertAnswer } as const

/** The classification of specialities. */
export const listSpecialities = defineContract({
  id: 'listSpecialities',
  method: 'GET',
  path: '/api/specialities',
  summary: { zh: '专家专业分类', en: 'Classification of specialities' },
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({ source: z.string(), items: z.array(z.strictObject({ code: z.string(), zh: z.string() })) }),
  },
})

/** A person applies to the library. The id is drawn by its client. */
export const applyAsExpert = defineContract({
  id: 'applyAsExpert',
  method: 'POST',
  path: '/api/experts',
  summary: { zh: '申请入库', en: 'Apply to the library' },
  act: { type: 'expert.apply', subject: z.strictObject({ expert: idField }), body: expertFormField },
  answer: { kind: 'json', status: 201, schema: expertAnswer },
  problems: ['expert-already-applied', 'speciality-unknown'],
})

/** An expert changes what it states of itself. New specialities wait for the centre; ties and employers count at once. */
export const updateExpert = defineContract({
  id: 'updateExpert',
  method: 'POST',
  path: '/api/experts/:expert/form',
  summary: { zh: '更新专家档案', en: 'Update one’s record' },
  params,
  act: { type: 'expert.update', subject: seen, body: expertFormField },
  answer,
  problems: ['expert-wrong-state', 'speciality-unknown', 'state-changed'],
})

/** One's own record. */
export const getOwnExpert = defineContract({
  id: 'getOwnExpert',
  method: 'GET',
  path: '/api/experts/me',
  summary: { zh: '我的专家档案', en: 'My record' },
  answer,
})

/** The centre admits or refuses an applicant. */
export const decideExpert = defineContract({
  id: 'decideExpert',
  method: 'POST',
  path: '/api/experts/:expert/decisions',
  summary: { zh: '审核入库申请', en: 'Decide on an application' },
  params,
  act: {
    type: 'expert.decide',
    subject: seen,
    body: z.strictObject({ decision: z.enum(['admit', 'refuse']), reason: lineField }),
  },
  answer,
  problems: ['expert-wrong-state', 'state-changed'],
})

/** Centre or regulator suspends, restores or removes an expert, with the reason. */
export const changeExpertStanding = defineContract({
  id: 'changeExpertStanding',
  method: 'POST',
  path: '/api/experts/:expert/standing',
  summary: { zh: '暂停、恢复或清退专家', en: 'Suspend, restore or remove an expert' },
  params,
  act: {
    type: 'expert.change-standing',
    subject: seen,
    body: z.strictObject({
      change: z.enum(['suspend', 'restore', 'remove']),
      /** End of a suspension; null: until restored. */
      until: instantField.nullable(),
      reason: lineField,
    }),
  },
  answer,
  problems: ['expert-wrong-state', 'state-changed'],
})

/** The centre records a training. */
export const recordTraining = defineContract({
  id: 'recordTraining',
  method: 'POST',
  path: '/api/experts/:expert/trainings',
  summary: { zh: '登记专家培训', en: 'Record a training' },
  params,
  act: {
    type: 'expert.train',
    subject: seen,
    body: z.strictObject({ course: lineField, hours: z.int().min(1).max(500), heldAt: instantField }),
  },
  answer,
  problems: ['expert-wrong-state', 'state-changed'],
})

/** 一标一评: who ran, hosted or supervised a tender assesses an expert who sat on it, once, after the release. */
export const assessExpert = defineContract({
  id: 'assessExpert',
  method: 'POST',
  path: '/api/tenders/:tender/expert-assessments',
  summary: { zh: '评价评标专家（一标一评）', en: 'Assess an expert' },
  params: z.object({ tender: idField }),
  act: {
    type: 'expert.assess',
    subject: z.strictObject({ tender: idField, expert: idField }),
    body: z.strictObject({ marks: assessmentMarks, text: lineField }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['assessment-not-possible'],
})

const purpose = lineField.max(200)

/** The library. Each reading is recorded with its purpose (X6). */
export const listExperts = defineContract({
  id: 'listExperts',
  method: 'GET',
  path: '/api/experts',
  summary: { zh: '专家库（每次查阅均留痕）', en: 'The library; every reading is recorded' },
  query: z.object({
    purpose,
    state: z.enum(expertStates).optional(),
    speciality: specialityField.optional(),
    after: idField.optional(),
  }),
  answer: { kind: 'json', status: 200, schema: z.strictObject({ items: z.array(expertAnswer), next: idField.nullable() }) },
})

/** One record. The reading is recorded with its purpose (X6). */
export const getExpert = defineContract({
  id: 'getExpert',
  method: 'GET',
  path: '/api/experts/:expert',
  summary: { zh: '专家档案（查阅留痕）', en: 'A record; the reading is recorded' },
  params,
  query: z.object({ purpose }),
  answer,
})

/** Who read the library, when and what for. */
export const listExpertReadings = defineContract({
  id: 'listExpertReadings',
  method: 'GET',
  path: '/api/expert-readings',
  summary: { zh: '专家库查阅记录', en: 'Readings of the library' },
  query: z.object({ after: idField.optional() }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          id: idField,
          at: instantField,
          person: idField,
          party: idField,
          address: z.string(),
          purpose: z.string(),
          /** One record, or what was listed. */
          what: z.string(),
          count: z.int().min(0),
        }),
      ),
      next: idField.nullable(),
    }),
  },
})

const tieAnswer = z.strictObject({
  id: idField,
  creditCode: z.string(),
  other: z.string(),
  kind: z.enum(['holding', 'management', 'branch', 'same-head']),
  note: z.string(),
  at: instantField,
})

/** Centre or regulator puts on record that two organisations belong together (TL 34): avoidance follows it. */
export const declareOrganisationTie = defineContract({
  id: 'declareOrganisationTie',
  method: 'POST',
  path: '/api/organisation-ties',
  summary: { zh: '登记单位关联关系', en: 'Record a tie between organisations' },
  act: {
    type: 'organisation.declare-tie',
    subject: z.strictObject({ tie: idField }),
    body: z.strictObject({
      creditCode: creditCodeField,
      other: creditCodeField,
      kind: z.enum(['holding', 'management', 'branch', 'same-head']),
      note: lineField,
    }),
  },
  answer: { kind: 'json', status: 201, schema: tieAnswer },
})

/** Ties on record. */
export const listOrganisationTies = defineContract({
  id: 'listOrganisationTies',
  method: 'GET',
  path: '/api/organisation-ties',
  summary: { zh: '单位关联关系', en: 'Ties between organisations' },
  query: z.object({ after: idField.optional() }),
  answer: { kind: 'json', status: 200, schema: z.strictObject({ items: z.array(tieAnswer), next: idField.nullable() }) },
})

/** The library: every contract. */
export const expertsLibraryContracts = [
  listSpecialities,
  applyAsExpert,
  updateExpert,
  getOwnExpert,
  decideExpert,
  changeExpertStanding,
  recordTraining,
  assessExpert,
  listExperts,
  getExpert,
  listExpertReadings,
  declareOrganisationTie,
  listOrganisationTies,
] as const satisfies readonly Contract[]
