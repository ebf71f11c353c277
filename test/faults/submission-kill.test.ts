import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { createPersonClient } from '#shared/acts/person-client.ts'
import { registerParty } from '#shared/contracts/identity-parties.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import type { CreditCode } from '#shared/primitives/credit-code.ts'
import { randomId } from '#shared/primitives/random.ts'
import { receiptSchema, type SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import { makePki, type Person } from '../../certs/make.ts'
import { listStoredBids, payloadState } from '../../server/features/bids/index.ts'
import { pendingModel } from '../../server/features/ledger/ledger.model.ts'
import { openBlobStore } from '../../server/platform/blobs/blob-store.ts'
import { openDatabase } from '../../server/platform/mongo/database.ts'
import {
  type PublishedTestTender,
  publishTestTender,
  type SubmissionAnswer,
  submissionWithUploads,
  submit,
} from '../support/bids.ts'
import { draw, sealTestBid } from '../support/sealed-bid.ts'
import { type ServerUnderTest, startServerProcess } from '../support/server-process.ts'

const platformName = 'kaibiao.kill'

describe('a submission whose server is killed (B3, B5: received whole or not at all, and never twice)', function () {
  this.timeout(120_000)
  let folder: string
  let server: ServerUnderTest
  let origin: string
  let bidder: Person
  let tender: PublishedTestTender

  /** Starts the real server on the data folder. */
  async function start(): Promise<void> {
    server = await startServerProcess({
      KAIBIAO_DATA: folder,
      KAIBIAO_PORT: '0',
      KAIBIAO_BEAT_MS: '0',
      KAIBIAO_PLATFORM_NAME: platformName,
    })
    origin = server.origin
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'submission-kill-'))
    const now = Date.now()
    const pki = await makePki({ at: now })
    await pki.writeTrust(join(folder, 'trust'))
    bidder = await pki.person({ name: '张三', organization: '不屈建设有限公司', creditCode: '91350100M000100Y43' })
    const database = await openDatabase({ dataFolder: folder })
    tender = await publishTestTender(database.connection, { platform: platformName, now })
    await database.close()
    await start()
    const client = createPersonClient({
      origin,
      fetch,
      signer: bidder.signer,
      platform: platformName,
      party: randomId(draw),
      person: randomId(draw),
      now: () => Date.now(),
      random: draw,
    })
    const contact = { name: bidder.name, phone: '13900000000' }
    const creditCode = bidder.creditCode as CreditCode
    await client.act(registerParty, {
      subject: { party: client.party, person: client.person },
      body: {
        party: { name: bidder.organization, creditCode, region: '990100', contact },
        person: contact,
        certificate: base64url(bidder.signing.certificate),
        roles: ['bidder'],
      },
    })
  })
  after(async () => {
    await server?.end('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })

  it('is there once, whole, with one receipt, whenever the server died between reading and answering', async () => {
    const receipts: SignedReceipt[] = []
    let answered = 0
    for (const killedAfterMs of [0, 8, 20, 60]) {
      const submission = await submissionWithUploads(origin, await sealTestBid(tender, bidder.signer))
      const first: Promise<SubmissionAnswer | undefined> = submit(origin, submission).catch(() => undefined)
      await delay(killedAfterMs)
      await server.end('SIGKILL')
      const before = await first
      await start()
      const again = await submit(origin, submission)
      expect([again.status, again.problem?.code]).to.deep.equal([201, undefined])
      if (before?.receipt !== undefined) {
        answered += 1
        expect(again.receipt, 'the receipt given out before the death').to.deep.equal(before.receipt)
      }
      if (again.receipt !== undefined) receipts.push(again.receipt)
    }
    expect(answered, 'some died before they answered').to.be.lessThan(receipts.length)
    await server.end('SIGTERM')

    const database = await openDatabase({ dataFolder: folder })
    try {
      const blobs = await openBlobStore(join(folder, 'blobs'))
      const stored = await listStoredBids({ connection: database.connection }, tender.id)
      const named = receipts.map(({ receipt }) => receiptSchema.parse(JSON.parse(receipt)))
      expect(stored.map(({ manifestSha256 }) => manifestSha256)).to.deep.equal(
        named.map(({ manifestSha256 }) => manifestSha256).sort(),
      )
      for (const bid of stored) {
        expect((await payloadState({ connection: database.connection, blobs }, bid, 'commercial')).state).to.equal('whole')
      }
      const entries = await pendingModel(database.connection).find({}).lean()
      for (const { entry } of named) expect(entries.filter(({ c }) => c === entry)).to.have.lengthOf(1)
      expect(await readdir(join(folder, 'uploads'))).to.deep.equal([])
    } finally {
      await database.close()
    }
  })

  it('told to end in the middle of an upload, the server finishes it, and has it after the restart (SIGTERM)', async () => {
    await start()
    const content = draw(2_000_000)
    const tus = { 'Tus-Resumable': '1.0.0' }
    const created = await fetch(`${origin}/api/uploads`, {
      method: 'POST',
      headers: { ...tus, 'Upload-Length': `${content.length}` },
    })
    const location = created.headers.get('location') ?? ''
    const slowly = new ReadableStream<Uint8Array>({
      async start(controller) {
        for (let at = 0; at < content.length; at += 200_000) {
          controller.enqueue(content.subarray(at, at + 200_000))
          await delay(40)
        }
        controller.close()
      },
    })
    const halfway: RequestInit & { readonly duplex: 'half' } = {
      method: 'PATCH',
      headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
      body: slowly,
      duplex: 'half',
    }
    const sending = fetch(`${origin}${location}`, halfway)
    await delay(120)
    const ended = server.end('SIGTERM')
    expect((await sending).status).to.equal(204)
    expect(await ended).to.equal(0)
    await start()
    const head = await fetch(`${origin}${location}`, { method: 'HEAD', headers: tus })
    expect(head.headers.get('upload-offset')).to.equal(String(content.length))
  })
})
