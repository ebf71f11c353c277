import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField, lineField } from './fields.ts'
import {
  accountField,
  certificateField,
  codeField,
  partyForm,
  partyView,
  passwordField,
  personForm,
  personView,
  reasonField,
  roleField,
  totpField,
  versionField,
} from './identity-fields.ts'

const personSubject = z.strictObject({ party: idField, person: idField, version: versionField })
const personParams = z.object({ person: idField })
const oneTimeCode = z.strictObject({ code: codeField, expiresAt: instantField })

/** The persons of a party. */
export const listPersons = defineContract({
  id: 'listPersons',
  method: 'GET',
  path: '/api/parties/:party/persons',
  summary: { zh: '单位人员', en: 'Persons of a party' },
  params: z.object({ party: idField }),
  answer: { kind: 'json', status: 200, schema: z.strictObject({ items: z.array(personView) }) },
})

/** An administrator invites a person; the code is shown once and good for seven days. */
export const invitePerson = defineContract({
  id: 'invitePerson',
  method: 'POST',
  path: '/api/parties/:party/invitations',
  summary: { zh: '邀请人员', en: 'Invite a person' },
  params: z.object({ party: idField }),
  act: {
    type: 'person.invite',
    subject: z.strictObject({ party: idField }),
    body: z.strictObject({ name: lineField, isAdministrator: z.boolean() }),
  },
  answer: { kind: 'json', status: 201, schema: oneTimeCode },
})

/** The invited person joins by its own certificate. */
export const joinParty = defineContract({
  id: 'joinParty',
  method: 'POST',
  path: '/api/persons',
  summary: { zh: '凭邀请用证书加入单位', en: 'Join a party by invitation and certificate' },
  act: {
    type: 'person.join',
    subject: z.strictObject({ party: idField, person: idField }),
    body: z.strictObject({ code: codeField, person: personForm, certificate: certificateField }),
  },
  answer: { kind: 'json', status: 201, schema: personView },
  problems: ['code-invalid', 'certificate-already-bound', 'certificate-name-mismatch'],
  limit: 'sign-in',
})

/** An administrator of the party, or the centre, disables a person: sessions end, certificates sign nothing. */
export const disablePerson = defineContract({
  id: 'disablePerson',
  method: 'POST',
  path: '/api/persons/:person/disabling',
  summary: { zh: '停用人员', en: 'Disable a person' },
  params: personParams,
  act: { type: 'person.disable', subject: personSubject, body: z.strictObject({ reason: reasonField }) },
  answer: { kind: 'json', status: 200, schema: personView },
  problems: ['last-administrator', 'act-wrong-subject'],
})

/** A disabled person is given back access. */
export const restorePerson = defineContract({
  id: 'restorePerson',
  method: 'POST',
  path: '/api/persons/:person/restoring',
  summary: { zh: '恢复人员', en: 'Give a person back access' },
  params: personParams,
  act: { type: 'person.restore', subject: personSubject, body: z.strictObject({ reason: reasonField }) },
  answer: { kind: 'json', status: 200, schema: personView },
  problems: ['act-wrong-subject'],
})

/** An administrator of a staff party has a colleague's password and authenticator set anew. */
export const resetPassword = defineContract({
  id: 'resetPassword',
  method: 'POST',
  path: '/api/persons/:person/password-reset',
  summary: { zh: '重置口令', en: 'Have a password set anew' },
  params: personParams,
  act: { type: 'person.reset-password', subject: personSubject, body: z.strictObject({ reason: reasonField }) },
  answer: { kind: 'json', status: 201, schema: oneTimeCode },
  problems: ['act-wrong-subject'],
})

/** What a one-time code is good for. */
export const readEnrolment = defineContract({
  id: 'readEnrolment',
  method: 'POST',
  path: '/api/enrolments/reading',
  summary: { zh: '查看一次性代码', en: 'What a one-time code is good for' },
  body: z.strictObject({ code: codeField }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      kind: z.enum(['found', 'join', 'reset']),
      role: roleField.optional(),
      party: z.strictObject({ id: idField, name: lineField }).optional(),
      personName: lineField.optional(),
      ways: z.array(z.enum(['certificate', 'password'])),
      expiresAt: instantField,
    }),
  },
  problems: ['code-invalid'],
  limit: 'sign-in',
})

/** Staff only: draws the secret of the authenticator. A later call with the same code draws another. */
export const beginPassword = defineContract({
  id: 'beginPassword',
  method: 'POST',
  path: '/api/enrolments/password/secret',
  summary: { zh: '领取动态码密钥', en: 'Get the secret of the authenticator' },
  body: z.strictObject({ code: codeField, account: accountField }),
  answer: { kind: 'json', status: 200, schema: z.strictObject({ secret: z.string(), uri: z.string() }) },
  problems: ['code-invalid', 'account-taken'],
  limit: 'sign-in',
})

/** Staff only: sets the password, proves the authenticator, and founds or joins the party (or resets). */
export const finishPassword = defineContract({
  id: 'finishPassword',
  method: 'POST',
  path: '/api/enrolments/password',
  summary: { zh: '凭一次性代码设置口令', en: 'Set a password by one-time code' },
  body: z.strictObject({
    code: codeField,
    account: accountField,
    password: passwordField,
    oneTimeCode: totpField,
    person: personForm.optional(),
    party: partyForm.optional(),
  }),
  answer: { kind: 'json', status: 201, schema: z.strictObject({ party: idField, person: idField, account: accountField }) },
  problems: ['code-invalid', 'account-taken', 'password-unsuitable', 'one-time-code-refused', 'party-exists'],
  limit: 'sign-in',
})

/** Who is signed in, for whom, and what it may do. */
export const readMe = defineContract({
  id: 'readMe',
  method: 'GET',
  path: '/api/me',
  summary: { zh: '当前身份', en: 'Who I am' },
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      person: personView,
      party: partyView,
      roles: z.array(roleField),
      certSha256: digestField.nullable(),
    }),
  },
})

/** Contracts of persons. */
export const personContracts = [
  readMe,
  listPersons,
  invitePerson,
  joinParty,
  disablePerson,
  restorePerson,
  resetPassword,
  readEnrolment,
  beginPassword,
  finishPassword,
] as const satisfies readonly Contract[]
