import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import type { WebCryptoKey } from '#shared/pki/keys.ts'
import { type Bytes, fromBase64url, fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { encryptStream } from '#shared/sealed-bid/chunked-encryption.ts'
import {
  bidderCommitment,
  bidderKeyDigest,
  envelopeContext,
  fieldCommitment,
  identityContext,
} from '#shared/sealed-bid/commitments.ts'
import { combinedContentKey } from '#shared/sealed-bid/content-key.ts'
import { openCustodianShare, sealShare } from '#shared/sealed-bid/custodian-share.ts'
import { entryCommitment } from '#shared/sealed-bid/event-envelope.ts'
import { checkIdentity, identityRecordSchema, openIdentity } from '#shared/sealed-bid/identity-envelope.ts'
import { openKeepFile } from '#shared/sealed-bid/keep-file.ts'
import { parseLetter } from '#shared/sealed-bid/letter.ts'
import { parseManifest } from '#shared/sealed-bid/manifest.ts'
import { openBidEnvelope } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import { contentSize, paddedSize, payloadPlaintext } from '#shared/sealed-bid/payload.ts'
import { streamOf } from '#shared/sealed-bid/runtime.ts'
import { recombine } from '#shared/sealed-bid/shares.ts'
import { bytesOf, draw, testRuntime } from '../support/sealed-bid.ts'

interface BidVector {
  readonly custodians: readonly { readonly i: number; readonly keySpki: string; readonly privateKeyPkcs8: string }[]
  readonly salt: string
  readonly certificate: string
  readonly manifest: string
  readonly manifestSha256: string
  readonly p7s: string
  readonly commercial: {
    readonly context: string
    readonly letter: string
    readonly bidderKey: string
    readonly custodianKey: string
    readonly contentKey: string
    readonly shares: readonly string[]
    readonly payloadSalt: string
    readonly payloadBytes: number
    readonly payloadSha256: string
  }
  readonly receipt: string
  readonly entry: string
  readonly identity: { readonly context: string; readonly content: string; readonly record: unknown; readonly enc: string }
  readonly keepFile: { readonly passphrase: string; readonly file: string }
}

interface OpensslVector {
  readonly keySpki: string
  readonly privateKeyPkcs8: string
  readonly keySha256: string
  readonly document: string
  readonly cms: string
}

const vector = read<BidVector>('bid.json')
const openssl = read<OpensslVector>('openssl-share.json')
const hasOpenssl = spawnSync('openssl', ['version']).status === 0
const hasPython = hasOpenssl && spawnSync('python3', ['-c', 'import cryptography']).status === 0

describe('the vectors of sealed-bid/1, as docs/formats/sealed-bid.md tells an outsider to use them', () => {
  const manifest = parseManifest(utf8(vector.manifest))
  const [envelope] = manifest.envelopes
  const context = envelopeContext(manifest.bind, 'commercial')
  const letter = parseLetter(utf8(vector.commercial.letter), 'commercial')

  it('manifest, context and commitments have the digests written down', () => {
    expect(sha256Hex(utf8(vector.manifest))).to.equal(vector.manifestSha256)
    expect(hex(context)).to.equal(vector.commercial.context)
    const certificate = fromBase64url(vector.certificate)
    expect(bidderCommitment({ salt: fromHex(vector.salt), intent: 'bid', certificate })).to.equal(manifest.bind.bidderCommitment)
    expect(bidderKeyDigest(context, fromHex(vector.commercial.bidderKey))).to.equal(envelope?.bidderKeySha256)
    for (const [k, { value, salt }] of Object.entries(letter.fields)) {
      expect(fieldCommitment({ context, k, v: value, salt }), k).to.equal(envelope?.fields[k])
    }
  })

  it('each custodian’s key opens its envelope to the share written down, for either purpose', async () => {
    for (const [index, custodian] of vector.custodians.entries()) {
      const keySpki = fromBase64url(custodian.keySpki)
      const privateKey = await privateKeyOf(custodian.privateKeyPkcs8)
      const sealed = envelope?.custodians[index] ?? expect.fail()
      const asked = { context, custodian: { i: custodian.i, keySpki }, privateKey }
      const opened = await openCustodianShare({ ...asked, sealed, purpose: 'custodian' })
      expect(opened.ok && hex(opened.share)).to.equal(vector.commercial.shares[index])
      const remedy = envelope?.remedy?.[index] ?? expect.fail()
      expect(await openCustodianShare({ ...asked, sealed: remedy, purpose: 'remedy' })).to.include({ ok: true })
    }
  })

  it('any two shares give K_c, and with K_b the content key', async () => {
    for (const [left, right] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const) {
      const shares = [vector.commercial.shares[left], vector.commercial.shares[right]].map((share) => fromHex(share ?? ''))
      const found = await recombine({ commitments: envelope?.custodians ?? [], k: 2, shares })
      expect(found.ok && hex(found.secret)).to.equal(vector.commercial.custodianKey)
    }
    const bidderKey = fromHex(vector.commercial.bidderKey)
    const key = await combinedContentKey({ bidderKey, custodianKey: fromHex(vector.commercial.custodianKey), context })
    expect(hex(key)).to.equal(vector.commercial.contentKey)
  })

  it('letter, file, key and salt give the same payload.enc again, byte for byte, and it opens', async () => {
    const file = new Uint8Array(1000).map((_, index) => index % 256)
    const plaintext = payloadPlaintext({ letter, size: paddedSize(contentSize(letter)), open: () => streamOf(file) })
    const key = fromHex(vector.commercial.contentKey)
    const runtime = { ...testRuntime, random: () => fromHex(vector.commercial.payloadSalt) }
    const payload = await bytesOf(encryptStream(runtime, { key, context, plaintext }))
    expect(payload.length).to.equal(vector.commercial.payloadBytes)
    expect(sha256Hex(payload)).to.equal(vector.commercial.payloadSha256).and.to.equal(envelope?.payload.sha256)
    const shares = vector.commercial.shares.map(fromHex)
    const bidderKey = fromHex(vector.commercial.bidderKey)
    const keys = { manifest, envelope: 'commercial', shares, bidderKey }
    const verdict = await openBidEnvelope(testRuntime, { ...keys, payload: streamOf(payload) })
    expect(verdict.ok && verdict.fields).to.deep.equal({ price: '1230000.00', period: '90' })
  })

  it('the identity envelope opens with two of the three keys, and proves the bidder', async () => {
    const record = identityRecordSchema.parse(vector.identity.record)
    expect(hex(identityContext(vector.manifestSha256))).to.equal(vector.identity.context)
    const shares: Bytes[] = []
    for (const [index, custodian] of vector.custodians.slice(1).entries()) {
      const opened = await openCustodianShare({
        sealed: record.custodians[index + 1] ?? expect.fail(),
        purpose: 'identity',
        context: fromHex(vector.identity.context),
        custodian: { i: custodian.i, keySpki: fromBase64url(custodian.keySpki) },
        privateKey: await privateKeyOf(custodian.privateKeyPkcs8),
      })
      if (!opened.ok) expect.fail(opened.detail)
      shares.push(opened.share)
    }
    const { manifestSha256 } = vector
    const opened = await openIdentity(testRuntime, {
      manifestSha256,
      record,
      enc: fromBase64url(vector.identity.enc),
      shares,
      k: 2,
    })
    if (!opened.ok) expect.fail(opened.detail)
    expect(new TextDecoder().decode(canonicalBytes(opened.content))).to.equal(vector.identity.content)
    const commitment = manifest.bind.bidderCommitment
    const checked = await checkIdentity({ manifestBytes: utf8(vector.manifest), commitment, identity: opened.content })
    expect(checked.ok && checked.certificate.subject.organization).to.equal('甲建设有限公司')
    expect(parseCertificate(fromBase64url(vector.certificate)).sha256).to.equal(checked.ok && checked.certificate.sha256)
  })

  it('receipt and entry fit together, and the keep-file opens', async () => {
    const receipt = JSON.parse(vector.receipt)
    expect(hex(entryCommitment(fromHex(receipt.entrySalt), receipt.event)))
      .to.equal(vector.entry)
      .and.to.equal(receipt.entry)
    const keep = await openKeepFile(utf8(vector.keepFile.file), vector.keepFile.passphrase)
    expect(keep.bidderKeys['commercial']).to.equal(vector.commercial.bidderKey)
  })

  it(`the Python program of docs/formats arrives at every byte of them${hasPython ? '' : ' (Python with cryptography is not installed: the checks above stand)'}`, () => {
    if (!hasPython) return expect(vector.commercial.payloadSha256).to.equal(envelope?.payload.sha256)
    const run = spawnSync('python3', ['docs/formats/open_bid.py', 'test/vectors/sealed-bid/bid.json'])
    const output = run.stdout.toString()
    expect(run.status, output + run.stderr.toString()).to.equal(0)
    expect(output.trim().split('\n')).to.have.length.above(20)
    expect(output).not.to.contain('WRONG')
  }).timeout(30_000)

  it('a share envelope made by openssl alone opens with our code', async () => {
    const document = JSON.parse(openssl.document)
    const share = fromHex(document.share)
    const opened = await openCustodianShare({
      sealed: { i: 1, x: 7, keySha256: openssl.keySha256, shareSha256: sha256Hex(share), cms: openssl.cms },
      purpose: 'custodian',
      context: fromHex(document.context),
      custodian: { i: 1, keySpki: fromBase64url(openssl.keySpki) },
      privateKey: await privateKeyOf(openssl.privateKeyPkcs8),
    })
    expect(opened.ok && hex(opened.share)).to.equal(document.share)
  })

  it(`a share envelope made by our code opens with openssl${hasOpenssl ? '' : ' (openssl is not installed: the vector above stands for both)'}`, async () => {
    if (!hasOpenssl) return expect(openssl.cms).to.have.length.above(100)
    const scratch = mkdtempSync(join(tmpdir(), 'kaibiao-openssl-'))
    try {
      const custodian = { i: 1, keySpki: fromBase64url(openssl.keySpki) }
      const sealed = await sealShare({ document: JSON.parse(openssl.document), custodian, random: draw })
      writeFileSync(join(scratch, 'share.cms'), fromBase64url(sealed.cms))
      writeFileSync(join(scratch, 'key.pkcs8'), fromBase64url(openssl.privateKeyPkcs8))
      const key = ['-inkey', 'key.pkcs8', '-keyform', 'DER']
      const opened = execFileSync('openssl', ['cms', '-decrypt', '-binary', '-inform', 'DER', '-in', 'share.cms', ...key], {
        cwd: scratch,
      })
      expect(opened.toString('utf8')).to.equal(openssl.document)
    } finally {
      rmSync(scratch, { recursive: true })
    }
  })
})

async function privateKeyOf(pkcs8: string): Promise<WebCryptoKey> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  return crypto.subtle.importKey('pkcs8', fromBase64url(pkcs8), curve, false, ['deriveBits'])
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(`test/vectors/sealed-bid/${name}`, 'utf8')) as T
}
