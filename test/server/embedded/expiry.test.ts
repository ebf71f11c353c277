import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { directStore } from '../../../server/platform/mongo/embedded/document-store.ts'
import { type Engine, openEngine } from '../../../server/platform/mongo/embedded/engine.ts'
import { removeExpiredDocuments } from '../../../server/platform/mongo/embedded/expiry.ts'
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
