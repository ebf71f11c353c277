import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite'
import { databaseFileName } from './storage.ts'

/** Another process already serves the folder; `socketPath` is where, as far as it told. */
export class FolderInUse extends Error {
  readonly socketPath: string | undefined

  constructor(folder: string, socketPath: string | undefined) {
    super(
      `the data folder ${folder} is in use by another database process${socketPath ? `, which listens on ${socketPath}` : ''}`,
    )
    this.socketPath = socketPath
  }
}

/** The exclusive right to a data folder. */
export interface FolderLock {
  readonly socketPath: string
  release(): void
}

const lockFileName = 'database.lock'
const addressFileName = 'database.address'
/** Node 20 cuts longer socket paths off without a word; the kernels' limit is 108 or 104 bytes. */
const longestSocketPathBytes = 100

/**
 * Takes the folder for this process, or throws FolderInUse. The lock is SQLite's own exclusive lock on a file of its
 * own: the system lets go of it however the process ends, so a crash leaves nothing to clean up.
 */
export function lockFolder(folder: string): FolderLock {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  refuseUnwritable(folder)
  const lock = new DatabaseSync(join(folder, lockFileName), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (isBusy(error)) throw new FolderInUse(folder, addressOf(folder))
    throw error
  }
  const socketPath = socketPathFor(folder)
  rmSync(socketPath, { force: true })
  writeFileSync(join(folder, addressFileName), `${socketPath}\n`, { mode: 0o600 })
  return { socketPath, release: () => release(lock, folder, socketPath) }
}

/** SQLite would say no more than that it cannot open a file. */
function refuseUnwritable(folder: string): void {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    for (const name of [lockFileName, databaseFileName]) {
      const path = join(folder, name)
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK)
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`the data folder ${folder} cannot be written by this process: ${reason}`)
  }
}

function release(lock: DatabaseSyncInstance, folder: string, socketPath: string): void {
  rmSync(socketPath, { force: true })
  rmSync(join(folder, addressFileName), { force: true })
  lock.close()
}

function addressOf(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, addressFileName), 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}

function socketPathFor(folder: string): string {
  const inFolder = resolve(folder, 'database.sock')
  if (Buffer.byteLength(inFolder) <= longestSocketPathBytes) return inFolder
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)
  const elsewhere = join(tmpdir(), `kaibiao-${name}`)
  mkdirSync(elsewhere, { recursive: true, mode: 0o700 })
  return join(elsewhere, 'database.sock')
}

function isBusy(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'sqliteCodeName' in error && error.sqliteCodeName === 'SQLITE_BUSY'
}
