import { onEventInTransaction, type ReactionInTransaction, type SequencedEvent, type WithLedger } from '../ledger/index.ts'
import type { Tender } from '../notices/index.ts'
import { awardFacts, ownResults, reReviewReport } from './award-facts.ts'
import { depositFacts } from './deposit-facts.ts'
import { depositsToRecord } from './deposits-to-record.ts'
import type { NotificationsDeps } from './deps.ts'
import { factsOf } from './event-facts.ts'
import { lotFailures } from './lot-failures.ts'
import { keptFacts, messageKinds } from './message-kinds.ts'
import { notify } from './notify.ts'
import { qualificationDue } from './qualification-due.ts'
import { recipientsOf, tenderOfEvent } from './recipients.ts'

/** Has every event that concerns somebody leave its message, exactly once. */
export function watchLedger(deps: NotificationsDeps & WithLedger): void {
  const types = { has: (type: string) => messageKinds[type] !== undefined }
  const tell: ReactionInTransaction = async (event, session) => {
    const kind = messageKinds[event.type]
    if (kind === undefined) return
    const tender = await tenderOfEvent(deps, event)
    const to = await recipientsOf(deps, event, kind.to, tender)
    const given = factsFor(event, tender)
    const facts = {
      ...given,
      ...(event.type.startsWith('award.') ? await awardFacts(deps, event) : {}),
      ...(event.type.startsWith('deposit.') ? depositFacts(event, tender) : {}),
    }
    await notify(deps, session, { kind: event.type, to, at: event.at, subject: event.subject, facts })
    for (const notice of await ownResults(deps, event, given)) await notify(deps, session, notice)
    for (const notice of await lotFailures(deps, event, given)) await notify(deps, session, notice)
    for (const notice of await depositsToRecord(deps, event, given, tender)) await notify(deps, session, notice)
    for (const notice of await qualificationDue(deps, event, given, tender)) await notify(deps, session, notice)
    const regulators = await recipientsOf(deps, event, ['regulators'], tender)
    for (const notice of await reReviewReport(deps, event, given, regulators)) await notify(deps, session, notice)
  }
  onEventInTransaction(deps, 'notifications', tell, { types })
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
