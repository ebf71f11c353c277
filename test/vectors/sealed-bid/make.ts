import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base64url, fromHex, hex } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { envelopeContext, identityContext } from '#shared/sealed-bid/commitments.ts'
import { bidReceivedEvent } from '#shared/sealed-bid/event-envelope.ts'
import { type IdentityContent, sealIdentity } from '#shared/sealed-bid/identity-envelope.ts'
import { sealKeepFile } from '#shared/sealed-bid/keep-file.ts'
import { openBidEnvelope } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import { buildReceipt } from '#shared/sealed-bid/receipt.ts'
import { streamOf } from '#shared/sealed-bid/runtime.ts'
import { recombine } from '#shared/sealed-bid/shares.ts'
import { makePki } from '../../../certs/make.ts'
import { draw, fileOf, sealTestBid, sharesOf, testRuntime, testTender } from '../../support/sealed-bid.ts'

/**
 * Makes bid.json and openssl-share.json: `npx tsx test/vectors/sealed-bid/make.ts`. CMS and ECDSA draw their own randomness,
 * so every run gives other bytes; what must hold of them is in test/shared/sealed-bid-vectors.test.ts.
 */

const at = Date.UTC(2026, 2, 12, 4)
const folder = import.meta.dirname

async function makeBid(): Promise<void> {
  const pki = await makePki({ at })
  const bidder = await pki.person({ name: '张三', organization: '甲建设有限公司', creditCode: '91350100M000100Y43' })
  const tender = await testTender({ policy: { kind: 'both', k: 2, n: 3, remedyK: 3 } })
  const file = new Uint8Array(1000).map((_, index) => index % 256)
  const envelopes = [
    { name: 'commercial', fields: { price: '1230000.00', period: '90' }, files: [fileOf('投标报价.pdf', file)] },
  ]
  const bid = await sealTestBid(tender, bidder.signer, { envelopes })
  const payload = bid.payloads.get('commercial') ?? new Uint8Array(0)
  const shares = await sharesOf(tender, bid.manifest, 'commercial')
  const bidderKey = fromHex(bid.bidderKeys['commercial'] ?? '')
  const keys = { manifest: bid.manifest, envelope: 'commercial', shares, bidderKey }
  const opened = await openBidEnvelope(testRuntime, { ...keys, payload: streamOf(payload) })
  if (!opened.ok) throw new Error(opened.detail)
  const commitments = bid.manifest.envelopes[0]?.custodians ?? []
  const dealt = await recombine({ commitments, k: 2, shares })
  if (!dealt.ok) throw new Error(dealt.detail)
  const receivedAt = instantOf(at)
  const { tender: id, lot, platform } = tender.target
  const { manifestSha256 } = bid
  const entrySalt = hex(bid.entrySalt)
  const receipt = buildReceipt({ platform, tender: id, lot, manifestSha256, receivedAt, entrySalt })
  const content: IdentityContent = {
    v: 'identity/1',
    kind: 'bid',
    p7s: base64url(bid.p7s),
    chain: [],
    certificate: base64url(bidder.signer.certificate),
    salt: hex(bid.salt),
    intent: 'bid',
    event: bidReceivedEvent({ tender: id, lot, manifestSha256, receivedAt }),
    entrySalt,
    address: '203.0.113.9',
    device: 'kaibiao/0.1',
  }
  const { policy, custodians } = tender.target
  const identity = await sealIdentity(testRuntime, { manifestSha256, content, policy, custodians })
  const keep = await sealKeepFile(
    {
      v: 'keep/1',
      manifest: new TextDecoder().decode(bid.manifestBytes),
      p7s: base64url(bid.p7s),
      salt: hex(bid.salt),
      intent: 'bid',
      entrySalt,
      bidderKeys: { ...bid.bidderKeys },
      payloads: [],
    },
    'correct horse battery staple',
    draw,
  )
  save('bid.json', {
    about: 'One sealed bid with every key: hex and base64url as docs/formats/sealed-bid.md says. The file is 1,000 bytes, byte i is i mod 256.',
    custodians: await Promise.all(
      tender.custodians.map(async ({ i, keySpki, privateKey }) => ({
        i,
        keySpki: base64url(keySpki),
        privateKeyPkcs8: base64url(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))),
      })),
    ),
    anchors: pki.trust.anchors.map(({ der }) => base64url(der)),
    salt: hex(bid.salt),
    intent: 'bid',
    certificate: base64url(bidder.signer.certificate),
    manifest: new TextDecoder().decode(bid.manifestBytes),
    manifestSha256,
    p7s: base64url(bid.p7s),
    commercial: {
      context: hex(envelopeContext(bid.manifest.bind, 'commercial')),
      letter: new TextDecoder().decode(canonicalBytes(opened.letter)),
      bidderKey: hex(bidderKey),
      custodianKey: hex(dealt.secret),
      contentKey: hex(opened.contentKey),
      shares: shares.map(hex),
      payloadSalt: hex(payload.subarray(0, 24)),
      payloadBytes: payload.length,
      payloadSha256: sha256Hex(payload),
    },
    receipt: new TextDecoder().decode(receipt.bytes),
    entry: hex(receipt.c),
    identity: {
      context: hex(identityContext(manifestSha256)),
      content: new TextDecoder().decode(canonicalBytes(content)),
      record: identity.record,
      enc: base64url(identity.enc),
    },
    keepFile: { passphrase: 'correct horse battery staple', file: new TextDecoder().decode(keep) },
  })
}

/** A share sealed by openssl alone: a certificate that holds nothing but the custodian's key and its name. */
function makeOpensslShare(): void {
  const scratch = mkdtempSync(join(tmpdir(), 'kaibiao-vectors-'))
  const run = (...args: string[]) => execFileSync('openssl', args, { cwd: scratch })
  try {
    run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'custodian.pem')
    run('pkey', '-in', 'custodian.pem', '-pubout', '-out', 'custodian.pub')
    run('pkey', '-in', 'custodian.pem', '-pubout', '-outform', 'DER', '-out', 'custodian.spki')
    run('pkcs8', '-topk8', '-nocrypt', '-in', 'custodian.pem', '-outform', 'DER', '-out', 'custodian.pkcs8')
    const keySha256 = sha256Hex(readFileSync(join(scratch, 'custodian.spki')))
    writeFileSync(join(scratch, 'extensions'), `subjectKeyIdentifier=${keySha256}\nkeyUsage=keyAgreement\n`)
    run('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'throwaway.pem')
    const names = ['-subj', '/CN=custodian', '-key', 'throwaway.pem', '-extfile', 'extensions', '-out', 'custodian.crt']
    run('x509', '-new', '-force_pubkey', 'custodian.pub', ...names)
    const share = `${'5a'.repeat(32)}07`
    const document = canonicalBytes({ v: 'share/1', purpose: 'custodian', context: 'c'.repeat(64), i: 1, share })
    writeFileSync(join(scratch, 'share.json'), document)
    const options = ['-aes-256-gcm', '-keyid', '-recip', 'custodian.crt', '-keyopt', 'ecdh_kdf_md:sha256']
    run('cms', '-encrypt', '-binary', ...options, '-outform', 'DER', '-in', 'share.json', '-out', 'share.cms')
    const read = (name: string) => base64url(readFileSync(join(scratch, name)))
    save('openssl-share.json', {
      about: 'A share envelope made by openssl alone (the commands stand in docs/formats/sealed-bid.md).',
      madeWith: run('version').toString().trim(),
      keySpki: read('custodian.spki'),
      privateKeyPkcs8: read('custodian.pkcs8'),
      keySha256,
      document: new TextDecoder().decode(document),
      cms: read('share.cms'),
    })
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

function save(name: string, value: object): void {
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`)
}

await makeBid()
makeOpensslShare()
