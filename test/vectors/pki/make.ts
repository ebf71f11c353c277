/**
 * Makes the vectors of this folder anew: `npx tsx test/vectors/pki/make.ts` with openssl 3 at hand. Keys, IVs and signatures are drawn
 * afresh each time, so the bytes differ from run to run; what must hold of them stands in vectors.json and is what the test checks.
 */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sealEnvelope, sealEnvelopeToKey } from '#shared/pki/cms-envelope.ts'
import { signCms } from '#shared/pki/cms-signature.ts'
import { signerFromKey } from '#shared/pki/signer.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import { type Credential, makePki } from '../../../certs/make.ts'
import { pem } from '../../../certs/pem.ts'
import { spkiOf } from '../../../server/platform/pki/issue.ts'
import { createTimestampAuthority } from '../../../server/platform/timestamp/create-timestamp-authority.ts'
import { openssl, random, SOMEBODY, TEST_PKI_AT } from '../../support/pki.ts'

const HERE = import.meta.dirname
const PASSWORD = '口令 kaibiao 1'

async function write(name: string, content: Uint8Array | string): Promise<void> {
  await writeFile(join(HERE, name), content)
}

async function keyPem({ privateKey }: Credential): Promise<string> {
  return pem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)))
}

async function run(...args: string[]): Promise<void> {
  const answer = await openssl(HERE, args)
  if (!answer.isAccepted) throw new Error(answer.output)
}

const pki = await makePki({ at: TEST_PKI_AT })
const people = { p256: await pki.person(SOMEBODY), rsa: await pki.person({ ...SOMEBODY, kind: 'rsa' }) }
const act = canonicalBytes({ v: 'act/1', platform: 'vectors.example/2026', type: 'vector', body: { text: '向量' }, nonce: '00'.repeat(16) })
const share = canonicalBytes({ v: 'share/1', purpose: 'custodian', context: '11'.repeat(32), i: 1, share: '22'.repeat(33) })
await write('act.json', act)
await write('share.json', share)
await write('trust.pem', [...pki.trust.anchors, ...pki.trust.intermediates].map(({ der }) => pem('CERTIFICATE', der)).join(''))
await write('lists.pem', pki.trust.revocation.map(({ der }) => pem('X509 CRL', der)).join(''))

for (const kind of ['p256', 'rsa'] as const) {
  const { signing, encryption, signer } = people[kind]
  await write(`${kind}-signing.pem`, pem('CERTIFICATE', signing.certificate))
  await write(`${kind}-encryption.pem`, pem('CERTIFICATE', encryption.certificate))
  await write(`${kind}-signing.key.pem`, await keyPem(signing))
  await write(`${kind}-encryption.key.pem`, await keyPem(encryption))
  await write('chain.tmp.pem', signing.chain.map((der) => pem('CERTIFICATE', der)).join(''))

  await write(`act-${kind}.p7s`, await signCms({ content: act, signer }))
  const openSsl = ['-binary', '-outform', 'DER']
  const named = ['-signer', `${kind}-signing.pem`, '-inkey', `${kind}-signing.key.pem`, '-certfile', 'chain.tmp.pem']
  await run('cms', '-sign', '-cades', '-md', 'sha256', ...openSsl, '-in', 'act.json', '-out', `act-${kind}-openssl.p7s`, ...named)

  await write(`share-${kind}.cms`, await sealEnvelope({ content: share, recipientCertificate: encryption.certificate, random }))
  const to = ['cms', '-encrypt', '-aes-256-gcm', ...openSsl, '-in', 'share.json', '-recip', `${kind}-encryption.pem`]
  const profile = kind === 'rsa' ? ['-keyopt', 'rsa_padding_mode:oaep', '-keyopt', 'rsa_oaep_md:sha256'] : ['-keyopt', 'ecdh_kdf_md:sha256']
  await run(...to, '-out', `share-${kind}-openssl.cms`, ...profile)
  await run(...to, '-out', kind === 'rsa' ? 'share-refused-pkcs1.cms' : 'share-refused-sha1-kdf.cms')

  await write(`${kind}-modern.p12`, await signing.pkcs12(PASSWORD))
  const pack = ['pkcs12', '-export', '-in', `${kind}-signing.pem`, '-inkey', `${kind}-signing.key.pem`, '-certfile', 'chain.tmp.pem']
  const legacy = ['-legacy', '-passout', `pass:${PASSWORD}`, '-keypbe', 'PBE-SHA1-3DES']
  await run(...pack, ...legacy, '-certpbe', 'PBE-SHA1-3DES', '-out', `${kind}-3des.p12`)
  await run(...pack, ...legacy, '-certpbe', 'PBE-SHA1-RC2-40', '-out', `${kind}-rc2.p12`)
}

const pssKey = await crypto.subtle.importKey(
  'pkcs8',
  await crypto.subtle.exportKey('pkcs8', people.rsa.signing.privateKey),
  { name: 'RSA-PSS', hash: 'SHA-256' },
  false,
  ['sign'],
)
await write('act-rsa-pss.p7s', await signCms({ content: act, signer: signerFromKey(people.rsa.signing.certificate, people.rsa.signing.chain, pssKey) }))
await write('act-revoked.p7s', await signCms({ content: act, signer: pki.revoked.signer }))

const bare = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
if (!('privateKey' in bare)) throw new Error('no key pair')
const recipientSpki = await spkiOf(bare.publicKey)
const recipientKeyId = sha256(recipientSpki)
await write('bare.key.pem', pem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', bare.privateKey))))
await write('share-bare.cms', await sealEnvelopeToKey({ content: share, recipientSpki, recipientKeyId, random }))

const { certificate, chain, privateKey } = pki.timestampAuthority
const authority = createTimestampAuthority({
  signer: signerFromKey(certificate, chain, privateKey),
  name: '向量',
  now: () => TEST_PKI_AT,
  random,
})
await write('act.tst', await authority.stamp(sha256(act)))

await write(
  'vectors.json',
  `${JSON.stringify(
    {
      at: new Date(TEST_PKI_AT).toISOString(),
      password: PASSWORD,
      signatures: {
        'act-p256.p7s': 'accepted',
        'act-p256-openssl.p7s': 'accepted',
        'act-rsa.p7s': 'accepted',
        'act-rsa-openssl.p7s': 'accepted',
        'act-rsa-pss.p7s': 'accepted',
        'act-revoked.p7s': 'certificate-revoked',
      },
      envelopes: {
        'share-p256.cms': { recipient: 'p256', expected: 'opened' },
        'share-p256-openssl.cms': { recipient: 'p256', expected: 'opened' },
        'share-rsa.cms': { recipient: 'rsa', expected: 'opened' },
        'share-rsa-openssl.cms': { recipient: 'rsa', expected: 'opened' },
        'share-bare.cms': { recipient: 'bare', expected: 'opened' },
        'share-refused-pkcs1.cms': { recipient: 'rsa', expected: 'envelope-pkcs1-wrapping' },
        'share-refused-sha1-kdf.cms': { recipient: 'p256', expected: 'envelope-sha1-kdf' },
      },
      bareKeyId: Buffer.from(recipientKeyId).toString('hex'),
      pkcs12: { p256: ['p256-modern.p12', 'p256-3des.p12', 'p256-rc2.p12'], rsa: ['rsa-modern.p12', 'rsa-3des.p12', 'rsa-rc2.p12'] },
      timestamp: 'act.tst',
    },
    null,
    2,
  )}\n`,
)
await rm(join(HERE, 'chain.tmp.pem'))
