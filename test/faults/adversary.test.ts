import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { expect } from 'chai'
import { createPersonClient, type PersonClient } from '#shared/acts/person-client.ts'
import { registerParty } from '#shared/contracts/identity-parties.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { base64url, fromHex } from '#shared/primitives/bytes.ts'
import { type CreditCode, creditCodeCheckCharacter } from '#shared/primitives/credit-code.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import type { SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import type { Submission } from '#shared/sealed-bid/submission.ts'
import type { Person } from '../../certs/make.ts'
import { readConfig } from '../../server/config.ts'
import { fileTimeSeconds } from '../../server/platform/blobs/blob-store.ts'
import { dumpSnapshot } from '../../server/platform/mongo/snapshot.ts'
import { type RunningServer, wireServer } from '../../server/wire.ts'
import { filesBelow, found, type Holding, newMentions, spellings, textNeedle } from '../support/adversary.ts'
import { type PublishedTestTender, publishTestTender, submissionWithUploads, submit } from '../support/bids.ts'
import { TEST_PKI_AT, testPki } from '../support/pki.ts'
import { draw, fileOf, sealTestBid, type TestBid } from '../support/sealed-bid.ts'

interface Bidder {
  readonly client: PersonClient
  readonly credentials: Person
}

interface SentBid {
  readonly bid: TestBid
  readonly submission: Submission
  readonly receipt: SignedReceipt
  readonly price: string
  readonly fileName: string
  readonly content: Uint8Array
  readonly receivedAt: number
}

const address = '203.0.113.77'
const device = 'adversary-test-device/4711'

describe('an adversary with the disk, the backup, the log, the metrics and the environment (P9, B6)', function () {
  this.timeout(60_000)
  let folder: string
  let server: RunningServer
  let tender: PublishedTestTender
  let bidders: Bidder[]
  let sent: SentBid[]
  let empty: Holding[]
  let full: Holding[]
  let now = TEST_PKI_AT
  const log: string[] = []

  async function holdings(name: string): Promise<Holding[]> {
    const files = await filesBelow(folder)
    const onDisk = await Promise.all(
      files.map(async (path) => ({ name: `${name}: ${relative(folder, path)}`, bytes: await readFile(path) })),
    )
    const backup = await mkdtemp(join(tmpdir(), 'adversary-backup-'))
    await dumpSnapshot(server.platform.connection, backup)
    const dumped = await Promise.all(
      (await filesBelow(backup)).map(async (path) => ({
        name: `${name}: backup ${relative(backup, path)}`,
        bytes: await readFile(path),
      })),
    )
    await rm(backup, { recursive: true })
    const metrics = await fetch(`${server.origin}/metrics`, { headers: { authorization: 'Bearer a-token-for-the-tests' } })
    return [
      ...onDisk,
      ...dumped,
      { name: `${name}: names of files`, bytes: Buffer.from(files.join('\n')) },
      { name: `${name}: log`, bytes: Buffer.from(log.join('')) },
      { name: `${name}: metrics`, bytes: Buffer.from(await metrics.text()) },
      { name: `${name}: environment`, bytes: Buffer.from(JSON.stringify([process.env, server.platform.config])) },
    ]
  }

  async function register(index: number): Promise<Bidder> {
    const body = `91990000MA0000${String(index).padStart(3, '0')}`
    const creditCode = `${body}${creditCodeCheckCharacter(body)}` as CreditCode
    const name = `投标员${randomBytes(4).toString('hex')}`
    const organization = `暗标测试${randomBytes(4).toString('hex')}有限公司`
    const credentials = await (await testPki()).person({ name, organization, creditCode })
    const client = createPersonClient({
      origin: server.origin,
      fetch,
      signer: credentials.signer,
      platform: 'kaibiao.test',
      party: randomId(draw),
      person: randomId(draw),
      now: () => now,
      random: draw,
    })
    await client.act(registerParty, {
      subject: { party: client.party, person: client.person },
      body: {
        party: { name: organization, creditCode, region: '990100', contact: { name, phone: '13900000000' } },
        person: { name, phone: '13900000000' },
        certificate: base64url(credentials.signing.certificate),
        roles: ['bidder'],
      },
    })
    return { client, credentials }
  }

  async function send({ credentials }: Bidder, index: number): Promise<SentBid> {
    now = TEST_PKI_AT + 61_337 * (index + 1)
    const price = `7${index}31${700 + index}.${10 + index}`
    const fileName = `机密投标文件${randomBytes(4).toString('hex')}.pdf`
    const content = draw(40_000)
    const bid = await sealTestBid(tender, credentials.signer, {
      envelopes: [{ name: 'commercial', fields: { price, period: `${300 + index}` }, files: [fileOf(fileName, content)] }],
    })
    const submission = { ...(await submissionWithUploads(server.origin, bid)), keyCopy: base64url(draw(64)) }
    const answer = await submit(server.origin, submission, { 'x-forwarded-for': address, 'user-agent': device })
    if (answer.receipt === undefined) throw new Error(answer.problem.code)
    return { bid, submission, receipt: answer.receipt, price, fileName, content, receivedAt: now }
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'adversary-'))
    await (await testPki()).writeTrust(join(folder, 'trust'))
    server = await wireServer({
      config: readConfig({
        KAIBIAO_DATA: folder,
        KAIBIAO_PORT: '0',
        KAIBIAO_BEAT_MS: '0',
        KAIBIAO_PLATFORM_NAME: 'kaibiao.test',
        KAIBIAO_METRICS_TOKEN: 'a-token-for-the-tests',
        KAIBIAO_TRUST_PROXY: '1',
        KAIBIAO_LOG_LEVEL: 'debug',
      }),
      clock: { now: () => now },
      isScheduled: false,
      logTo: { write: (line) => void log.push(line) },
    })
    bidders = await Promise.all([1, 2, 3].map(register))
    tender = await publishTestTender(server.platform.connection, { platform: 'kaibiao.test', now })
    await server.features.ledger.beat('regular')
    empty = await holdings('before')
    sent = []
    for (const [index, bidder] of [...bidders, bidders[0] as Bidder].entries()) sent.push(await send(bidder, index))
    now = TEST_PKI_AT + 600_000
    await server.features.ledger.beat('regular')
    full = await holdings('after')
  })
  after(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('can search: finds what does lie there', () => {
    for (const { bid } of sent) expect(found(full, [textNeedle('digest', bid.manifestSha256)])).to.not.deep.equal([])
    for (const { client } of bidders) expect(found(empty, [textNeedle('party', client.party)])).to.not.deep.equal([])
    expect(full.map(({ name }) => name).join(), 'database and blobs are among the holdings').to.match(/blobs.*\.(?:db|sqlite)/)
  })

  it('finds no content: no price, no period, no file name, no byte of a file, no key', () => {
    const needles = sent.flatMap(({ bid, price, fileName, content }) => [
      textNeedle('price', price),
      textNeedle('file name', fileName),
      { what: 'content', bytes: Buffer.from(content.subarray(20_000, 20_032)) },
      ...Object.values(bid.bidderKeys).flatMap((key) => spellings('K_b', fromHex(key))),
    ])
    expect(found(full, needles)).to.deep.equal([])
  })

  it('finds no proof of identity: no signature, salt, receipt, capability, address or device', () => {
    const needles = sent.flatMap(({ bid, submission, receipt }) => [
      ...spellings('signature', bid.p7s.subarray(-40)),
      ...spellings('bidder salt', bid.salt),
      ...spellings('entry salt', bid.entrySalt),
      textNeedle('receipt signature', receipt.p7s.slice(-60)),
      textNeedle('time stamp', (receipt.timestamp ?? '').slice(-60)),
      textNeedle('key copy', submission.keyCopy ?? ''),
      ...submission.uploads.map(({ capability }) => textNeedle('capability', capability)),
    ])
    const network = [textNeedle('address', address), textNeedle('device', device)]
    expect(needles.filter(({ bytes }) => bytes.length < 8).map(({ what }) => what)).to.deep.equal([])
    expect(found(full, [...needles, ...network])).to.deep.equal([])
  })

  it('finds no mention of a bidder that was not there before anybody bid', () => {
    const needles = bidders.flatMap(({ client, credentials }) => {
      const certificate = parseCertificate(credentials.signing.certificate)
      return [
        textNeedle('party id', client.party),
        textNeedle('person id', client.person),
        textNeedle('credit code', credentials.creditCode),
        textNeedle('organisation', credentials.organization),
        textNeedle('person', credentials.name),
        ...spellings('certificate digest', fromHex(certificate.sha256)),
        ...spellings('certificate serial', fromHex(certificate.serial)),
        ...spellings('certificate', certificate.der.subarray(-60)),
        ...spellings('public key', certificate.publicKey.spki.subarray(-60)),
      ]
    })
    expect(newMentions(empty, full, needles)).to.deep.equal([])
  })

  it('finds no time at which a bid came', () => {
    const needles = sent.flatMap(({ receivedAt }) => {
      const milliseconds = Buffer.alloc(8)
      milliseconds.writeBigInt64LE(BigInt(receivedAt))
      const double = Buffer.alloc(8)
      double.writeDoubleLE(receivedAt)
      return [
        textNeedle('instant', instantOf(receivedAt)),
        textNeedle('milliseconds as text', String(receivedAt)),
        { what: 'milliseconds (BSON date)', bytes: milliseconds },
        { what: 'milliseconds (double)', bytes: double },
      ]
    })
    expect(found(full, needles)).to.deep.equal([])
  })

  it('learns nothing from the file store: names are digests, times are one, uploads are gone', async () => {
    const names = await readdir(join(folder, 'blobs'))
    expect(names.sort()).to.deep.equal(
      sent.flatMap(({ bid }) => bid.manifest.envelopes.map(({ payload }) => payload.sha256)).sort(),
    )
    for (const name of names) {
      const { mtimeMs, mode } = await stat(join(folder, 'blobs', name))
      expect([mtimeMs, mode & 0o777]).to.deep.equal([fileTimeSeconds * 1000, 0o600])
    }
    expect(await readdir(join(folder, 'uploads'))).to.deep.equal([])
  })

  it('learns nothing from the log and the metrics: no line and no count of submissions or uploads', async () => {
    const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines.filter(({ operation }) => typeof operation === 'string' && /bid|upload|secret/i.test(operation))).to.deep.equal(
      [],
    )
    expect(lines.filter((line) => /\/api\/(?:bids|uploads)/.test(JSON.stringify(line)))).to.deep.equal([])
    const ours = (held: readonly Holding[]) =>
      (held.find(({ name }) => name.endsWith('metrics'))?.bytes.toString() ?? '')
        .split('\n')
        // How far the machine's clock has drifted since its start moves by itself, with bids or without.
        .filter((line) => line.startsWith('kaibiao_') && !/getMetrics|kaibiao_clock_offset_seconds/.test(line))
    expect(ours(full)).to.deep.equal(ours(empty))
    expect(ours(full)).to.not.deep.equal([])
  })

  it('keeps in a record of a bid nothing but the manifest, ciphertext and digests, all of one size', async () => {
    const records = await server.platform.connection.collection('bids').find({}).toArray()
    expect(records).to.have.lengthOf(sent.length)
    const fields = [
      '_id',
      'eventEnc',
      'identityEnc',
      'identityRecord',
      'isDestroyed',
      'lot',
      'manifest',
      'payloads',
      'round',
      'tender',
    ]
    for (const record of records) expect(Object.keys(record).sort()).to.deep.equal(fields)
    const order = records.map(({ _id }) => String(_id))
    expect(order, 'the natural order is that of random digests').to.deep.equal([...order].sort())
  })

  it('has receipts of one size, so that their length counts nothing', () => {
    const sizes = sent.map(({ receipt }) => receipt.receipt.length)
    expect(new Set(sizes).size).to.equal(1)
    const signed = sent.map(({ receipt }) => receipt.p7s.length + (receipt.timestamp ?? '').length)
    expect(Math.max(...signed) - Math.min(...signed), 'DER integers of ECDSA vary by a few bytes').to.be.lessThan(16)
  })
})
