import type { SequencedEvent } from '../ledger/index.ts'
import type { Tender } from '../notices/index.ts'
import type { NotificationsDeps } from './deps.ts'
import type { Notice } from './notify.ts'
import { recipientsOf } from './recipients.ts'

/**
 * To those who run a tender that asked for deposits, once its opening is on record: that what they received is theirs to record now. Without that
 * nobody is told when it goes back (G11, A4).
 */
export async function depositsToRecord(
  deps: NotificationsDeps,
  event: SequencedEvent,
  given: Readonly<Record<string, string>>,
  tender: Tender | undefined,
): Promise<Notice[]> {
  if (event.type !== 'opening.recorded' || tender === undefined || tender.deposits.length === 0) return []
  const to = await recipientsOf(deps, event, ['tender-parties'], tender)
  return [{ kind: 'deposit.to-record', to, at: event.at, subject: event.subject, facts: given }]
}
