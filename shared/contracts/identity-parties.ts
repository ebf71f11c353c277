import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { idField, instantField, lineField, proseField } from './fields.ts'
import {
  certificateField,
  codeField,
  creditCodeField,
  decisionField,
  pageQuery,
  partyForm,
  partyRoleView,
  partyView,
  personForm,
  personView,
  reasonField,
  roleField,
  versionField,
} from './identity-fields.ts'

const partyParams = z.object({ party: idField })
/** The party as its signer saw it. */
const partySubject = z.strictObject({ party: idField, version: versionField })
const registered = z.strictObject({ party: partyView, person: personView })
const cursorQuery = pageQuery.extend({ after: z.string().max(120).optional() })

/** Registration by certificate: the whole form once (一表). Party and person ids are drawn by the client and stand in `actor` too. */
export const registerParty = defineContract({
  id: 'registerParty',
  method: 'POST',
  path: '/api/parties',
  summary: { zh: '用证书注册单位', en: 'Register a party by certificate' },
  act: {
    type: 'party.register',
    subject: z.strictObject({ party: idField, person: idField }),
    body: z.strictObject({
      party: partyForm,
      person: personForm,
      roles: z.array(roleField).min(1).max(7),
      certificate: certificateField,
    }),
  },
  answer: { kind: 'json', status: 201, schema: registered },
  problems: [
    'party-exists',
    'certificate-already-bound',
    'certificate-name-mismatch',
    'operator-may-not-bid',
    'role-not-requestable',
  ],
})

/** The first person of an administering party takes the one-time set-up link by certificate. */
export const foundParty = defineContract({
  id: 'foundParty',
  method: 'POST',
  path: '/api/parties/founding',
  summary: { zh: '凭一次性链接用证书设立管理单位', en: 'Found an administering party by one-time link and certificate' },
  act: {
    type: 'party.found',
    subject: z.strictObject({ party: idField, person: idField }),
    body: z.strictObject({
      code: codeField,
      party: partyForm,
      person: personForm,
      certificate: certificateField,
    }),
  },
  answer: { kind: 'json', status: 201, schema: registered },
  problems: ['code-invalid', 'certificate-already-bound', 'certificate-name-mismatch'],
  limit: 'sign-in',
})

/** A change of what the party told about itself; name and credit code stay. */
export const updateParty = defineContract({
  id: 'updateParty',
  method: 'POST',
  path: '/api/parties/:party/profile',
  summary: { zh: '变更单位资料', en: 'Change the profile of the party' },
  params: partyParams,
  act: { type: 'party.update', subject: partySubject, body: partyForm.omit({ name: true, creditCode: true }) },
  answer: { kind: 'json', status: 200, schema: partyView },
  problems: ['act-wrong-subject'],
})

/** A party asks for a role it does not hold. */
export const requestRole = defineContract({
  id: 'requestRole',
  method: 'POST',
  path: '/api/parties/:party/roles',
  summary: { zh: '申请角色', en: 'Ask for a role' },
  params: partyParams,
  act: { type: 'role.request', subject: partySubject, body: z.strictObject({ role: roleField, grounds: proseField.optional() }) },
  answer: { kind: 'json', status: 200, schema: partyView },
  problems: ['role-already-held', 'role-not-requestable', 'operator-may-not-bid', 'act-wrong-subject'],
})

/** The centre approves or refuses a role that was asked for, or takes back one it had approved. */
export const decideRole = defineContract({
  id: 'decideRole',
  method: 'POST',
  path: '/api/parties/:party/roles/:role/decision',
  summary: { zh: '审核单位角色', en: 'Decide on a role' },
  params: z.object({ party: idField, role: roleField }),
  act: {
    type: 'role.decide',
    subject: z.strictObject({ party: idField, version: versionField, role: roleField }),
    body: z.strictObject({ decision: decisionField, reason: reasonField.optional() }),
  },
  answer: { kind: 'json', status: 200, schema: partyView },
  problems: ['state-changed', 'act-wrong-subject', 'operator-may-not-bid'],
})

/** The centre's queue of roles that wait for it, oldest first. */
export const listRoleRequests = defineContract({
  id: 'listRoleRequests',
  method: 'GET',
  path: '/api/role-requests',
  summary: { zh: '待审核角色', en: 'Roles that wait for a decision' },
  query: cursorQuery,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          party: idField,
          version: versionField,
          name: lineField,
          creditCode: creditCodeField,
          roles: z.array(partyRoleView),
        }),
      ),
      next: z.string().nullable(),
    }),
  },
})

/** Parties, for the staff: newest first. */
export const listParties = defineContract({
  id: 'listParties',
  method: 'GET',
  path: '/api/parties',
  summary: { zh: '单位列表', en: 'Parties' },
  query: cursorQuery.extend({
    role: roleField.optional(),
    name: z.string().max(100).optional(),
    creditCode: creditCodeField.optional(),
  }),
  answer: { kind: 'json', status: 200, schema: z.strictObject({ items: z.array(partyView), next: z.string().nullable() }) },
})

/** Parties a notice may name: never bidders, whose circle is nobody's business before the deadline (rule P9). */
export const listRoleHolders = defineContract({
  id: 'listRoleHolders',
  method: 'GET',
  path: '/api/role-holders',
  summary: { zh: '可选的代理机构、保管人等', en: 'Agencies, custodians and offices to choose from' },
  query: z.object({ role: z.enum(['tenderer', 'agency', 'custodian', 'centre', 'regulator']) }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z
        .array(
          z.strictObject({
            party: idField,
            name: lineField,
            creditCode: creditCodeField,
            region: z.string(),
            persons: z.array(z.strictObject({ id: idField, name: lineField })),
          }),
        )
        .max(2000),
    }),
  },
})

/** One party, for itself and the staff. */
export const readPartyContract = defineContract({
  id: 'readParty',
  method: 'GET',
  path: '/api/parties/:party',
  summary: { zh: '查看单位', en: 'Read a party' },
  params: partyParams,
  answer: { kind: 'json', status: 200, schema: partyView },
})

const affiliateView = z.strictObject({
  creditCode: creditCodeField,
  name: lineField,
  reason: reasonField,
  declaredAt: instantField,
})

/** Declares a party, registered or not, as the operator's affiliate: it may not bid here (rule P6, E20-23). */
export const declareAffiliate = defineContract({
  id: 'declareAffiliate',
  method: 'POST',
  path: '/api/affiliates',
  summary: { zh: '登记运营机构关联单位', en: 'Declare an affiliate of the operator' },
  act: {
    type: 'affiliate.declare',
    subject: z.strictObject({ creditCode: creditCodeField }),
    body: z.strictObject({ name: lineField, reason: reasonField }),
  },
  answer: { kind: 'json', status: 200, schema: affiliateView },
})

/** Takes the declaration back; roles refused because of it are asked for anew. */
export const withdrawAffiliate = defineContract({
  id: 'withdrawAffiliate',
  method: 'POST',
  path: '/api/affiliates/withdrawals',
  summary: { zh: '撤销关联单位登记', en: 'Withdraw the declaration of an affiliate' },
  act: {
    type: 'affiliate.withdraw',
    subject: z.strictObject({ creditCode: creditCodeField }),
    body: z.strictObject({ reason: reasonField }),
  },
  answer: { kind: 'empty', status: 204 },
})

/** The operator's affiliates, public: everybody may check rule P6. */
export const listAffiliates = defineContract({
  id: 'listAffiliates',
  method: 'GET',
  path: '/api/affiliates',
  summary: { zh: '运营机构关联单位', en: 'Affiliates of the operator' },
  answer: { kind: 'json', status: 200, schema: z.strictObject({ items: z.array(affiliateView) }) },
})

/** Contracts of parties, their roles and the operator's affiliates. */
export const partyContracts = [
  registerParty,
  foundParty,
  updateParty,
  requestRole,
  decideRole,
  listRoleRequests,
  listParties,
  listRoleHolders,
  readPartyContract,
  declareAffiliate,
  withdrawAffiliate,
  listAffiliates,
] as const satisfies readonly Contract[]
