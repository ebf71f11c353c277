import { randomBytes } from 'node:crypto'
import { chmod, link, mkdir, open, readFile, rename, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder of the server's keys: 0700, each file 0600, outside the database and its backups. */
export interface KeyFolder {
  /** The text of a key file, or undefined when there is none. */
  read(name: string): Promise<string | undefined>
  /** The text of a key file, made by `make` at the first start and never again; of two servers that start at once, one makes it. */
  readOrMake(name: string, make: () => Promise<string> | string): Promise<string>
  /** Replaces a key file at once and durably. */
  write(name: string, text: string): Promise<void>
}

/** Opens the key folder, making it if need be. */
export async function openKeyFolder(folder: string): Promise<KeyFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await closeToOthers(folder, 0o700)

  async function draftOf(name: string, text: string): Promise<string> {
    const draft = join(folder, `.${name}.${randomBytes(6).toString('hex')}`)
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    return draft
  }

  async function syncEntries(): Promise<void> {
    const directory = await open(folder, 'r')
    await directory.sync().finally(() => directory.close())
  }

  async function read(name: string): Promise<string | undefined> {
    const path = join(folder, name)
    try {
      const text = await readFile(path, 'utf8')
      await closeToOthers(path, 0o600)
      return text
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  }

  return {
    read,
    async write(name, text) {
      await rename(await draftOf(name, text), join(folder, name))
      await syncEntries()
    },
    async readOrMake(name, make) {
      const there = await read(name)
      if (there !== undefined) return there
      const text = await make()
      const draft = await draftOf(name, text)
      try {
        // A link, not a rename: it never replaces the key another server has just begun to sign with.
        await link(draft, join(folder, name))
        await syncEntries()
        return text
      } catch (error) {
        const others = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await read(name) : undefined
        if (others === undefined) throw error
        return others
      } finally {
        await unlink(draft)
      }
    },
  }
}

/** Takes every right of group and others away, where there is one: a folder that is mounted read-only stays as it is. */
async function closeToOthers(path: string, mode: number): Promise<void> {
  if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, mode)
}
