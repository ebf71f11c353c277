import type { SequencedEvent } from '../ledger/index.ts'
import type { Tender } from '../notices/index.ts'
import { factsOf } from './event-facts.ts'

/** What the texts of messages about deposits are filled with: the lot's name, and by when the deposit goes back. */
export function depositFacts(event: SequencedEvent, tender: Tender | undefined): Record<string, string> {
  const { lot, dueAt } = factsOf(event)
  const name = tender?.lots.find(({ id }) => id === lot)?.name
  return {
    ...(name === undefined ? {} : { lot: name }),
    ...(typeof dueAt === 'string' ? { dueAt } : {}),
  }
}
