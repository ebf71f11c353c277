import { base64url, fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { NotificationsDeps } from './deps.ts'
import { type MessageDocument, messageModel } from './message.model.ts'
import { fillText, messageKinds } from './message-kinds.ts'

/** Whose inbox: one person, acting for its party. */
export interface InboxOwner {
  readonly person: string
  readonly party: string
}

/** A page of an inbox, newest first, with the number of unread messages in all. Throws `invalid-request` on a cursor that is none. */
export async function readInbox(
  deps: NotificationsDeps,
  input: {
    readonly owner: InboxOwner
    readonly after?: string | undefined
    readonly limit: number
    readonly unreadOnly: boolean
  },
) {
  const { owner, after, limit, unreadOnly } = input
  const filter = {
    ...messagesOf(owner),
    ...(unreadOnly ? { readBy: { $ne: owner.person } } : {}),
    ...(after === undefined ? {} : beyond(after)),
  }
  const found = await messageModel(deps.connection)
    .find(filter)
    .sort({ at: -1, _id: -1 })
    .limit(limit + 1)
    .lean()
  const page = found.slice(0, limit)
  const last = page.at(-1)
  return {
    messages: page.map((message) => presentMessage(message, owner)),
    unread: await countUnread(deps, owner),
    next: found.length > limit && last !== undefined ? cursorOf(last) : null,
  }
}

/** How many messages of an inbox are unread. */
export async function countUnread(deps: NotificationsDeps, owner: InboxOwner): Promise<number> {
  return messageModel(deps.connection).countDocuments({ ...messagesOf(owner), readBy: { $ne: owner.person } })
}

/** Marks one message read, for this person only. Throws `not-found` for a message of somebody else. */
export async function markRead(deps: NotificationsDeps, owner: InboxOwner, message: string): Promise<void> {
  const marked = await messageModel(deps.connection).updateOne(
    { _id: message, ...messagesOf(owner) },
    { $addToSet: { readBy: owner.person } },
  )
  if (marked.matchedCount !== 1) throw new DomainProblem('not-found')
}

/** Marks everything up to a moment (milliseconds) read. Returns how many stay unread. */
export async function markAllRead(deps: NotificationsDeps, owner: InboxOwner, upTo: number): Promise<number> {
  await messageModel(deps.connection).updateMany(
    { ...messagesOf(owner), at: { $lte: new Date(upTo) }, readBy: { $ne: owner.person } },
    { $addToSet: { readBy: owner.person } },
  )
  return countUnread(deps, owner)
}

function messagesOf({ party, person }: InboxOwner) {
  return { party, person: { $in: [null, person] } }
}

function presentMessage(message: MessageDocument, owner: InboxOwner) {
  const kind = messageKinds[message.kind]
  const title = kind?.title ?? { zh: message.kind, en: message.kind }
  const text = kind?.text ?? { zh: '', en: '' }
  return {
    id: message._id,
    kind: message.kind,
    at: instantOf(message.at.getTime()),
    title: fill(title, message),
    text: fill(text, message),
    subject: { ...message.subject },
    isRead: message.readBy.includes(owner.person),
  }
}

function fill(words: { readonly zh: string; readonly en: string }, { facts }: MessageDocument) {
  return { zh: fillText(words.zh, facts, 'zh'), en: fillText(words.en, facts, 'en') }
}

function cursorOf({ at, _id }: MessageDocument): string {
  return base64url(utf8(`${at.getTime()}.${_id}`))
}

/** The messages after an attacker-controlled cursor. */
function beyond(cursor: string) {
  const [, at, id] = /^(\d{1,15})\.([0-9a-f]{32})$/.exec(decoded(cursor)) ?? []
  if (at === undefined || id === undefined)
    throw new DomainProblem('invalid-request', {}, [{ pointer: '/query/after', detail: 'not a cursor of this list' }])
  const moment = new Date(Number(at))
  return { $or: [{ at: { $lt: moment } }, { at: moment, _id: { $lt: id } }] }
}

function decoded(cursor: string): string {
  try {
    return fromUtf8(fromBase64url(cursor))
  } catch {
    return ''
  }
}
