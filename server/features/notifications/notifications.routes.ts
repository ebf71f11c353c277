import {
  countUnread as countUnreadContract,
  markAllRead as markAllReadContract,
  markMessageRead,
  readInbox as readInboxContract,
} from '#shared/contracts/notifications.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import type { NotificationsDeps } from './deps.ts'
import { countUnread, type InboxOwner, markAllRead, markRead, readInbox } from './inbox.ts'

/** Adds the inbox's endpoints. Whoever asks sees its own inbox; there is no way to name another. */
export function registerNotificationsRoutes(http: HttpRegistrar, deps: NotificationsDeps): void {
  http.route(readInboxContract, ({ actor, query }) =>
    readInbox(deps, { owner: ownerOf(actor), after: query.after, limit: query.limit, unreadOnly: query.unread === true }),
  )
  http.route(countUnreadContract, async ({ actor }) => ({ unread: await countUnread(deps, ownerOf(actor)) }))
  http.route(markMessageRead, async ({ actor, params }) => {
    await markRead(deps, ownerOf(actor), params.message)
    return undefined
  })
  http.route(markAllReadContract, async ({ actor, body }) => ({
    unread: await markAllRead(deps, ownerOf(actor), millisOf(body.upTo)),
  }))
}

function ownerOf(actor: Actor | undefined): InboxOwner {
  if (actor === undefined) throw new DomainProblem('sign-in-required')
  return { person: actor.person, party: actor.party }
}
