import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField, lineField } from './fields.ts'
import { certificateField, certificateView, decisionField, pageQuery, reasonField, totpField } from './identity-fields.ts'

const personParams = z.object({ person: idField })
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

/** Contracts of certificates. */
export const certificateContracts = [
  requestCertificate,
  decideCertificate,
  confirmOwnCertificate,
  addEncryptionCertificate,
  reportLoss,
  reportOwnLoss,
  restoreCertificate,
  listCertificateRequests,
] as const satisfies readonly Contract[]
