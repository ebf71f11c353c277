import { buffer } from 'node:stream/consumers'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import type { EvaluationDeps } from './deps.ts'
import { filesOfDesk } from './desk-files.ts'
import { namesAuthor } from './find-traces.ts'
import { openedBids } from './lot-bids.ts'
import { readEvaluation } from './read-evaluation.ts'
import { writeEvaluation } from './write-evaluation.ts'

/** Larger files are not read into memory to be looked through. */
const MOST_BYTES = 128 * 1024 * 1024

/**
 * Looks through the blind documents of an evaluation for the names of their authors (暗标检查) and marks those that hold one. A mark decides
 * nothing: it stands beside the document, and the committee judges.
 */
export async function markTraces(deps: EvaluationDeps, tender: string): Promise<void> {
  const { plan } = await readEvaluation(deps, tender)
  if (!plan.isBlind) return
  const marked = new Map<string, number[]>()
  for (const [bid, opened] of await openedBids(deps, tender)) {
    const { name, creditCode } = opened.identity ?? { name: '', creditCode: '' }
    for (const { place, size, sha256 } of filesOfDesk(plan, opened, 'blind')) {
      if (size > MOST_BYTES) continue
      if (namesAuthor(await buffer(await deps.blobs.open(sha256)), [name, creditCode]))
        marked.set(bid, [...(marked.get(bid) ?? []), place])
    }
  }
  if (marked.size === 0) return
  await inTransaction(deps.connection, async (session) => {
    const evaluation = await readEvaluation(deps, tender, session)
    await writeEvaluation(deps, session, evaluation, {
      lots: evaluation.lots.map((lot) => ({
        ...lot,
        traces: Object.fromEntries(lot.bids.flatMap((bid) => (marked.has(bid) ? [[bid, marked.get(bid) ?? []]] : []))),
      })),
    })
  })
}
