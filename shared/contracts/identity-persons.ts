import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField, lineField } from './fields.ts'
import {
  accountField,
  certificateField,
  certificateView,
  codeField,
  decisionField,
  pageQuery,
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

const certificateParams = z.object({ sha256: digestField })
const certificateSubject = z.strictObject({ person: idField, certSha256: digestField })

/** A new signing certificate asks to be bound to its person: signed by the new key itself. */
export const requestCertificate = defineContract({
  id: 'requestCertificate',
  method: 'POST',
  path: '/api/persons/:person/certificates',
  summary: { zh: '申请绑定新证书', en: 'Ask for a new certificate to be bound' },
  params: personParams,
  act: {
    type: 'certificate.request',
    subject: z.strictObject({ party: idField, person: idField }),
    body: z.strictObject({ certificate: certificateField, reason: reasonField.optional() }),
  },
  answer: { kind: 'json', status: 202, schema: certificateView },
  problems: ['certificate-already-bound', 'certificate-name-mismatch', 'too-many-certificates', 'not-found'],
  limit: 'sign-in',
})

/** The old certificate of the same person, or the centre, decides whether the new one is bound. */
export const decideCertificate = defineContract({
  id: 'decideCertificate',
  method: 'POST',
  path: '/api/certificates/:sha256/decision',
  summary: { zh: '确认或拒绝新证书', en: 'Confirm or refuse a new certificate' },
  params: certificateParams,
  act: {
    type: 'certificate.decide',
    subject: certificateSubject,
    body: z.strictObject({ decision: decisionField, reason: reasonField.optional() }),
  },
  answer: { kind: 'json', status: 200, schema: certificateView },
  problems: ['state-changed', 'act-wrong-subject'],
})

/** Staff without any bound certificate confirms its first one by password and one-time code. */
export const confirmOwnCertificate = defineContract({
  id: 'confirmOwnCertificate',
  method: 'POST',
  path: '/api/me/certificates/:sha256/confirmation',
  summary: { zh: '以口令确认首个证书', en: 'Confirm the first certificate by password' },
  params: certificateParams,
  body: z.strictObject({ password: z.string().max(200), oneTimeCode: totpField }),
  answer: { kind: 'json', status: 200, schema: certificateView },
  problems: ['sign-in-refused', 'sign-in-locked', 'state-changed', 'not-found'],
  limit: 'sign-in',
})

/** Binds an encryption certificate beside the signing one that signs this act; both must name the same. */
export const addEncryptionCertificate = defineContract({
  id: 'addEncryptionCertificate',
  method: 'POST',
  path: '/api/persons/:person/encryption-certificates',
  summary: { zh: '绑定加密证书', en: 'Bind an encryption certificate' },
  params: personParams,
  act: {
    type: 'certificate.add-encryption',
    subject: z.strictObject({ person: idField }),
    body: z.strictObject({ certificate: certificateField }),
  },
  answer: { kind: 'json', status: 201, schema: certificateView },
  problems: ['certificate-already-bound', 'certificate-name-mismatch', 'too-many-certificates'],
})

/** Loss reported by the person, a colleague or the centre: suspended at once, its sessions end. */
export const reportLoss = defineContract({
  id: 'reportLoss',
  method: 'POST',
  path: '/api/certificates/:sha256/loss',
  summary: { zh: '证书挂失', en: 'Report a certificate lost' },
  params: certificateParams,
  act: { type: 'certificate.report-lost', subject: certificateSubject, body: z.strictObject({ reason: reasonField }) },
  answer: { kind: 'json', status: 200, schema: certificateView },
  problems: ['act-wrong-subject', 'state-changed'],
})

/** Loss reported from a session, for whom nothing is left to sign with. */
export const reportOwnLoss = defineContract({
  id: 'reportOwnLoss',
  method: 'POST',
  path: '/api/me/certificates/:sha256/loss',
  summary: { zh: '在会话中挂失本人证书', en: 'Report an own certificate lost from a session' },
  params: certificateParams,
  body: z.strictObject({ reason: reasonField }),
  answer: { kind: 'json', status: 200, schema: certificateView },
  problems: ['not-found', 'state-changed'],
})

/** The centre gives a found certificate back its force. */
export const restoreCertificate = defineContract({
  id: 'restoreCertificate',
  method: 'POST',
  path: '/api/certificates/:sha256/restoring',
  summary: { zh: '恢复挂失证书', en: 'Restore a certificate reported lost' },
  params: certificateParams,
  act: { type: 'certificate.restore', subject: certificateSubject, body: z.strictObject({ reason: reasonField }) },
  answer: { kind: 'json', status: 200, schema: certificateView },
  problems: ['act-wrong-subject', 'state-changed'],
})

/** The centre's queue of certificates that wait to be confirmed, oldest first. */
export const listCertificateRequests = defineContract({
  id: 'listCertificateRequests',
  method: 'GET',
  path: '/api/certificate-requests',
  summary: { zh: '待确认证书', en: 'Certificates that wait to be confirmed' },
  query: pageQuery.extend({ after: z.string().max(120).optional() }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          certificate: certificateView,
          requestedAt: instantField,
          reason: reasonField.optional(),
          person: z.strictObject({ id: idField, name: lineField }),
          party: z.strictObject({ id: idField, name: lineField }),
        }),
      ),
      next: z.string().nullable(),
    }),
  },
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

/** Contracts of persons and their certificates. */
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
  requestCertificate,
  decideCertificate,
  confirmOwnCertificate,
  addEncryptionCertificate,
  reportLoss,
  reportOwnLoss,
  restoreCertificate,
  listCertificateRequests,
] as const satisfies readonly Contract[]
