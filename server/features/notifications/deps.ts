import type { Connection } from 'mongoose'
import type { RandomBytes } from '#shared/primitives/random.ts'

/** How mail leaves: configured or not at all. */
export interface MailSettings {
  /** `smtp://…` or `smtps://…`, credentials in it. */
  readonly smtpUrl: string
  readonly from: string
  /** Where the platform is seen. */
  readonly publicUrl: string
}

/** What notifications write and read. Without `mail` no mail is queued. */
export interface NotificationsDeps {
  readonly connection: Connection
  readonly random: RandomBytes
  readonly mail?: MailSettings | undefined
}
