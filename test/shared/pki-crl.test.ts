import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { coversCertificate, isListSignedBy, parseRevocationList, RevocationListRefused } from '#shared/pki/crl.ts'
import { algorithm, context, element, integer, NULL, octetString, oid, sequence, TRUE, utcTime } from '#shared/pki/der-write.ts'
import { OID } from '#shared/pki/oids.ts'
import { type Bytes, concat, fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { pem } from '../../certs/pem.ts'
import { issueRevocationList } from '../../server/platform/pki/issue.ts'
import { TEST_PKI_AT as AT, hasOpenssl, openssl, random, testPki, withFolder } from '../support/pki.ts'

const DAY = 86_400_000

/** A list as it stands on the wire, unsigned: the parser does not ask who signed. */
function list(parts: { entries?: readonly Bytes[]; extensions?: readonly Bytes[]; nextUpdate?: boolean }): Bytes {
  const { entries = [], extensions = [], nextUpdate = true } = parts
  const signature = algorithm(OID.ecdsaWithSha256)
  const tbs = sequence(
    integer(1),
    signature,
    sequence(),
    utcTime(AT - DAY),
    ...(nextUpdate ? [utcTime(AT + DAY)] : []),
    ...(entries.length > 0 ? [sequence(new Uint8Array(Buffer.concat(entries)))] : []),
    ...(extensions.length > 0 ? [context(0, sequence(...extensions))] : []),
  )
  return sequence(tbs, signature, element(3, Uint8Array.of(0, 1)))
}

function extension(id: string, value: Bytes, isCritical = false): Bytes {
  return sequence(oid(id), ...(isCritical ? [TRUE] : []), octetString(value))
}

describe('a certificate revocation list', () => {
  it('says who is revoked, since when and why, and is verified with the issuer’s key', async () => {
    const pki = await testPki()
    const [, issuing] = pki.trust.revocation
    const [root] = pki.trust.anchors
    const [authority] = pki.trust.intermediates
    if (issuing === undefined || root === undefined || authority === undefined) throw new Error('no test PKI')
    const { serial } = parseCertificate(pki.revoked.signing.certificate)
    expect(issuing.find(serial)).to.deep.equal({ revokedAt: AT - DAY, reason: 1 })
    expect(issuing.find('00')).to.equal(undefined)
    expect(issuing.number).to.match(/^0[1-9]$/)
    expect(await isListSignedBy(issuing, authority)).to.equal(true)
    expect(await isListSignedBy(issuing, root)).to.equal(false)
  })

  it('of 50,000 entries is indexed within a fraction of a second, and openssl reads the same', async () => {
    const serials = Array.from({ length: 50_000 }, () => {
      const serial = random(16)
      serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01
      return hex(serial)
    })
    const entries = serials.map((serial) => sequence(integer(fromHex(serial)), utcTime(AT - DAY)))
    const der = list({ entries })
    const before = process.cpuUsage()
    const parsed = parseRevocationList(der)
    const { user, system } = process.cpuUsage(before)
    expect(parsed.size).to.equal(50_000)
    for (const serial of [serials[0], serials[24_999], serials[49_999]])
      expect(parsed.find(serial ?? '')?.revokedAt).to.equal(AT - DAY)
    expect((user + system) / 1_000, 'milliseconds of computing, however busy the machine').to.be.below(1_000)
    if (!hasOpenssl) return
    const text = await withFolder(
      async (folder) =>
        (await openssl(folder, ['crl', '-inform', 'DER', '-in', 'l.der', '-noout', '-text'], { 'l.der': der })).output,
    )
    expect(text.split('Serial Number:').length - 1).to.equal(50_000)
  })

  it('made here is read and verified by openssl', async () => {
    if (!hasOpenssl) return
    const { trust } = await testPki()
    const [root] = trust.anchors
    const [first] = trust.revocation
    const answer = await withFolder((folder) =>
      openssl(folder, ['crl', '-in', 'l.pem', '-CAfile', 'ca.pem', '-noout', '-text'], {
        'l.pem': pem('X509 CRL', first?.der ?? NULL),
        'ca.pem': pem('CERTIFICATE', root?.der ?? NULL),
      }),
    )
    expect(answer.output).to.include('verify OK')
  })

  it('keeps the same serial under one spelling, whatever sign byte it carries', async () => {
    const pki = await testPki()
    const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
    if (!('privateKey' in keys)) throw new Error('no key pair')
    const issuer = { certificate: pki.trust.anchors[0]?.der ?? NULL, privateKey: keys.privateKey }
    const made = await issueRevocationList({
      issuer,
      thisUpdate: AT,
      nextUpdate: AT + DAY,
      number: 300,
      revoked: [{ serial: 'ff01', revokedAt: AT }],
    })
    const parsed = parseRevocationList(made)
    expect(parsed.find('ff01')).to.deep.equal({ revokedAt: AT, reason: 0 })
    expect(parsed.number).to.equal('012c')
  })

  it('without nextUpdate says so, and a critical extension nobody knows makes it decide nothing', () => {
    expect(parseRevocationList(list({ nextUpdate: false })).nextUpdate).to.equal(undefined)
    const delta = extension('2.5.29.27', integer(1), true)
    expect(parseRevocationList(list({ extensions: [delta] })).unsupported).to.deep.equal(['2.5.29.27'])
    expect(parseRevocationList(list({ extensions: [extension('2.5.29.27', integer(1))] })).unsupported).to.deep.equal([])
  })

  it('in parts covers the certificates of its distribution point, and authorities or holders only where it says so', async () => {
    const pki = await testPki()
    const holder = parseCertificate(pki.revoked.signing.certificate)
    const [authority] = pki.trust.intermediates
    if (authority === undefined) throw new Error('no test PKI')
    const scoped = (...fields: Bytes[]) =>
      parseRevocationList(list({ extensions: [extension(OID.issuingDistributionPoint, sequence(...fields), true)] }))
    const flag = (number: number) => element(0x80 | number, Uint8Array.of(0xff))
    const uri = (text: string) => context(0, context(0, element(0x86, utf8(text))))
    expect(coversCertificate(scoped(flag(1)), holder)).to.equal(true)
    expect(coversCertificate(scoped(flag(1)), authority)).to.equal(false)
    expect(coversCertificate(scoped(flag(2)), holder)).to.equal(false)
    expect(coversCertificate(scoped(flag(2)), authority)).to.equal(true)
    const pointed = { ...holder, distributionPoints: ['http://ca.example/crl/17.crl'] }
    expect(coversCertificate(scoped(uri('http://ca.example/crl/17.crl')), pointed)).to.equal(true)
    expect(coversCertificate(scoped(uri('http://ca.example/crl/18.crl')), pointed)).to.equal(false)
    expect(coversCertificate(scoped(uri('http://ca.example/crl/17.crl')), holder)).to.equal(false)
    expect(scoped(flag(4)).unsupported).to.deep.equal(['an indirect list'])
    expect(scoped(flag(5)).unsupported).to.deep.equal(['attribute certificates only'])
    expect(scoped(element(0x83, Uint8Array.of(6, 0x40))).unsupported).to.deep.equal(['only some reasons'])
  })

  it('that is none is refused by name, wherever it is cut', async () => {
    const { trust } = await testPki()
    const der = trust.revocation[1]?.der ?? NULL
    for (let length = 0; length < der.length; length += 1) {
      expect(() => parseRevocationList(der.slice(0, length)), `${length} bytes`).to.throw(RevocationListRefused)
    }
    expect(() => parseRevocationList(concat(der, Uint8Array.of(0)))).to.throw(RevocationListRefused)
    expect(() => parseRevocationList(list({ entries: [sequence(utcTime(AT))] }))).to.throw(RevocationListRefused)
  })
})
