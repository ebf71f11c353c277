import { open, readFile, rename } from 'node:fs/promises'
import type { CheckpointMemory } from './ledger.ts'

/** Keeps the last signed checkpoint in a file outside the database, replaced whole and durably. */
export function checkpointFile(path: string): CheckpointMemory {
  return {
    async read() {
      return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      })
    },
    async write(note) {
      const file = await open(`${path}.new`, 'w', 0o600)
      try {
        await file.writeFile(note)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(`${path}.new`, path)
    },
  }
}
