import type { ResultOf } from '#shared/contracts/contract.ts'
import type { listSessions as listSessionsContract } from '#shared/contracts/identity-sessions.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { IdentityReads } from './deps.ts'
import { sessionModel } from './session.model.ts'

/** Sessions shown at most; more than a person opens in a day. */
const mostShown = 100

/** The actor's own open sessions, newest first: where it is logged in. */
export async function listSessions(
  deps: IdentityReads,
  actor: Actor,
  at: number,
): Promise<ResultOf<typeof listSessionsContract>> {
  const rows = await sessionModel(deps.connection)
    .find({ person: actor.person, endedAt: null, expiresAt: { $gt: new Date(at) } })
    .sort({ openedAt: -1 })
    .limit(mostShown)
    .lean()
  return {
    items: rows.map((session) => ({
      id: session._id,
      isCurrent: session._id === actor.session,
      way: session.way,
      certSha256: session.certSha256,
      address: session.address,
      device: session.device,
      openedAt: instantOf(session.openedAt.getTime()),
      usedAt: instantOf(session.usedAt.getTime()),
      expiresAt: instantOf(session.expiresAt.getTime()),
    })),
  }
}
