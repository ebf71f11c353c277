import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createPersonClient } from '#shared/acts/person-client.ts'
import { createClient } from '#shared/contracts/client.ts'
import { foundParty } from '#shared/contracts/identity-parties.ts'
import { readNewestCheckpoint } from '#shared/contracts/ledger.ts'
import { getOpeningEvents } from '#shared/contracts/opening-reading.ts'
import { base64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { creditCodeCheckCharacter } from '#shared/primitives/credit-code.ts'
import { randomId } from '#shared/primitives/random.ts'
import { makePki, type Pki } from '../../certs/make.ts'
import { openKeyFolder } from '../../server/platform/keys/key-folder.ts'
import { loadTokenKeys } from '../../server/platform/keys/token-keys.ts'
import { type EmbeddedDatabase, openDatabase } from '../../server/platform/mongo/database.ts'
import { digestSnapshot, type SnapshotManifest } from '../../server/platform/mongo/snapshot.ts'
import { adminProgram } from '../support/built-programs.ts'
import { castOf, publishedTender, type TenderAnswer } from '../support/notices.ts'
import { startPlatform, type TestPlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'
import { draw } from '../support/sealed-bid.ts'
import { startServerProcess } from '../support/server-process.ts'

/** What a command of the operator left behind. */
interface Run {
  readonly code: number
  readonly facts: Record<string, unknown>
  readonly said: string
}

describe('backup and restore, by the operator’s command line', function () {
  this.timeout(90_000)
  let folder: string
  let database: EmbeddedDatabase
  let platform: TestPlatform & { close(): Promise<void> }
  let pki: Pki
  let tender: TenderAnswer
  const at = (...parts: string[]) => join(folder, ...parts)

  /** Runs `kaibiao-admin` on a data folder below the test's. */
  const admin = (data: string, ...operands: string[]): Promise<Run> => adminWith({}, data, ...operands)

  function adminWith(settings: Readonly<Record<string, string>>, data: string, ...operands: string[]): Promise<Run> {
    const env = { ...process.env, KAIBIAO_DATA: at(data), KAIBIAO_PLATFORM_NAME: 'kaibiao.test', ...settings }
    return new Promise((resolve) => {
      execFile(process.execPath, [...adminProgram(), ...operands, '--json'], { env }, (error, stdout, stderr) => {
        const code = error === null ? 0 : Number(error.code)
        resolve({ code, facts: stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>), said: stderr })
      })
    })
  }
  /** A data folder that has nothing but the keys of the platform. */
  async function folderWithKeys(name: string): Promise<string> {
    await cp(at('data', 'keys'), at(name, 'keys'), { recursive: true })
    return name
  }
  /** The backup once more, to be tampered with. */
  async function copyOfBackup(name: string): Promise<string> {
    await cp(at('backup'), at(name), { recursive: true })
    return at(name)
  }
  async function isEmptyAgain(data: string): Promise<boolean> {
    const opened = await openDatabase({ dataFolder: at(data) })
    try {
      return (await opened.connection.db?.listCollections({}).toArray())?.length === 0
    } finally {
      await opened.close()
    }
  }
  const checkpointOf = async () => fromUtf8(await platform.client.call(readNewestCheckpoint, {}))

  before('a platform with a published tender', async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-backup-'))
    const now = Date.now()
    pki = await makePki({ at: now })
    database = await openDatabase({ dataFolder: at('data') })
    const config = { dataFolder: at('data'), keyFolder: at('data', 'keys'), trustFolder: at('data', 'trust') }
    platform = await startPlatform({ startsAt: now, folder: at('data'), pki, config }, database)
    const cast = await castOf(platform, 3)
    tender = (await publishedTender(platform, cast)).tender
    platform.clock.advance(1000)
    await platform.runDue()
    await platform.beat()
  })
  after(async () => {
    await platform.close()
    await database.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is written while the server takes acts, from one moment, and needs an empty folder', async () => {
    let isWritten = false
    let acts = 0
    const taking = (async () => {
      while (!isWritten) {
        await platform.register('bidder')
        await platform.beat()
        acts += 1
      }
    })()
    const run = await admin('data', 'backup', at('backup'))
    isWritten = true
    await taking
    expect(run.code, run.said).to.equal(0)
    expect(acts).to.be.greaterThan(1)
    expect((await readdir(at('backup'))).sort()).to.deep.equal(['backup.json', 'blobs', 'checkpoint', 'database', 'trust'])
    expect((await admin('data', 'backup', at('backup'))).code).to.equal(1)
  })

  it('holds no key', async () => {
    const secret = (await readFile(at('data', 'keys', 'secret'), 'utf8')).trim()
    for (const name of await readdir(at('backup'), { recursive: true })) {
      expect(name).to.not.match(/keys|secret|log\.pem/)
      const content = await readFile(at('backup', name)).catch(() => Buffer.alloc(0))
      expect(content.includes(secret), name).to.equal(false)
      expect(content.includes('PRIVATE KEY'), name).to.equal(false)
    }
  })

  it('is not restored without the keys of the platform: nothing could be checked', async () => {
    const run = await admin('without-keys', 'restore', at('backup'))
    expect(run.code).to.equal(1)
    expect(run.said).to.contain('log key')
    expect(await isEmptyAgain('without-keys')).to.equal(true)
  })

  it('is restored into an empty folder; the log is good, and a server on it serves the same chain and documents', async () => {
    const data = await folderWithKeys('restored')
    const restored = await admin(data, 'restore', at('backup'))
    expect(restored.code, restored.said).to.equal(0)
    expect(restored.facts['faults']).to.deep.equal([])
    const verified = await admin(data, 'verify-log')
    expect(verified.code, verified.said).to.equal(0)
    expect(verified.facts['faults']).to.deep.equal([])
    expect((await admin(data, 'restore', at('backup'))).code, 'a second time, no longer empty').to.equal(1)

    const server = await startServerProcess({
      KAIBIAO_DATA: at(data),
      KAIBIAO_PORT: '0',
      KAIBIAO_BEAT_MS: '0',
      KAIBIAO_PLATFORM_NAME: 'kaibiao.test',
    })
    try {
      const client = createClient({ origin: server.origin, fetch })
      const readiness = await fetch(`${server.origin}/readyz`)
      expect(readiness.status, await readiness.text()).to.equal(200)
      const chain = { params: { tender: tender.id }, query: { after: 0 } }
      const events = await client.call(getOpeningEvents, chain)
      expect(events.events.length).to.be.greaterThan(0)
      expect(events).to.deep.equal(await platform.client.call(getOpeningEvents, chain))
      const [document] = tender.notice?.documents ?? []
      if (document === undefined) throw new Error('no document')
      const path = `/api/documents/${document.sha256}`
      const [here, there] = await Promise.all([fetch(server.origin + path), fetch(platform.origin + path)])
      expect(here.status).to.equal(200)
      expect(Buffer.from(await here.arrayBuffer()).equals(Buffer.from(await there.arrayBuffer()))).to.equal(true)
    } finally {
      expect(await server.end('SIGTERM')).to.equal(0)
    }
  })

  describe('move-database, while no server runs', () => {
    let elsewhere: EmbeddedDatabase
    let held: SnapshotManifest
    const inElsewhere = () => ({ MONGODB_URI: elsewhere.uri })

    before('another server of the protocol, reached by its URI as a MongoDB is', async () => {
      elsewhere = await openDatabase({ dataFolder: at('elsewhere') })
      const restored = await openDatabase({ dataFolder: at('restored') })
      held = await digestSnapshot(restored.connection)
      await restored.close()
    })
    after(() => elsewhere.close())

    it('does not copy from under a running server, nor into what holds something', async () => {
      const running = await admin('data', 'move-database', elsewhere.uri)
      expect(running.code).to.equal(1)
      expect(running.said).to.contain('stop the server first')
      await elsewhere.connection.collection('somebody').insertOne({ theirs: true })
      const full = await admin('restored', 'move-database', elsewhere.uri)
      expect(full.code).to.equal(1)
      expect(full.said).to.contain('not empty: somebody')
      expect(await elsewhere.connection.collection('somebody').countDocuments()).to.equal(1)
      await elsewhere.connection.dropCollection('somebody')
    })

    it('takes away a copy whose log was signed further than it goes, and leaves the source as it was', async () => {
      const data = await folderWithKeys('remembers-more')
      await cp(at('restored', 'kaibiao.sqlite'), at(data, 'kaibiao.sqlite'))
      await platform.register('bidder')
      await platform.beat()
      await writeFile(at(data, 'checkpoint'), await checkpointOf())
      const run = await admin(data, 'move-database', elsewhere.uri)
      expect(run.code).to.equal(1)
      expect(String(run.facts['faults'])).to.contain('the checkpoint remembered')
      expect(await elsewhere.connection.listCollections()).to.deep.equal([])
      expect((await readdir(at(data))).filter((name) => name.startsWith('moving-'))).to.deep.equal([])
    })

    it('copies everything to a MongoDB and back: counts, digests, indexes and the log are the same', async () => {
      const there = await admin('restored', 'move-database', elsewhere.uri)
      expect(there.code, there.said).to.equal(0)
      expect(there.facts['documents']).to.be.greaterThan(20)
      expect(await digestSnapshot(elsewhere.connection)).to.deep.equal(held)
      const data = await folderWithKeys('moved-back')
      const back = await adminWith(inElsewhere(), data, 'move-database', 'embedded')
      expect(back.code, back.said).to.equal(0)
      expect((await admin(data, 'verify-log')).code).to.equal(0)
      const [first, second] = [await openDatabase({ dataFolder: at('restored') }), await openDatabase({ dataFolder: at(data) })]
      try {
        expect(await digestSnapshot(second.connection)).to.deep.equal(held)
        for (const { name } of held.collections) {
          const [before, after] = [first, second].map(({ connection }) => connection.collection(name).indexes())
          expect(await after, name).to.have.deep.members((await before) ?? [])
        }
      } finally {
        await first.close()
        await second.close()
      }
    })
  })

  it('is refused when a document in it was changed, and nothing is left of it', async () => {
    const tampered = await copyOfBackup('tampered-database')
    const path = join(tampered, 'database', 'parties.bson')
    const bytes = await readFile(path)
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20)
    await writeFile(path, bytes)
    const run = await admin(await folderWithKeys('data-1'), 'restore', tampered)
    expect(run.code).to.equal(1)
    expect(run.said).to.contain('parties.bson')
    expect(await isEmptyAgain('data-1')).to.equal(true)
  })

  it('is refused when a file in it was changed, before the database is touched', async () => {
    const tampered = await copyOfBackup('tampered-blob')
    const [blob = ''] = await readdir(join(tampered, 'blobs'))
    await writeFile(join(tampered, 'blobs', blob), 'another tender document')
    const run = await admin(await folderWithKeys('data-2'), 'restore', tampered)
    expect(run.code).to.equal(1)
    expect(run.said).to.contain(blob)
    expect(await readdir(at('data-2', 'blobs'))).to.not.include(blob)
    expect(await isEmptyAgain('data-2')).to.equal(true)
  })

  it('is refused when somebody was shown a longer log (--witnessed): signing on would be a fork', async () => {
    await platform.register('bidder')
    await platform.beat()
    await writeFile(at('witnessed'), await checkpointOf())
    const run = await admin(await folderWithKeys('data-3'), 'restore', at('backup'), '--witnessed', at('witnessed'))
    expect(run.code).to.equal(1)
    expect(run.said).to.contain('entries')
    expect(await isEmptyAgain('data-3')).to.equal(true)
  })

  it('is refused where the data folder remembers a longer log than it brings', async () => {
    const data = await folderWithKeys('data-4')
    await writeFile(at(data, 'checkpoint'), await checkpointOf())
    const run = await admin(data, 'restore', at('backup'))
    expect(run.code).to.equal(1)
    expect(run.said).to.contain('the checkpoint remembered')
  })

  it('prints a link that founds an administering party once (create-admin)', async () => {
    const { code, facts } = await admin('data', 'create-admin', 'operator')
    expect(code).to.equal(0)
    const link = new URL(String(facts['link']))
    expect(link.pathname).to.equal('/setup')
    const found = async (creditCode: string) => {
      const person = await pki.person({ name: '运维', organization: `运营单位${creditCode}`, creditCode })
      const client = createPersonClient({
        origin: platform.origin,
        fetch,
        signer: person.signer,
        platform: 'kaibiao.test',
        party: randomId(draw),
        person: randomId(draw),
        now: platform.clock.now,
        random: draw,
      })
      const contact = { name: '运维', phone: '13900000000' }
      return client.act(foundParty, {
        subject: { party: client.party, person: client.person },
        body: {
          party: { name: person.organization, creditCode: creditCode as never, region: '990100', contact },
          person: contact,
          certificate: base64url(person.signing.certificate),
          code: link.hash.slice(1),
        },
      })
    }
    expect(await problemCode(found('91350100M000100Y43'))).to.equal('none')
    expect(await problemCode(found(`91350100M000100X4${creditCodeCheckCharacter('91350100M000100X4')}`))).to.equal('code-invalid')
    expect((await admin('data', 'create-admin', 'bidder')).code).to.equal(1)
  })

  it('puts a new key for tokens in front and keeps tokens of the old one good (rotate-key)', async () => {
    const person = await platform.register('bidder')
    await person.logIn()
    const rotated = await admin('data', 'rotate-key', 'tokens')
    expect(rotated.code, rotated.said).to.equal(0)
    const tokenKeys = await loadTokenKeys(await openKeyFolder(at('data', 'keys')))
    expect(tokenKeys.current.kid).to.equal(rotated.facts['kid'])
    const { kid } = JSON.parse(Buffer.from(person.token()?.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }
    expect(kid).to.not.equal(rotated.facts['kid'])
    expect(tokenKeys.publicKeyOf(kid)?.asymmetricKeyType).to.equal('ec')
    expect((await admin('data', 'rotate-key', 'log')).code).to.equal(1)
  })
})
