import { mkdir, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { validatePath } from '#shared/pki/path.ts'
import { makePki } from '../../certs/make.ts'
import { pem } from '../../certs/pem.ts'
import { loadTrust, type Trust } from '../../server/platform/pki/trust.ts'
import { TEST_PKI_AT as AT, SOMEBODY, testPki, withFolder } from '../support/pki.ts'

async function judge(trust: Trust, certificate: Uint8Array<ArrayBuffer>): Promise<string> {
  const verdict = await validatePath({ leaf: parseCertificate(certificate), ...trust, at: AT, usage: 'sign' })
  return verdict.ok ? 'ok' : verdict.code
}

describe('the folder of trust', () => {
  it('that is missing or empty trusts nobody', async () => {
    await withFolder(async (folder) => {
      const { signing } = await (await testPki()).person(SOMEBODY)
      for (const path of [join(folder, 'missing'), folder]) {
        const trust = await loadTrust(path)
        expect([trust.anchors.length, trust.intermediates.length, trust.revocation.length, trust.faults.length]).to.deep.equal([
          0, 0, 0, 0,
        ])
        expect(await judge(trust, signing.certificate)).to.equal('certificate-untrusted')
      }
    })
  })

  it('takes several authorities side by side, in PEM and DER, several to a file', async () => {
    await withFolder(async (folder) => {
      const [first, second] = [await makePki({ at: AT }), await makePki({ at: AT })]
      await first.writeTrust(folder)
      const [anchor, issuing, lists] = [second.trust.anchors[0], second.trust.intermediates[0], second.trust.revocation]
      if (anchor === undefined || issuing === undefined) throw new Error('no test PKI')
      await writeFile(join(folder, 'second.pem'), `注释\n${pem('CERTIFICATE', anchor.der)}${pem('CERTIFICATE', issuing.der)}`)
      for (const [index, { der }] of lists.entries()) await writeFile(join(folder, `second-${index}.crl`), der)
      const trust = await loadTrust(folder)
      expect([trust.anchors.length, trust.intermediates.length, trust.revocation.length]).to.deep.equal([2, 2, 4])
      for (const pki of [first, second])
        expect(await judge(trust, (await pki.person(SOMEBODY)).signing.certificate)).to.equal('ok')
      expect(await judge(trust, first.foreign.signing.certificate)).to.equal('certificate-untrusted')
    })
  })

  it('is read again when it changes: revocation counts from the next reload, an authority taken away is gone', async () => {
    await withFolder(async (folder) => {
      const pki = await makePki({ at: AT })
      await pki.writeTrust(folder)
      const { signing } = await pki.person(SOMEBODY)
      const trust = await loadTrust(folder)
      const { anchors } = trust
      expect(await judge(trust, signing.certificate)).to.equal('ok')
      await pki.revoke(signing.certificate)
      expect(await judge(trust, signing.certificate)).to.equal('ok')
      await trust.reload()
      expect(await judge(trust, signing.certificate)).to.equal('certificate-revoked')
      expect(trust.anchors).to.equal(anchors)
      await rm(join(folder, 'anchor-0.pem'))
      await trust.reload()
      expect(await judge(trust, signing.certificate)).to.equal('certificate-untrusted')
    })
  })

  it('names files it cannot use and goes on with the others', async () => {
    await withFolder(async (folder) => {
      const pki = await makePki({ at: AT })
      await pki.writeTrust(folder)
      const { signing } = await pki.person(SOMEBODY)
      await writeFile(join(folder, 'broken.pem'), 'not a certificate')
      await writeFile(join(folder, 'holder.pem'), pem('CERTIFICATE', signing.certificate))
      await writeFile(join(folder, 'cut.crl'), Uint8Array.of(0x30, 0x10))
      await writeFile(join(folder, 'readme.txt'), 'ignored')
      await mkdir(join(folder, 'folder.pem'))
      const trust = await loadTrust(folder)
      expect(trust.faults.map(({ file }) => file.split('/').at(-1))).to.deep.equal(['broken.pem', 'cut.crl', 'holder.pem'])
      expect(await judge(trust, signing.certificate)).to.equal('ok')
    })
  })

  it('is not parsed again while nothing in it changes', async () => {
    await withFolder(async (folder) => {
      const pki = await makePki({ at: AT })
      await pki.writeTrust(folder)
      const trust = await loadTrust(folder)
      const [before] = trust.revocation
      await Promise.all([trust.reload(), trust.reload()])
      expect(trust.revocation[0]).to.equal(before)
      await utimes(join(folder, 'list-0.crl'), new Date(), new Date(Date.now() + 60_000))
      await trust.reload()
      expect(trust.revocation[0]).not.to.equal(before)
    })
  })
})
