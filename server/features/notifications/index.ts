/** Inboxes: whatever concerns a party leaves a message there, and where mail is configured a mail that says only “see the platform”. */
export type { MailSettings, NotificationsDeps } from './deps.ts'
export { ensureIndexes } from './message.model.ts'
export { type MessageKind, messageKinds } from './message-kinds.ts'
export { registerNotificationsRoutes } from './notifications.routes.ts'
export { type Notice, notify } from './notify.ts'
export type { Recipient } from './recipients.ts'
export { watchMails } from './send-mails.ts'
export { watchLedger } from './watch-ledger.ts'
