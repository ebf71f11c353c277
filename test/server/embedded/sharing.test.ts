import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type EmbeddedDatabase, openDatabase } from '../../../server/platform/mongo/database.ts'

describe('A data folder opened by two programs', () => {
  let folder: string
  const opened: EmbeddedDatabase[] = []
  const open = async (): Promise<EmbeddedDatabase> => {
    const database = await openDatabase({ dataFolder: folder, synchronous: 'off' })
    opened.push(database)
    return database
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-shared-'))
  })
  after(async () => {
    for (const database of opened.reverse()) await database.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is served by the process of the first; the second joins it, sees its writes, and leaves it running', async () => {
    const first = await open()
    const second = await open()
    expect(first.processId()).to.be.a('number')
    expect(second.processId()).to.equal(undefined)
    await first.connection.collection('notes').insertOne({ n: 1 })
    expect(await second.connection.collection('notes').countDocuments()).to.equal(1)
    await second.close()
    await first.ping()
  })

  it('is served again by a new process when the first is killed, with everything that was acknowledged', async function () {
    this.timeout(30_000)
    const [first] = opened
    const before = first?.processId()
    if (!first || before === undefined) throw new Error('nothing to kill')
    process.kill(before, 'SIGKILL')
    await first.connection.collection('notes').insertOne({ n: 2 })
    expect(await first.connection.collection('notes').countDocuments()).to.equal(2)
    expect(first.processId()).not.to.equal(before)
  })
})
