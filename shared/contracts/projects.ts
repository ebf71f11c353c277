import { z } from 'zod'
import { subjectKinds } from '../catalogue/categories.ts'
import { lotField } from '../catalogue/notice.ts'
import { rulePackNames } from '../catalogue/rule-pack-name.ts'
import { projectStates } from '../lifecycle/project.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField, lineField, proseField, yuanField } from './fields.ts'

const label = z.object({ zh: z.string(), en: z.string() })
const period = z.object({ unit: z.enum(['calendar-days', 'working-days', 'seconds']), count: z.int() })
const article = z.object({ id: z.string(), zh: z.string(), en: z.string() })

/** What a registration states (项目登记): one form, filled once. */
const projectForm = z.strictObject({
  name: lineField,
  category: z.string().min(1).max(40),
  method: z.string().min(1).max(40),
  kind: z.enum(subjectKinds),
  /** Industry code of the catalogue (GB/T 4754: a letter and up to four digits). */
  industry: z.string().regex(/^[A-T]\d{0,4}$/),
  region: z.string().regex(/^\d{6}$/),
  regionName: lineField,
  /** Where the money comes from. */
  funding: lineField,
  /** Number of the approval document. */
  approvalDocument: lineField,
  summary: proseField.max(1000),
  tendererParty: idField,
  /** Null when the tenderer handles its tender itself. */
  agencyParty: idField.nullable(),
  lots: z.array(lotField).min(1).max(50),
})

const suspension = z.object({
  id: idField,
  cause: z.enum(['directive', 'objection']),
  reason: z.string(),
  actSha256: digestField,
  since: instantField,
})

/** A suspension as answers show it. */
export const suspensionAnswer = suspension

/** A project as its own parties, centre and regulator see it. */
const projectAnswer = projectForm.extend({
  id: idField,
  version: z.int(),
  state: z.enum(projectStates),
  /** Unified trading code; null until the centre has accepted. */
  code: z.string().nullable(),
  registeredAt: instantField,
  acceptedAt: instantField.nullable(),
  returnReason: z.string().nullable(),
  suspension: suspension.nullable(),
  tendererName: z.string(),
  agencyName: z.string().nullable(),
  /** The threshold that makes the project enter (应进必进), if one is reached. */
  mustEnter: z.object({ amount: yuanField, article }).nullable(),
  /** The notice rounds begun so far. */
  rounds: z.array(z.object({ tender: idField, round: z.int(), lots: z.array(idField) })),
})

const params = z.object({ project: idField })
const seen = z.strictObject({ project: idField, version: z.int().min(1) })
const reason = z.strictObject({ reason: proseField.max(2000) })

/** The catalogue with the periods of the rule pack in force. */
export const readCatalogueContract = defineContract({
  id: 'readCatalogue',
  method: 'GET',
  path: '/api/catalogue',
  summary: { zh: '交易目录与法定期限', en: 'The trading catalogue and its statutory periods' },
  answer: {
    kind: 'json',
    status: 200,
    schema: z.object({
      rulePack: z.enum(rulePackNames),
      rulePackLabel: label,
      isShortened: z.boolean(),
      categories: z.array(
        z.object({
          id: z.string(),
          label,
          direction: z.enum(['buy', 'sell', 'both']),
          methods: z.array(z.object({ id: z.string(), label, isOpen: z.boolean() })),
          clock: z.string().nullable(),
          regulator: label,
          thresholds: z.array(z.object({ kind: z.enum(subjectKinds), amount: yuanField, article })),
          smallPurchaseBelow: yuanField.nullable(),
        }),
      ),
      clocks: z.record(
        z.string(),
        z.object({
          label,
          periods: z.record(z.string(), z.object({ statutory: period, applied: period, article })),
          objections: z.object({ counted: z.enum(['before-deadline', 'after-publication']), isPausing: z.boolean() }),
        }),
      ),
      windows: z.object({ minimum: z.record(z.string(), z.int()), usual: z.record(z.string(), z.int()) }),
      calendar: z.object({ label, years: z.array(z.object({ year: z.int(), isProvisional: z.boolean(), source: z.string() })) }),
      provinces: z.array(z.object({ code: z.string(), zh: z.string(), en: z.string() })),
    }),
  },
})

/** Registers a project under an id its signer has drawn. */
export const registerProjectContract = defineContract({
  id: 'registerProject',
  method: 'POST',
  path: '/api/projects',
  summary: { zh: '项目登记', en: 'Register a project' },
  act: { type: 'project.register', subject: z.strictObject({ project: idField }), body: projectForm },
  answer: { kind: 'json', status: 201, schema: projectAnswer },
  problems: [
    'already-exists',
    'category-unknown',
    'method-not-in-category',
    'not-yet-open',
    'ceiling-above-budget',
    'party-not-in-role',
  ],
})

/** Registers a returned project anew, whole. */
export const reviseProjectContract = defineContract({
  id: 'reviseProject',
  method: 'POST',
  path: '/api/projects/:project/revise',
  summary: { zh: '修改后重新登记', en: 'Revise a returned project' },
  params,
  act: { type: 'project.revise', subject: seen, body: projectForm },
  answer: { kind: 'json', status: 200, schema: projectAnswer },
  problems: ['project-wrong-state', 'ceiling-above-budget', 'party-not-in-role'],
})

/** The centre accepts: the project gets its code. */
export const acceptProjectContract = defineContract({
  id: 'acceptProject',
  method: 'POST',
  path: '/api/projects/:project/accept',
  summary: { zh: '受理项目', en: 'Accept a project' },
  params,
  act: { type: 'project.accept', subject: seen, body: z.strictObject({}) },
  answer: { kind: 'json', status: 200, schema: projectAnswer },
  problems: ['project-wrong-state'],
})

/** The centre returns a registration with its reason. */
export const returnProjectContract = defineContract({
  id: 'returnProject',
  method: 'POST',
  path: '/api/projects/:project/return',
  summary: { zh: '退回项目登记', en: 'Return a registration' },
  params,
  act: { type: 'project.return', subject: seen, body: reason },
  answer: { kind: 'json', status: 200, schema: projectAnswer },
  problems: ['project-wrong-state'],
})

/** Who registered takes the registration back before it is accepted. */
export const withdrawProjectContract = defineContract({
  id: 'withdrawProject',
  method: 'POST',
  path: '/api/projects/:project/withdraw',
  summary: { zh: '撤回项目登记', en: 'Withdraw a registration' },
  params,
  act: { type: 'project.withdraw', subject: seen, body: reason },
  answer: { kind: 'json', status: 200, schema: projectAnswer },
  problems: ['project-wrong-state'],
})

/** Regulator or centre suspends a project: its running tenders stand still until it is resumed. */
export const suspendProjectContract = defineContract({
  id: 'suspendProject',
  method: 'POST',
  path: '/api/projects/:project/suspend',
  summary: { zh: '暂停项目', en: 'Suspend a project' },
  params,
  act: { type: 'project.suspend', subject: seen, body: reason },
  answer: { kind: 'json', status: 200, schema: projectAnswer },
  problems: ['project-wrong-state', 'project-suspended'],
})

/** Ends a suspension: deadlines move by its length. */
export const resumeProjectContract = defineContract({
  id: 'resumeProject',
  method: 'POST',
  path: '/api/projects/:project/resume',
  summary: { zh: '恢复项目', en: 'Resume a project' },
  params,
  act: { type: 'project.resume', subject: seen, body: reason },
  answer: { kind: 'json', status: 200, schema: projectAnswer },
  problems: ['project-not-suspended'],
})

/** The projects the caller may see: its own; all of them for centre and regulator. */
export const listProjectsContract = defineContract({
  id: 'listProjects',
  method: 'GET',
  path: '/api/projects',
  summary: { zh: '项目列表', en: 'Projects' },
  query: z.object({ state: z.enum(projectStates).optional(), after: idField.optional() }),
  answer: { kind: 'json', status: 200, schema: z.object({ projects: z.array(projectAnswer), next: idField.nullable() }) },
})

/** One project, for its parties, centre and regulator. */
export const readProjectContract = defineContract({
  id: 'readProject',
  method: 'GET',
  path: '/api/projects/:project',
  summary: { zh: '项目详情', en: 'A project' },
  params,
  answer: { kind: 'json', status: 200, schema: projectAnswer },
})

/** Every contract of: projects. */
export const projectsContracts = [
  readCatalogueContract,
  registerProjectContract,
  reviseProjectContract,
  acceptProjectContract,
  returnProjectContract,
  withdrawProjectContract,
  suspendProjectContract,
  resumeProjectContract,
  listProjectsContract,
  readProjectContract,
] as const satisfies readonly Contract[]
