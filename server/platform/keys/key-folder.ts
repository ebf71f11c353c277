import { randomBytes } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder of the server's keys: 0700, each file 0600, outside the database and its backups. */
export interface KeyFolder {
  /** The text of a key file, made by `make` at the first start and never again. */
  readOrMake(name: string, make: () => Promise<string> | string): Promise<string>
  /** Replaces a key file at once and durably. */
  write(name: string, text: string): Promise<void>
}

/** Opens the key folder, making it if need be. */
export async function openKeyFolder(folder: string): Promise<KeyFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await chmod(folder, 0o700)

  async function write(name: string, text: string): Promise<void> {
    const draft = join(folder, `.${name}.${randomBytes(6).toString('hex')}`)
    const file = await open(draft, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(draft, join(folder, name))
    const directory = await open(folder, 'r')
    await directory.sync().finally(() => directory.close())
  }

  return {
    write,
    async readOrMake(name, make) {
      try {
        return await readFile(join(folder, name), 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
        const text = await make()
        await write(name, text)
        return text
      }
    },
  }
}
