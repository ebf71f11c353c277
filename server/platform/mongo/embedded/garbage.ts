import type { Catalogue } from './catalogue.ts'
import type { Storage } from './storage.ts'
import type { Writer } from './writer.ts'

/** Clears what dropped collections and indexes left behind. */
export interface GarbageCollector {
  /** Starts unless it runs already. */
  start(): void
  /** Resolves when it has stopped; what is left waits for the next start. */
  stop(): Promise<void>
}

const rowsAtOnce = 2_000

/** A collector that deletes a bounded number of rows a job, so that nobody waits for a drop. */
export function createGarbageCollector(storage: Storage, catalogue: Catalogue, writer: Writer): GarbageCollector {
  const { sqlite } = storage.writer
  const clearDocuments = sqlite.prepare(
    'DELETE FROM documents WHERE collection = ?1 AND id IN (SELECT id FROM documents WHERE collection = ?1 LIMIT ?2)',
  )
  const clearEntries = sqlite.prepare(
    'DELETE FROM entries WHERE ix = ?1 AND (key, id) IN (SELECT key, id FROM entries WHERE ix = ?1 LIMIT ?2)',
  )
  let running: Promise<void> | undefined
  let isStopping = false

  async function run(): Promise<void> {
    for (;;) {
      const [next] = isStopping ? [] : catalogue.garbage()
      if (!next) return
      const statement = next.kind === 'dropped-index' ? clearEntries : clearDocuments
      await writer.submit(() => {
        if (Number(statement.run(next.id, rowsAtOnce).changes) === 0) catalogue.forgetGarbage(next.id)
      })
    }
  }

  return {
    start: () => {
      running ??= run()
        .catch((error: unknown) => {
          process.stderr.write(`clearing dropped collections failed: ${String(error)}\n`)
        })
        .finally(() => {
          running = undefined
        })
    },
    stop: async () => {
      isStopping = true
      await running
    },
  }
}
