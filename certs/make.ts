import { randomBytes } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Certificate, parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList, type RevocationList } from '#shared/pki/crl.ts'
import type { WebCryptoKey } from '#shared/pki/keys.ts'
import { type Signer, signerFromKey } from '#shared/pki/signer.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { issueCertificate, issueRevocationList } from '../server/platform/pki/issue.ts'
import type { Trust } from '../server/platform/pki/trust.ts'
import { generateKeys, type KeyKind, type KeyPurpose } from './keys.ts'
import { pem } from './pem.ts'
import { packPkcs12 } from './pkcs12.ts'

const DAY = 86_400_000
const HERE = fileURLToPath(new URL('.', import.meta.url))

/** A certificate with its private key. */
export interface Credential {
  readonly certificate: Bytes
  readonly chain: readonly Bytes[]
  readonly privateKey: WebCryptoKey
  /** The PKCS#12 file a person would be handed. */
  pkcs12(password: string): Promise<Bytes>
}

/** A person of an organisation, with the two certificates Chinese practice gives: one to sign, one to receive. */
export interface Person {
  readonly name: string
  readonly organization: string
  readonly creditCode: string
  readonly signing: Credential
  readonly encryption: Credential
  readonly signer: Signer
}

/** Whom to make a certificate for. */
export interface PersonRequest {
  readonly name: string
  readonly organization: string
  /** Unified social credit code. */
  readonly creditCode: string
  /** P-256 when not given; `rsa` is RSA 3072 by the second authority. */
  readonly kind?: KeyKind
}

/** A whole PKI for development and tests. */
export interface Pki {
  readonly at: number
  /** Grows when the RSA authority is first asked for and changes when somebody is revoked. */
  readonly trust: Trust
  person(request: PersonRequest): Promise<Person>
  /** Puts a certificate on its authority's revocation list and issues the list anew. */
  revoke(certificate: Bytes, at?: number): Promise<void>
  /** A time-stamping authority under the P-256 root: critical extended key usage timeStamping, nothing else. */
  readonly timestampAuthority: Credential
  /** Expired the day before `at`. */
  readonly expired: Person
  readonly revoked: Person
  /** From an authority nobody here trusts. */
  readonly foreign: Person
  /** Its signing certificate is for TLS servers. */
  readonly wrongUsage: Person
  /** Anchors of the foreign authority, for tests that trust it after all. */
  readonly foreignAnchors: readonly Certificate[]
  /** Writes anchors, intermediates and revocation lists as PEM, and again whenever they change. */
  writeTrust(folder: string): Promise<void>
}

interface Authority {
  readonly root: { readonly certificate: Bytes; readonly privateKey: WebCryptoKey }
  readonly issuing: { readonly certificate: Bytes; readonly privateKey: WebCryptoKey }
  readonly revoked: { serial: string; revokedAt: number; reason: number }[]
  lists: RevocationList[]
  number: number
}

/**
 * Makes a PKI as of `at` (milliseconds): a root and an issuing authority on P-256 in milliseconds, a second, RSA one when first asked
 * for (its keys are cached under `folder`, `certs/test` by default, never committed), and the special cases every verifier must refuse.
 * Valid for three years, revocation lists for one, so that a test clock may move.
 */
export async function makePki({ at, folder = join(HERE, 'test') }: { at: number; folder?: string }): Promise<Pki> {
  const trust = {
    anchors: [] as Certificate[],
    intermediates: [] as Certificate[],
    revocation: [] as RevocationList[],
    faults: [],
    reload: async () => undefined,
  }
  const folders: string[] = []
  const authorities: Authority[] = []
  let rsaAuthority: Promise<Authority> | undefined

  async function trusted(authority: Authority): Promise<Authority> {
    authorities.push(authority)
    trust.anchors.push(parseCertificate(authority.root.certificate))
    trust.intermediates.push(parseCertificate(authority.issuing.certificate))
    await refresh()
    return authority
  }

  async function refresh(): Promise<void> {
    trust.revocation.splice(0, trust.revocation.length, ...authorities.flatMap(({ lists }) => lists))
    for (const target of folders) await writeTrustFolder(target, trust)
  }

  const main = await trusted(await makeAuthority({ at, folder, kind: 'p256', name: '开标测试' }))
  const foreign = await makeAuthority({ at, folder, kind: 'p256', name: '境外测试' })
  const holder = { organization: '特例测试有限公司', creditCode: '91110000MA0000000H' }
  const revoked = await makePerson(main, { ...holder, name: '已吊销' }, { at, folder })

  async function revoke(certificate: Bytes, revokedAt = at): Promise<void> {
    const { serial, issuerDer } = parseCertificate(certificate)
    for (const authority of authorities) {
      const { subjectDer } = parseCertificate(authority.issuing.certificate)
      if (Buffer.compare(subjectDer, issuerDer) !== 0) continue
      authority.revoked.push({ serial, revokedAt, reason: 1 })
      authority.lists = await issueLists(authority, at)
    }
    await refresh()
  }
  await revoke(revoked.signing.certificate, at - DAY)
  await revoke(revoked.encryption.certificate, at - DAY)

  return {
    at,
    trust,
    revoke,
    revoked,
    expired: await makePerson(main, { ...holder, name: '已过期' }, { at, folder, notAfter: at - DAY }),
    foreign: await makePerson(foreign, { ...holder, name: '外来者' }, { at, folder }),
    wrongUsage: await makePerson(main, { ...holder, name: '用途不符' }, { at, folder, purposes: ['serverAuth'] }),
    foreignAnchors: [parseCertificate(foreign.root.certificate)],
    timestampAuthority: await makeTimestampAuthority(main, { at, folder }),
    async person(request) {
      if (request.kind !== 'rsa') return makePerson(main, request, { at, folder })
      rsaAuthority ??= makeAuthority({ at, folder, kind: 'rsa', name: '第二测试' }).then(trusted)
      return makePerson(await rsaAuthority, request, { at, folder })
    },
    async writeTrust(target) {
      folders.push(target)
      await writeTrustFolder(target, trust)
    },
  }
}

async function makeAuthority(input: { at: number; folder: string; kind: KeyKind; name: string }): Promise<Authority> {
  const { at, folder, kind, name } = input
  const notBefore = at - 30 * DAY
  const notAfter = at + 3 * 365 * DAY
  const rootKeys = await generateKeys({ kind, purpose: 'sign', folder })
  const issuingKeys = await generateKeys({ kind, purpose: 'sign', folder })
  const keyUsage = ['keyCertSign', 'cRLSign'] as const
  const rootCertificate = await issueCertificate({
    subject: { commonName: `${name}根证书`, organization: `${name}证书机构` },
    publicKey: rootKeys.publicKey,
    issuer: { self: rootKeys.privateKey },
    serial: serialNumber(),
    notBefore,
    notAfter,
    keyUsage,
    authority: { pathLength: 1 },
  })
  const root = { certificate: rootCertificate, privateKey: rootKeys.privateKey }
  const issuingCertificate = await issueCertificate({
    subject: { commonName: `${name}签发证书`, organization: `${name}证书机构` },
    publicKey: issuingKeys.publicKey,
    issuer: root,
    serial: serialNumber(),
    notBefore,
    notAfter,
    keyUsage,
    authority: { pathLength: 0 },
  })
  const authority: Authority = {
    root,
    issuing: { certificate: issuingCertificate, privateKey: issuingKeys.privateKey },
    revoked: [],
    lists: [],
    number: 0,
  }
  authority.lists = await issueLists(authority, at)
  return authority
}

async function issueLists(authority: Authority, at: number): Promise<RevocationList[]> {
  authority.number += 1
  const dates = { thisUpdate: at - 30 * DAY, nextUpdate: at + 365 * DAY, number: authority.number }
  return [
    parseRevocationList(await issueRevocationList({ issuer: authority.root, ...dates, revoked: [] })),
    parseRevocationList(await issueRevocationList({ issuer: authority.issuing, ...dates, revoked: authority.revoked })),
  ]
}

/** Random and, as RFC 5280 §4.1.2.2 wants, positive. */
function serialNumber(): Bytes {
  const serial = new Uint8Array(randomBytes(16))
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40
  return serial
}

async function makePerson(
  authority: Authority,
  request: PersonRequest,
  options: { at: number; folder: string; notAfter?: number; purposes?: readonly string[] },
): Promise<Person> {
  const { name, organization, creditCode, kind = 'p256' } = request
  const make = (purpose: KeyPurpose, purposes: readonly string[]) =>
    makeCredential(authority, { ...options, subject: { commonName: name, organization, creditCode }, kind, purpose, purposes })
  const signing = await make('sign', options.purposes ?? ['clientAuth', 'emailProtection'])
  const encryption = await make('encrypt', ['emailProtection'])
  return {
    name,
    organization,
    creditCode,
    signing,
    encryption,
    signer: signerFromKey(signing.certificate, signing.chain, signing.privateKey),
  }
}

async function makeCredential(
  authority: Authority,
  request: {
    at: number
    folder: string
    notAfter?: number
    subject: { commonName: string; organization: string; creditCode?: string }
    kind: KeyKind
    purpose: KeyPurpose
    purposes: readonly string[]
    isTimestamping?: boolean
  },
): Promise<Credential> {
  const { at, folder, kind, purpose, notAfter = at + 2 * 365 * DAY } = request
  const keys = await generateKeys({ kind, purpose, folder })
  const received = kind === 'rsa' ? (['keyEncipherment', 'dataEncipherment'] as const) : (['keyAgreement'] as const)
  const certificate = await issueCertificate({
    subject: request.subject,
    publicKey: keys.publicKey,
    issuer: authority.issuing,
    serial: serialNumber(),
    notBefore: at - 20 * DAY,
    notAfter,
    keyUsage: purpose === 'sign' ? ['digitalSignature', 'nonRepudiation'] : received,
    extendedKeyUsage: { purposes: request.purposes, isCritical: request.isTimestamping === true },
  })
  const chain = [authority.issuing.certificate, authority.root.certificate]
  const { privateKey } = keys
  return { certificate, chain, privateKey, pkcs12: (password) => packPkcs12({ certificate, chain, privateKey, password }) }
}

async function makeTimestampAuthority(authority: Authority, options: { at: number; folder: string }): Promise<Credential> {
  const subject = { commonName: '测试时间戳服务', organization: '开标测试证书机构' }
  const purposes = ['timeStamping']
  return makeCredential(authority, { ...options, subject, kind: 'p256', purpose: 'sign', purposes, isTimestamping: true })
}

async function writeTrustFolder(folder: string, trust: Trust): Promise<void> {
  await mkdir(folder, { recursive: true })
  const write = async (name: string, text: string): Promise<void> => {
    // In one step: a server may be reading the folder.
    await writeFile(join(folder, `.${name}`), text)
    await rename(join(folder, `.${name}`), join(folder, name))
  }
  for (const [index, { der }] of trust.anchors.entries()) await write(`anchor-${index}.pem`, pem('CERTIFICATE', der))
  for (const [index, { der }] of trust.intermediates.entries()) await write(`issuing-${index}.pem`, pem('CERTIFICATE', der))
  for (const [index, { der }] of trust.revocation.entries()) await write(`list-${index}.crl`, pem('X509 CRL', der))
}
