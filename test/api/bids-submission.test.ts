import { request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { getPlatform } from '#shared/contracts/platform.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { fromBase64url, fromHex } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { identityContext } from '#shared/sealed-bid/commitments.ts'
import { openCustodianShare } from '#shared/sealed-bid/custodian-share.ts'
import { checkIdentity, openIdentity } from '#shared/sealed-bid/identity-envelope.ts'
import { receiptSchema, type SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import type { Submission } from '#shared/sealed-bid/submission.ts'
import { verifyReceipt } from '#shared/sealed-bid/verify-receipt.ts'
import { bidModel } from '../../server/features/bids/bid.model.ts'
import { drainSubmissions, listStoredBids, openPayload, payloadState, readStoredBid } from '../../server/features/bids/index.ts'
import { underCheckpoint } from '../../server/features/ledger/index.ts'
import { nodeSealingRuntime } from '../../server/platform/sealing-runtime.ts'
import { bidFor, type PublishedTestTender, publishTestTender, submissionWithUploads, submit } from '../support/bids.ts'
import { type TestPerson, type TestPlatform, usePlatform } from '../support/platform.ts'
import { bytesOf, draw, fileOf, sealTestBid } from '../support/sealed-bid.ts'

const platformName = 'kaibiao.test'

/** Opens the identity envelope of a stored bid with the keys of its custodians. */
async function identityOf(platform: TestPlatform, tender: PublishedTestTender, manifestSha256: string) {
  const stored = await readStoredBid(platform.server.platform, manifestSha256)
  if (stored === undefined) throw new Error('no such bid')
  const { record, enc } = stored.identity
  const shares = await Promise.all(
    tender.custodians.map(async (custodian) => {
      const sealed = record.custodians.find(({ i }) => i === custodian.i)
      if (sealed === undefined) throw new Error(`no share for custodian ${custodian.i}`)
      const context = identityContext(manifestSha256)
      const opened = await openCustodianShare({
        sealed,
        purpose: 'identity',
        context,
        custodian,
        privateKey: custodian.privateKey,
      })
      if (!opened.ok) throw new Error(opened.detail)
      return opened.share
    }),
  )
  const { k } = tender.target.policy
  const opened = await openIdentity(nodeSealingRuntime, { manifestSha256, record, enc, shares: shares.slice(0, k), k })
  if (!opened.ok) throw new Error(opened.detail)
  const checked = await checkIdentity({
    manifestBytes: stored.manifestBytes,
    commitment: stored.manifest.bind.bidderCommitment,
    identity: opened.content,
  })
  return { content: opened.content, checked }
}

describe('submission of a sealed bid (B1–B7)', function () {
  this.timeout(30_000)
  const running = usePlatform()
  let platform: TestPlatform
  let bidder: TestPerson
  let tender: PublishedTestTender

  before(async () => {
    platform = running()
    bidder = await platform.register('bidder')
  })
  beforeEach(async () => {
    tender = await publishTestTender(platform.server.platform.connection, { platform: platformName, now: platform.clock.now() })
  })
  const storedBids = () => listStoredBids(platform.server.platform, tender.id)
  const receiptOf = (signed: SignedReceipt) => receiptSchema.parse(JSON.parse(signed.receipt))

  it('is acknowledged at once by a receipt that anyone can verify off line (B5, B7)', async () => {
    const { bid, receipt } = await bidFor(platform.origin, tender, bidder.credentials.signer)
    const described = await platform.client.call(getPlatform, {})
    const anchor = described.certificates.map((certificate) => parseCertificate(fromBase64url(certificate)))
    const verdict = await verifyReceipt({
      signed: receipt,
      trust: { anchors: anchor.slice(-1), intermediates: [], revocation: [] },
      isRevocationChecked: false,
      manifestSha256: bid.manifestSha256,
      platform: platformName,
    })
    expect(verdict.checks.filter(({ verdict: judged }) => judged === 'fail')).to.deep.equal([])
    expect(verdict.ok).to.equal(true)
    expect(verdict.receipt?.receivedAt).to.equal(instantOf(platform.clock.now()))
    expect(verdict.receipt?.tender).to.equal(tender.id)
    expect(verdict.stampedAt).to.be.closeTo(platform.clock.now(), 1000)
  })

  it('stands under the next checkpoint of the ledger, found by the entry its receipt names', async () => {
    const { receipt } = await bidFor(platform.origin, tender, bidder.credentials.signer)
    const { entry } = receiptOf(receipt)
    expect(await underCheckpoint(platform.server.platform, entry)).to.equal(undefined)
    await platform.beat()
    expect((await underCheckpoint(platform.server.platform, entry))?.checkpoint).to.include(platformName)
  })

  it('lies at rest under its digest alone, with nothing beside it but ciphertext and the manifest (P9)', async () => {
    const { bid } = await bidFor(platform.origin, tender, bidder.credentials.signer)
    const record = await bidModel(platform.server.platform.connection).findById(bid.manifestSha256).lean()
    expect(Object.keys(record ?? {}).sort()).to.deep.equal([
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
    ])
    const stored = await readStoredBid(platform.server.platform, bid.manifestSha256)
    expect(stored?.manifestBytes).to.deep.equal(bid.manifestBytes)
    expect(stored === undefined ? '' : (await payloadState(platform.server.platform, stored, 'commercial')).state).to.equal(
      'whole',
    )
    const payload = stored === undefined ? undefined : await openPayload(platform.server.platform, stored, 'commercial')
    expect(payload === undefined ? undefined : await bytesOf(payload)).to.deep.equal(bid.payloads.get('commercial'))
  })

  it('tells k custodians, and nobody else, who it was, when and from where (S6)', async () => {
    const bid = await sealTestBid(tender, bidder.credentials.signer)
    const submission = await submissionWithUploads(platform.origin, bid)
    await submit(platform.origin, submission, { 'user-agent': 'kaibiao-test/1' })
    const { content, checked } = await identityOf(platform, tender, bid.manifestSha256)
    expect(checked.ok && checked.certificate.sha256).to.equal(parseCertificate(bidder.credentials.signing.certificate).sha256)
    expect(content).to.include({ kind: 'bid', intent: 'bid', device: 'kaibiao-test/1', entrySalt: submission.entrySalt })
    expect(content.address).to.match(/127\.0\.0\.1$/)
    expect(content.event).to.deep.include({ at: instantOf(platform.clock.now()), objectSha256: bid.manifestSha256 })
  })

  it('sent again gets the very same receipt, even after the deadline and without its uploads (B5)', async () => {
    const { submission, receipt } = await bidFor(platform.origin, tender, bidder.credentials.signer)
    platform.clock.advance(60_000)
    expect((await submit(platform.origin, submission)).receipt).to.deep.equal(receipt)
    platform.clock.set(tender.deadlineAt + 60_000)
    expect((await submit(platform.origin, submission)).receipt).to.deep.equal(receipt)
    expect(await storedBids()).to.have.lengthOf(1)
  })

  it('sent twice at the same moment is one bid with one receipt', async () => {
    const submission = await submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer))
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => submit(platform.origin, submission)))
    expect(answers.map(({ status }) => status)).to.deep.equal([201, 201, 201, 201, 201])
    expect(answers[1]?.receipt).to.deep.equal(answers[0]?.receipt)
    expect(answers[2]?.receipt).to.deep.equal(answers[0]?.receipt)
    expect(await storedBids()).to.have.lengthOf(1)
  })

  it('gives its receipt to nobody who does not know the entry salt', async () => {
    const { submission } = await bidFor(platform.origin, tender, bidder.credentials.signer)
    const answer = await submit(platform.origin, { ...submission, entrySalt: '0'.repeat(64) })
    expect([answer.status, answer.problem?.code]).to.deep.equal([409, 'bid-known-otherwise'])
  })

  it('is replaced and withdrawn by submissions that look like any other (B4)', async () => {
    const first = await bidFor(platform.origin, tender, bidder.credentials.signer)
    const second = await bidFor(platform.origin, tender, bidder.credentials.signer)
    const withdrawal = await bidFor(platform.origin, tender, bidder.credentials.signer, {
      intent: 'withdrawal',
      envelopes: [{ name: 'commercial', fields: {}, files: [] }],
    })
    const stored = await storedBids()
    const shapes = stored.map(({ identity, eventEnc, manifestBytes }) => [
      identity.enc.length,
      eventEnc.length,
      manifestBytes.length,
    ])
    expect(stored.map(({ manifestSha256 }) => manifestSha256)).to.deep.equal(
      [first, second, withdrawal].map(({ bid }) => bid.manifestSha256).sort(),
    )
    expect(new Set(shapes.map(([identity, event]) => `${identity} ${event}`)).size).to.equal(1)
    const [smallest = 0, , largest = 0] = shapes.map(([, , manifest]) => manifest ?? 0).sort((left, right) => left - right)
    expect(largest - smallest, 'ECDSA signatures and numbers vary by a few bytes').to.be.lessThan(40)
    expect((await identityOf(platform, tender, withdrawal.bid.manifestSha256)).content.intent).to.equal('withdrawal')
  })

  it('is late at the deadline and in time one millisecond before it (B3, ZTB 28)', async () => {
    const late = await submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer))
    const timely = await submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer))
    platform.clock.set(tender.deadlineAt)
    const refused = await submit(platform.origin, late)
    expect([refused.status, refused.problem?.code]).to.deep.equal([409, 'bid-late'])
    expect(refused.problem?.facts).to.deep.equal({
      deadlineAt: instantOf(tender.deadlineAt),
      receivedAt: instantOf(tender.deadlineAt),
    })
    platform.clock.set(tender.deadlineAt - 1)
    expect((await submit(platform.origin, timely)).status).to.equal(201)
    expect(await storedBids()).to.have.lengthOf(1)
  })

  it('counts by its last byte: begun before the deadline and completed after it is late (B3, B7)', async () => {
    const submission = await submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer))
    const text = JSON.stringify(submission)
    const answer = await new Promise<{ code: string }>((resolve, reject) => {
      const outgoing = request(
        `${platform.origin}/api/bids`,
        { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) } },
        (response) => {
          const parts: Buffer[] = []
          response.on('data', (part: Buffer) => parts.push(part))
          response.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())))
        },
      )
      outgoing.on('error', reject)
      outgoing.write(text.slice(0, -1))
      void delay(50).then(() => {
        platform.clock.set(tender.deadlineAt)
        outgoing.end(text.slice(-1))
      })
    })
    expect(answer.code).to.equal('bid-late')
    expect(await storedBids()).to.deep.equal([])
  })

  it('read before the deadline is finished after it, and the box waits for it (opening/1 step 1)', async () => {
    const submission = await submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer))
    platform.clock.set(tender.deadlineAt - 1)
    const sending = submit(platform.origin, submission)
    let isDecided = false
    void sending.then(() => {
      isDecided = true
    })
    while ((await countInHand()) === 0 && !isDecided) await delay(1)
    platform.clock.set(tender.deadlineAt + 1000)
    await drainSubmissions(platform.server.platform, tender.id)
    expect(await storedBids()).to.have.lengthOf(1)
    expect(receiptOf((await sending).receipt as SignedReceipt).receivedAt).to.equal(instantOf(tender.deadlineAt - 1))

    async function countInHand(): Promise<number> {
      const drained = drainSubmissions(platform.server.platform, tender.id).then(() => 0)
      return Promise.race([drained, delay(0).then(() => 1)])
    }
  })

  it('needs neither token nor cookie and sets none', async () => {
    const submission = await submissionWithUploads(platform.origin, await sealTestBid(tender, bidder.credentials.signer))
    const answer = await fetch(`${platform.origin}/api/bids`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(submission),
    })
    expect(answer.status).to.equal(201)
    expect(answer.headers.get('set-cookie')).to.equal(null)
    expect(answer.headers.get('cache-control')).to.equal('no-store')
  })

  it('takes several envelopes under one manifest, one signature and one receipt', async () => {
    const label = { zh: '栏目', en: 'Field' }
    const several = await publishTestTender(platform.server.platform.connection, {
      platform: platformName,
      now: platform.clock.now(),
      envelopes: [
        { name: 'qualification', opensAt: 'opening', fields: [], files: [] },
        {
          name: 'technical',
          opensAt: 'opening',
          fields: [{ name: 'quality', label, type: 'quality', isRequired: true }],
          files: [],
        },
        {
          name: 'commercial',
          opensAt: 'opening',
          fields: [{ name: 'price', label, type: 'price', isRequired: true }],
          files: [],
        },
      ],
    })
    const { bid } = await bidFor(platform.origin, several, bidder.credentials.signer, {
      envelopes: [
        { name: 'qualification', fields: {}, files: [fileOf('资质.pdf', draw(1000))] },
        { name: 'technical', fields: { quality: '合格' }, files: [fileOf('技术标.pdf', draw(3_000_000))] },
        { name: 'commercial', fields: { price: '1230000.00' }, files: [] },
      ],
    })
    const [stored] = await listStoredBids(platform.server.platform, several.id)
    expect(stored?.manifestSha256).to.equal(bid.manifestSha256)
    for (const { name } of several.target.envelopes) {
      expect(stored === undefined ? '' : (await payloadState(platform.server.platform, stored, name)).state).to.equal('whole')
    }
  })

  it('can be read back byte for byte for a rehearsal, by its digest and until the deadline only (B1, P9)', async () => {
    const { bid } = await bidFor(platform.origin, tender, bidder.credentials.signer)
    const address = (digest: string) => `${platform.origin}/api/bids/${digest}/payloads/commercial`
    const answer = await fetch(address(bid.manifestSha256))
    expect(new Uint8Array(await answer.arrayBuffer())).to.deep.equal(bid.payloads.get('commercial'))
    expect(answer.headers.get('last-modified') ?? answer.headers.get('etag')).to.equal(null)
    expect((await fetch(address('0'.repeat(64)))).status).to.equal(404)
    platform.clock.set(tender.deadlineAt)
    expect((await fetch(address(bid.manifestSha256))).status).to.equal(404)
  })

  it('keeps uploads of a refused submission, so that the bidder mends it and sends it again', async () => {
    const bid = await sealTestBid(tender, bidder.credentials.signer)
    const submission: Submission = await submissionWithUploads(platform.origin, bid)
    expect((await submit(platform.origin, { ...submission, salt: '0'.repeat(64) })).problem?.code).to.equal(
      'submission-commitment-mismatch',
    )
    expect((await submit(platform.origin, submission)).status).to.equal(201)
    expect(fromHex(receiptOf((await submit(platform.origin, submission)).receipt as SignedReceipt).entrySalt)).to.deep.equal(
      bid.entrySalt,
    )
  })
})
