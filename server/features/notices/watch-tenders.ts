import { rulePack } from '#shared/catalogue/rule-pack.ts'
import { assertNever } from '#shared/primitives/assert.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { Scheduler } from '../../platform/scheduler/scheduler.ts'
import { appendEvent } from '../ledger/index.ts'
import { changeTender, readRecord } from './change-tender.ts'
import type { NoticesDeps } from './deps.ts'
import { tenderFacts } from './event-facts.ts'
import { objectionModel } from './objection.model.ts'
import { reportOverdue } from './objections.ts'
import { publishTender } from './publish-tender.ts'
import { readPublishedTender } from './read-tender.ts'
import { tenderModel } from './tender.model.ts'
import type { PublishedTender } from './tender.ts'

/** What happens at a tender's deadline: the opening's part. It must move the tender by `close`, or it will be called again. */
export type OnDeadline = (tender: PublishedTender, now: number) => Promise<void>

/**
 * Has every tender do what it is due for: publication, the readiness check before the deadline, and the deadline itself, which is
 * `onDeadline`'s. One field and one watch for all three, so that a suspension holds all of them by clearing it.
 */
export function watchTenders(
  deps: NoticesDeps & { readonly scheduler: Pick<Scheduler, 'watch'> },
  { onDeadline }: { readonly onDeadline: OnDeadline },
): void {
  deps.scheduler.watch({
    name: 'tenders',
    model: tenderModel(deps.connection),
    async run({ _id, nextDue, isSuspended }, now) {
      if (nextDue === null || isSuspended) return
      switch (nextDue) {
        case 'publish':
          return publishTender(deps, _id, now)
        case 'readiness':
          return askReadiness(deps, _id, now)
        case 'deadline':
          return onDeadline(await readPublishedTender(deps, _id), now)
        default:
          return assertNever(nextDue)
      }
    },
  })
  deps.scheduler.watch({
    name: 'document-objections',
    model: objectionModel(deps.connection),
    run: ({ _id }, now) => reportOverdue(deps, _id, now),
  })
}

/** Asks every custodian to show that its key is at hand; a key that is not is heard of a day before the opening, not in it. */
async function askReadiness(deps: NoticesDeps, id: string, now: number): Promise<void> {
  await inTransaction(deps.connection, async (session) => {
    const record = await readRecord(deps, id, session)
    if (record.nextDue !== 'readiness') return
    const at = instantOf(now)
    const seats = record.seats.map((seat) => ({ ...seat, readinessAskedAt: at, readyAt: null }))
    const asked = await changeTender(deps, session, { record, set: { seats, isReadinessAsked: true } })
    await appendEvent(deps, session, {
      type: 'custody.readiness-asked',
      subject: { tender: id, project: record.project },
      at,
      tender: id,
      facts: {
        ...tenderFacts(asked),
        custodians: seats.map(({ party }) => party),
        deadlineAt: asked.deadlineAt,
        isShortened: rulePack(record.rulePack).isShortened,
      },
    })
  })
}
