import { z } from 'zod'
import { roles } from '../policy/roles.ts'
import { type CreditCode, isCreditCode } from '../primitives/credit-code.ts'
import { base64urlField, digestField, idField, instantField, lineField } from './fields.ts'

/** Unified social credit code with its check character (GB 32100-2015). */
export const creditCodeField = z
  .custom<CreditCode>(
    (value) => typeof value === 'string' && isCreditCode(value),
    'not a unified social credit code (GB 32100-2015)',
  )
  .meta({ type: 'string', pattern: '^[0-9A-HJ-NPQRTUWXY]{2}\\d{6}[0-9A-HJ-NPQRTUWXY]{10}$' })
/** A role a party may hold. */
export const roleField = z.enum(roles)
/** Administrative division, GB/T 2260: six digits. */
const regionField = z.string().regex(/^[1-9]\d{5}$/)
/** A telephone number as people in one country write it. */
const phoneField = z.string().regex(/^\+?\d[\d -]{4,18}\d$/)
/** A mail address: what a mail server would try, not what RFC 5322 allows. */
const mailField = z
  .string()
  .max(120)
  .regex(/^[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+$/)
/** A certificate, DER in base64url, at most 12 KiB. */
export const certificateField = base64urlField.min(100).max(16 * 1024)
/** A one-time code of an invitation or set-up link: 32 bytes, base64url. */
export const codeField = base64urlField.length(43)
/** Name of an account that signs in by password. */
export const accountField = z.string().regex(/^[a-z][a-z0-9._-]{2,39}$/)
/** A new password: length is what counts; nothing is demanded of its characters. */
export const passwordField = z.string().min(12).max(200)
/** A code of the authenticator (RFC 6238): six digits. */
export const totpField = z.string().regex(/^\d{6}$/)
/** A reason a person gives, shown to whom it concerns. */
export const reasonField = lineField
/** What a decision says. */
export const decisionField = z.enum(['approve', 'refuse'])
/** The version of an object its signer saw. */
export const versionField = z.int().min(0)

/** How a person can be reached. */
export const personForm = z.strictObject({ name: lineField, phone: phoneField, mail: mailField.optional() })

/** What a party tells about itself once (一表); nothing of it is asked again. */
export const partyForm = z.strictObject({
  name: lineField,
  creditCode: creditCodeField,
  region: regionField,
  address: lineField.optional(),
  contact: z.strictObject({ name: lineField, phone: phoneField, mail: mailField.optional() }),
  /** Ids of catalogue categories the party wants to hear of. */
  categories: z
    .array(z.string().regex(/^[a-z][a-z-]{1,60}$/))
    .max(40)
    .optional(),
})

/** State of a role: the bidder's is approved at once (rule P3), the others when the centre has looked. */
const roleStateField = z.enum(['requested', 'approved', 'refused'])
/** A role as its party sees it. */
export const partyRoleView = z.strictObject({
  role: roleField,
  state: roleStateField,
  requestedAt: instantField,
  decidedAt: instantField.optional(),
  reason: reasonField.optional(),
})

/** A party as itself and the staff see it. */
export const partyView = z.strictObject({
  id: idField,
  version: versionField,
  ...partyForm.shape,
  roles: z.array(partyRoleView),
  isAffiliateOfOperator: z.boolean(),
  registeredAt: instantField,
})

/** State of a certificate. `requested`: its key is proven, nobody has confirmed yet whose it is. */
const certificateStateField = z.enum(['requested', 'bound', 'suspended', 'refused'])
/** A certificate as its person, its party and the staff see it. */
export const certificateView = z.strictObject({
  sha256: digestField,
  usage: z.enum(['sign', 'encrypt']),
  state: certificateStateField,
  commonName: z.string(),
  organization: z.string(),
  issuer: z.string(),
  serial: z.string(),
  notBefore: instantField,
  notAfter: instantField,
  boundAt: instantField.optional(),
})

/** A person as its own party and the staff see it. */
export const personView = z.strictObject({
  id: idField,
  party: idField,
  version: versionField,
  ...personForm.shape,
  state: z.enum(['active', 'disabled']),
  isAdministrator: z.boolean(),
  hasPassword: z.boolean(),
  certificates: z.array(certificateView),
})

/** Cursor and size of a page; the cursor is the id of the last row seen. */
export const pageQuery = z.object({ after: idField.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) })
