import * as asn1js from 'asn1js'
import * as pkijs from 'pkijs'
import type { WebCryptoKey } from '#shared/pki/keys.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'

const engine = new pkijs.CryptoEngine({ name: 'web', crypto: globalThis.crypto })

/** Development keys only: real ones come from an authority's own software. */
const ITERATIONS = 10_000

/** What goes into a PKCS#12 file. */
export interface Pkcs12Contents {
  readonly certificate: Bytes
  readonly chain: readonly Bytes[]
  readonly privateKey: WebCryptoKey
  readonly password: string
}

/** Packs a PKCS#12 file (RFC 7292) the modern way: PBES2 with AES-256-CBC and PBKDF2 of HMAC-SHA-256, MAC of SHA-256. */
export async function packPkcs12({ certificate, chain, privateKey, password }: Pkcs12Contents): Promise<Bytes> {
  pkijs.setEngine('web', engine)
  const secret = new TextEncoder().encode(password).buffer
  const keyInfo = pkijs.PrivateKeyInfo.fromBER(await crypto.subtle.exportKey('pkcs8', privateKey))
  const encryption = {
    password: secret,
    contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
    hmacHashAlgorithm: 'SHA-256',
    iterationCount: ITERATIONS,
  }
  const keyBag = new pkijs.PKCS8ShroudedKeyBag({ parsedValue: keyInfo })
  await keyBag.makeInternalValues(encryption, engine)
  const localKeyId = new asn1js.OctetString({ valueHex: await crypto.subtle.digest('SHA-1', certificate) })
  const bagAttributes = [new pkijs.Attribute({ type: '1.2.840.113549.1.9.21', values: [localKeyId] })]
  const certificateBags = [certificate, ...chain].map(
    (der, index) =>
      new pkijs.SafeBag({
        bagId: '1.2.840.113549.1.12.10.1.3',
        bagValue: new pkijs.CertBag({ parsedValue: pkijs.Certificate.fromBER(der) }),
        ...(index === 0 ? { bagAttributes } : {}),
      }),
  )
  const safe = new pkijs.AuthenticatedSafe({
    parsedValue: {
      safeContents: [
        {
          privacyMode: 0,
          value: new pkijs.SafeContents({
            safeBags: [new pkijs.SafeBag({ bagId: '1.2.840.113549.1.12.10.1.2', bagValue: keyBag, bagAttributes })],
          }),
        },
        { privacyMode: 1, value: new pkijs.SafeContents({ safeBags: certificateBags }) },
      ],
    },
  })
  await safe.makeInternalValues({ safeContents: [{}, encryption] }, engine)
  const file = new pkijs.PFX({ parsedValue: { integrityMode: 0, authenticatedSafe: safe } })
  await file.makeInternalValues(
    { password: secret, iterations: ITERATIONS, pbkdf2HashAlgorithm: 'SHA-256', hmacHashAlgorithm: 'SHA-256' },
    engine,
  )
  return new Uint8Array(file.toSchema().toBER())
}
