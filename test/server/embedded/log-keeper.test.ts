import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { directStore } from '../../../server/platform/mongo/embedded/document-store.ts'
import { type Engine, openEngine } from '../../../server/platform/mongo/embedded/engine.ts'
import { keepLogShort } from '../../../server/platform/mongo/embedded/log-keeper.ts'
import { documentOf } from '../../../server/platform/mongo/embedded/values/document.ts'
import { newVersion } from '../../../server/platform/mongo/embedded/write-statements.ts'

const limits = { mostBytes: 1_000_000, patienceMs: 150 }

describe('The write-ahead log of the embedded database', () => {
  let folder: string
  let engine: Engine
  let next = 0

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-log-'))
    engine = openEngine(folder, 'off')
  })
  afterEach(async () => {
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  })

  const write = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n++) {
      await engine.writer.submit((connection) => {
        const collection = engine.catalogue.find('d', 'c') ?? engine.catalogue.create('d', 'c', new Map())
        next += 1
        directStore(connection, engine).insert(collection, newVersion(documentOf({ _id: next, text: 'x'.repeat(10_000) })))
      })
    }
  }
  const count = (): number => engine.storage.reader.count(engine.catalogue.find('d', 'c')?.id ?? 0)

  /** Transactions of which there is always one open: each begins before the one before it ends. */
  const overlap = (): (() => Promise<void>) => {
    let isOver = false
    let session = 0
    const running = (async () => {
      let previous = engine.transactions.begin('s0', 1n)
      while (!isOver) {
        await engine.transactions.admission()
        session += 1
        const current = engine.transactions.begin(`s${session}`, 1n)
        engine.transactions.end(previous)
        previous = current
        await new Promise((resolve) => setTimeout(resolve, 15))
      }
      engine.transactions.end(previous)
    })()
    return async () => {
      isOver = true
      await running
    }
  }

  it('is emptied although there is always some transaction open, and nothing is lost of it', async () => {
    const stop = overlap()
    await write(1_500)
    expect(engine.storage.logBytes(), 'without its keeper it only grows').to.be.greaterThan(10_000_000)
    expect(await keepLogShort(engine, limits)).to.equal(true)
    expect(engine.storage.logBytes()).to.equal(0)
    await write(10)
    await stop()
    expect(count()).to.equal(1_510)
  })

  it('is left alone below its bound, and for a reader that takes long (a backup) until it is four times as long', async () => {
    await write(5)
    expect(await keepLogShort(engine, limits)).to.equal(false)
    const reader = engine.transactions.begin('reader', 1n)
    await write(200)
    await new Promise((resolve) => setTimeout(resolve, limits.patienceMs + 10))
    const patient = { ...limits, mostBytes: engine.storage.logBytes() / 2 }
    expect(await keepLogShort(engine, patient)).to.equal(false)
    expect(reader.state).to.equal('open')
    expect(await keepLogShort(engine, { ...limits, mostBytes: engine.storage.logBytes() / 5 })).to.equal(true)
    expect(reader.state).to.equal('ended')
    expect(reader.isExpired).to.equal(true)
    expect(count()).to.equal(205)
  })
})
