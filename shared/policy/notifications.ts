import type { PolicyTable } from './policy.ts'

/** Who may do what: notifications. One's own inbox: messages to the person, and to its party. */
export const notificationsPolicy = {
  readInbox: { who: 'signed-in', relation: 'self' },
  countUnread: { who: 'signed-in', relation: 'self' },
  markMessageRead: { who: 'signed-in', relation: 'self' },
  markAllRead: { who: 'signed-in', relation: 'self' },
} as const satisfies PolicyTable
