import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { directStore, transactionStore } from '../../../server/platform/mongo/embedded/document-store.ts'
import { type Engine, openEngine } from '../../../server/platform/mongo/embedded/engine.ts'
import { removeExpiredDocuments } from '../../../server/platform/mongo/embedded/expiry.ts'
import { CommandError } from '../../../server/platform/mongo/embedded/values/command-error.ts'
import { documentOf } from '../../../server/platform/mongo/embedded/values/document.ts'
import { newVersion } from '../../../server/platform/mongo/embedded/write-statements.ts'

describe('A TTL index of the embedded database', () => {
  let folder: string
  let engine: Engine

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-ttl-'))
    engine = openEngine(folder, 'off')
  })
  afterEach(async () => {
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('removes what is older than it allows, by the earliest date of an array, and nothing without a date', async () => {
    const now = Date.parse('2026-03-01T00:00:00Z')
    const at = (seconds: number) => new Date(now + seconds * 1_000)
    await engine.writer.submit((write) => {
      const collection = engine.catalogue.create('d', 'tokens', new Map())
      engine.catalogue.addIndex(collection, documentOf({ v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: 60 }), false)
      const store = directStore(write, engine)
      const documents = [
        { _id: 1, at: at(-61) },
        { _id: 2, at: at(-59) },
        { _id: 3, at: [at(0), at(-100)] },
        { _id: 4 },
        { _id: 5, at: 'long ago' },
        { _id: 6, at: null },
      ]
      for (const document of documents) store.insert(collection, newVersion(documentOf(document)))
    })
    expect(await removeExpiredDocuments(engine, now)).to.equal(2)
    const collection = engine.catalogue.find('d', 'tokens')
    expect(engine.storage.reader.count(collection?.id ?? 0)).to.equal(4)
    expect(await removeExpiredDocuments(engine, now)).to.equal(0)
  })
})

describe('A transaction that stays open', () => {
  let folder: string
  let engine: Engine

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-old-'))
    engine = openEngine(folder, 'off')
  })
  afterEach(async () => {
    await engine.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is ended when it is too old, lets go of what it held, and is then unknown (251)', async () => {
    const collection = await engine.writer.submit(() => engine.catalogue.create('d', 'c', new Map()))
    const transaction = engine.transactions.begin('session', 1n)
    const version = newVersion(documentOf({ _id: 1 }))
    transactionStore(engine.storage, engine.transactions, transaction).insert(collection, version)
    const waiting = engine.writer.submit((write) => directStore(write, engine).insert(collection, version))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(engine.storage.reader.count(collection.id)).to.equal(0)
    engine.transactions.abortOlderThan(1)
    await waiting
    expect(engine.storage.reader.count(collection.id)).to.equal(1)
    expect(() => engine.transactions.current('session', 1n))
      .to.throw(CommandError)
      .with.property('code', 251)
  })

  it('may be older while it only reads, as a backup does', () => {
    const transaction = engine.transactions.begin('session', 1n)
    const age = (performance.now() - transaction.startedAt + 1) / 5
    engine.transactions.abortOlderThan(age)
    expect(transaction.state).to.equal('open')
    engine.transactions.abortOlderThan(0)
    expect(transaction.state).to.equal('ended')
  })
})
