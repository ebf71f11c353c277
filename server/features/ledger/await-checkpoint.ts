import { setTimeout as sleep } from 'node:timers/promises'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { pendingModel } from './ledger.model.ts'
import type { EntryProof, WithLedger } from './ledger.ts'
import { underCheckpoint } from './under-checkpoint.ts'

const LOOK_AGAIN_MS = 100

/**
 * Waits until the entry with this commitment (hex) stands under a signed checkpoint, and returns the proof. For a clear entry it
 * makes an extra beat; an opaque one waits for the next regular beat. Throws `checkpoint-not-yet` when the patience is over,
 * `ledger-stopped`.
 */
export async function awaitCheckpoint(
  deps: WithLedger,
  c: string,
  options: { readonly patienceMs?: number } = {},
): Promise<EntryProof> {
  const { connection } = deps.ledger.deps
  const until = performance.now() + (options.patienceMs ?? 120_000)
  for (;;) {
    const proof = await underCheckpoint({ connection }, c)
    if (proof !== undefined) return proof
    const isClearPending = await pendingModel(connection).exists({ c, event: { $exists: true } })
    if (isClearPending !== null && (await deps.ledger.sequence('extra')) !== undefined) continue
    if (deps.ledger.health().state === 'stopped') throw new DomainProblem('ledger-stopped')
    if (performance.now() >= until) throw new DomainProblem('checkpoint-not-yet')
    await sleep(LOOK_AGAIN_MS)
  }
}
