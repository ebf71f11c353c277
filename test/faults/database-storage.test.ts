import { copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { openDatabase } from '../../server/platform/mongo/database.ts'
import { directStore } from '../../server/platform/mongo/embedded/document-store.ts'
import { type Engine, openEngine } from '../../server/platform/mongo/embedded/engine.ts'
import { asCommandError } from '../../server/platform/mongo/embedded/refusals.ts'
import { databaseFileName } from '../../server/platform/mongo/embedded/storage.ts'
import { documentOf } from '../../server/platform/mongo/embedded/values/document.ts'
import { idKey, newVersion } from '../../server/platform/mongo/embedded/write-statements.ts'

describe('The storage of the embedded database, when the disk misbehaves', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-storage-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const insert = (engine: Engine, n: number, bytes: number): Promise<void> =>
    engine.writer.submit((write) => {
      const collection = engine.catalogue.find('d', 'c') ?? engine.catalogue.create('d', 'c', new Map())
      directStore(write, engine).insert(collection, newVersion(documentOf({ _id: n, text: 'x'.repeat(bytes) })))
    })
  const has = (engine: Engine, n: number): boolean =>
    engine.storage.reader.get(engine.catalogue.find('d', 'c')?.id ?? 0, idKey(documentOf({ n }).get('n'))) !== undefined

  it('says that the disk is full (14031), keeps what it acknowledged, and goes on when there is room', async () => {
    const engine = openEngine(folder, 'full')
    await insert(engine, 1, 100)
    engine.storage.writer.sqlite.exec('PRAGMA max_page_count = 40')
    let refused = 0
    const stored: number[] = [1]
    for (let n = 2; n < 30; n++) {
      try {
        await insert(engine, n, 20_000)
        stored.push(n)
      } catch (error) {
        expect(asCommandError(error)).to.include({ code: 14031, codeName: 'OutOfDiskSpace' })
        refused += 1
      }
    }
    expect(refused).to.be.greaterThan(0)
    for (let n = 1; n < 30; n++) expect(has(engine, n), `document ${n}`).to.equal(stored.includes(n))
    engine.storage.writer.sqlite.exec('PRAGMA max_page_count = 100000')
    await insert(engine, 99, 20_000)
    expect(has(engine, 99)).to.equal(true)
    await engine.close()
  })

  it('opens after a write-ahead log was cut short: everything up to some moment is there, nothing after it, nothing in between', async () => {
    const engine = openEngine(folder, 'full')
    for (let n = 0; n < 60; n++) await insert(engine, n, 500)
    const crashed = await mkdtemp(join(tmpdir(), 'kaibiao-crashed-'))
    for (const suffix of ['', '-wal'])
      await copyFile(join(folder, databaseFileName + suffix), join(crashed, databaseFileName + suffix))
    await engine.close()
    const log = join(crashed, `${databaseFileName}-wal`)
    await truncate(log, Math.floor((await stat(log)).size * 0.6))
    const reopened = openEngine(crashed, 'full')
    const there = Array.from({ length: 60 }, (_, n) => has(reopened, n))
    const kept = there.indexOf(false)
    expect(kept).to.be.within(1, 59)
    expect(there).to.deep.equal(Array.from({ length: 60 }, (_, n) => n < kept))
    await insert(reopened, 100, 10)
    await reopened.close()
    await rm(crashed, { recursive: true })
  })

  it('does not open a file of a newer format, or one that is no database', async () => {
    const engine = openEngine(folder, 'off')
    engine.storage.writer.sqlite.exec('PRAGMA user_version = 99')
    await engine.close()
    expect(() => openEngine(folder, 'off')).to.throw(/format 99/)
    const bytes = await readFile(join(folder, databaseFileName))
    await writeFile(join(folder, databaseFileName), bytes.fill(7))
    expect(() => openEngine(folder, 'off')).to.throw(/not a database/)
  })

  it('is refused with the reason when the folder cannot be a folder', async () => {
    const file = join(folder, 'file')
    await writeFile(file, '')
    const refusal = await openDatabase({ dataFolder: file }).catch((error: Error) => error.message)
    expect(refusal).to.match(/EEXIST|ENOTDIR|not a directory|file already exists/)
  })
})
