import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import {
  type EnvelopeRecipient,
  EnvelopeRefused,
  openEnvelope,
  sealEnvelope,
  sealEnvelopeToKey,
} from '#shared/pki/cms-envelope.ts'
import { algorithm, context, contextPrimitive, integer, octetString, oid, sequence } from '#shared/pki/der-write.ts'
import type { WebCryptoKey } from '#shared/pki/keys.ts'
import { OID } from '#shared/pki/oids.ts'
import { type Bytes, concat, hex, utf8 } from '#shared/primitives/bytes.ts'
import type { Credential, Person } from '../../certs/make.ts'
import { pem } from '../../certs/pem.ts'
import { issueCertificate, spkiOf } from '../../server/platform/pki/issue.ts'
import { hasOpenssl, openssl, random, readBytes, SOMEBODY, TEST_PKI_AT, testPki, withFolder } from '../support/pki.ts'

const CONTENT = utf8('{"context":"…","i":1,"share":"…","v":"share/1"}')
const DAY = 86_400_000

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'opened'
  } catch (error) {
    if (error instanceof EnvelopeRefused) return error.code
    throw error
  }
}

function recipientOf({ certificate, privateKey }: Credential): EnvelopeRecipient {
  return { certificate, decryptionKey: privateKey }
}

async function keyPem(privateKey: WebCryptoKey): Promise<string> {
  return pem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)))
}

/** Options that make openssl stay within the profile. */
const PROFILE = {
  p256: ['-keyopt', 'ecdh_kdf_md:sha256'],
  rsa: ['-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha256'],
} as const

async function sealByOpenssl(certificate: Bytes, options: readonly string[]): Promise<Bytes> {
  return withFolder(async (folder) => {
    const files = { 'content.bin': CONTENT, 'leaf.pem': pem('CERTIFICATE', certificate) }
    const args = [
      'cms',
      '-encrypt',
      '-binary',
      '-outform',
      'DER',
      '-in',
      'content.bin',
      '-out',
      'out.der',
      '-recip',
      'leaf.pem',
      ...options,
    ]
    const answer = await openssl(folder, args, files)
    expect(answer.isAccepted, answer.output).to.equal(true)
    return readBytes(folder, 'out.der')
  })
}

async function openByOpenssl(envelope: Bytes, certificate: Bytes, privateKey: WebCryptoKey): Promise<Bytes> {
  return withFolder(async (folder) => {
    const files = { 'in.der': envelope, 'leaf.pem': pem('CERTIFICATE', certificate), 'key.pem': await keyPem(privateKey) }
    const args = [
      'cms',
      '-decrypt',
      '-binary',
      '-inform',
      'DER',
      '-in',
      'in.der',
      '-out',
      'out.bin',
      '-recip',
      'leaf.pem',
      '-inkey',
      'key.pem',
    ]
    const answer = await openssl(folder, args, files)
    expect(answer.isAccepted, answer.output).to.equal(true)
    return readBytes(folder, 'out.bin')
  })
}

describe('an envelope (AuthEnvelopedData)', () => {
  let people: Record<'p256' | 'rsa', Person>

  before(async () => {
    const pki = await testPki()
    people = { p256: await pki.person(SOMEBODY), rsa: await pki.person({ ...SOMEBODY, kind: 'rsa' }) }
  })

  for (const kind of ['p256', 'rsa'] as const) {
    it(`sealed to a ${kind} certificate opens for its holder, and with openssl cms -decrypt`, async () => {
      const { encryption } = people[kind]
      const envelope = await sealEnvelope({ content: CONTENT, recipientCertificate: encryption.certificate, random })
      expect(hex(await openEnvelope({ envelope, recipient: recipientOf(encryption) }))).to.equal(hex(CONTENT))
      if (hasOpenssl)
        expect(hex(await openByOpenssl(envelope, encryption.certificate, encryption.privateKey))).to.equal(hex(CONTENT))
    })

    it(`made by openssl cms -encrypt to a ${kind} certificate opens here, by issuer and serial and by key identifier`, async () => {
      if (!hasOpenssl) return
      const { encryption } = people[kind]
      for (const naming of [[], ['-keyid']]) {
        const envelope = await sealByOpenssl(encryption.certificate, ['-aes-256-gcm', ...naming, ...PROFILE[kind]])
        expect(hex(await openEnvelope({ envelope, recipient: recipientOf(encryption) }))).to.equal(hex(CONTENT))
      }
    })
  }

  it('holds an empty content, and one of a quarter of a megabyte', async () => {
    const { encryption } = people.p256
    for (const content of [new Uint8Array(0), random(262_144)]) {
      const envelope = await sealEnvelope({ content, recipientCertificate: encryption.certificate, random })
      expect(hex(await openEnvelope({ envelope, recipient: recipientOf(encryption) }))).to.equal(hex(content))
    }
  })

  it('draws a fresh key and IV each time', async () => {
    const { encryption } = people.p256
    const drawn: string[] = []
    const recording = (length: number): Bytes => {
      const bytes = random(length)
      drawn.push(hex(bytes))
      return bytes
    }
    const input = { content: CONTENT, recipientCertificate: encryption.certificate, random: recording }
    const [first, second] = [await sealEnvelope(input), await sealEnvelope(input)]
    expect(drawn.map(({ length }) => length / 2)).to.deep.equal([32, 12, 32, 12])
    expect(new Set(drawn).size).to.equal(4)
    expect(hex(first)).not.to.equal(hex(second))
    for (const envelope of [first, second]) {
      for (const secret of [drawn[0], drawn[2]]) expect(hex(envelope)).not.to.include(secret)
    }
  })

  describe('to a bare key, as custodians make one for each tender', () => {
    async function bareKey(): Promise<{ spki: Bytes; keyId: Bytes; privateKey: WebCryptoKey; certificate: Bytes }> {
      const curve = { name: 'ECDH', namedCurve: 'P-256' }
      const keys = (await crypto.subtle.generateKey(curve, true, ['deriveBits'])) as {
        publicKey: WebCryptoKey
        privateKey: WebCryptoKey
      }
      const issuerKeys = (await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])) as {
        privateKey: WebCryptoKey
      }
      // For openssl only, which knows recipients by certificate: a throwaway one around the same key.
      const certificate = await issueCertificate({
        subject: { commonName: '临时' },
        publicKey: keys.publicKey,
        issuer: { self: issuerKeys.privateKey },
        serial: random(8),
        notBefore: TEST_PKI_AT - DAY,
        notAfter: TEST_PKI_AT + DAY,
        keyUsage: ['keyAgreement'],
      })
      const keyId = parseCertificate(certificate).subjectKeyId
      if (keyId === undefined) throw new Error('no key identifier')
      return { spki: await spkiOf(keys.publicKey), keyId, privateKey: keys.privateKey, certificate }
    }

    it('opens with that key, and with openssl', async () => {
      const { spki, keyId, privateKey, certificate } = await bareKey()
      const envelope = await sealEnvelopeToKey({ content: CONTENT, recipientSpki: spki, recipientKeyId: keyId, random })
      const opened = await openEnvelope({ envelope, recipient: { keyId, decryptionKey: privateKey } })
      expect(hex(opened)).to.equal(hex(CONTENT))
      if (hasOpenssl) expect(hex(await openByOpenssl(envelope, certificate, privateKey))).to.equal(hex(CONTENT))
    })

    it('opens when openssl sealed it by key identifier', async () => {
      if (!hasOpenssl) return
      const { keyId, privateKey, certificate } = await bareKey()
      const envelope = await sealByOpenssl(certificate, ['-aes-256-gcm', '-keyid', ...PROFILE.p256])
      expect(hex(await openEnvelope({ envelope, recipient: { keyId, decryptionKey: privateKey } }))).to.equal(hex(CONTENT))
    })

    it('is refused under another identifier, with another key, and to a key that is not on P-256', async () => {
      const [own, other] = [await bareKey(), await bareKey()]
      const sealed = { content: CONTENT, recipientSpki: own.spki, recipientKeyId: own.keyId, random }
      const envelope = await sealEnvelopeToKey(sealed)
      const open = (keyId: Bytes, decryptionKey: WebCryptoKey) =>
        refusal(openEnvelope({ envelope, recipient: { keyId, decryptionKey } }))
      expect(await open(other.keyId, own.privateKey)).to.equal('envelope-other-recipient')
      expect(await open(own.keyId, other.privateKey)).to.equal('envelope-does-not-open')
      const rsa = parseCertificate(people.rsa.encryption.certificate).publicKey.spki
      expect(await refusal(sealEnvelopeToKey({ ...sealed, recipientSpki: rsa }))).to.equal('envelope-key-not-allowed')
      expect(await refusal(sealEnvelopeToKey({ ...sealed, recipientSpki: utf8('no key') }))).to.equal('envelope-key-not-allowed')
      const offCurve = own.spki.slice()
      offCurve[offCurve.length - 1] = (offCurve.at(-1) ?? 0) ^ 1
      expect(await refusal(sealEnvelopeToKey({ ...sealed, recipientSpki: offCurve }))).to.equal('envelope-ephemeral-key-invalid')
      for (const length of [19, 33]) {
        const tried = sealEnvelopeToKey({ ...sealed, recipientKeyId: random(length) }).then(
          () => 'sealed',
          (error: unknown) => (error instanceof RangeError ? 'refused' : 'broken'),
        )
        expect(await tried, `${length} bytes`).to.equal('refused')
      }
    })
  })

  describe('outside the profile is refused by name', () => {
    const byOpenssl: [string, 'p256' | 'rsa', readonly string[], string][] = [
      ['key derivation with SHA-1, which is openssl’s default', 'p256', ['-aes-256-gcm'], 'envelope-sha1-kdf'],
      ['key wrapping by PKCS#1 v1.5, which is openssl’s default', 'rsa', ['-aes-256-gcm'], 'envelope-pkcs1-wrapping'],
      ['OAEP with SHA-1', 'rsa', ['-aes-256-gcm', '-keyopt', 'rsa_padding_mode:oaep'], 'envelope-algorithm-not-allowed'],
      [
        'OAEP with SHA-512',
        'rsa',
        ['-aes-256-gcm', '-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha512'],
        'envelope-algorithm-not-allowed',
      ],
      ['AES-128-GCM', 'p256', ['-aes-128-gcm', ...PROFILE.p256], 'envelope-algorithm-not-allowed'],
      ['AES-256-CBC, which is not authenticated', 'p256', ['-aes-256-cbc', ...PROFILE.p256], 'envelope-not-auth-enveloped'],
    ]
    for (const [name, kind, options, expected] of byOpenssl) {
      it(`${name}: ${expected}`, async () => {
        if (!hasOpenssl) return
        const { encryption } = people[kind]
        const envelope = await sealByOpenssl(encryption.certificate, options)
        expect(await refusal(openEnvelope({ envelope, recipient: recipientOf(encryption) }))).to.equal(expected)
      })
    }

    it('another recipient: envelope-other-recipient', async () => {
      const envelope = await sealEnvelope({ content: CONTENT, recipientCertificate: people.p256.encryption.certificate, random })
      const other = await (await testPki()).person(SOMEBODY)
      expect(await refusal(openEnvelope({ envelope, recipient: recipientOf(other.encryption) }))).to.equal(
        'envelope-other-recipient',
      )
      const renamed = { certificate: people.p256.encryption.certificate, decryptionKey: people.rsa.encryption.privateKey }
      expect(await refusal(openEnvelope({ envelope, recipient: renamed }))).to.equal('envelope-other-recipient')
    })

    it('a certificate that may only sign: envelope-signing-only-key, sealing and opening', async () => {
      const { signing } = people.p256
      expect(await refusal(sealEnvelope({ content: CONTENT, recipientCertificate: signing.certificate, random }))).to.equal(
        'envelope-signing-only-key',
      )
      if (!hasOpenssl) return
      const envelope = await sealByOpenssl(signing.certificate, ['-aes-256-gcm', ...PROFILE.p256])
      const pkcs8 = await crypto.subtle.exportKey('pkcs8', signing.privateKey)
      const decryptionKey = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'ECDH', namedCurve: 'P-256' }, false, [
        'deriveBits',
      ])
      expect(await refusal(openEnvelope({ envelope, recipient: { certificate: signing.certificate, decryptionKey } }))).to.equal(
        'envelope-signing-only-key',
      )
    })

    it('two recipients: envelope-recipient-count', async () => {
      if (!hasOpenssl) return
      const other = await (await testPki()).person(SOMEBODY)
      const envelope = await withFolder(async (folder) => {
        const files = {
          'c.bin': CONTENT,
          'a.pem': pem('CERTIFICATE', people.p256.encryption.certificate),
          'b.pem': pem('CERTIFICATE', other.encryption.certificate),
        }
        const args = ['cms', '-encrypt', '-aes-256-gcm', '-binary', '-outform', 'DER', '-in', 'c.bin', '-out', 'o.der']
        const each = ['-recip', 'a.pem', ...PROFILE.p256, '-recip', 'b.pem', ...PROFILE.p256]
        expect((await openssl(folder, [...args, ...each], files)).isAccepted).to.equal(true)
        return readBytes(folder, 'o.der')
      })
      expect(await refusal(openEnvelope({ envelope, recipient: recipientOf(people.p256.encryption) }))).to.equal(
        'envelope-recipient-count',
      )
    })

    it('an IV of 16 bytes, a short tag, a password recipient, BER and excess', async () => {
      const { encryption } = people.p256
      const whole = await sealEnvelope({ content: CONTENT, recipientCertificate: encryption.certificate, random })
      const open = (envelope: Bytes) => refusal(openEnvelope({ envelope, recipient: recipientOf(encryption) }))
      const made = (recipient: Bytes, parameters: Bytes, tag: Bytes): Bytes => {
        const content = sequence(oid(OID.data), algorithm(OID.aes256Gcm, parameters), contextPrimitive(0, CONTENT))
        const set = concat(Uint8Array.of(0x31, 0x81, recipient.length), recipient)
        return sequence(oid(OID.authEnvelopedData), context(0, sequence(integer(0), set, content, octetString(tag))))
      }
      const wrap = algorithm(OID.aes256Wrap)
      const point = concat(Uint8Array.of(3, 66, 0, 4), random(64))
      const agreement = context(
        1,
        integer(3),
        context(0, context(1, algorithm(OID.ecPublicKey), point)),
        algorithm(OID.ecdhSha256Kdf, wrap),
        sequence(sequence(context(0, octetString(random(20))), octetString(random(40)))),
      )
      const parameters = sequence(octetString(random(12)), integer(16))
      expect(await open(made(agreement, parameters, random(16)))).to.equal('envelope-other-recipient')
      expect(await open(made(agreement, sequence(octetString(random(16)), integer(16)), random(16)))).to.equal(
        'envelope-algorithm-not-allowed',
      )
      expect(await open(made(agreement, sequence(octetString(random(12))), random(12)))).to.equal(
        'envelope-algorithm-not-allowed',
      )
      expect(await open(made(agreement, parameters, random(12)))).to.equal('envelope-algorithm-not-allowed')
      const password = context(3, integer(0))
      expect(await open(made(concat(password, new Uint8Array(0)), parameters, random(16)))).to.equal('envelope-not-der')
      expect(await open(concat(whole, Uint8Array.of(0)))).to.equal('envelope-not-der')
      expect(await open(new Uint8Array(1_048_577))).to.equal('envelope-too-large')
    })

    it('an ephemeral point that is not on the curve: envelope-ephemeral-key-invalid', async () => {
      const { encryption } = people.p256
      const envelope = await sealEnvelope({ content: CONTENT, recipientCertificate: encryption.certificate, random })
      const at = Buffer.from(envelope).indexOf(Buffer.from([0x03, 0x42, 0x00, 0x04])) + 4
      envelope[at] = (envelope[at] ?? 0) ^ 1
      expect(await refusal(openEnvelope({ envelope, recipient: recipientOf(encryption) }))).to.equal(
        'envelope-ephemeral-key-invalid',
      )
    })

    it('whichever byte is changed, it does not open and the refusal has a name', async () => {
      for (const { encryption } of Object.values(people)) {
        const envelope = await sealEnvelope({ content: CONTENT, recipientCertificate: encryption.certificate, random })
        for (let at = 0; at < envelope.length; at += 1) {
          const changed = envelope.slice()
          changed[at] = (changed[at] ?? 0) ^ 0x21
          expect(
            await refusal(openEnvelope({ envelope: changed, recipient: recipientOf(encryption) })),
            `byte ${at}`,
          ).not.to.equal('opened')
        }
      }
    })
  })
})
