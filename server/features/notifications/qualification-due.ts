import { isQualificationDue } from '../evaluation/index.ts'
import type { SequencedEvent } from '../ledger/index.ts'
import type { Tender } from '../notices/index.ts'
import type { NotificationsDeps } from './deps.ts'
import type { Notice } from './notify.ts'
import { recipientsOf } from './recipients.ts'

/** To those who run a procurement, once its committee is seated: that qualification is theirs to check now (G6; 87-44). */
export async function qualificationDue(
  deps: NotificationsDeps,
  event: SequencedEvent,
  given: Readonly<Record<string, string>>,
  tender: Tender | undefined,
): Promise<Notice[]> {
  if (event.type !== 'evaluation.committee-seated' || tender === undefined) return []
  if (!(await isQualificationDue(deps, tender._id))) return []
  const to = await recipientsOf(deps, event, ['tender-parties'], tender)
  return [{ kind: 'evaluation.qualification-due', to, at: event.at, subject: event.subject, facts: given }]
}
