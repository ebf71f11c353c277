import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { assembleSignedData, attribute, type CmsRefusalCode, CmsRefused, signCms, verifyCms } from '#shared/pki/cms-signature.ts'
import { readDer } from '#shared/pki/der.ts'
import { algorithm, context, element, integer, NULL, octetString, oid, sequence, setOf, utcTime } from '#shared/pki/der-write.ts'
import { useNativeCryptography } from '#shared/pki/keys.ts'
import { OID } from '#shared/pki/oids.ts'
import { parseSignedData } from '#shared/pki/signed-data.ts'
import { type Signer, signerFitsCertificate, signerFromKey } from '#shared/pki/signer.ts'
import { type Bytes, concat, fromHex, utf8 } from '#shared/primitives/bytes.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import type { Credential, Person } from '../../certs/make.ts'
import { pem } from '../../certs/pem.ts'
import { hasOpenssl, openssl, readBytes, SOMEBODY, TEST_PKI_AT, testPki, withFolder } from '../support/pki.ts'

const CONTENT = utf8('{"body":{"金额":"8300000.00"},"type":"notice.publish","v":"act/1"}')

async function refusal(work: Promise<unknown>): Promise<CmsRefusalCode | 'accepted'> {
  try {
    await work
    return 'accepted'
  } catch (error) {
    if (error instanceof CmsRefused) return error.code
    throw error
  }
}

async function keyPem({ privateKey }: Credential): Promise<string> {
  return pem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)))
}

async function pssSigner({ signing }: Person): Promise<Signer> {
  const pkcs8 = await crypto.subtle.exportKey('pkcs8', signing.privateKey)
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['sign'])
  return signerFromKey(signing.certificate, signing.chain, key)
}

async function trustPem(): Promise<string> {
  const { trust } = await testPki()
  const certificates = [...trust.anchors, ...trust.intermediates].map(({ der }) => pem('CERTIFICATE', der))
  return [...certificates, ...trust.revocation.map(({ der }) => pem('X509 CRL', der))].join('')
}

describe('a detached CAdES signature', () => {
  let person: Person
  let holder: Person

  before(async () => {
    useNativeCryptography(undefined)
    const pki = await testPki()
    person = await pki.person(SOMEBODY)
    holder = await pki.person({ ...SOMEBODY, kind: 'rsa' })
  })

  async function signers(): Promise<[string, Signer][]> {
    return [
      ['ECDSA on P-256', person.signer],
      ['RSA, PKCS#1 v1.5', holder.signer],
      ['RSA-PSS', await pssSigner(holder)],
    ]
  }

  it('verifies against what it was made over and names the signer and the chain sent along', async () => {
    for (const [name, signer] of await signers()) {
      const p7s = await signCms({ content: CONTENT, signer })
      const verified = await verifyCms({ content: CONTENT, p7s })
      expect(verified.signer.sha256, name).to.equal(parseCertificate(signer.certificate).sha256)
      expect(verified.chain.map(({ subject }) => subject.commonName).sort(), name).to.deep.equal(
        signer.chain.map((der) => parseCertificate(der).subject.commonName).sort(),
      )
      expect(verified.claimedAt, name).to.equal(undefined)
      expect(await signerFitsCertificate(signer), name).to.equal(true)
    }
  })

  it('passes the outside check of the signed act: openssl cms -verify -cades with revocation', async () => {
    for (const [name, signer] of await signers()) {
      const p7s = await signCms({ content: CONTENT, signer })
      if (!hasOpenssl) continue
      const trust = await trustPem()
      await withFolder(async (folder) => {
        const check = ['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', 'act.p7s', '-content', 'act.json']
        const trusted = ['-CAfile', 'trust.pem', '-crl_check_all', '-purpose', 'any', '-attime', String(TEST_PKI_AT / 1000)]
        const files = { 'act.p7s': p7s, 'act.json': CONTENT, 'trust.pem': trust }
        const answer = await openssl(folder, [...check, ...trusted], files)
        expect(answer.isAccepted, `${name}: ${answer.output}`).to.equal(true)
        const changed = await openssl(folder, [...check, ...trusted], { ...files, 'act.json': concat(CONTENT, utf8(' ')) })
        expect(changed.isAccepted, name).to.equal(false)
      })
    }
  })

  it('is accepted from openssl, by key identifier and with a claimed time too', async () => {
    if (!hasOpenssl) return
    const variants: [Person, string[]][] = [
      [person, ['-cades']],
      [person, ['-cades', '-keyid']],
      [person, ['-noattr']],
      [person, []],
      [holder, ['-cades']],
      [holder, ['-cades', '-keyopt', 'rsa_padding_mode:pss', '-keyopt', 'rsa_pss_saltlen:32']],
    ]
    const outcomes: string[] = []
    for (const [{ signing }, options] of variants) {
      await withFolder(async (folder) => {
        const files = {
          'content.bin': CONTENT,
          'leaf.pem': pem('CERTIFICATE', signing.certificate),
          'chain.pem': signing.chain.map((der) => pem('CERTIFICATE', der)).join(''),
          'key.pem': await keyPem(signing),
        }
        const sign = ['cms', '-sign', '-binary', '-md', 'sha256', '-outform', 'DER', '-in', 'content.bin', '-out', 'out.p7s']
        const by = ['-signer', 'leaf.pem', '-inkey', 'key.pem', '-certfile', 'chain.pem', ...options]
        const answer = await openssl(folder, [...sign, ...by], files)
        expect(answer.isAccepted, answer.output).to.equal(true)
        outcomes.push(await refusal(verifyCms({ content: CONTENT, p7s: await readBytes(folder, 'out.p7s') })))
      })
    }
    expect(outcomes).to.deep.equal([
      'accepted',
      'accepted',
      'cms-no-signed-attributes',
      'cms-attribute-missing',
      'accepted',
      'accepted',
    ])
  })

  it('is always DER, so the same signature has one spelling', async () => {
    const p7s = await signCms({ content: CONTENT, signer: person.signer })
    expect(readDer(p7s).raw.length).to.equal(p7s.length)
    const indefinite = concat(Uint8Array.of(0x30, 0x80), readDer(p7s).content, Uint8Array.of(0, 0))
    expect(await refusal(verifyCms({ content: CONTENT, p7s: indefinite }))).to.equal('cms-not-der')
    expect(await refusal(verifyCms({ content: CONTENT, p7s: concat(p7s, Uint8Array.of(0)) }))).to.equal('cms-not-der')
  })

  it('refuses a key that does not fit the certificate', async () => {
    expect(() => signerFromKey(holder.signing.certificate, [], person.signing.privateKey)).to.throw(RangeError)
    const other = await (await testPki()).person(SOMEBODY)
    expect(await signerFitsCertificate(signerFromKey(person.signing.certificate, [], other.signing.privateKey))).to.equal(false)
  })

  describe('outside the profile is refused by name', () => {
    /** The parts of a valid signature; each case changes one. */
    async function parts(changes: {
      contentType?: string
      digest?: Bytes
      signingCertificate?: Bytes | undefined
      extra?: readonly Bytes[]
      without?: readonly string[]
      unsignedAttributes?: readonly Bytes[]
      encapsulated?: Bytes
      version?: 1 | 3
      chain?: readonly Bytes[]
      signer?: Signer
    }): Promise<Bytes> {
      const signer = changes.signer ?? person.signer
      const certificate = parseCertificate(signer.certificate)
      const named = changes.signingCertificate ?? sequence(sequence(sequence(octetString(fromHex(certificate.sha256)))))
      const attributes = [
        [OID.contentType, oid(changes.contentType ?? OID.data)] as const,
        [OID.messageDigest, octetString(changes.digest ?? sha256(CONTENT))] as const,
        [OID.signingCertificateV2, named] as const,
      ]
        .filter(([type]) => changes.without?.includes(type) !== true)
        .map(([type, value]) => attribute(type, value))
      const all = [...attributes, ...(changes.extra ?? [])]
      return assembleSignedData({
        signer,
        chain: changes.chain ?? signer.chain,
        attributes: all,
        signature: await signer.sign(setOf(all)),
        encapsulated: changes.encapsulated ?? sequence(oid(OID.data)),
        version: changes.version ?? 1,
        unsignedAttributes: changes.unsignedAttributes ?? [],
      })
    }

    const essOver = (digest: Bytes, ...rest: Bytes[]): Bytes => sequence(sequence(sequence(octetString(digest), ...rest)))

    const cases: [string, CmsRefusalCode | 'accepted', () => Promise<Bytes>][] = [
      ['nothing changed', 'accepted', () => parts({})],
      [
        'a claimed signing time, which is signed too',
        'accepted',
        () => parts({ extra: [attribute(OID.signingTime, utcTime(TEST_PKI_AT))] }),
      ],
      [
        'content attached',
        'cms-content-attached',
        () => parts({ encapsulated: sequence(oid(OID.data), context(0, octetString(CONTENT))) }),
      ],
      ['another content type', 'cms-wrong-content-type', () => parts({ encapsulated: sequence(oid(OID.tstInfo)) })],
      ['another signed content type', 'cms-wrong-content-type', () => parts({ contentType: OID.tstInfo })],
      ['another version', 'cms-wrong-version', () => parts({ version: 3 })],
      ['no content-type attribute', 'cms-attribute-missing', () => parts({ without: [OID.contentType] })],
      ['no message digest', 'cms-attribute-missing', () => parts({ without: [OID.messageDigest] })],
      ['no signing certificate', 'cms-attribute-missing', () => parts({ without: [OID.signingCertificateV2] })],
      ['a digest of other bytes', 'cms-digest-mismatch', () => parts({ digest: sha256(utf8('other')) })],
      ['a signed attribute nobody asked for', 'cms-attribute-not-allowed', () => parts({ extra: [attribute('1.2.3.4', NULL)] })],
      [
        'an unsigned attribute nobody asked for',
        'cms-attribute-not-allowed',
        () => parts({ unsignedAttributes: [attribute('1.2.3.4', NULL)] }),
      ],
      [
        "another certificate's digest as signing certificate",
        'cms-signing-certificate-mismatch',
        () => parts({ signingCertificate: essOver(sha256(holder.signing.certificate)) }),
      ],
      [
        'the signing certificate under the issuer of another',
        'cms-signing-certificate-mismatch',
        async () => {
          const { sha256: digest, serial } = parseCertificate(person.signing.certificate)
          const other = parseCertificate(holder.signing.certificate).issuerDer
          const issuerSerial = sequence(sequence(context(4, other)), integer(fromHex(serial)))
          return parts({ signingCertificate: essOver(fromHex(digest), issuerSerial) })
        },
      ],
      [
        'the signing certificate by SHA-512',
        'cms-digest-not-allowed',
        () => parts({ signingCertificate: sequence(sequence(sequence(algorithm(OID.sha512), octetString(new Uint8Array(64))))) }),
      ],
      [
        'the certificate of the signer left out',
        'cms-signer-certificate-missing',
        async () => {
          const whole = await parts({ chain: [] })
          const own = element(0xa0, person.signing.certificate)
          const other = element(0xa0, holder.signing.certificate)
          return replaceWithin(whole, own, other)
        },
      ],
      [
        'no certificate at all',
        'cms-certificates-missing',
        async () => replaceWithin(await parts({ chain: [] }), element(0xa0, person.signing.certificate), element(0xa0)),
      ],
      [
        'eleven certificates',
        'cms-too-many-certificates',
        async () =>
          parts({
            chain: Array.from({ length: 10 }, (_, index) =>
              concat(holder.signing.certificate.slice(0, -1), Uint8Array.of(index)),
            ),
          }),
      ],
      ['a certificate that is none', 'cms-certificate-malformed', () => parts({ chain: [sequence(integer(1))] })],
      [
        'a bit of the signature changed',
        'cms-signature-wrong',
        async () => {
          const whole = await signCms({ content: CONTENT, signer: holder.signer })
          const last = whole.length - 1
          whole[last] = (whole[last] ?? 0) ^ 1
          return whole
        },
      ],
      [
        "another's signature under this certificate",
        'cms-signature-wrong',
        async () => {
          const other = (await (await testPki()).person(SOMEBODY)).signing
          return parts({ signer: { ...signerFromKey(person.signing.certificate, [], other.privateKey) } })
        },
      ],
      [
        'RSA announced over a key on P-256',
        'cms-algorithm-not-allowed',
        () => parts({ signer: { ...person.signer, algorithm: 'rsa-pkcs1' } }),
      ],
      [
        'revocation lists sent along',
        'cms-revocation-lists-included',
        async () => {
          const [list] = (await testPki()).trust.revocation
          const certificates = element(0xa0, person.signing.certificate)
          return replaceWithin(await parts({ chain: [] }), certificates, concat(certificates, element(0xa1, list?.der ?? NULL)))
        },
      ],
      [
        'an envelope in the place of a signature',
        'cms-not-signed-data',
        async () => sequence(oid(OID.authEnvelopedData), context(0, sequence())),
      ],
      ['more than 128 KiB', 'cms-too-large', async () => new Uint8Array(131_073)],
      ['nothing', 'cms-not-der', async () => new Uint8Array(0)],
    ]

    for (const [name, expected, make] of cases) {
      it(`${name}: ${expected}`, async () => {
        expect(await refusal(verifyCms({ content: CONTENT, p7s: await make() }))).to.equal(expected)
      })
    }

    it('two signers: cms-signer-count', async () => {
      const whole = await parts({ chain: [] })
      const info = parseSignerInfos(whole)
      expect(
        await refusal(verifyCms({ content: CONTENT, p7s: replaceWithin(whole, setOf([info]), setOf([info, info])) })),
      ).to.equal('cms-signer-count')
    })

    it('SHA-512 as digest: cms-digest-not-allowed', async () => {
      if (!hasOpenssl) return
      await withFolder(async (folder) => {
        const { signing } = person
        const files = { 'c.bin': CONTENT, 'leaf.pem': pem('CERTIFICATE', signing.certificate), 'key.pem': await keyPem(signing) }
        const sign = ['cms', '-sign', '-cades', '-binary', '-md', 'sha512', '-outform', 'DER', '-in', 'c.bin', '-out', 'out.p7s']
        expect((await openssl(folder, [...sign, '-signer', 'leaf.pem', '-inkey', 'key.pem'], files)).isAccepted).to.equal(true)
        const code = await refusal(verifyCms({ content: CONTENT, p7s: await readBytes(folder, 'out.p7s') }))
        expect(code).to.equal('cms-digest-not-allowed')
      })
    })

    it('signed attributes in another order than DER’s: cms-not-der', async () => {
      const whole = await parts({})
      const signed = parseSignedData(whole)?.signers[0]?.signedAttributesDer ?? NULL
      const attributes = elementsOf(signed)
      const swapped = element(0xa0, ...[...attributes].reverse())
      expect(
        await refusal(verifyCms({ content: CONTENT, p7s: replaceWithin(whole, element(0xa0, ...attributes), swapped) })),
      ).to.equal('cms-not-der')
    })

    it('never throws anything but a named refusal, whichever byte is changed', async () => {
      const whole = await parts({ chain: [] })
      for (let at = 0; at < whole.length; at += 1) {
        const changed = whole.slice()
        changed[at] = (changed[at] ?? 0) ^ 0x41
        // A change within the certificate's own signature is the path's business, one in the serial or names this one's.
        const code = await refusal(verifyCms({ content: CONTENT, p7s: changed }))
        expect(code, `byte ${at}`).not.to.equal('accepted')
      }
    })
  })
})

function elementsOf(set: Bytes): Bytes[] {
  const elements: Bytes[] = []
  let { content } = readDer(set)
  while (content.length > 0) {
    const length = (content[1] ?? 0) + 2
    elements.push(content.subarray(0, length))
    content = content.subarray(length)
  }
  return elements
}

/** The one SignerInfo of a SignedData, as it stands at the end of it. */
function parseSignerInfos(whole: Bytes): Bytes {
  const body = readDer(readDer(whole).content.subarray(11), 0xa0)
  let { content } = readDer(body.content)
  let last = content
  while (content.length > 0) {
    const header = (content[1] ?? 0) < 0x80 ? 2 : 2 + ((content[1] ?? 0) & 0x7f)
    const length =
      header === 2 ? (content[1] ?? 0) : Number.parseInt(Buffer.from(content.subarray(2, header)).toString('hex'), 16)
    last = content.subarray(0, header + length)
    content = content.subarray(header + length)
  }
  return readDer(last).content
}

/** Replaces one run of bytes deep within nested definite-length elements, mending the lengths around it. */
function replaceWithin(whole: Bytes, old: Bytes, next: Bytes): Bytes {
  if (Buffer.from(whole).equals(Buffer.from(old))) return next
  const { tag, content } = readDer(whole)
  const children: Bytes[] = []
  for (let rest = content; rest.length > 0; ) {
    const header = (rest[1] ?? 0) < 0x80 ? 2 : 2 + ((rest[1] ?? 0) & 0x7f)
    const length = header === 2 ? (rest[1] ?? 0) : Number.parseInt(Buffer.from(rest.subarray(2, header)).toString('hex'), 16)
    const child = rest.subarray(0, header + length)
    children.push(Buffer.from(child).includes(Buffer.from(old)) ? replaceWithin(child, old, next) : child)
    rest = rest.subarray(header + length)
  }
  return element(tag, ...children)
}
