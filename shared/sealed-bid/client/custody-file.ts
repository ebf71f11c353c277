import { z } from 'zod'
import { base64urlField, idField } from '../../contracts/fields.ts'
import type { WebCryptoKey } from '../../pki/keys.ts'
import { type Bytes, fromBase64url } from '../../primitives/bytes.ts'
import type { Json } from '../../primitives/canonical-json.ts'
import type { RandomBytes } from '../../primitives/random.ts'
import type { CustodianKey } from '../custodian-share.ts'
import { openUnderPassphrase, sealUnderPassphrase } from '../passphrase-file.ts'

const custodySchema = z.strictObject({
  v: z.literal('custody/1'),
  origin: z.string().max(300),
  tender: idField,
  i: z.int().min(1).max(15),
  keySpki: base64urlField.max(200),
  privateKeyPkcs8: base64urlField.max(400),
  /** The logs as this custodian has seen them: what is shown later must begin with it. */
  logs: z.array(z.strictObject({ log: z.int(), key: z.string().max(400), newest: z.string().max(65_536).optional() })).max(50),
})

/** What a custodian keeps of one tender, `custody/1`: its fresh key, and what it has seen of the log. */
export type CustodyFile = z.output<typeof custodySchema>

/** Seals a custody file under a passphrase. */
export async function sealCustodyFile(custody: CustodyFile, passphrase: string, random: RandomBytes): Promise<Bytes> {
  const content = custodySchema.parse(custody) as unknown as Json
  return sealUnderPassphrase({ v: 'custody-sealed/1', content, passphrase, random })
}

/** Opens a custody file. Throws DomainProblem: keep-file-malformed, keep-file-wrong-passphrase. */
export async function openCustodyFile(file: Uint8Array, passphrase: string): Promise<CustodyFile> {
  return openUnderPassphrase(file, { v: 'custody-sealed/1', passphrase, schema: custodySchema })
}

/** The custodian's key of a custody file, ready to open envelopes; the private part cannot be taken out of the runtime again. */
export async function custodyKey(
  custody: Pick<CustodyFile, 'i' | 'keySpki' | 'privateKeyPkcs8'>,
): Promise<{ readonly custodian: CustodianKey; readonly privateKey: WebCryptoKey }> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' }
  const pkcs8 = fromBase64url(custody.privateKeyPkcs8)
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, curve, false, ['deriveBits'])
  return { custodian: { i: custody.i, keySpki: fromBase64url(custody.keySpki) }, privateKey }
}
