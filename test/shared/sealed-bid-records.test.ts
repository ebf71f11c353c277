import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { signCms } from '#shared/pki/cms-signature.ts'
import { type Bytes, base64url, concat, fromBase64url, fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { identityContext } from '#shared/sealed-bid/commitments.ts'
import { openCustodianShare } from '#shared/sealed-bid/custodian-share.ts'
import { bidReceivedEvent, entryCommitment, openEventRecord, sealEventRecord } from '#shared/sealed-bid/event-envelope.ts'
import {
  checkIdentity,
  type IdentityContent,
  type IdentityRecord,
  openIdentity,
  sealIdentity,
} from '#shared/sealed-bid/identity-envelope.ts'
import { type KeepFile, openKeepFile, sealKeepFile } from '#shared/sealed-bid/keep-file.ts'
import { buildReceipt, type SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import { receiptStampDigest, verifyReceipt } from '#shared/sealed-bid/verify-receipt.ts'
import type { Pki } from '../../certs/make.ts'
import { pem } from '../../certs/pem.ts'
import { createTimestampAuthority } from '../../server/platform/timestamp/create-timestamp-authority.ts'
import { TEST_PKI_AT, testPki } from '../support/pki.ts'
import { draw, sealTestBid, type TestBid, type TestTender, testRuntime, testTender } from '../support/sealed-bid.ts'

const receivedAt = instantOf(TEST_PKI_AT)
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

describe('what is kept of a bid', () => {
  let pki: Pki
  let tender: TestTender
  let bid: TestBid
  let content: IdentityContent

  before(async () => {
    pki = await testPki()
    tender = await testTender()
    const { signer } = await pki.person({ name: '王五', organization: '丙公司', creditCode: '91350100M000100Y43' })
    bid = await sealTestBid(tender, signer)
    const { manifestSha256 } = bid
    content = {
      v: 'identity/1',
      kind: 'bid',
      p7s: base64url(bid.p7s),
      chain: [],
      certificate: base64url(signer.certificate),
      salt: hex(bid.salt),
      intent: 'bid',
      event: bidReceivedEvent({ tender: tender.target.tender, lot: tender.target.lot, manifestSha256, receivedAt }),
      entrySalt: hex(bid.entrySalt),
      address: '203.0.113.9',
      device: 'kaibiao/0.1',
    }
  })

  describe('the identity envelope (identity/1)', () => {
    let sealed: { readonly enc: Bytes; readonly record: IdentityRecord }

    before(async () => {
      sealed = await seal(content)
    })

    it('opens with k shares to what was sealed, and proves whose the manifest is', async () => {
      const opened = await open(sealed, [1, 3, 5])
      if (!opened.ok) expect.fail(opened.detail)
      expect(opened.content).to.deep.equal(content)
      const checked = await check(opened.content)
      if (!checked.ok) expect.fail(checked.detail)
      expect(checked.certificate.subject.organization).to.equal('丙公司')
      expect(checked.intent).to.equal('bid')
    })

    it('stays closed with k − 1 shares', async () => {
      expect(await open(sealed, [1, 3])).to.include({ ok: false, cause: 'custodian-silent' })
    })

    it('has one size, whatever is in it: a decoy and a withdrawal look like a bid', async () => {
      const decoy = await seal({ ...content, kind: 'decoy', device: '', p7s: 'AA', chain: [], certificate: 'AA' })
      expect(decoy.enc.length).to.equal(sealed.enc.length)
      expect(Object.keys(decoy.record)).to.deep.equal(Object.keys(sealed.record))
    })

    it('names nobody at rest', () => {
      const rest = concat(sealed.enc, canonicalBytes(sealed.record))
      for (const secret of ['203.0.113.9', '丙公司', content.salt, content.entrySalt, receivedAt]) {
        expect(Buffer.from(rest).includes(secret), secret).to.equal(false)
      }
    })

    it('is bound to its manifest: moved to another it does not open, and no custodian gives a share for it', async () => {
      const moved = await openIdentity(testRuntime, {
        manifestSha256: 'd'.repeat(64),
        ...sealed,
        shares: await sharesFor(sealed.record, [1, 2, 3]),
        k: 3,
      })
      expect(moved).to.include({ ok: false, cause: 'identity-unreadable' })
      const custodian = tender.custodians[0] ?? expect.fail()
      const share = sealed.record.custodians[0] ?? expect.fail()
      const context = identityContext('d'.repeat(64))
      const asked = { sealed: share, purpose: 'identity', context, custodian, privateKey: custodian.privateKey } as const
      expect(await openCustodianShare(asked)).to.include({ ok: false, refusal: 'share-wrong-context' })
    })

    it('changed by one bit is the platform’s cause, never the bidder’s', async () => {
      const enc = sealed.enc.slice()
      enc[5000] = (enc[5000] ?? 0) ^ 1
      expect(await open({ ...sealed, enc }, [1, 2, 3])).to.include({ ok: false, cause: 'identity-unreadable' })
    })

    it('proves nothing when signature, salt or intent are another’s', async () => {
      expect(await check({ ...content, salt: hex(draw(32)) })).to.include({ ok: false, cause: 'commitment-mismatch' })
      expect(await check({ ...content, intent: 'withdrawal' })).to.include({ ok: false, cause: 'commitment-mismatch' })
      const other = await pki.person({ name: '赵六', organization: '丁公司', creditCode: '91350100M000100Y43' })
      const p7s = base64url(await signCms({ content: bid.manifestBytes, signer: other.signer }))
      expect(await check({ ...content, p7s })).to.include({ ok: false, cause: 'commitment-mismatch' })
      const elsewhere = base64url(await signCms({ content: utf8('something else'), signer: other.signer }))
      expect(await check({ ...content, p7s: elsewhere })).to.include({ ok: false, cause: 'signature-invalid' })
      expect(await check({ ...content, p7s: 'AAAA' })).to.include({ ok: false, cause: 'signature-invalid' })
    })

    async function seal(what: IdentityContent) {
      const { policy, custodians } = tender.target
      return sealIdentity(testRuntime, { manifestSha256: bid.manifestSha256, content: what, policy, custodians })
    }

    async function open(from: typeof sealed, who: readonly number[]) {
      const { manifestSha256 } = bid
      return openIdentity(testRuntime, { manifestSha256, ...from, shares: await sharesFor(from.record, who), k: 3 })
    }

    async function check(identity: IdentityContent) {
      return checkIdentity({ manifestBytes: bid.manifestBytes, commitment: bid.manifest.bind.bidderCommitment, identity })
    }
  })

  describe('event.enc', () => {
    it('gives the record back to whoever has the salt, to nobody else, and has one size', async () => {
      const sealing = { entrySalt: bid.entrySalt, manifestSha256: bid.manifestSha256 }
      const enc = await sealEventRecord({ ...sealing, record: { at: receivedAt } })
      expect(await openEventRecord({ ...sealing, enc })).to.deep.equal({ at: receivedAt })
      expect(await openEventRecord({ ...sealing, enc, entrySalt: draw(32) })).to.equal(undefined)
      expect(await openEventRecord({ ...sealing, enc, manifestSha256: 'd'.repeat(64) })).to.equal(undefined)
      const other = await sealEventRecord({ ...sealing, record: { long: 'x'.repeat(9000) } })
      expect(other.length).to.equal(enc.length)
      expect(Buffer.from(enc).includes(receivedAt)).to.equal(false)
    })
  })

  describe('the receipt (receipt/1; B5, B7)', () => {
    let signed: SignedReceipt

    before(async () => {
      signed = await issue()
    })

    it('verifies off line: signature, certificate, time-stamp, and that it is for this bid', async () => {
      const verdict = await verify(signed)
      expect(verdict.ok).to.equal(true)
      expect(verdict.checks.map(({ name, verdict }) => `${name} ${verdict}`)).to.deep.equal([
        'receipt-well-formed pass',
        'receipt-signed pass',
        'platform-certificate pass',
        'timestamp pass',
        'manifest pass',
        'ledger-entry not-checked',
      ])
      expect(verdict.stampedAt).to.equal(TEST_PKI_AT)
    })

    it('commits to its ledger entry by SHA-256(entrySalt ‖ JCS(event))', () => {
      const receipt = JSON.parse(signed.receipt)
      expect(receipt.entry).to.equal(sha256Hex(concat(fromHex(receipt.entrySalt), canonicalBytes(receipt.event))))
      expect(receipt.entry).to.equal(hex(entryCommitment(bid.entrySalt, content.event)))
    })

    it('tells nothing about others: no index, count or serial, and every receipt of a tender has one size', async () => {
      const receipt = JSON.parse(signed.receipt)
      expect(Object.keys(receipt).sort()).to.deep.equal(
        ['entry', 'entrySalt', 'event', 'lot', 'manifestSha256', 'platform', 'receivedAt', 'tender', 'v'].sort(),
      )
      const other = buildReceipt({ ...target(), manifestSha256: 'e'.repeat(64), entrySalt: hex(draw(32)) })
      expect(other.bytes.length).to.equal(utf8(signed.receipt).length)
    })

    for (const [what, change, check] of [
      ['another time', (text: string) => text.replace('04:00:00.000', '03:00:00.000'), 'receipt-well-formed'],
      ['another time in both places', (text: string) => text.replaceAll('04:00:00.000', '03:00:00.000'), 'receipt-well-formed'],
      ['another platform', (text: string) => text.replace('bids.example', 'evil.example'), 'receipt-signed'],
      ['white space', (text: string) => text.replace('{', '{ '), 'receipt-well-formed'],
    ] as const) {
      it(`fails ${check} with ${what}`, async () => {
        expect(failed(await verify({ ...signed, receipt: change(signed.receipt) }))).to.include(check)
      })
    }

    it('fails when somebody else signed it, when the stamp is over something else, and for another bid', async () => {
      const foreign = pki.foreign.signer
      const p7s = base64url(await signCms({ content: utf8(signed.receipt), signer: foreign }))
      expect(failed(await verify({ ...signed, p7s }))).to.deep.equal(['platform-certificate', 'timestamp'])
      expect(failed(await verify({ ...signed, timestamp: base64url(await stamp(draw(32))) }))).to.deep.equal(['timestamp'])
      expect(failed(await verify(signed, 'f'.repeat(64)))).to.deep.equal(['manifest'])
    })

    it(`verifies with openssl alone, as docs/formats/receipt.md says${hasOpenssl ? '' : ' (openssl is not installed: our own check stands)'}`, async () => {
      if (!hasOpenssl) return expect((await verify(signed)).ok).to.equal(true)
      const scratch = mkdtempSync(join(tmpdir(), 'kaibiao-receipt-'))
      try {
        const { anchors, intermediates, revocation } = pki.trust
        const certificates = [...anchors, ...intermediates].map(({ der }) => pem('CERTIFICATE', der))
        const trust = [...certificates, ...revocation.map(({ der }) => pem('X509 CRL', der))].join('')
        writeFileSync(join(scratch, 'trust.pem'), trust)
        writeFileSync(join(scratch, 'receipt.json'), signed.receipt)
        writeFileSync(join(scratch, 'receipt.p7s'), fromBase64url(signed.p7s))
        writeFileSync(join(scratch, 'timestamp.tst'), fromBase64url(signed.timestamp ?? ''))
        const openssl = (line: string) => spawnSync('openssl', line.split(' '), { cwd: scratch })
        const moment = `-attime ${TEST_PKI_AT / 1000}`
        const cms = openssl(
          `cms -verify -cades -binary -inform DER -in receipt.p7s -content receipt.json -CAfile trust.pem -crl_check_all -purpose any ${moment}`,
        )
        expect(cms.status, cms.stderr.toString()).to.equal(0)
        const digest = sha256Hex(fromBase64url(signed.p7s))
        const stamp = openssl(`ts -verify -digest ${digest} -in timestamp.tst -token_in -CAfile trust.pem ${moment}`)
        expect(stamp.status, stamp.stderr.toString()).to.equal(0)
      } finally {
        rmSync(scratch, { recursive: true })
      }
    })

    async function issue(): Promise<SignedReceipt> {
      const { bytes } = buildReceipt({ ...target(), manifestSha256: bid.manifestSha256, entrySalt: hex(bid.entrySalt) })
      const { signer } = await pki.person({ name: '平台', organization: '交易平台', creditCode: '91350100M000100Y43' })
      const p7s = await signCms({ content: bytes, signer })
      const timestamp = await stamp(receiptStampDigest(p7s))
      return { receipt: new TextDecoder().decode(bytes), p7s: base64url(p7s), timestamp: base64url(timestamp) }
    }

    async function verify(what: SignedReceipt, manifestSha256 = bid.manifestSha256) {
      return verifyReceipt({ signed: what, trust: pki.trust, isRevocationChecked: true, manifestSha256 })
    }
  })

  describe('the keep-file (keep/1)', () => {
    const passphrase = '正确的口令 correct horse'
    let keep: KeepFile
    let file: Bytes

    before(async () => {
      keep = {
        v: 'keep/1',
        manifest: new TextDecoder().decode(bid.manifestBytes),
        p7s: base64url(bid.p7s),
        salt: hex(bid.salt),
        intent: 'bid',
        entrySalt: hex(bid.entrySalt),
        bidderKeys: { ...bid.bidderKeys },
        payloads: [{ envelope: 'commercial', size: 1, sha256: 'a'.repeat(64) }],
      }
      file = await sealKeepFile(keep, passphrase, draw)
    })

    it('gives everything back under its passphrase, however that was typed', async () => {
      expect(await openKeepFile(file, passphrase)).to.deep.equal(keep)
      expect(await openKeepFile(file, passphrase.normalize('NFD'))).to.deep.equal(keep)
    })

    it('holds no key in the clear', () => {
      expect(Buffer.from(file).includes(keep.bidderKeys['commercial'] ?? '')).to.equal(false)
      expect(Buffer.from(file).includes(keep.salt)).to.equal(false)
    })

    it('refuses another passphrase, a changed file and something else by name', async () => {
      expect(await problemOf(openKeepFile(file, 'wrong'))).to.equal('keep-file-wrong-passphrase')
      const fewer = utf8(new TextDecoder().decode(file).replace('600000', '100000'))
      expect(await problemOf(openKeepFile(fewer, passphrase))).to.equal('keep-file-wrong-passphrase')
      const none = utf8(new TextDecoder().decode(file).replace('600000', '1'))
      expect(await problemOf(openKeepFile(none, passphrase))).to.equal('keep-file-malformed')
      expect(await problemOf(openKeepFile(utf8('hello'), passphrase))).to.equal('keep-file-malformed')
    })
  })

  function target() {
    const { platform, tender: id, lot } = tender.target
    return { platform, tender: id, lot, receivedAt }
  }

  async function stamp(digest: Bytes): Promise<Bytes> {
    const { certificate, chain, privateKey } = pki.timestampAuthority
    const { signerFromKey } = await import('#shared/pki/signer.ts')
    const signer = signerFromKey(certificate, chain, privateKey)
    const authority = createTimestampAuthority({ signer, name: 'test', now: () => TEST_PKI_AT, random: draw })
    return authority.stamp(digest)
  }

  async function sharesFor(record: IdentityRecord, who: readonly number[]): Promise<Bytes[]> {
    const shares: Bytes[] = []
    for (const i of who) {
      const custodian = tender.custodians[i - 1] ?? expect.fail()
      const sealed = record.custodians[i - 1] ?? expect.fail()
      const context = identityContext(bid.manifestSha256)
      const asked = { sealed, purpose: 'identity', context, custodian, privateKey: custodian.privateKey } as const
      const opened = await openCustodianShare(asked)
      if (!opened.ok) expect.fail(opened.detail)
      shares.push(opened.share)
    }
    return shares
  }
})

function failed(verdict: { readonly checks: readonly { name: string; verdict: string }[] }): string[] {
  return verdict.checks.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name)
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'none'
  } catch (error) {
    if (error instanceof DomainProblem) return error.code
    throw error
  }
}
