import { expect } from 'chai'
import { sequence } from '#shared/pki/der-write.ts'
import { importDecryptionKey, importSigningKey, openPkcs12, Pkcs12Refused } from '#shared/pki/pkcs12.ts'
import { signerFitsCertificate, signerFromKey } from '#shared/pki/signer.ts'
import { type Bytes, hex, utf8 } from '#shared/primitives/bytes.ts'
import type { Credential, Person } from '../../certs/make.ts'
import { pem } from '../../certs/pem.ts'
import { hasOpenssl, openssl, readBytes, SOMEBODY, testPki, withFolder } from '../support/pki.ts'

const PASSWORD = 'Kaibiao-2026'

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'opened'
  } catch (error) {
    if (error instanceof Pkcs12Refused) return error.code
    throw error
  }
}

async function pemFiles(credentials: readonly Credential[]): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const [index, { certificate, chain, privateKey }] of credentials.entries()) {
    files[`leaf-${index}.pem`] = pem('CERTIFICATE', certificate)
    files[`chain-${index}.pem`] = chain.map((der) => pem('CERTIFICATE', der)).join('')
    files[`key-${index}.pem`] = pem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)))
  }
  return files
}

describe('a PKCS#12 file', () => {
  let people: Person[]

  before(async () => {
    const pki = await testPki()
    people = [await pki.person(SOMEBODY), await pki.person({ ...SOMEBODY, kind: 'rsa' })]
  })

  it('made by us opens here and with openssl, signing and encryption credentials alike', async () => {
    for (const credential of people.flatMap(({ signing, encryption }) => [signing, encryption])) {
      for (const password of [PASSWORD, '口令', '']) {
        const file = await credential.pkcs12(password)
        const [entry] = await openPkcs12(file, password)
        expect(hex(entry?.certificate ?? utf8(''))).to.equal(hex(credential.certificate))
        expect(entry?.chain.map(hex)).to.deep.equal(credential.chain.map(hex))
        if (!hasOpenssl) continue
        const answer = await withFolder((folder) =>
          openssl(folder, ['pkcs12', '-in', 'f.p12', '-passin', `pass:${password}`, '-nokeys', '-info'], { 'f.p12': file }),
        )
        expect(answer.isAccepted, answer.output).to.equal(true)
        expect(answer.output).to.include('AES-256-CBC').and.to.include('MAC: sha256')
      }
    }
  })

  it('of old tools opens: 3DES, RC2, and what openssl writes today', async () => {
    if (!hasOpenssl) return
    const styles = [
      [],
      ['-legacy'],
      ['-legacy', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-RC2-40'],
      ['-keypbe', 'AES-128-CBC', '-certpbe', 'NONE'],
    ]
    for (const { signing } of people) {
      for (const style of styles) {
        const file = await withFolder(async (folder) => {
          const args = [
            'pkcs12',
            '-export',
            '-in',
            'leaf-0.pem',
            '-inkey',
            'key-0.pem',
            '-certfile',
            'chain-0.pem',
            '-out',
            'f.p12',
            '-passout',
            `pass:${PASSWORD}`,
          ]
          const answer = await openssl(folder, [...args, ...style], await pemFiles([signing]))
          expect(answer.isAccepted, answer.output).to.equal(true)
          return readBytes(folder, 'f.p12')
        })
        const [entry] = await openPkcs12(file, PASSWORD)
        expect(hex(entry?.certificate ?? utf8('')), style.join(' ')).to.equal(hex(signing.certificate))
        const key = await importSigningKey({
          certificate: signing.certificate,
          privateKeyPkcs8: entry?.privateKeyPkcs8 ?? utf8(''),
        })
        expect(await signerFitsCertificate(signerFromKey(signing.certificate, [], key)), style.join(' ')).to.equal(true)
      }
    }
  })

  it('whose certificate is not the key’s is refused, and a key without certificate too', async () => {
    if (!hasOpenssl) return
    const [first, second] = people as [Person, Person]
    const files = await pemFiles([first.signing, second.signing])
    const file = await withFolder(async (folder) => {
      const args = [
        'pkcs12',
        '-export',
        '-inkey',
        'key-0.pem',
        '-nocerts',
        '-out',
        'f.p12',
        '-passout',
        `pass:${PASSWORD}`,
        '-in',
        'leaf-0.pem',
      ]
      const answer = await openssl(folder, args, files)
      expect(answer.isAccepted, answer.output).to.equal(true)
      return readBytes(folder, 'f.p12')
    })
    expect(await refusal(openPkcs12(file, PASSWORD))).to.equal('pkcs12-no-certificate')
    const keyless = await withFolder(async (folder) => {
      const args = ['pkcs12', '-export', '-nokeys', '-in', 'leaf-0.pem', '-out', 'f.p12', '-passout', `pass:${PASSWORD}`]
      expect((await openssl(folder, args, files)).isAccepted).to.equal(true)
      return readBytes(folder, 'f.p12')
    })
    expect(await refusal(openPkcs12(keyless, PASSWORD))).to.equal('pkcs12-no-key')
  })

  it('with the wrong password, damaged, cut off, too large or something else is refused by name', async () => {
    const file = (await people[0]?.signing.pkcs12(PASSWORD)) ?? utf8('')
    expect(await refusal(openPkcs12(file, `${PASSWORD} `))).to.equal('pkcs12-wrong-password')
    expect(await refusal(openPkcs12(file, '口令'))).to.equal('pkcs12-wrong-password')
    const damaged = file.slice()
    damaged[400] = (damaged[400] ?? 0) ^ 1
    expect(await refusal(openPkcs12(damaged, PASSWORD))).to.equal('pkcs12-wrong-password')
    for (const bytes of [file.subarray(0, 900), utf8('-----BEGIN'), new Uint8Array(0), sequence()])
      expect(await refusal(openPkcs12(bytes.slice() as Bytes, PASSWORD))).to.match(/^pkcs12-(?:malformed|wrong-password)$/)
    expect(await refusal(openPkcs12(new Uint8Array(262_145), PASSWORD))).to.equal('pkcs12-too-large')
  })

  it('gives keys that cannot be taken out of the browser again', async () => {
    for (const { signing, encryption } of people) {
      const [signed] = await openPkcs12(await signing.pkcs12(PASSWORD), PASSWORD)
      const [sealed] = await openPkcs12(await encryption.pkcs12(PASSWORD), PASSWORD)
      if (signed === undefined || sealed === undefined) throw new Error('no entry')
      expect((await importSigningKey(signed)).extractable).to.equal(false)
      expect((await importDecryptionKey(sealed)).extractable).to.equal(false)
    }
    const [, rsa] = people
    const [entry] = await openPkcs12((await rsa?.signing.pkcs12(PASSWORD)) ?? utf8(''), PASSWORD)
    if (entry === undefined) throw new Error('no entry')
    const pss = await importSigningKey({ ...entry, padding: 'pss' })
    expect(signerFromKey(entry.certificate, entry.chain, pss).algorithm).to.equal('rsa-pss')
  })
})
