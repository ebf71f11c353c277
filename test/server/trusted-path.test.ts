import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { makePki } from '../../certs/make.ts'
import { assertTrusted } from '../../server/features/identity/index.ts'
import { TEST_PKI_AT, testPki } from '../support/pki.ts'
import { problemCodeOf } from '../support/problem-code.ts'

const MINUTE = 60_000
const holder = { name: '张三', organization: '甲公司', creditCode: '91350100M000100Y43' }

describe('trust in a certificate, kept for a moment', () => {
  it('is given again without judging anew, and to nobody else for it', async () => {
    const { trust, ...pki } = await makePki({ at: TEST_PKI_AT })
    const leaf = parseCertificate((await pki.person(holder)).signing.certificate)
    expect(await judge(trust, leaf)).to.equal('none')
    expect(await judge(trust, leaf, 'encrypt')).to.equal('certificate-wrong-usage')
    expect(await judge(trust, parseCertificate(pki.foreign.signing.certificate))).to.equal('certificate-untrusted')
    const startedAt = performance.now()
    for (let count = 0; count < 1000; count += 1) await judge(trust, leaf)
    expect((performance.now() - startedAt) / 1000, 'milliseconds each').to.be.lessThan(0.2)
  })

  it('ends with the revocation list that takes it back, though a minute has not passed', async () => {
    const pki = await makePki({ at: TEST_PKI_AT })
    const person = await pki.person(holder)
    const leaf = parseCertificate(person.signing.certificate)
    expect(await judge(pki.trust, leaf)).to.equal('none')
    await pki.revoke(person.signing.certificate)
    expect(await judge(pki.trust, leaf)).to.equal('certificate-revoked')
  })

  it('ends with its authority taken off the trust list', async () => {
    const pki = await makePki({ at: TEST_PKI_AT })
    const leaf = parseCertificate((await pki.person(holder)).signing.certificate)
    const trust = { anchors: [...pki.trust.anchors], intermediates: pki.trust.intermediates, revocation: pki.trust.revocation }
    expect(await judge(trust, leaf)).to.equal('none')
    trust.anchors.splice(0)
    expect(await judge(trust, leaf)).to.equal('certificate-untrusted')
  })

  it('ends with the certificate, to the millisecond', async () => {
    const { trust, person } = await testPki()
    const leaf = parseCertificate((await person(holder)).signing.certificate)
    const lists = trust.revocation.map((list) => ({
      ...list,
      nextUpdate: leaf.notAfter + 10 * MINUTE,
      find: (serial: string) => list.find(serial),
    }))
    const later = { anchors: trust.anchors, intermediates: trust.intermediates, revocation: lists }
    expect(await judge(later, leaf, 'sign', leaf.notAfter - 1000)).to.equal('none')
    expect(await judge(later, leaf, 'sign', leaf.notAfter)).to.equal('none')
    expect(await judge(later, leaf, 'sign', leaf.notAfter + 1)).to.equal('certificate-expired')
  })

  it('ends with the revocation list’s next update: without a current list nothing is known', async () => {
    const { trust, person } = await testPki()
    const leaf = parseCertificate((await person(holder)).signing.certificate)
    const nextUpdate = TEST_PKI_AT + 30_000
    const revocation = trust.revocation.map((list) => ({ ...list, nextUpdate, find: (serial: string) => list.find(serial) }))
    const material = { anchors: trust.anchors, intermediates: trust.intermediates, revocation }
    expect(await judge(material, leaf)).to.equal('none')
    expect(await judge(material, leaf, 'sign', nextUpdate + 1)).to.equal('revocation-unknown')
  })

  it('is not carried back in time', async () => {
    const { trust, person } = await testPki()
    const leaf = parseCertificate((await person(holder)).signing.certificate)
    expect(await judge(trust, leaf, 'sign', leaf.notBefore)).to.equal('none')
    expect(await judge(trust, leaf, 'sign', leaf.notBefore - 1)).to.equal('certificate-not-yet-valid')
  })
})

function judge(
  trust: Parameters<typeof assertTrusted>[0],
  leaf: ReturnType<typeof parseCertificate>,
  usage: 'sign' | 'encrypt' = 'sign',
  at = TEST_PKI_AT,
): Promise<string> {
  return problemCodeOf(assertTrusted(trust, { leaf, intermediates: [], at, usage }))
}
