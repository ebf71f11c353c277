import { expect } from 'chai'
import type { Signer } from '#shared/pki/signer.ts'
import { type Bytes, base64url, fromHex, hex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { bidderCommitment } from '#shared/sealed-bid/commitments.ts'
import { type Manifest, manifestBytes, parseManifest } from '#shared/sealed-bid/manifest.ts'
import { openBidEnvelope } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import { paddedSize } from '#shared/sealed-bid/payload.ts'
import { portableRuntime, streamOf } from '#shared/sealed-bid/runtime.ts'
import type { SealingTarget } from '#shared/sealed-bid/sealing-target.ts'
import { isSealedPaddedSize } from '#shared/sealed-bid/sealing-target.ts'
import { checkPayload, submissionOf, verifySubmission } from '#shared/sealed-bid/submission.ts'
import { testPki } from '../support/pki.ts'
import {
  draw,
  fileOf,
  sealTestBid,
  sharesOf,
  type TestBid,
  type TestTender,
  testRuntime,
  testTender,
} from '../support/sealed-bid.ts'

describe('sealing a bid (sealedbid/1; B1, B2, B6)', () => {
  let tender: TestTender
  let signer: Signer
  let bid: TestBid

  before(async () => {
    const pki = await testPki()
    signer = (await pki.person({ name: '张三', organization: '甲建设公司', creditCode: '91350100M000100Y43' })).signer
    tender = await testTender()
    bid = await sealTestBid(tender, signer)
  })

  it('gives a manifest the platform accepts, signed by the bidder, naming nobody', async () => {
    const verified = await verifySubmission({ submission: submissionOf(bid, []), target: tender.target })
    expect(verified.manifestSha256).to.equal(bid.manifestSha256).and.to.equal(sha256Hex(bid.manifestBytes))
    expect(hex(verified.signer.der)).to.equal(hex(signer.certificate))
    const text = new TextDecoder().decode(bid.manifestBytes)
    expect(text).not.to.contain('1230000').and.not.to.contain('甲建设').and.not.to.contain('投标报价')
    expect(text).not.to.contain(sha256Hex(signer.certificate))
  })

  it('opens with the bidder key and any k of n shares, to the letter and the files that went in', async () => {
    const file = draw(300_000)
    const envelopes = [{ name: 'commercial', fields: { price: '5.00', period: '7' }, files: [fileOf('清单.xlsx', file)] }]
    const other = await sealTestBid(tender, signer, { envelopes })
    for (const who of [
      [1, 2, 3],
      [5, 3, 1],
      [2, 3, 4, 5],
    ]) {
      const received: Uint8Array[] = []
      const verdict = await openBidEnvelope(testRuntime, {
        manifest: other.manifest,
        envelope: 'commercial',
        shares: await sharesOf(tender, other.manifest, 'commercial', who),
        bidderKey: fromHex(other.bidderKeys['commercial'] ?? ''),
        payload: streamOf(other.payloads.get('commercial') ?? new Uint8Array(0)),
        onFile: () => ({ write: (part) => void received.push(part.slice()), close: () => undefined }),
      })
      if (!verdict.ok) expect.fail(verdict.detail)
      expect(verdict.fields).to.deep.equal({ price: '5.00', period: '7' })
      expect(verdict.letter.files.map(({ name, size }) => ({ name, size }))).to.deep.equal([{ name: '清单.xlsx', size: 300_000 }])
      expect(Buffer.concat(received).equals(file)).to.equal(true)
    }
  })

  it('works the same with nothing but WebCrypto', async () => {
    const portable = await sealTestBid(tender, signer, {}, portableRuntime(draw))
    const shares = await sharesOf(tender, portable.manifest, 'commercial')
    const verdict = await openBidEnvelope(portableRuntime(draw), { ...opening(portable), shares })
    expect(verdict.ok).to.equal(true)
  })

  it('opens without a bidder key under the policy "custodians"', async () => {
    const open = await testTender({ policy: { kind: 'custodians', k: 2, n: 3 } })
    const sealed = await sealTestBid(open, signer)
    expect(sealed.bidderKeys).to.deep.equal({})
    const shares = await sharesOf(open, sealed.manifest, 'commercial', [1, 3])
    const verdict = await openBidEnvelope(testRuntime, { ...opening(sealed), bidderKey: undefined, shares })
    expect(verdict).to.include({ ok: true, bidderKeyFrom: 'nobody' })
  })

  it('opens by the remedy plan when the notice has one: remedyK custodians give back the bidder key (O5)', async () => {
    const remedied = await testTender({ policy: { kind: 'both', k: 3, n: 5, remedyK: 4 } })
    const sealed = await sealTestBid(remedied, signer)
    const shares = await sharesOf(remedied, sealed.manifest, 'commercial')
    const remedyShares = await sharesOf(remedied, sealed.manifest, 'commercial', [1, 2, 4, 5], 'remedy')
    const verdict = await openBidEnvelope(testRuntime, { ...opening(sealed), bidderKey: undefined, shares, remedyShares })
    expect(verdict).to.include({ ok: true, bidderKeyFrom: 'remedy' })
    const tooFew = remedyShares.slice(0, 3)
    const silent = await openBidEnvelope(testRuntime, { ...opening(sealed), bidderKey: undefined, shares, remedyShares: tooFew })
    expect(silent).to.include({ ok: false, cause: 'custodian-silent' })
  })

  it('seals several envelopes under keys of their own: one key opens one of them', async () => {
    const names = ['qualification', 'technical', 'commercial']
    const several = await testTender({ envelopes: names.map((name) => ({ name, fields: [`${name}-note`] })) })
    const envelopes = names.map((name) => ({ name, fields: { [`${name}-note`]: name }, files: [] }))
    const sealed = await sealTestBid(several, signer, { envelopes })
    expect(new Set(Object.values(sealed.bidderKeys)).size).to.equal(3)
    const shares = await sharesOf(several, sealed.manifest, 'technical')
    const bidderKey = fromHex(sealed.bidderKeys['technical'] ?? '')
    const payload = streamOf(sealed.payloads.get('technical') ?? new Uint8Array(0))
    const keys = { manifest: sealed.manifest, envelope: 'technical', shares, payload }
    const verdict = await openBidEnvelope(testRuntime, { ...keys, bidderKey })
    if (!verdict.ok) expect.fail(verdict.detail)
    expect(verdict.fields).to.deep.equal({ 'technical-note': 'technical' })
    const foreign = await openBidEnvelope(testRuntime, { ...keys, bidderKey: fromHex(sealed.bidderKeys['commercial'] ?? '') })
    expect(foreign).to.include({ ok: false, cause: 'bidder-key-mismatch', attributedTo: 'bidder' })
  })

  it('makes a withdrawal that looks like a bid: same form, same size, other commitment (B4)', async () => {
    const envelopes = [{ name: 'commercial', fields: {}, files: [], padToBytes: 1 }]
    const withdrawal = await sealTestBid(tender, signer, { intent: 'withdrawal', envelopes })
    expect(shapeOf(withdrawal.manifest)).to.deep.equal(shapeOf(bid.manifest))
    expect(withdrawal.manifestBytes.length).to.be.closeTo(bid.manifestBytes.length, 40)
    const submission = submissionOf(withdrawal, [])
    await verifySubmission({ submission, target: tender.target })
    const claimed = { ...submission, intent: 'bid' as const }
    expect(await problemOf(() => verifySubmission({ submission: claimed, target: tender.target }))).to.equal(
      'submission-commitment-mismatch',
    )
  })

  it('pads to eight sizes per doubling, at least 1 MiB, so that a size tells little', () => {
    expect([1, 2 ** 20, 2 ** 20 + 1, 3_000_000, 2 ** 30, 2 ** 30 + 1].map(paddedSize)).to.deep.equal([
      2 ** 20,
      2 ** 20,
      2 ** 20 + 2 ** 17,
      3_145_728,
      2 ** 30,
      2 ** 30 + 2 ** 27,
    ])
    for (const [name, payload] of bid.payloads) {
      expect(payload.length, name).to.equal(bid.manifest.envelopes[0]?.payload.size)
      expect(isSealedPaddedSize(payload.length)).to.equal(true)
      expect(isSealedPaddedSize(payload.length + 16)).to.equal(false)
    }
  })

  it('reports progress up to the last byte of every file', async () => {
    const steps: string[] = []
    await sealTestBid(tender, signer, {
      onProgress: ({ step, doneBytes, totalBytes }) => void (doneBytes === totalBytes && steps.push(step)),
    })
    expect(steps).to.deep.equal(['hashing', 'encrypting'])
  })

  it('stops when a file changes between its two readings: its digest would be wrong', async () => {
    let readings = 0
    const changing = {
      name: 'a.pdf',
      size: 5,
      open: () => {
        readings += 1
        return streamOf(new Uint8Array(5).fill(readings))
      },
    }
    const envelopes = [{ name: 'commercial', fields: { price: '1.00', period: '1' }, files: [changing] }]
    expect(await problemOf(() => sealTestBid(tender, signer, { envelopes }))).to.equal('file-changed')
  })

  for (const [what, envelopes, problem] of [
    ['a field missing', [{ name: 'commercial', fields: { price: '1.00' }, files: [] }], 'letter-incomplete'],
    ['an envelope of another name', [{ name: 'technical', fields: {}, files: [] }], 'manifest-wrong-envelopes'],
    ['a file name with a folder', [commercialWith('../a.pdf')], 'file-name-refused'],
    ['two files of one name', [commercialWith('a.pdf', 'A.pdf')], 'file-name-twice'],
  ] as const) {
    it(`refuses to seal with ${what}`, async () => {
      expect(await problemOf(() => sealTestBid(tender, signer, { envelopes }))).to.equal(problem)
    })
  }

  describe('as the platform receives it', () => {
    const changes: readonly [string, Partial<SealingTarget>, string][] = [
      ['for another platform', { platform: 'other.example/2026' }, 'manifest-wrong-platform'],
      ['for another tender', { tender: 'd'.repeat(32) }, 'manifest-wrong-tender'],
      ['for another lot', { lot: 'd'.repeat(32) }, 'manifest-wrong-lot'],
      ['for another round', { round: 2 }, 'manifest-wrong-round'],
      ['under an older notice', { noticeSha256: 'd'.repeat(64) }, 'manifest-old-notice'],
      ['under another policy', { policy: { kind: 'both', k: 2, n: 5 } }, 'manifest-wrong-policy'],
      ['for other envelopes', { envelopes: [{ name: 'technical', fields: [] }] }, 'manifest-wrong-envelopes'],
      ['for another letter form', { envelopes: [{ name: 'commercial', fields: ['price'] }] }, 'manifest-wrong-fields'],
      ['larger than the notice allows', { maxEnvelopeBytes: 1024 * 1024 }, 'manifest-payload-size'],
    ]
    for (const [what, change, problem] of changes) {
      it(`is refused by name when sealed ${what}`, async () => {
        const submission = submissionOf(bid, [])
        expect(await problemOf(() => verifySubmission({ submission, target: { ...tender.target, ...change } }))).to.equal(problem)
      })
    }

    it('is refused by name when sealed to somebody who is not a custodian of the notice', async () => {
      const { custodians } = await testTender()
      const target = {
        ...tender.target,
        custodians: tender.target.custodians.with(2, custodians[2] ?? custodians[0] ?? expect.fail()),
      }
      expect(await problemOf(() => verifySubmission({ submission: submissionOf(bid, []), target }))).to.equal(
        'manifest-wrong-recipient',
      )
    })

    it('is refused when one byte of the manifest differs from what was signed', async () => {
      const manifest = structuredClone(bid.manifest) as { bind: { nonce: string } } & Manifest
      manifest.bind.nonce = hex(draw(32))
      const submission = { ...submissionOf(bid, []), manifest: new TextDecoder().decode(manifestBytes(manifest)) }
      expect(await problemOf(() => verifySubmission({ submission, target: tender.target }))).to.equal('signature-invalid')
    })

    it('is refused when the salt or the certificate is not the one committed to: nobody can sign over a copy', async () => {
      const other = await (await testPki()).person({ name: '李四', organization: '乙公司', creditCode: '91350100M000100Y43' })
      const { signCms } = await import('#shared/pki/cms-signature.ts')
      const p7s = base64url(await signCms({ content: bid.manifestBytes, signer: other.signer }))
      const submission = submissionOf(bid, [])
      const verify = (changed: object) =>
        problemOf(() => verifySubmission({ submission: { ...submission, ...changed }, target: tender.target }))
      expect(await verify({ p7s })).to.equal('submission-commitment-mismatch')
      expect(await verify({ salt: hex(draw(32)) })).to.equal('submission-commitment-mismatch')
      expect(bidderCommitment({ salt: bid.salt, intent: 'bid', certificate: signer.certificate })).to.equal(
        bid.manifest.bind.bidderCommitment,
      )
    })

    for (const [what, change] of [
      ['with a duplicate key', (text: string) => text.replace('{"bind"', '{"v":"sealedbid/1","bind"')],
      ['with white space', (text: string) => text.replace('{"bind"', '{ "bind"')],
      ['with an unknown field', (text: string) => text.replace('"supersedes"', '"price":"1","supersedes"')],
      ['of another version', (text: string) => text.replace('sealedbid/1', 'sealedbid/2')],
      ['with two shares at one x', (text: string) => text.replace(/"x":\d+/g, '"x":7')],
    ] as const) {
      it(`is refused as malformed ${what}`, () => {
        const text = change(new TextDecoder().decode(bid.manifestBytes))
        expect(() => parseManifest(new TextEncoder().encode(text)))
          .to.throw(DomainProblem)
          .with.property('code', 'manifest-malformed')
      })
    }

    it('is refused before it is parsed when it is longer than any manifest', () => {
      expect(() => parseManifest(new Uint8Array(256 * 1024 + 1)))
        .to.throw(DomainProblem)
        .with.property('code', 'manifest-too-large')
    })

    it('has payloads that are those described, and encrypted as required (B2, E20-26)', () => {
      const [envelope] = bid.manifest.envelopes
      const payload = bid.payloads.get('commercial')
      if (envelope === undefined || payload === undefined) return expect.fail()
      const upload = { size: payload.length, sha256: sha256Hex(payload), head: payload.subarray(0, 56) }
      checkPayload(envelope, upload)
      const refusal = (change: Partial<typeof upload>) => codeOf(() => checkPayload(envelope, { ...upload, ...change }))
      expect(refusal({ size: payload.length - 1 })).to.equal('payload-wrong-size')
      expect(refusal({ sha256: 'e'.repeat(64) })).to.equal('payload-wrong-digest')
      expect(refusal({ head: new TextEncoder().encode(`%PDF-1.7 ${' '.repeat(60)}`) as Bytes })).to.equal('payload-not-encrypted')
      expect(refusal({ head: payload.subarray(0, 10) })).to.equal('payload-not-encrypted')
    })
  })

  function opening(sealed: TestBid) {
    return {
      manifest: sealed.manifest,
      envelope: 'commercial',
      bidderKey: fromHex(sealed.bidderKeys['commercial'] ?? '') as Bytes | undefined,
      payload: streamOf(sealed.payloads.get('commercial') ?? new Uint8Array(0)),
    }
  }
})

function commercialWith(...names: string[]) {
  const files = names.map((name) => fileOf(name, new Uint8Array(3)))
  return { name: 'commercial', fields: { price: '1.00', period: '1' }, files }
}

function shapeOf(manifest: Manifest): unknown {
  return manifest.envelopes.map((envelope) => ({
    keys: Object.keys(envelope),
    size: envelope.payload.size,
    fields: Object.keys(envelope.fields),
    shares: envelope.custodians.map((share) => share.cms.length),
  }))
}

async function problemOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work()
    return 'none'
  } catch (error) {
    if (error instanceof DomainProblem) return error.code
    throw error
  }
}

function codeOf(work: () => void): string {
  try {
    work()
    return 'none'
  } catch (error) {
    if (error instanceof DomainProblem) return error.code
    throw error
  }
}
