import { onEventInTransaction, type SequencedEvent, type WithLedger } from '../ledger/index.ts'
import type { Tender } from '../notices/index.ts'
import type { NotificationsDeps } from './deps.ts'
import { keptFacts, messageKinds } from './message-kinds.ts'
import { notify } from './notify.ts'
import { factsOf, recipientsOf, tenderOfEvent } from './recipients.ts'

/** Has every event that concerns somebody leave its message, exactly once. */
export function watchLedger(deps: NotificationsDeps & WithLedger): void {
  onEventInTransaction(deps, 'notifications', async (event, session) => {
    const kind = messageKinds[event.type]
    if (kind === undefined) return
    const tender = await tenderOfEvent(deps, event)
    const to = await recipientsOf(deps, event, kind.to, tender)
    await notify(deps, session, { kind: event.type, to, at: event.at, subject: event.subject, facts: factsFor(event, tender) })
  })
}

/** What the text needs: from the event, else from the tender as it is. */
function factsFor(event: SequencedEvent, tender: Tender | undefined): Record<string, string> {
  const given: Readonly<Record<string, unknown>> = {
    ...(tender === undefined ? {} : { title: tender.title, code: tender.code, deadlineAt: tender.deadlineAt }),
    ...factsOf(event),
  }
  const facts: Record<string, string> = {}
  for (const name of keptFacts) {
    const value = given[name]
    if (typeof value === 'string') facts[name] = value
  }
  return facts
}
