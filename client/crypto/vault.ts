import { z } from 'zod'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { sealEnvelope } from '#shared/pki/cms-envelope.ts'
import { type Bytes, base64url, concat, fromBase64url, fromUtf8, hex, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { openUnderPassphrase, sealUnderPassphrase } from '#shared/sealed-bid/passphrase-file.ts'
import { randomBytes } from './random.ts'
import { addHeader, readEntries, readEntry, readHeader, removeEntry, type StoredHeader, writeEntry } from './vault-store.ts'

/** What a person keeps in this browser alone. Names and bytes are encrypted; what can be seen is how many entries there are, and about how large. */
export interface Vault {
  /** The bytes kept under a name; undefined when there are none. Throws VaultDamaged. */
  get(key: string): Promise<Bytes | undefined>
  /** Keeps bytes under a name, over what was there; done when it lies on the disk. */
  put(key: string, bytes: Uint8Array): Promise<void>
  /** Names that begin so, sorted. Throws VaultDamaged. */
  list(prefix: string): Promise<string[]>
  /** Forgets a name and its bytes. */
  remove(key: string): Promise<void>
}

/** What opens a vault: the part of a person's credentials that does. */
export interface VaultCredentials {
  readonly signer: { readonly certificate: Bytes }
  readonly open?: ((envelope: Bytes) => Promise<Bytes>) | undefined
  readonly encryptionCertificate?: Bytes | undefined
}

/** The certificate only signs, so it cannot keep a secret: a passphrase is to be asked for and given to `openVault`. */
export class VaultNeedsPassphrase extends Error {
  override readonly name = 'VaultNeedsPassphrase'
  /** Whether there is a vault already: then it is the passphrase chosen before, else a new one. */
  readonly isKnown: boolean

  constructor(isKnown: boolean) {
    super('this certificate opens no envelopes: a passphrase keeps the vault')
    this.isKnown = isKnown
  }
}

/** An entry that is not what was written: changed outside, or moved under another name. */
export class VaultDamaged extends Error {
  override readonly name = 'VaultDamaged'
}

const PAD_BYTES = 1024
const opened = new WeakMap<VaultCredentials, Promise<Vault>>()
const passphraseKeySchema = z.strictObject({ key: z.string() })

/**
 * Opens the vault of a certificate in this browser, or makes one. A random key of 32 bytes encrypts names and bytes (AES-256-GCM under a key of
 * its own by HKDF-SHA-256, the HMAC of the name as additional data); it is kept in a CMS envelope to the person's encryption certificate, so only
 * the certificate's own key, in a file or in a token, opens it.
 * A certificate that only signs cannot keep a secret: an ECDSA signature is different each time, and a signature over a fixed text, which an RSA
 * key could give, is what no agent signs. Then the key lies under a passphrase (PBKDF2, the container of the keep-file): without
 * `passphrase` VaultNeedsPassphrase is thrown. Throws also EnvelopeRefused, AgentRefused, DomainProblem `keep-file-wrong-passphrase`.
 */
export function openVault(credentials: VaultCredentials, passphrase?: string): Promise<Vault> {
  const known = opened.get(credentials)
  if (known !== undefined) return known
  const opening = unlock(credentials, passphrase).then(vaultOf)
  opened.set(credentials, opening)
  // Only a vault that opened is remembered: whoever mistyped may try again.
  opening.catch(() => opened.delete(credentials))
  return opening
}

interface Unlocked {
  readonly vault: string
  readonly key: Bytes
}

async function unlock(credentials: VaultCredentials, passphrase: string | undefined): Promise<Unlocked> {
  const { encryptionCertificate, open } = credentials
  return encryptionCertificate === undefined || open === undefined
    ? unlockByPassphrase(credentials.signer.certificate, passphrase)
    : unlockByCertificate(encryptionCertificate, open)
}

async function unlockByCertificate(certificate: Bytes, open: (envelope: Bytes) => Promise<Bytes>): Promise<Unlocked> {
  const vault = vaultName(certificate)
  const header = await headerOf(vault, 'certificate', (key) =>
    sealEnvelope({ content: key, recipientCertificate: certificate, random: randomBytes }),
  )
  return { vault, key: await open(header.wrapped.slice()) }
}

async function unlockByPassphrase(certificate: Bytes, passphrase: string | undefined): Promise<Unlocked> {
  const vault = vaultName(certificate)
  if (passphrase === undefined) throw new VaultNeedsPassphrase((await readHeader(vault)) !== undefined)
  const v = 'vault-sealed/1'
  const header = await headerOf(vault, 'passphrase', (key) =>
    sealUnderPassphrase({ v, content: { key: base64url(key) }, passphrase, random: randomBytes }),
  )
  const { key } = await openUnderPassphrase(header.wrapped, { v, passphrase, schema: passphraseKeySchema })
  return { vault, key: fromBase64url(key) }
}

async function headerOf(vault: string, kind: StoredHeader['kind'], wrap: (key: Bytes) => Promise<Bytes>): Promise<StoredHeader> {
  const known = await readHeader(vault)
  if (known !== undefined) return known
  const key = randomBytes(32)
  const header = await addHeader({ vault, kind, wrapped: await wrap(key) })
  key.fill(0)
  return header
}

/** A vault is found by its certificate, without naming the person. */
function vaultName(certificate: Bytes): string {
  return sha256Hex(concat(utf8('kaibiao vault\0'), parseCertificate(certificate).der))
}

async function vaultOf({ vault, key }: Unlocked): Promise<Vault> {
  const material = await crypto.subtle.importKey('raw', key, 'HKDF', false, ['deriveKey'])
  key.fill(0)
  const derivation = (info: string) => ({ name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(info) })
  const cipher = await crypto.subtle.deriveKey(
    derivation('kaibiao vault entries'),
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
  const namer = await crypto.subtle.deriveKey(
    derivation('kaibiao vault names'),
    material,
    { name: 'HMAC', hash: 'SHA-256', length: 256 },
    false,
    ['sign'],
  )
  const idOf = async (name: string) => hex(new Uint8Array(await crypto.subtle.sign('HMAC', namer, utf8(name))))
  const about = (id: string, part: 'name' | 'value') => utf8(`${part} ${vault} ${id}`)
  const nameOf = async (entry: { readonly id: string; readonly name: Uint8Array }) => {
    const name = fromUtf8(await decrypt(cipher, entry.name, about(entry.id, 'name')))
    if ((await idOf(name)) !== entry.id) throw new VaultDamaged('an entry lies under another name')
    return name
  }
  return {
    async get(name) {
      const id = await idOf(name)
      const entry = await readEntry(vault, id)
      return entry && decrypt(cipher, entry.value, about(id, 'value'))
    },
    async put(name, bytes) {
      const id = await idOf(name)
      const encryptedName = await encrypt(cipher, utf8(name), about(id, 'name'))
      await writeEntry({ vault, id, name: encryptedName, value: await encrypt(cipher, bytes, about(id, 'value')) })
    },
    async list(prefix) {
      const names = await Promise.all((await readEntries(vault)).map(nameOf))
      return names.filter((name) => name.startsWith(prefix)).sort()
    },
    async remove(name) {
      await removeEntry(vault, await idOf(name))
    },
  }
}

/** iv(12) ‖ AES-256-GCM of length(4, big endian) ‖ bytes ‖ zeros up to a multiple of 1 KiB: sizes tell little. */
async function encrypt(key: CryptoKey, bytes: Uint8Array, additionalData: Bytes): Promise<Bytes> {
  const padded = new Uint8Array(Math.ceil((bytes.length + 4) / PAD_BYTES) * PAD_BYTES)
  new DataView(padded.buffer).setUint32(0, bytes.length)
  padded.set(bytes, 4)
  const iv = randomBytes(12)
  return concat(iv, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, padded)))
}

async function decrypt(key: CryptoKey, stored: Uint8Array, additionalData: Bytes): Promise<Bytes> {
  try {
    const algorithm = { name: 'AES-GCM', iv: stored.slice(0, 12), additionalData }
    const padded = new Uint8Array(await crypto.subtle.decrypt(algorithm, key, stored.slice(12)))
    const length = new DataView(padded.buffer).getUint32(0)
    if (length > padded.length - 4) throw new RangeError('a length past the end')
    return padded.slice(4, 4 + length)
  } catch {
    throw new VaultDamaged('an entry does not open')
  }
}
