export { authenticate } from './authenticate.ts'
export { createAdmin, type FoundingRole, foundingRoles } from './create-admin.ts'
export type { IdentityDeps, IdentityReads, IdentityRecords, IdentityTrust } from './deps.ts'
export { ensureIndexes } from './ensure-indexes.ts'
export { type CertificateOwner, identifyCertificate } from './identify-certificate.ts'
export { registerIdentityRoutes } from './identity.routes.ts'
export type { PartyDocument } from './party.model.ts'
export type { PersonDocument } from './person.model.ts'
export {
  isAffiliateOfOperator,
  type PersonWithCertificates,
  partiesInRole,
  personsOfParty,
  readParty,
  readPerson,
} from './read-party.ts'
export { sweepIdentity } from './sweep-identity.ts'
export { assertTrusted } from './trusted-path.ts'
export { verifyAct } from './verify-act.ts'
export { verifySignature } from './verify-signature.ts'
