import type { QueryOf, ResultOf } from '#shared/contracts/contract.ts'
import type {
  listParties as listPartiesContract,
  listRoleHolders as listRoleHoldersContract,
  listRoleRequests as listRoleRequestsContract,
} from '#shared/contracts/identity-parties.ts'
import type { CreditCode } from '#shared/primitives/credit-code.ts'
import { behind, pageOf, readCursor } from './cursor.ts'
import type { IdentityReads } from './deps.ts'
import { partyModel } from './party.model.ts'
import { personModel } from './person.model.ts'
import { partiesInRole } from './read-party.ts'
import { presentParty, presentRole } from './views.ts'

/** Parties, newest first, a page at a time; `name` finds any part of a name. */
export async function listParties(
  deps: IdentityReads,
  query: QueryOf<typeof listPartiesContract>,
): Promise<ResultOf<typeof listPartiesContract>> {
  const filter = {
    ...behind(readCursor(query.after), 'registeredAt', -1),
    ...(query.role === undefined ? {} : { approvedRoles: query.role }),
    ...(query.creditCode === undefined ? {} : { creditCode: query.creditCode }),
    ...(query.name === undefined ? {} : { name: { $regex: query.name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') } }),
  }
  const rows = await partyModel(deps.connection)
    .find(filter)
    .sort({ registeredAt: -1, _id: -1 })
    .limit(query.limit + 1)
    .lean()
  const { items, next } = pageOf(rows, query.limit, (party) => ({ at: party.registeredAt, id: party._id }))
  return { items: items.map(presentParty), next }
}

/** Roles that wait for the centre, the longest waiting first. */
export async function listRoleRequests(
  deps: IdentityReads,
  query: QueryOf<typeof listRoleRequestsContract>,
): Promise<ResultOf<typeof listRoleRequestsContract>> {
  const rows = await partyModel(deps.connection)
    .find({ roleRequestedAt: { $ne: null }, ...behind(readCursor(query.after), 'roleRequestedAt', 1) })
    .sort({ roleRequestedAt: 1, _id: 1 })
    .limit(query.limit + 1)
    .lean()
  const { items, next } = pageOf(rows, query.limit, (party) => ({
    at: party.roleRequestedAt ?? party.registeredAt,
    id: party._id,
  }))
  return {
    items: items.map((party) => ({
      party: party._id,
      version: party.version,
      name: party.name,
      creditCode: party.creditCode as CreditCode,
      roles: party.roles.filter(({ state }) => state === 'requested').map(presentRole),
    })),
    next,
  }
}

/** Parties a notice may name in a role, with their active persons' names. */
export async function listRoleHolders(
  deps: IdentityReads,
  query: QueryOf<typeof listRoleHoldersContract>,
): Promise<ResultOf<typeof listRoleHoldersContract>> {
  const parties = (await partiesInRole(deps, query.role)).slice(0, 2000)
  const persons = await personModel(deps.connection)
    .find({ party: { $in: parties.map(({ _id }) => _id) }, state: 'active' }, { party: 1, name: 1 })
    .lean()
  return {
    items: parties.map((party) => ({
      party: party._id,
      name: party.name,
      creditCode: party.creditCode as CreditCode,
      region: party.region,
      persons: persons.filter((person) => person.party === party._id).map(({ _id, name }) => ({ id: _id, name })),
    })),
  }
}
