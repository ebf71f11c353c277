import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { CertificateRefused, parseCertificate } from '#shared/pki/certificate.ts'
import { readDer } from '#shared/pki/der.ts'
import {
  algorithm,
  bitString,
  context,
  element,
  integer,
  oid,
  sequence,
  setOf,
  utcTime,
  utf8String,
} from '#shared/pki/der-write.ts'
import { OID } from '#shared/pki/oids.ts'
import { type Bytes, concat, hex, utf8 } from '#shared/primitives/bytes.ts'
import { issueCertificate } from '../../server/platform/pki/issue.ts'
import { TEST_PKI_AT as AT, random, SOMEBODY, testPki } from '../support/pki.ts'

const DAY = 86_400_000

describe('a certificate', () => {
  it('says the same here as to node:crypto, P-256 and RSA', async () => {
    const pki = await testPki()
    for (const kind of ['p256', 'rsa'] as const) {
      const { signing } = await pki.person({ ...SOMEBODY, kind })
      for (const der of [signing.certificate, ...signing.chain]) {
        const ours = parseCertificate(der)
        const theirs = new X509Certificate(der)
        expect(ours.serial.toUpperCase()).to.equal(theirs.serialNumber)
        expect(ours.sha256).to.equal(theirs.fingerprint256.replaceAll(':', '').toLowerCase())
        expect(ours.isCa).to.equal(theirs.ca)
        expect(ours.notBefore).to.equal(Date.parse(theirs.validFrom))
        expect(ours.notAfter).to.equal(Date.parse(theirs.validTo))
        expect(theirs.subject.split('\n')).to.include(`CN=${ours.subject.commonName}`)
        expect(theirs.issuer.split('\n')).to.include(`CN=${ours.issuer.commonName}`)
        expect(hex(ours.publicKey.spki)).to.equal(theirs.publicKey.export({ type: 'spki', format: 'der' }).toString('hex'))
        expect(ours.publicKey.bits).to.equal(kind === 'rsa' ? 3072 : 256)
      }
    }
  })

  it('names person, organisation and unified social credit code in Chinese', async () => {
    const { signing, encryption } = await (await testPki()).person(SOMEBODY)
    const { subject, keyUsage, extendedKeyUsage } = parseCertificate(signing.certificate)
    expect(subject).to.include({
      commonName: SOMEBODY.name,
      organization: SOMEBODY.organization,
      country: 'CN',
      organizationIdentifier: `NTRCN-${SOMEBODY.creditCode}`,
      creditCode: SOMEBODY.creditCode,
    })
    expect([...keyUsage]).to.deep.equal(['digitalSignature', 'nonRepudiation'])
    expect([...extendedKeyUsage]).to.deep.equal(['clientAuth', 'emailProtection'])
    expect([...parseCertificate(encryption.certificate).keyUsage]).to.deep.equal(['keyAgreement'])
  })

  it('finds the credit code in a bare serialNumber, and nowhere else', async () => {
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    if (!('privateKey' in keys)) throw new Error('no key pair')
    const codeOf = async (subject: { commonName: string; personNumber?: string; organizationalUnit?: string }) => {
      const der = await issueCertificate({
        subject,
        publicKey: keys.publicKey,
        issuer: { self: keys.privateKey },
        serial: random(9),
        notBefore: AT,
        notAfter: AT + DAY,
        keyUsage: ['digitalSignature'],
      })
      return parseCertificate(der).subject.creditCode
    }
    expect(await codeOf({ commonName: '甲', personNumber: SOMEBODY.creditCode })).to.equal(SOMEBODY.creditCode)
    expect(await codeOf({ commonName: '甲', personNumber: '110101199001011234' })).to.equal(undefined)
    expect(await codeOf({ commonName: '甲', personNumber: 'A-17' })).to.equal(undefined)
    expect(await codeOf({ commonName: SOMEBODY.creditCode, organizationalUnit: SOMEBODY.creditCode })).to.equal(undefined)
  })

  it('is parsed once: the same bytes give the same object, changed bytes another', async () => {
    const { signing } = await (await testPki()).person(SOMEBODY)
    const first = parseCertificate(signing.certificate)
    expect(parseCertificate(signing.certificate.slice())).to.equal(first)
    const changed = signing.certificate.slice()
    const at = Buffer.from(changed).indexOf(Buffer.from(utf8(SOMEBODY.name)))
    changed[at + 2] = (changed[at + 2] ?? 0) ^ 1
    expect(parseCertificate(changed)).not.to.equal(first)
    expect(parseCertificate(signing.certificate).sha256).to.equal(first.sha256)
    expect(parseCertificate(changed).subject.commonName).not.to.equal(SOMEBODY.name)
  })

  it('keeps what it was given even if the caller changes the buffer later', async () => {
    const { signing } = await (await testPki()).person(SOMEBODY)
    const buffer = signing.certificate.slice()
    const parsed = parseCertificate(buffer)
    buffer.fill(0)
    expect(hex(parsed.der)).to.equal(hex(signing.certificate))
  })

  describe('that is malformed is refused', () => {
    const p256 = sequence(
      algorithm(OID.ecPublicKey, oid(OID.p256)),
      bitString(concat(Uint8Array.of(4), new Uint8Array(64).fill(7))),
    )
    const signature = algorithm(OID.ecdsaWithSha256)
    const name = sequence(setOf([sequence(oid(OID.commonName), utf8String('甲'))]))

    function build(changes: {
      version?: Bytes
      serial?: Bytes
      inner?: Bytes
      name?: Bytes
      key?: Bytes
      extensions?: readonly Bytes[]
      validity?: Bytes
    }): Bytes {
      const tbs = sequence(
        changes.version ?? context(0, integer(2)),
        changes.serial ?? integer(17),
        changes.inner ?? signature,
        changes.name ?? name,
        changes.validity ?? sequence(utcTime(AT), utcTime(AT + DAY)),
        name,
        changes.key ?? p256,
        ...(changes.extensions === undefined ? [] : [context(3, sequence(...changes.extensions))]),
      )
      return sequence(tbs, signature, bitString(new Uint8Array(8)))
    }

    const extension = (id: string, value: Bytes): Bytes => sequence(oid(id), element(4, value))
    const cases: [string, string, Bytes][] = [
      ['version 1', 'certificate-malformed', build({ version: new Uint8Array(0) })],
      ['version 2', 'certificate-malformed', build({ version: context(0, integer(1)) })],
      ['a negative serial number', 'certificate-malformed', build({ serial: Uint8Array.of(2, 1, 0x80) })],
      ['a padded serial number', 'certificate-malformed', build({ serial: Uint8Array.of(2, 2, 0, 1) })],
      ['two signature algorithms', 'certificate-malformed', build({ inner: algorithm(OID.ecdsaWithSha384) })],
      [
        'a name that is not UTF-8',
        'certificate-malformed',
        build({ name: sequence(setOf([sequence(oid(OID.commonName), element(12, Uint8Array.of(0xff)))])) }),
      ],
      [
        'an extension twice',
        'certificate-malformed',
        build({ extensions: [extension('1.2.3', integer(1)), extension('1.2.3', integer(1))] }),
      ],
      [
        'a key usage without bits',
        'certificate-malformed',
        build({ extensions: [extension(OID.keyUsage, Uint8Array.of(3, 1, 0))] }),
      ],
      [
        'a key usage with trailing zero bits',
        'certificate-malformed',
        build({ extensions: [extension(OID.keyUsage, Uint8Array.of(3, 2, 0, 0x80))] }),
      ],
      [
        'basicConstraints with CA:false spelled out wrongly',
        'certificate-malformed',
        build({ extensions: [extension(OID.basicConstraints, sequence(Uint8Array.of(1, 1, 1)))] }),
      ],
      [
        'a date that is none',
        'certificate-malformed',
        build({ validity: sequence(element(0x17, utf8('261332000000Z')), utcTime(AT)) }),
      ],
      [
        'a date without seconds',
        'certificate-malformed',
        build({ validity: sequence(element(0x17, utf8('2601010000Z')), utcTime(AT)) }),
      ],
      [
        'a compressed point',
        'certificate-unsupported-key',
        build({ key: sequence(algorithm(OID.ecPublicKey, oid(OID.p256)), bitString(new Uint8Array(33).fill(2))) }),
      ],
      [
        'another curve',
        'certificate-unsupported-key',
        build({ key: sequence(algorithm(OID.ecPublicKey, oid('1.3.132.0.10')), bitString(new Uint8Array(65).fill(4))) }),
      ],
      [
        'an Ed25519 key',
        'certificate-unsupported-key',
        build({ key: sequence(algorithm('1.3.101.112'), bitString(new Uint8Array(32))) }),
      ],
      [
        'an indefinite length',
        'certificate-malformed',
        concat(Uint8Array.of(0x30, 0x80), readDer(build({})).content, Uint8Array.of(0, 0)),
      ],
      ['a byte behind it', 'certificate-malformed', concat(build({}), Uint8Array.of(0))],
      ['nothing', 'certificate-malformed', new Uint8Array(0)],
      ['40 kB', 'certificate-malformed', new Uint8Array(40_000)],
    ]

    it('and one built the same way without a fault is not', () => {
      expect(parseCertificate(build({})).subject.commonName).to.equal('甲')
    })

    for (const [fault, code, der] of cases) {
      it(`${fault}: ${code}`, () => {
        try {
          parseCertificate(der)
        } catch (error) {
          expect(error).to.be.instanceOf(CertificateRefused)
          expect((error as CertificateRefused).code).to.equal(code)
          return
        }
        throw new Error('accepted')
      })
    }

    it('cut off anywhere', async () => {
      const { signing } = await (await testPki()).person(SOMEBODY)
      for (let length = 0; length < signing.certificate.length; length += 1)
        expect(() => parseCertificate(signing.certificate.slice(0, length)), `${length} bytes`).to.throw(CertificateRefused)
    })
  })
})
