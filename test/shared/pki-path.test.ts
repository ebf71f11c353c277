import { expect } from 'chai'
import { type Certificate, parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList, type RevocationList } from '#shared/pki/crl.ts'
import type { KeyUsage } from '#shared/pki/extensions.ts'
import { useNativeCryptography, type WebCryptoKey } from '#shared/pki/keys.ts'
import { type CertificateUsage, validatePath } from '#shared/pki/path.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { pem } from '../../certs/pem.ts'
import { type CertificateRequest, issueCertificate, issueRevocationList } from '../../server/platform/pki/issue.ts'
import { TEST_PKI_AT as AT, hasOpenssl, openssl, random, testPki, withFolder } from '../support/pki.ts'

const DAY = 86_400_000

interface Holder {
  readonly certificate: Bytes
  readonly privateKey: WebCryptoKey
}

type Changes = Partial<Omit<CertificateRequest, 'issuer' | 'publicKey' | 'serial'>> & {
  readonly rsaBits?: number
  readonly curve?: 'P-384'
}

/** A chain of certificates on fresh keys; everything valid unless changed. */
class Maker {
  readonly lists: { issuer: Holder; revoked: string[]; nextUpdate: number }[] = []

  async make(
    name: string,
    issuer: Holder | undefined,
    defaults: { keyUsage: readonly KeyUsage[]; authority?: object },
    changes: Changes,
  ): Promise<Holder> {
    const { rsaBits, curve = 'P-256', ...rest } = changes
    const keys = (await crypto.subtle.generateKey(
      rsaBits === undefined
        ? { name: 'ECDSA', namedCurve: curve }
        : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: rsaBits, publicExponent: Uint8Array.of(1, 0, 1) },
      true,
      ['sign', 'verify'],
    )) as { publicKey: WebCryptoKey; privateKey: WebCryptoKey }
    const certificate = await issueCertificate({
      subject: { commonName: name, organization: '路径测试' },
      publicKey: keys.publicKey,
      issuer: issuer ?? { self: keys.privateKey },
      serial: random(12),
      notBefore: AT - DAY,
      notAfter: AT + DAY,
      ...defaults,
      ...rest,
    })
    return { certificate, privateKey: keys.privateKey }
  }

  async authority(name: string, issuer?: Holder, changes: Changes = {}): Promise<Holder> {
    const holder = await this.make(name, issuer, { keyUsage: ['keyCertSign', 'cRLSign'], authority: {} }, changes)
    this.lists.push({ issuer: holder, revoked: [], nextUpdate: AT + DAY })
    return holder
  }

  leaf(issuer: Holder, changes: Changes = {}): Promise<Holder> {
    return this.make('持有人', issuer, { keyUsage: ['digitalSignature', 'nonRepudiation'] }, changes)
  }

  async revocation(): Promise<RevocationList[]> {
    return Promise.all(
      this.lists.map(async ({ issuer, revoked, nextUpdate }) =>
        parseRevocationList(
          await issueRevocationList({
            issuer,
            thisUpdate: AT - DAY,
            nextUpdate,
            number: 1,
            revoked: revoked.map((serial) => ({ serial, revokedAt: AT - DAY })),
          }),
        ),
      ),
    )
  }
}

interface Case {
  readonly name: string
  /** `ok`, or the code of the refusal. */
  readonly expected: string
  /** What openssl says, where it differs: it is laxer there. */
  readonly opensslAccepts?: true
  readonly usage?: CertificateUsage
  /** Leaf first, anchor last. */
  readonly make: (maker: Maker) => Promise<readonly Holder[]>
}

const CASES: readonly Case[] = [
  {
    name: 'a leaf under an issuing authority under a root',
    expected: 'ok',
    async make(maker) {
      const root = await maker.authority('根', undefined, { authority: { pathLength: 1 } })
      const issuing = await maker.authority('签发', root, { authority: { pathLength: 0 } })
      return [await maker.leaf(issuing), issuing, root]
    },
  },
  {
    name: 'an authority below one whose pathlen is 0',
    expected: 'certificate-path-too-long',
    async make(maker) {
      const root = await maker.authority('根')
      const first = await maker.authority('甲', root, { authority: { pathLength: 0 } })
      const second = await maker.authority('乙', first)
      return [await maker.leaf(second), second, first, root]
    },
  },
  {
    name: "an authority more than the anchor's own pathlen allows",
    expected: 'certificate-path-too-long',
    async make(maker) {
      const root = await maker.authority('根', undefined, { authority: { pathLength: 0 } })
      const issuing = await maker.authority('签发', root)
      return [await maker.leaf(issuing), issuing, root]
    },
  },
  {
    name: 'a leaf for TLS servers',
    expected: 'certificate-wrong-usage',
    async make(maker) {
      const root = await maker.authority('根')
      return [await maker.leaf(root, { extendedKeyUsage: { purposes: ['serverAuth'], isCritical: false } }), root]
    },
  },
  {
    name: 'a leaf for mail and client authentication',
    expected: 'ok',
    async make(maker) {
      const root = await maker.authority('根')
      return [
        await maker.leaf(root, { extendedKeyUsage: { purposes: ['emailProtection', 'clientAuth'], isCritical: true } }),
        root,
      ]
    },
  },
  {
    name: 'an issuing authority limited to TLS servers',
    expected: 'certificate-wrong-usage',
    async make(maker) {
      const root = await maker.authority('根')
      const issuing = await maker.authority('签发', root, { extendedKeyUsage: { purposes: ['serverAuth'], isCritical: false } })
      return [await maker.leaf(issuing), issuing, root]
    },
  },
  {
    name: 'an encryption certificate asked to sign',
    expected: 'certificate-wrong-usage',
    async make(maker) {
      const root = await maker.authority('根')
      return [await maker.leaf(root, { keyUsage: ['keyAgreement'] }), root]
    },
  },
  {
    name: 'a signing certificate asked to receive keys',
    expected: 'certificate-wrong-usage',
    usage: 'encrypt',
    // openssl's smimeencrypt asks for keyEncipherment even of P-256, for which RFC 5753 has keyAgreement; it refuses this one alike.
    async make(maker) {
      const root = await maker.authority('根')
      return [await maker.leaf(root), root]
    },
  },
  {
    name: 'an authority in the place of a holder',
    expected: 'certificate-wrong-usage',
    opensslAccepts: true,
    async make(maker) {
      const root = await maker.authority('根')
      const leaf = await maker.authority('冒充', root, { keyUsage: ['digitalSignature', 'keyCertSign', 'cRLSign'] })
      return [leaf, root]
    },
  },
  {
    name: 'a leaf that is revoked',
    expected: 'certificate-revoked',
    async make(maker) {
      const root = await maker.authority('根')
      const leaf = await maker.leaf(root)
      maker.lists[0]?.revoked.push(parseCertificate(leaf.certificate).serial)
      return [leaf, root]
    },
  },
  {
    name: 'an issuing authority that is revoked',
    expected: 'certificate-revoked',
    async make(maker) {
      const root = await maker.authority('根')
      const issuing = await maker.authority('签发', root)
      maker.lists[0]?.revoked.push(parseCertificate(issuing.certificate).serial)
      return [await maker.leaf(issuing), issuing, root]
    },
  },
  {
    name: 'an issuing authority without a revocation list',
    expected: 'revocation-unknown',
    async make(maker) {
      const root = await maker.authority('根')
      const issuing = await maker.authority('签发', root)
      maker.lists.pop()
      return [await maker.leaf(issuing), issuing, root]
    },
  },
  {
    name: 'a revocation list that is out of date',
    expected: 'revocation-unknown',
    async make(maker) {
      const root = await maker.authority('根')
      const [list] = maker.lists
      if (list !== undefined) list.nextUpdate = AT - DAY / 2
      return [await maker.leaf(root), root]
    },
  },
  {
    name: 'an authority that may not sign revocation lists',
    expected: 'revocation-unknown',
    async make(maker) {
      const root = await maker.authority('根', undefined, { keyUsage: ['keyCertSign'] })
      return [await maker.leaf(root), root]
    },
  },
  {
    name: 'a leaf that has expired',
    expected: 'certificate-expired',
    async make(maker) {
      const root = await maker.authority('根')
      return [await maker.leaf(root, { notBefore: AT - 2 * DAY, notAfter: AT - DAY }), root]
    },
  },
  {
    name: 'a leaf that is not yet valid',
    expected: 'certificate-not-yet-valid',
    async make(maker) {
      const root = await maker.authority('根')
      return [await maker.leaf(root, { notBefore: AT + DAY / 2 }), root]
    },
  },
  {
    name: 'an anchor that has expired',
    expected: 'certificate-expired',
    async make(maker) {
      const root = await maker.authority('根', undefined, { notBefore: AT - 2 * DAY, notAfter: AT - DAY })
      return [await maker.leaf(root), root]
    },
  },
  {
    name: 'a leaf signed by another holder',
    expected: 'certificate-issuer-not-authority',
    async make(maker) {
      const root = await maker.authority('根')
      const holder = await maker.leaf(root, { subject: { commonName: '另一持有人' } })
      return [await maker.leaf(holder), holder, root]
    },
  },
  {
    name: 'an issuer with CA:false that has keyCertSign',
    expected: 'certificate-issuer-not-authority',
    async make(maker) {
      const root = await maker.authority('根')
      const holder = await maker.make('冒充', root, { keyUsage: ['keyCertSign', 'cRLSign'] }, {})
      maker.lists.push({ issuer: holder, revoked: [], nextUpdate: AT + DAY })
      return [await maker.leaf(holder), holder, root]
    },
  },
  {
    name: 'an authority without keyCertSign',
    expected: 'certificate-issuer-not-authority',
    async make(maker) {
      const root = await maker.authority('根')
      const issuing = await maker.authority('签发', root, { keyUsage: ['cRLSign', 'digitalSignature'] })
      return [await maker.leaf(issuing), issuing, root]
    },
  },
  {
    name: 'a leaf on RSA 1024',
    expected: 'certificate-weak-key',
    async make(maker) {
      const root = await maker.authority('根')
      return [await maker.leaf(root, { rsaBits: 1024 }), root]
    },
  },
  {
    name: 'an issuing authority on RSA 1024',
    expected: 'certificate-weak-key',
    async make(maker) {
      const root = await maker.authority('根')
      const issuing = await maker.authority('签发', root, { rsaBits: 1024 })
      return [await maker.leaf(issuing), issuing, root]
    },
  },
  {
    name: 'a leaf on RSA 2048 under an authority on RSA 2048',
    expected: 'ok',
    async make(maker) {
      const root = await maker.authority('根', undefined, { rsaBits: 2048 })
      return [await maker.leaf(root, { rsaBits: 2048 }), root]
    },
  },
  {
    name: 'a leaf on P-256 under an authority on P-384',
    expected: 'ok',
    async make(maker) {
      const root = await maker.authority('根', undefined, { curve: 'P-384' })
      return [await maker.leaf(root), root]
    },
  },
  {
    name: 'a leaf with a critical extension nobody knows',
    expected: 'certificate-critical-extension',
    async make(maker) {
      const root = await maker.authority('根')
      return [await maker.leaf(root, { extensions: [{ id: '1.2.3.4.5', isCritical: true, value: Uint8Array.of(5, 0) }] }), root]
    },
  },
  {
    name: 'an authority with name constraints, which are not understood here',
    expected: 'certificate-critical-extension',
    opensslAccepts: true,
    async make(maker) {
      const root = await maker.authority('根')
      // permittedSubtrees: dNSName example.com
      const constraints = Buffer.from('3011a00f300d820b6578616d706c652e636f6d', 'hex')
      const issuing = await maker.authority('签发', root, {
        extensions: [{ id: '2.5.29.30', isCritical: true, value: new Uint8Array(constraints) }],
      })
      return [await maker.leaf(issuing), issuing, root]
    },
  },
]

async function judge(
  holders: readonly Holder[],
  revocation: readonly RevocationList[],
  usage: CertificateUsage,
): Promise<string> {
  const certificates = holders.map(({ certificate }) => parseCertificate(certificate))
  const [leaf, ...above] = certificates as [Certificate, ...Certificate[]]
  const verdict = await validatePath({
    leaf,
    intermediates: above.slice(0, -1),
    anchors: above.slice(-1),
    revocation,
    at: AT,
    usage,
  })
  if (verdict.ok) expect(verdict.path.map(({ sha256 }) => sha256)).to.deep.equal(certificates.map(({ sha256 }) => sha256))
  return verdict.ok ? 'ok' : verdict.code
}

async function askOpenssl(
  holders: readonly Holder[],
  revocation: readonly RevocationList[],
  usage: CertificateUsage,
): Promise<boolean> {
  return withFolder(async (folder) => {
    const [leaf = '', ...above] = holders.map(({ certificate }) => pem('CERTIFICATE', certificate))
    const files = {
      'leaf.pem': leaf,
      'above.pem': above.slice(0, -1).join(''),
      'root.pem': above.at(-1) ?? '',
      'lists.pem': revocation.map(({ der }) => pem('X509 CRL', der)).join(''),
    }
    const untrusted = above.length > 1 ? ['-untrusted', 'above.pem'] : []
    const lists = revocation.length > 0 ? ['-CRLfile', 'lists.pem'] : []
    const checks = [
      '-crl_check_all',
      '-auth_level',
      '2',
      '-purpose',
      usage === 'sign' ? 'smimesign' : 'smimeencrypt',
      '-attime',
      String(AT / 1000),
    ]
    const answer = await openssl(folder, ['verify', '-CAfile', 'root.pem', ...untrusted, ...lists, ...checks, 'leaf.pem'], files)
    return answer.isAccepted
  })
}

describe('a certificate path (RFC 5280 §6)', () => {
  before(() => useNativeCryptography(undefined))

  for (const { name, expected, opensslAccepts, usage = 'sign', make } of CASES) {
    it(`${expected === 'ok' ? 'accepts' : 'refuses'} ${name}${expected === 'ok' ? '' : `: ${expected}`}`, async () => {
      const maker = new Maker()
      const holders = await make(maker)
      const revocation = await maker.revocation()
      expect(await judge(holders, revocation, usage)).to.equal(expected)
      if (hasOpenssl)
        expect(await askOpenssl(holders, revocation, usage), 'openssl verify').to.equal(opensslAccepts ?? expected === 'ok')
    })
  }

  it('refuses the special leaves of the test PKI, each for its own reason', async () => {
    const pki = await testPki()
    const codes: Record<string, string> = {}
    for (const [name, person] of Object.entries({
      expired: pki.expired,
      revoked: pki.revoked,
      foreign: pki.foreign,
      wrongUsage: pki.wrongUsage,
    })) {
      const verdict = await validatePath({
        leaf: parseCertificate(person.signing.certificate),
        ...pki.trust,
        at: pki.at,
        usage: 'sign',
      })
      codes[name] = verdict.ok ? 'ok' : verdict.code
    }
    expect(codes).to.deep.equal({
      expired: 'certificate-expired',
      revoked: 'certificate-revoked',
      foreign: 'certificate-untrusted',
      wrongUsage: 'certificate-wrong-usage',
    })
  })

  it('is not led astray by an authority that has the name of another', async () => {
    const maker = new Maker()
    const real = await maker.authority('同名')
    const impostor = await maker.authority('同名')
    const leaf = await maker.leaf(real)
    const revocation = await maker.revocation()
    expect(await judge([leaf, real], revocation, 'sign')).to.equal('ok')
    expect(await judge([leaf, impostor], revocation, 'sign')).to.equal('certificate-untrusted')
  })

  it('does not take one authority’s revocation list for another’s of the same name', async () => {
    const maker = new Maker()
    const real = await maker.authority('同名')
    await maker.authority('同名')
    const leaf = await maker.leaf(real)
    const [, foreign] = await maker.revocation()
    expect(await judge([leaf, real], foreign === undefined ? [] : [foreign], 'sign')).to.equal('revocation-unknown')
  })

  it('gives up on a maze of cross-certified authorities instead of searching it through', async () => {
    const maker = new Maker()
    const keys = await maker.authority('迷宫')
    const self = { certificate: keys.certificate, privateKey: keys.privateKey }
    const doubles: Holder[] = []
    const publicKey = await crypto.subtle.importKey(
      'spki',
      parseCertificate(keys.certificate).publicKey.spki,
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['verify'],
    )
    for (let index = 0; index < 10; index += 1) {
      const certificate = await issueCertificate({
        subject: { commonName: '迷宫', organization: '路径测试' },
        publicKey,
        issuer: self,
        serial: random(12),
        notBefore: AT - DAY,
        notAfter: AT + DAY,
        keyUsage: ['keyCertSign', 'cRLSign'],
        authority: {},
      })
      doubles.push({ certificate, privateKey: keys.privateKey })
    }
    const other = await maker.authority('别处')
    const leaf = await maker.leaf(keys)
    const started = performance.now()
    expect(await judge([leaf, ...doubles, other], [], 'sign')).to.equal('certificate-untrusted')
    expect(performance.now() - started).to.be.below(2_000)
  })
})
