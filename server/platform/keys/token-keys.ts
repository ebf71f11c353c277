import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { KeyFolder } from './key-folder.ts'

/** Keys of access tokens: ES256 only. Tokens of the previous key stay good until they expire. */
export interface TokenKeys {
  /** The key that signs now. */
  readonly current: { readonly kid: string; readonly privateKey: KeyObject }
  /** The public key of a `kid`, if it is still accepted. */
  publicKeyOf(kid: string): KeyObject | undefined
}

const fileSchema = z.array(z.strictObject({ kid: z.string(), privateKey: z.string() })).min(1)
const FILE = 'token-keys.json'
/** The current key and its predecessor: access tokens live minutes, rotations are days apart. */
const KEYS_KEPT = 2

/** Reads the token keys, making the first one at the first start. */
export async function loadTokenKeys(folder: KeyFolder): Promise<TokenKeys> {
  const entries = fileSchema.parse(JSON.parse(await folder.readOrMake(FILE, () => JSON.stringify([newKey()]))))
  const keys = entries.map(({ kid, privateKey }) => ({ kid, privateKey: createPrivateKey(privateKey) }))
  const [current] = keys
  if (current === undefined) throw new Error('broken invariant: no token key')
  const publicKeys = new Map(keys.map(({ kid, privateKey }) => [kid, createPublicKey(privateKey)]))
  return { current, publicKeyOf: (kid) => publicKeys.get(kid) }
}

/** Puts a new key in front; servers use it from their next start. */
export async function rotateTokenKeys(folder: KeyFolder): Promise<string> {
  const fresh = newKey()
  const before = fileSchema.parse(JSON.parse(await folder.readOrMake(FILE, () => JSON.stringify([newKey()]))))
  await folder.write(FILE, JSON.stringify([fresh, ...before].slice(0, KEYS_KEPT)))
  return fresh.kid
}

function newKey(): { kid: string; privateKey: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid: randomBytes(8).toString('hex'), privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() }
}
