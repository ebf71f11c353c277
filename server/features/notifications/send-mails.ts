import { createTransport } from 'nodemailer'
import type { Clock } from '../../platform/clock.ts'
import type { Logger } from '../../platform/logger.ts'
import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import type { MailSettings, NotificationsDeps } from './deps.ts'
import { type MailDocument, mailModel } from './message.model.ts'

const PATIENCE_MS = 20_000
const FIRST_RETRY_MS = 60_000
const LONGEST_RETRY_MS = 3_600_000

/** About three days of tries. */
const MOST_ATTEMPTS = 72

/** Has queued mails sent when they are due, tried again with growing pauses while the mail server does not take them. */
export function watchMails(
  deps: NotificationsDeps & {
    readonly clock: Clock
    readonly logger: Pick<Logger, 'error' | 'warn'>
    readonly scheduler: Pick<Scheduler, 'watch'>
  },
): void {
  const settings = deps.mail
  if (settings === undefined) return
  deps.scheduler.watch({
    name: 'mails',
    model: mailModel(deps.connection),
    run: (mail, now) => sendMail(deps, settings, mail, now),
  })
}

/** Sends one mail. It says that there is something to see, never what: mail passes through many hands. */
async function sendMail(
  deps: NotificationsDeps & { readonly logger: Pick<Logger, 'error' | 'warn'> },
  settings: MailSettings,
  mail: MailDocument,
  now: number,
): Promise<void> {
  const queue = mailModel(deps.connection)
  const transport = createTransport(withPatience(settings.smtpUrl))
  try {
    await transport.sendMail({
      from: settings.from,
      to: mail.to,
      subject: '交易平台有新消息 / New message on the trading platform',
      text: `您有新的消息，请登录平台查看：\n${settings.publicUrl}\n\nThere is a message for you. Please see the platform:\n${settings.publicUrl}\n`,
    })
    await queue.deleteOne({ _id: mail._id, attempts: mail.attempts })
  } catch (error) {
    const attempts = mail.attempts + 1
    const why = error instanceof Error ? error.message.slice(0, 300) : 'failed'
    if (attempts >= MOST_ATTEMPTS) {
      await queue.deleteOne({ _id: mail._id, attempts: mail.attempts })
      deps.logger.error({ attempts, why }, 'a mail could not be sent and was given up; the message stays in the inbox')
      return
    }
    const pauseMs = Math.min(FIRST_RETRY_MS * 2 ** mail.attempts, LONGEST_RETRY_MS)
    await queue.updateOne({ _id: mail._id, attempts: mail.attempts }, { $set: { attempts, nextDueAt: new Date(now + pauseMs) } })
    deps.logger.warn({ attempts, why }, 'a mail could not be sent; it will be tried again')
  } finally {
    transport.close()
  }
}

/** A mail server that hangs must not hold up the others: its address with limits, as nodemailer reads them from a URL. */
function withPatience(smtpUrl: string): string {
  const url = new URL(smtpUrl)
  for (const limit of ['connectionTimeout', 'greetingTimeout', 'socketTimeout'])
    if (!url.searchParams.has(limit)) url.searchParams.set(limit, String(PATIENCE_MS))
  return url.href
}
