import { randomId } from '#shared/primitives/random.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { checkStoredLog } from './check-stored-log.ts'
import { fetchMissingTimestamps } from './checkpoint-deadline.ts'
import { LogMoved } from './commit-entries.ts'
import type { BeatKind, BeatResult, Ledger, LedgerDeps, LedgerHealth, RegisteredReaction } from './ledger.ts'
import { newestLog, openLog } from './open-log.ts'
import { runReactions } from './run-reactions.ts'
import { sequencePending } from './sequence-pending.ts'
import { withSequencerLease } from './sequencer-lease.ts'
import { LogForked, signLatestCheckpoint } from './sign-checkpoint.ts'
import { TilesDamaged } from './tile-store.ts'
import { verifyLog } from './verify-log.ts'

/** Makes the ledger of a server process. `start` it once the collections exist; the beats come from `scheduleLedger`. */
export function createLedger(deps: LedgerDeps): Ledger {
  const holder = randomId(deps.random)
  const reactions = new Map<string, RegisteredReaction>()
  let health: LedgerHealth = { state: 'starting' }
  let inHand: Promise<unknown> = Promise.resolve()
  let reacting: Promise<void> | undefined
  let mustReactAgain = false
  let isStopping = false
  let background: Promise<void> = Promise.resolve()

  function stopFor(error: unknown): void {
    if (!(error instanceof TilesDamaged || error instanceof LogForked)) throw error
    health = { state: 'stopped', why: error.message }
    deps.logger.error({ why: error.message }, 'the ledger does not match itself: signing and openings have stopped')
  }

  /** One at a time in this process; the lease keeps other processes out. */
  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = inHand.then(work, work)
    inHand = mine.catch(() => undefined)
    return mine
  }

  function assertRunning(): void {
    if (health.state !== 'running') throw new DomainProblem('ledger-stopped')
  }

  async function beatOnce(kind: BeatKind): Promise<BeatResult> {
    try {
      const opened = await openLog(deps, deps.clock.now())
      // What a crash left unsigned is signed before anything is added to it.
      if (opened.size > 0) await signLatestCheckpoint(deps, opened)
      const grown = await sequencePending(deps, opened, kind)
      if (grown.size > 0) await signLatestCheckpoint(deps, grown)
      return { log: grown._id, size: grown.size, appended: grown.size - opened.size }
    } catch (error) {
      stopFor(error)
      throw new DomainProblem('ledger-stopped')
    }
  }

  function sequence(kind: BeatKind): Promise<BeatResult | undefined> {
    return exclusively(async () => {
      assertRunning()
      const result = await withSequencerLease(deps, holder, async () => {
        try {
          return await beatOnce(kind)
        } catch (error) {
          if (error instanceof LogMoved) return undefined
          throw error
        }
      })
      void react()
      return result
    })
  }

  function react(): Promise<void> {
    mustReactAgain = true
    reacting ??= (async () => {
      while (mustReactAgain && health.state === 'running') {
        mustReactAgain = false
        await runReactions(ledger, holder)
      }
    })()
      .catch((error: unknown) => deps.logger.error({ error }, 'reactions failed; they will be tried again'))
      .finally(() => {
        reacting = undefined
      })
    return reacting
  }

  const ledger: Ledger = {
    deps,
    reactions,
    health: () => health,
    async start() {
      try {
        await checkStoredLog(deps)
        health = { state: 'running' }
      } catch (error) {
        stopFor(error)
        return
      }
      background = verifyLog(deps, () => isStopping).then(
        ({ faults }) => {
          const [first] = faults
          if (first !== undefined) stopFor(new TilesDamaged(`${first.where}: ${first.what}`))
        },
        (error: unknown) => deps.logger.error({ error }, 'the whole ledger could not be re-hashed'),
      )
    },
    rehashed: () => background,
    async stop() {
      isStopping = true
      await background
      await inHand
      await reacting
    },
    async beat(kind) {
      const result = await sequence(kind)
      // Set going by the beat, if they are not at it still.
      await reacting
      if (result !== undefined) return result
      const log = await newestLog(deps)
      return { log: log?._id ?? 0, size: log?.size ?? 0, appended: 0 }
    },
    sequence,
    react,
    fetchMissingTimestamps: () => fetchMissingTimestamps(deps),
  }
  return ledger
}
