import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { reportOwnLoss } from '#shared/contracts/identity-certificates.ts'
import { declareAffiliate } from '#shared/contracts/identity-parties.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { signCms } from '#shared/pki/cms-signature.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import type { CreditCode } from '#shared/primitives/credit-code.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import type { Submission } from '#shared/sealed-bid/submission.ts'
import { listStoredBids } from '../../server/features/bids/index.ts'
import { pendingModel } from '../../server/features/ledger/ledger.model.ts'
import { tenderModel } from '../../server/features/notices/tender.model.ts'
import {
  bidFor,
  type PublishedTestTender,
  publishTestTender,
  type SubmissionAnswer,
  submissionWithUploads,
  submit,
  upload,
} from '../support/bids.ts'
import { type TestPerson, type TestPlatform, usePlatform } from '../support/platform.ts'
import { draw, sealTestBid, type TestBid, testTender } from '../support/sealed-bid.ts'

const platformName = 'kaibiao.test'
const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

describe('a submission that is refused says the one reason, and leaves no trace', function () {
  this.timeout(30_000)
  const running = usePlatform()
  let platform: TestPlatform
  let bidder: TestPerson
  let tender: PublishedTestTender
  let bid: TestBid
  let submission: Submission

  before(async () => {
    platform = running()
    bidder = await platform.register('bidder')
  })
  beforeEach(async () => {
    tender = await publish()
    bid = await sealTestBid(tender, bidder.credentials.signer)
    submission = await submissionWithUploads(platform.origin, bid)
  })
  const publish = (record: Parameters<typeof publishTestTender>[1]['record'] = {}) =>
    publishTestTender(platform.server.platform.connection, { platform: platformName, now: platform.clock.now(), record })
  const code = (answer: SubmissionAnswer) => answer.problem?.code
  const sent = async (changes: Partial<Submission>) => code(await submit(platform.origin, { ...submission, ...changes }))
  const sealedFor = async (target: Partial<PublishedTestTender['target']>) => {
    const other = { ...tender, target: { ...tender.target, ...target } }
    return submissionWithUploads(platform.origin, await sealTestBid(other, bidder.credentials.signer))
  }
  const withPayload = async (content: Bytes): Promise<Partial<Submission>> => ({
    uploads: [{ envelope: 'commercial', capability: await upload(platform.origin, content) }],
  })
  const payload = (): Bytes => bid.payloads.get('commercial') ?? new Uint8Array()

  afterEach(async () => {
    expect(await listStoredBids(platform.server.platform, tender.id)).to.deep.equal([])
  })

  it('not encrypted: a PDF or an archive in the clear is refused by name (B2, E20-26)', async () => {
    const pdf = new Uint8Array(payload().length)
    pdf.set(new TextEncoder().encode('%PDF-1.7\n投标总价 壹佰贰拾叁万元整'))
    const zip = new Uint8Array(payload().length)
    zip.set([0x50, 0x4b, 0x03, 0x04])
    expect(await sent(await withPayload(pdf))).to.equal('payload-not-encrypted')
    expect(await sent(await withPayload(zip))).to.equal('payload-not-encrypted')
    expect(await sent(await withPayload(new Uint8Array([1, 2, 3])))).to.equal('payload-not-encrypted')
  })

  it('incomplete: a payload that never arrived, arrived in part, or was given for another envelope (B3, E20-27)', async () => {
    const begun = await fetch(`${platform.origin}/api/uploads`, {
      method: 'POST',
      headers: { 'Tus-Resumable': '1.0.0', 'Upload-Length': String(payload().length) },
    })
    const capability = (begun.headers.get('location') ?? '').slice('/api/uploads/'.length)
    expect(await sent({ uploads: [] })).to.equal('payload-missing')
    expect(await sent({ uploads: [{ envelope: 'commercial', capability }] })).to.equal('payload-missing')
    expect(await sent({ uploads: [{ envelope: 'commercial', capability: base64url(draw(32)) }] })).to.equal('payload-missing')
    const [first] = submission.uploads
    expect(await sent({ uploads: [{ envelope: 'technical', capability: first?.capability ?? '' }] })).to.equal('payload-missing')
  })

  it('truncated or lengthened', async () => {
    expect(await sent(await withPayload(payload().slice(0, -1)))).to.equal('payload-wrong-size')
    const longer = new Uint8Array(payload().length + 1)
    longer.set(payload())
    expect(await sent(await withPayload(longer))).to.equal('payload-wrong-size')
  })

  it('bit-flipped on the way', async () => {
    const flipped = payload().slice()
    flipped[500_000] = (flipped[500_000] ?? 0) ^ 1
    expect(await sent(await withPayload(flipped))).to.equal('payload-wrong-digest')
  })

  it('oversized: larger than the notice allows', async () => {
    const small = await publish()
    await tenderModel(platform.server.platform.connection).updateOne(
      { _id: small.id },
      { $set: { 'notice.limits.maxEnvelopeBytes': 1_048_576 } },
    )
    const large = await submissionWithUploads(platform.origin, await sealTestBid(small, bidder.credentials.signer))
    expect(code(await submit(platform.origin, large))).to.equal('manifest-payload-size')
  })

  it('for another platform, lot or round, or for a tender that is not there', async () => {
    expect(code(await submit(platform.origin, await sealedFor({ platform: 'other.test' })))).to.equal('manifest-wrong-platform')
    expect(code(await submit(platform.origin, await sealedFor({ lot: 'f'.repeat(32) })))).to.equal('manifest-wrong-lot')
    expect(code(await submit(platform.origin, await sealedFor({ round: 2 })))).to.equal('manifest-wrong-round')
    expect(code(await submit(platform.origin, await sealedFor({ tender: 'f'.repeat(32) })))).to.equal('not-found')
  })

  it('under an older notice, while bids sealed under it before stay live', async () => {
    const other = await publish()
    const live = await bidFor(platform.origin, other, bidder.credentials.signer)
    const next = await submissionWithUploads(platform.origin, await sealTestBid(other, bidder.credentials.signer))
    await tenderModel(platform.server.platform.connection).updateOne(
      { _id: other.id },
      { $set: { noticeSha256: 'e'.repeat(64) } },
    )
    expect(code(await submit(platform.origin, next))).to.equal('manifest-old-notice')
    const stored = await listStoredBids(platform.server.platform, other.id)
    expect(stored.map(({ manifestSha256 }) => manifestSha256)).to.deep.equal([live.bid.manifestSha256])
  })

  it('under another policy, other envelopes, other fields, or to others than the custodians', async () => {
    const stranger = await testTender()
    const fields = [{ name: 'commercial', fields: ['price'] }]
    const priceOnly = await submissionWithUploads(
      platform.origin,
      await sealTestBid({ ...tender, target: { ...tender.target, envelopes: fields } }, bidder.credentials.signer, {
        envelopes: [{ name: 'commercial', fields: { price: '1.00' }, files: [] }],
      }),
    )
    expect(code(await submit(platform.origin, await sealedFor({ policy: { kind: 'both', k: 2, n: 5 } })))).to.equal(
      'manifest-wrong-policy',
    )
    expect(code(await submit(platform.origin, priceOnly))).to.equal('manifest-wrong-fields')
    expect(code(await submit(platform.origin, await sealedFor({ custodians: stranger.target.custodians })))).to.equal(
      'manifest-wrong-recipient',
    )
  })

  it('malformed: not the canonical text, an unknown field, too large, no JSON', async () => {
    expect(await sent({ manifest: ` ${submission.manifest}` })).to.equal('manifest-malformed')
    const widened = { ...bid.manifest, note: 'hello' }
    expect(await sent({ manifest: new TextDecoder().decode(canonicalBytes(widened)) })).to.equal('manifest-malformed')
    expect(await sent({ manifest: 'x'.repeat(300_000) })).to.equal('invalid-request')
    expect(code(await submit(platform.origin, { ...submission, account: 'me' }))).to.equal('invalid-request')
    const answer = await fetch(`${platform.origin}/api/bids`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"manifest":',
    })
    expect(answer.status).to.equal(400)
  })

  it('signed by nobody, over other bytes, or committed to otherwise', async () => {
    const other = await signCms({ content: new Uint8Array([1]), signer: bidder.credentials.signer })
    expect(await sent({ p7s: base64url(other) })).to.equal('signature-invalid')
    expect(await sent({ p7s: base64url(draw(400)) })).to.equal('signature-invalid')
    expect(await sent({ salt: 'a'.repeat(64) })).to.equal('submission-commitment-mismatch')
    expect(await sent({ intent: 'withdrawal' })).to.equal('submission-commitment-mismatch')
  })

  it('copied: another bidder signs the manifest of the first, which commits to the first one only', async () => {
    const copier = await platform.register('bidder')
    const p7s = await signCms({
      content: bid.manifestBytes,
      signer: copier.credentials.signer,
      chain: copier.credentials.signer.chain,
    })
    expect(await sent({ p7s: base64url(p7s) })).to.equal('submission-commitment-mismatch')
  })

  it('by a certificate that is expired, revoked, foreign, for another use, or registered by nobody', async () => {
    const { pki } = platform
    const creditCode = '91110000MA00000006'
    const stranger = await pki.person({ name: '陌生人', organization: '未注册有限公司', creditCode })
    const cases = [
      [pki.expired, 'certificate-expired'],
      [pki.revoked, 'certificate-revoked'],
      [pki.foreign, 'certificate-untrusted'],
      [pki.wrongUsage, 'certificate-wrong-usage'],
      [stranger, 'certificate-not-bound'],
    ] as const
    for (const [person, expected] of cases) {
      const foreign = await submissionWithUploads(platform.origin, await sealTestBid(tender, person.signer))
      expect(code(await submit(platform.origin, foreign))).to.equal(expected)
    }
  })

  it('revoked between registration and submission', async () => {
    const unlucky = await platform.register('bidder')
    const theirs = await submissionWithUploads(platform.origin, await sealTestBid(tender, unlucky.credentials.signer))
    await platform.pki.revoke(unlucky.credentials.signing.certificate)
    await platform.server.platform.trust.reload()
    expect(code(await submit(platform.origin, theirs))).to.equal('certificate-revoked')
  })

  it('by a certificate that has been reported lost', async () => {
    const careless = await platform.register('bidder')
    const other = await publish()
    const theirs = await submissionWithUploads(platform.origin, await sealTestBid(other, careless.credentials.signer))
    const { sha256 } = parseCertificate(careless.credentials.signing.certificate)
    await careless.logIn()
    await careless.call(reportOwnLoss, { params: { sha256 }, body: { reason: '证书介质遗失' } })
    expect(code(await submit(platform.origin, theirs))).to.equal('certificate-suspended')
  })

  it('by an affiliate of the operator, declared after it was admitted (P6, E20-23)', async () => {
    const affiliate = await platform.register('bidder')
    const { creditCode, organization } = affiliate.credentials
    const centre = await platform.centre()
    await centre.act(declareAffiliate, {
      subject: { creditCode: creditCode as CreditCode },
      body: { name: organization, reason: '平台运营机构的全资子公司' },
    })
    const theirs = await submissionWithUploads(platform.origin, await sealTestBid(tender, affiliate.credentials.signer))
    expect(code(await submit(platform.origin, theirs))).to.equal('operator-may-not-bid')
  })

  it('by a party that is not admitted as bidder, or that has another part in the tender (TL 34)', async () => {
    const expert = await platform.register('expert')
    const foreign = await submissionWithUploads(platform.origin, await sealTestBid(tender, expert.credentials.signer))
    expect(code(await submit(platform.origin, foreign))).to.equal('bidder-not-admitted')
    const own = await publish({ tendererParty: bidder.party })
    const theirs = await submissionWithUploads(platform.origin, await sealTestBid(own, bidder.credentials.signer))
    expect(code(await submit(platform.origin, theirs))).to.equal('bidder-has-part')
  })

  it('to a tender that is suspended, terminated, already opening, or not published at all', async () => {
    const suspension = {
      id: 'a'.repeat(32),
      cause: 'objection',
      reason: '异议',
      actSha256: 'a'.repeat(64),
      since: instantOf(platform.clock.now()),
    } as const
    const cases = [
      [{ isSuspended: true, suspensions: [suspension] }, 'bids-suspended'],
      [{ state: 'terminated' }, 'bids-not-open'],
      [{ state: 'opening' }, 'bids-not-open'],
      [{ state: 'filed' }, 'not-found'],
    ] as const
    for (const [record, expected] of cases) {
      const other = await publish(record)
      const theirs = await submissionWithUploads(platform.origin, await sealTestBid(other, bidder.credentials.signer))
      expect(code(await submit(platform.origin, theirs)), expected).to.equal(expected)
    }
  })

  it('puts nothing on its way to the ledger and nothing among the blobs', async () => {
    const pending = () => pendingModel(platform.server.platform.connection).countDocuments({})
    const before = await pending()
    const digest = sha256Of(payload())
    expect(await sent({ salt: 'a'.repeat(64) })).to.equal('submission-commitment-mismatch')
    expect(await pending()).to.equal(before)
    expect(await platform.server.platform.blobs.has(digest)).to.equal(false)
  })
})
