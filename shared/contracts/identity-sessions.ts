import { z } from 'zod'
import { signedLoginField } from '../acts/login.ts'
import { type Contract, defineContract } from './contract.ts'
import { base64urlField, digestField, idField, instantField } from './fields.ts'
import { accountField, passwordField, totpField } from './identity-fields.ts'

/** An access token: JWT, ES256, ten minutes. The refresh token travels in an httpOnly cookie only. */
const sessionOpened = z.strictObject({
  accessToken: z.string(),
  expiresAt: instantField,
  session: idField,
  person: idField,
  party: idField,
})

/** The server's nonce for one login by certificate: single use, two minutes. */
export const issueLoginNonce = defineContract({
  id: 'issueLoginNonce',
  method: 'POST',
  path: '/api/login/nonce',
  summary: { zh: '领取登录随机数', en: 'Get a nonce for a login' },
  answer: {
    kind: 'json',
    status: 201,
    schema: z.strictObject({ platform: z.string(), nonce: base64urlField.length(43), at: instantField, expiresAt: instantField }),
  },
  limit: 'sign-in',
})

/** Login by certificate: a CMS signature over `login/1`. */
export const logInByCertificate = defineContract({
  id: 'logInByCertificate',
  method: 'POST',
  path: '/api/login/certificate',
  summary: { zh: '证书登录', en: 'Log in by certificate' },
  body: signedLoginField,
  answer: { kind: 'json', status: 201, schema: sessionOpened },
  problems: [
    'login-malformed',
    'login-nonce-unknown',
    'act-wrong-platform',
    'act-clock-skew',
    'signature-invalid',
    'certificate-malformed',
    'certificate-expired',
    'certificate-not-yet-valid',
    'certificate-revoked',
    'certificate-untrusted',
    'certificate-wrong-usage',
    'certificate-weak-key',
    'revocation-unknown',
    'certificate-not-bound',
    'certificate-suspended',
    'certificate-awaits-decision',
    'person-disabled',
  ],
  limit: 'sign-in',
})

/** Login by password and one-time code: a second way, for the staff. */
export const logInByPassword = defineContract({
  id: 'logInByPassword',
  method: 'POST',
  path: '/api/login/password',
  summary: { zh: '口令登录（管理人员）', en: 'Log in by password (staff)' },
  body: z.strictObject({ account: accountField, password: z.string().min(1).max(200), oneTimeCode: totpField }),
  answer: { kind: 'json', status: 201, schema: sessionOpened },
  problems: ['sign-in-refused', 'sign-in-locked', 'person-disabled'],
  limit: 'sign-in',
})

/** A new access token for the refresh cookie, which is exchanged at each use. */
export const refreshSession = defineContract({
  id: 'refreshSession',
  method: 'POST',
  path: '/api/sessions/refreshing',
  summary: { zh: '续期会话', en: 'Refresh the session' },
  answer: { kind: 'json', status: 200, schema: sessionOpened },
  problems: ['session-expired', 'session-reused'],
  limit: 'write',
})

/** One's own sessions, newest first. */
export const listSessions = defineContract({
  id: 'listSessions',
  method: 'GET',
  path: '/api/sessions',
  summary: { zh: '我的会话', en: 'My sessions' },
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          id: idField,
          isCurrent: z.boolean(),
          way: z.enum(['certificate', 'password']),
          certSha256: digestField.nullable(),
          address: z.string(),
          device: z.string(),
          openedAt: instantField,
          usedAt: instantField,
          expiresAt: instantField,
        }),
      ),
    }),
  },
})

/** Ends the session one is in. */
export const logOut = defineContract({
  id: 'logOut',
  method: 'POST',
  path: '/api/sessions/ending',
  summary: { zh: '退出登录', en: 'Log out' },
  answer: { kind: 'empty', status: 204 },
})

/** Ends one of one's own sessions. */
export const revokeSession = defineContract({
  id: 'revokeSession',
  method: 'DELETE',
  path: '/api/sessions/:session',
  summary: { zh: '注销某个会话', en: 'End one of my sessions' },
  params: z.object({ session: idField }),
  answer: { kind: 'empty', status: 204 },
  problems: ['not-found'],
})

/** Ends all of one's own sessions, this one included. */
export const revokeAllSessions = defineContract({
  id: 'revokeAllSessions',
  method: 'DELETE',
  path: '/api/sessions',
  summary: { zh: '注销全部会话', en: 'End all my sessions' },
  answer: { kind: 'empty', status: 204 },
})

/** Changes one's own password; every other session ends. */
export const changePassword = defineContract({
  id: 'changePassword',
  method: 'POST',
  path: '/api/me/password',
  summary: { zh: '修改口令', en: 'Change my password' },
  body: z.strictObject({ password: z.string().min(1).max(200), oneTimeCode: totpField, newPassword: passwordField }),
  answer: { kind: 'empty', status: 204 },
  problems: ['sign-in-refused', 'sign-in-locked', 'password-unsuitable'],
  limit: 'sign-in',
})

/** Parameter of an address that a download ticket stands in. */
export const ticketParameter = 'ticket'

/**
 * A ticket for one address, so that the browser itself can download what lies there: a page that fetched it would hold all of it in memory.
 * It is good for an hour and as long as the session it was issued in, as often as a download that broke off needs; what its holder may do is
 * asked at each use.
 */
export const issueDownloadTicket = defineContract({
  id: 'issueDownloadTicket',
  method: 'POST',
  path: '/api/sessions/download-tickets',
  summary: { zh: '领取下载凭据', en: 'Get a ticket for a download' },
  body: z.strictObject({
    /** Path and query below the origin, without a ticket. */
    address: z
      .string()
      .max(300)
      .regex(/^\/api\/[\w/.-]+(?:\?[\w=&%.-]+)?$/),
  }),
  answer: {
    kind: 'json',
    status: 201,
    schema: z.strictObject({
      /** The same address with the ticket. */
      address: z.string(),
      expiresAt: instantField,
    }),
  },
})

/** Contracts of logins and sessions. */
export const sessionContracts = [
  issueLoginNonce,
  logInByCertificate,
  logInByPassword,
  refreshSession,
  listSessions,
  logOut,
  revokeSession,
  revokeAllSessions,
  changePassword,
  issueDownloadTicket,
] as const satisfies readonly Contract[]
