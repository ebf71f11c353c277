import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import type { WebCryptoKey } from '#shared/pki/keys.ts'
import { validatePath } from '#shared/pki/path.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { issueCertificate, issueRevocationList } from '../../server/platform/pki/issue.ts'
import { TEST_PKI_AT as AT, random } from '../support/pki.ts'

const DAY = 86_400_000

describe('a signature that is proven to be from a moment in the past', () => {
  let anchor: { certificate: Bytes; privateKey: WebCryptoKey }
  let leaf: Bytes

  before(async () => {
    const fresh = () =>
      crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']) as Promise<{
        publicKey: WebCryptoKey
        privateKey: WebCryptoKey
      }>
    const [root, holder] = await Promise.all([fresh(), fresh()])
    const usual = { serial: random(12), notBefore: AT - 30 * DAY, notAfter: AT + 30 * DAY }
    const certificate = await issueCertificate({
      ...usual,
      subject: { commonName: '根', organization: '历史测试' },
      publicKey: root.publicKey,
      issuer: { self: root.privateKey },
      keyUsage: ['keyCertSign', 'cRLSign'],
      authority: {},
    })
    anchor = { certificate, privateKey: root.privateKey }
    leaf = await issueCertificate({
      ...usual,
      serial: random(12),
      subject: { commonName: '投标人', organization: '历史测试' },
      publicKey: holder.publicKey,
      issuer: anchor,
      keyUsage: ['digitalSignature'],
    })
  })

  /** The verdict for a signature at AT, by a list that says since when the certificate is revoked. */
  async function verdict(input: {
    readonly isHistorical: boolean
    readonly revokedAt?: number
    readonly listedFrom?: number
    readonly listedUntil?: number
  }): Promise<string> {
    const certificate = parseCertificate(leaf)
    const { isHistorical, revokedAt, listedFrom = AT - DAY, listedUntil = AT + 20 * DAY } = input
    const list = await issueRevocationList({
      issuer: anchor,
      thisUpdate: listedFrom,
      nextUpdate: listedUntil,
      number: 1,
      revoked: revokedAt === undefined ? [] : [{ serial: certificate.serial, revokedAt }],
    })
    const judged = await validatePath({
      leaf: certificate,
      intermediates: [],
      anchors: [parseCertificate(anchor.certificate)],
      revocation: [parseRevocationList(list)],
      at: AT,
      usage: 'sign',
      isHistorical,
    })
    return judged.ok ? 'ok' : judged.code
  }

  it('is not undone by a revocation that came later', async () => {
    expect(await verdict({ isHistorical: true, revokedAt: AT + DAY })).to.equal('ok')
    expect(await verdict({ isHistorical: false, revokedAt: AT + DAY })).to.equal('certificate-revoked')
  })

  it('is undone by one up to that moment', async () => {
    expect(await verdict({ isHistorical: true, revokedAt: AT })).to.equal('certificate-revoked')
    expect(await verdict({ isHistorical: true, revokedAt: AT - DAY })).to.equal('certificate-revoked')
  })

  it('is judged by a list of a later day too, which a signature of now is not', async () => {
    expect(await verdict({ isHistorical: true, listedFrom: AT + DAY })).to.equal('ok')
    expect(await verdict({ isHistorical: true, listedFrom: AT + DAY, revokedAt: AT - DAY })).to.equal('certificate-revoked')
    expect(await verdict({ isHistorical: false, listedFrom: AT + DAY })).to.equal('revocation-unknown')
  })

  it('is not judged by a list that was out of date by then', async () => {
    expect(await verdict({ isHistorical: true, listedUntil: AT })).to.equal('revocation-unknown')
  })
})
