import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { idField, instantField } from './fields.ts'

const bilingual = z.strictObject({ zh: z.string(), en: z.string() })

/** One message of an inbox. */
export const messageSchema = z.strictObject({
  id: idField,
  /** Type of the event it tells of. */
  kind: z.string(),
  at: instantField,
  title: bilingual,
  text: bilingual,
  /** Ids of what it is about, such as `tender`: where the client leads to. */
  subject: z.record(z.string(), z.string()),
  isRead: z.boolean(),
})

const flagQuery = z.enum(['true', 'false']).transform((text) => text === 'true')

/** A page of the caller's own inbox: messages to the person and to its party. */
export const readInbox = defineContract({
  id: 'readInbox',
  method: 'GET',
  path: '/api/inbox',
  summary: { zh: '本人与本单位的消息，新的在前', en: "Messages to oneself and one's party, newest first" },
  query: z.strictObject({
    /** The `next` of the page before. */
    after: z.string().max(100).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(30),
    unread: flagQuery.optional(),
  }),
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      messages: z.array(messageSchema),
      unread: z.number().int().min(0),
      /** Where the next page begins; null at the end. */
      next: z.string().nullable(),
    }),
  },
})

/** How many messages of the caller's own inbox are unread. */
export const countUnread = defineContract({
  id: 'countUnread',
  method: 'GET',
  path: '/api/inbox/unread',
  summary: { zh: '未读消息数', en: 'How many messages are unread' },
  answer: { kind: 'json', status: 200, schema: z.strictObject({ unread: z.number().int().min(0) }) },
})

/** Marks one message of the caller's own inbox as read; repeating it changes nothing. */
export const markMessageRead = defineContract({
  id: 'markMessageRead',
  method: 'POST',
  path: '/api/inbox/:message/read',
  summary: { zh: '标为已读', en: 'Mark a message as read' },
  params: z.strictObject({ message: idField }),
  answer: { kind: 'empty', status: 204 },
})

/** Marks what the caller has seen as read and answers how many messages stay unread. */
export const markAllRead = defineContract({
  id: 'markAllRead',
  method: 'POST',
  path: '/api/inbox/read',
  summary: { zh: '全部标为已读', en: 'Mark every message up to a moment as read' },
  body: z.strictObject({
    /** Newest message the person has seen listed: what came after it stays unread. */
    upTo: instantField,
  }),
  answer: { kind: 'json', status: 200, schema: z.strictObject({ unread: z.number().int().min(0) }) },
})

/** Every contract of: notifications. */
export const notificationsContracts = [
  readInbox,
  countUnread,
  markMessageRead,
  markAllRead,
] as const satisfies readonly Contract[]
