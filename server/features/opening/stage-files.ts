import { mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ByteSink } from '#shared/sealed-bid/runtime.ts'
import type { BlobStore } from '../../platform/blobs/blob-store.ts'

/** Plaintext of one bid while it is being opened: it becomes the platform's only when the whole bid turns out to be good. */
export interface Stage {
  /** Takes one file. */
  sink(): { readonly sink: ByteSink; readonly path: string }
  /** Takes a staged file, whose digest has been verified, into the blob store. */
  keep(file: { readonly path: string; readonly sha256: string; readonly size: number }): Promise<void>
  /** Forgets everything staged. */
  clear(): Promise<void>
}

/**
 * Begins to stage the files of one bid in a folder of its own beside the blobs. Nothing of a bid that fails may stay, and what fails may
 * not be taken out of the blob store again either: another bid or a tender document may be the same file.
 */
export async function beginStage(
  deps: { readonly blobs: BlobStore; readonly config: { readonly dataFolder: string } },
  tender: string,
): Promise<Stage> {
  const stages = stagesFolder(deps.config.dataFolder)
  await mkdir(stages, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(stages, `${tender}-`))
  let count = 0
  return {
    sink() {
      count += 1
      const path = join(folder, String(count))
      const file = open(path, 'wx', 0o600)
      file.catch(() => undefined)
      const sink: ByteSink = {
        async write(bytes) {
          const handle = await file
          for (let written = 0; written < bytes.length; )
            written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten
        },
        async close() {
          await (await file).close()
        },
      }
      return { sink, path }
    },
    keep: ({ path, sha256, size }) => deps.blobs.adopt(path, sha256, size),
    clear: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Removes what interrupted openings of a tender left staged. */
export async function clearStages(dataFolder: string, tender: string): Promise<void> {
  const stages = stagesFolder(dataFolder)
  const names = await readdir(stages).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  for (const name of names) if (name.startsWith(`${tender}-`)) await rm(join(stages, name), { recursive: true, force: true })
}

function stagesFolder(dataFolder: string): string {
  return join(dataFolder, 'opening')
}
