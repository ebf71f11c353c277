import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Certificate, parseCertificate } from '#shared/pki/certificate.ts'
import { type EnvelopeRecipient, EnvelopeRefused, openEnvelope } from '#shared/pki/cms-envelope.ts'
import { verifyCms } from '#shared/pki/cms-signature.ts'
import { parseRevocationList } from '#shared/pki/crl.ts'
import { useNativeCryptography } from '#shared/pki/keys.ts'
import { validatePath } from '#shared/pki/path.ts'
import { importDecryptionKey, importSigningKey, openPkcs12 } from '#shared/pki/pkcs12.ts'
import { signerFitsCertificate, signerFromKey } from '#shared/pki/signer.ts'
import { verifyTimestamp } from '#shared/pki/timestamp.ts'
import { type Bytes, fromHex, hex } from '#shared/primitives/bytes.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import { useNodeCryptography } from '../../server/platform/pki/node-cryptography.ts'

const FOLDER = join(import.meta.dirname, '../vectors/pki')

interface Vectors {
  readonly at: string
  readonly password: string
  readonly signatures: Readonly<Record<string, string>>
  readonly envelopes: Readonly<Record<string, { recipient: 'p256' | 'rsa' | 'bare'; expected: string }>>
  readonly bareKeyId: string
  readonly pkcs12: Readonly<Record<'p256' | 'rsa', readonly string[]>>
  readonly timestamp: string
}

async function bytesOf(name: string): Promise<Bytes> {
  return new Uint8Array(await readFile(join(FOLDER, name)))
}

async function pemOf(name: string): Promise<Bytes[]> {
  const text = await readFile(join(FOLDER, name), 'utf8')
  return [...text.matchAll(/-----BEGIN [^-]+-----([^-]+)-----END/g)].map(
    ([, body = '']) => new Uint8Array(Buffer.from(body, 'base64')),
  )
}

async function onlyPem(name: string): Promise<Bytes> {
  const [der] = await pemOf(name)
  if (der === undefined) throw new Error(`${name} is empty`)
  return der
}

for (const cryptography of ['WebCrypto', 'node:crypto'] as const) {
  describe(`the committed vectors (test/vectors/pki), by ${cryptography}`, () => {
    let vectors: Vectors
    let anchors: Certificate[]
    let intermediates: Certificate[]

    before(async () => {
      if (cryptography === 'WebCrypto') useNativeCryptography(undefined)
      else useNodeCryptography()
      vectors = JSON.parse(await readFile(join(FOLDER, 'vectors.json'), 'utf8')) as Vectors
      const certificates = (await pemOf('trust.pem')).map(parseCertificate)
      anchors = certificates.filter(({ subjectDer, issuerDer }) => hex(subjectDer) === hex(issuerDer))
      intermediates = certificates.filter((certificate) => !anchors.includes(certificate))
      expect([anchors.length, intermediates.length]).to.deep.equal([2, 2])
    })

    it('signatures verify, ours and openssl’s, and their signers are trusted or revoked as said', async () => {
      const content = await bytesOf('act.json')
      const revocation = (await pemOf('lists.pem')).map(parseRevocationList)
      const outcomes: Record<string, string> = {}
      for (const name of Object.keys(vectors.signatures)) {
        const { signer: leaf, chain } = await verifyCms({ content, p7s: await bytesOf(name) })
        const at = Date.parse(vectors.at)
        const verdict = await validatePath({
          leaf,
          intermediates: [...chain, ...intermediates],
          anchors,
          revocation,
          at,
          usage: 'sign',
        })
        outcomes[name] = verdict.ok ? 'accepted' : verdict.code
      }
      expect(outcomes).to.deep.equal(vectors.signatures)
    })

    it('envelopes open to the same text, or are refused by name', async () => {
      const content = hex(await bytesOf('share.json'))
      for (const [name, { recipient, expected }] of Object.entries(vectors.envelopes)) {
        const opener = await recipientOf(recipient)
        const outcome = await openEnvelope({ envelope: await bytesOf(name), recipient: opener }).then(
          (opened) => (hex(opened) === content ? 'opened' : 'other content'),
          (error: unknown) => (error instanceof EnvelopeRefused ? error.code : String(error)),
        )
        expect(outcome, name).to.equal(expected)
      }
    })

    async function recipientOf(kind: 'p256' | 'rsa' | 'bare'): Promise<EnvelopeRecipient> {
      const certificate = await onlyPem(`${kind === 'bare' ? 'p256' : kind}-encryption.pem`)
      const privateKeyPkcs8 = await onlyPem(kind === 'bare' ? 'bare.key.pem' : `${kind}-encryption.key.pem`)
      const decryptionKey = await importDecryptionKey({ certificate, privateKeyPkcs8 })
      expect(decryptionKey.extractable).to.equal(false)
      return kind === 'bare' ? { keyId: fromHex(vectors.bareKeyId), decryptionKey } : { certificate, decryptionKey }
    }

    it('PKCS#12 files open, modern, 3DES and RC2, with a password in Chinese', async () => {
      for (const [kind, files] of Object.entries(vectors.pkcs12)) {
        const expected = await onlyPem(`${kind}-signing.pem`)
        for (const name of files) {
          const entries = await openPkcs12(await bytesOf(name), vectors.password)
          const [entry] = entries
          expect(entries.length, name).to.equal(1)
          expect(hex(entry?.certificate ?? new Uint8Array(0)), name).to.equal(hex(expected))
          expect(entry?.chain.length, name).to.equal(2)
          const key = await importSigningKey({
            certificate: expected,
            privateKeyPkcs8: entry?.privateKeyPkcs8 ?? new Uint8Array(0),
          })
          expect(key.extractable, name).to.equal(false)
          expect(await signerFitsCertificate(signerFromKey(expected, [], key)), name).to.equal(true)
        }
      }
    })

    it('the time-stamp verifies over act.json and over nothing else', async () => {
      const token = await bytesOf(vectors.timestamp)
      const digest = sha256(await bytesOf('act.json'))
      const verified = await verifyTimestamp({ token, digest, anchors, intermediates })
      expect(new Date(verified.at).toISOString()).to.equal(vectors.at)
      expect(verified.serial).to.match(/^[0-9a-f]{32}$/)
      const other = await verifyTimestamp({ token, digest: sha256(digest), anchors, intermediates }).catch(
        (error: { code: string }) => error.code,
      )
      expect(other).to.equal('timestamp-other-digest')
    })
  })
}
