export { authenticate } from './authenticate.ts'
export { createAdmin, type FoundingRole, foundingRoles } from './create-admin.ts'
export { admit } from './download-ticket.ts'
export { ensureIndexes } from './ensure-indexes.ts'
export { identifyCertificate } from './identify-certificate.ts'
export { registerIdentityRoutes } from './identity.routes.ts'
export type { PersonDocument } from './person.model.ts'
export {
  isAffiliateOfOperator,
  partiesInRole,
  personsOfParty,
  readParty,
  readPerson,
} from './read-party.ts'
export { scheduleIdentity } from './schedule-identity.ts'
export { openText, sealText } from './secret-box.ts'
export { sweepIdentity } from './sweep-identity.ts'
export { assertTrusted } from './trusted-path.ts'
export { verifyAct } from './verify-act.ts'
export { verifySignature } from './verify-signature.ts'
