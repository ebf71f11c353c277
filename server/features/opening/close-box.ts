import { setTimeout as sleep } from 'node:timers/promises'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { drainSubmissions } from '../bids/index.ts'
import { appendEvent } from '../ledger/index.ts'
import { moveTender, readPublishedTender } from '../notices/index.ts'
import type { OpeningDeps } from './deps.ts'
import { openingModel } from './opening.model.ts'

/**
 * Closes the box at the deadline (`opening/1` step 1; B3, O1): waits for submissions whose last byte had been read in time, then
 * no more can be written, because they are written only while the tender is published. The same transaction begins the opening.
 */
export async function closeBox(
  deps: OpeningDeps,
  { tender: id, at }: { readonly tender: string; readonly at: number },
): Promise<void> {
  const tender = await readPublishedTender(deps, id)
  if (tender.state !== 'published' || at < millisOf(tender.deadlineAt)) return
  await drainSubmissions(deps, id)
  // Other servers' submissions in hand cannot be asked for; they are given time to commit.
  if (deps.config.boxGraceMs > 0) await sleep(deps.config.boxGraceMs)
  await inTransaction(deps.connection, async (session) => {
    await moveTender(deps, session, { tender: id, from: 'published', version: tender.version, event: 'close' })
    const { c, event } = await appendEvent(deps, session, {
      type: 'deadline.passed',
      subject: { tender: id },
      at: instantOf(at),
      tender: id,
      facts: { deadlineAt: tender.deadlineAt },
    })
    await openingModel(deps.connection).create(
      [
        {
          _id: id,
          version: 1,
          state: 'closed',
          nextDueAt: new Date(at),
          deadlineAt: new Date(tender.deadlineAt),
          lastEvent: c,
          movedThrough: event.seq ?? 0,
          lots: tender.lots.map(({ id: lot, name }) => ({ lot, name, liveBids: null, isFailed: false })),
          custodians: tender.custodians.map(({ i }) => ({
            i,
            identitiesActSha256: null,
            reportActSha256: null,
            releaseActSha256: null,
          })),
        },
      ],
      { session },
    )
  })
}
