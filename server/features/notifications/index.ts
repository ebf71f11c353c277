/** Inboxes: whatever concerns a party leaves a message there, and where mail is configured a mail that says only “see the platform”. */
export { ensureIndexes } from './message.model.ts'
export { messageKinds } from './message-kinds.ts'
export { registerNotificationsRoutes } from './notifications.routes.ts'
export { notify } from './notify.ts'
export { watchMails } from './send-mails.ts'
export { watchLedger } from './watch-ledger.ts'
