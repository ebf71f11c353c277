import type { PolicyTable } from './policy.ts'

/** Offices that look after identity: they read parties and persons, whoever's they are. */
const staff = ['centre', 'regulator', 'operator'] as const

/** Who may do what: parties, persons, certificates, sessions. */
export const identityPolicy = {
  // Logins: who calls is found out by the call itself.
  issueLoginNonce: { who: 'anyone' },
  logInByCertificate: { who: 'anyone' },
  logInByPassword: { who: 'anyone' },
  refreshSession: { who: 'anyone' },
  listSessions: { who: 'signed-in', relation: 'self' },
  logOut: { who: 'signed-in', relation: 'self' },
  revokeSession: { who: 'signed-in', relation: 'self' },
  revokeAllSessions: { who: 'signed-in', relation: 'self' },
  changePassword: { who: 'signed-in', relation: 'self' },
  issueDownloadTicket: { who: 'signed-in', relation: 'self' },
  // Registration is free for anyone (rule P3); a certificate or a one-time code is what is asked for.
  registerParty: { who: 'anyone' },
  foundParty: { who: 'anyone' },
  joinParty: { who: 'anyone' },
  readEnrolment: { who: 'anyone' },
  beginPassword: { who: 'anyone' },
  finishPassword: { who: 'anyone' },
  requestCertificate: { who: 'anyone' },
  // Parties.
  updateParty: { who: 'signed-in', relation: 'own-party' },
  requestRole: { who: 'signed-in', relation: 'own-party' },
  decideRole: { who: ['centre'] },
  listRoleRequests: { who: ['centre'] },
  listParties: { who: staff },
  listRoleHolders: { who: ['tenderer', 'agency', ...staff] },
  readParty: { who: 'signed-in', relation: 'own-party', beyondRelation: staff },
  declareAffiliate: { who: staff },
  withdrawAffiliate: { who: ['centre', 'regulator'] },
  listAffiliates: { who: 'anyone' },
  // Persons and their certificates.
  readMe: { who: 'signed-in', relation: 'self' },
  listPersons: { who: 'signed-in', relation: 'own-party', beyondRelation: staff },
  invitePerson: { who: 'signed-in', relation: 'own-party' },
  disablePerson: { who: 'signed-in', relation: 'own-party', beyondRelation: ['centre'] },
  restorePerson: { who: 'signed-in', relation: 'own-party', beyondRelation: ['centre'] },
  resetPassword: { who: staff, relation: 'own-party' },
  decideCertificate: { who: 'signed-in', relation: 'self', beyondRelation: ['centre'] },
  confirmOwnCertificate: { who: staff, relation: 'self' },
  addEncryptionCertificate: { who: 'signed-in', relation: 'self' },
  reportLoss: { who: 'signed-in', relation: 'own-party', beyondRelation: ['centre'] },
  reportOwnLoss: { who: 'signed-in', relation: 'self' },
  restoreCertificate: { who: ['centre'] },
  listCertificateRequests: { who: ['centre'] },
} as const satisfies PolicyTable
