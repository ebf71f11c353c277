import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WebCryptoKey } from '#shared/pki/keys.ts'

/** P-256, or RSA 3072. */
export type KeyKind = 'p256' | 'rsa'
/** What WebCrypto will do with the key. */
export type KeyPurpose = 'sign' | 'encrypt'

/** A fresh key pair; extractable, since these go into PKCS#12 files. */
export interface KeyPair {
  readonly publicKey: WebCryptoKey
  readonly privateKey: WebCryptoKey
}

const RSA_BITS = 3072
const takenRsaKeys = new Map<string, number>()

/**
 * Generates a key pair. RSA 3072 takes a second or two, so the n-th RSA key a process asks for in a folder is the n-th kept there from
 * earlier runs: different holders never share a key. `folder` is ignored by git.
 */
export async function generateKeys(input: { kind: KeyKind; purpose: KeyPurpose; folder: string }): Promise<KeyPair> {
  const usages = input.purpose === 'sign' ? (['sign', 'verify'] as const) : (['deriveBits'] as const)
  if (input.kind === 'rsa') return cachedRsaKeys(input)
  const name = input.purpose === 'sign' ? 'ECDSA' : 'ECDH'
  return (await crypto.subtle.generateKey({ name, namedCurve: 'P-256' }, true, usages)) as KeyPair
}

async function cachedRsaKeys({ purpose, folder }: { purpose: KeyPurpose; folder: string }): Promise<KeyPair> {
  const slot = `${folder} ${purpose}`
  const index = takenRsaKeys.get(slot) ?? 0
  takenRsaKeys.set(slot, index + 1)
  const path = join(folder, 'rsa', `${purpose}-${index}`)
  const algorithm = { name: purpose === 'sign' ? 'RSASSA-PKCS1-v1_5' : 'RSA-OAEP', hash: 'SHA-256' }
  const [toPublic, toPrivate] = purpose === 'sign' ? (['verify', 'sign'] as const) : (['encrypt', 'decrypt'] as const)
  try {
    const [spki, pkcs8] = [await readFile(`${path}.spki`), await readFile(`${path}.pkcs8`)]
    return {
      publicKey: await crypto.subtle.importKey('spki', spki, algorithm, true, [toPublic]),
      privateKey: await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, [toPrivate]),
    }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const parameters = { ...algorithm, modulusLength: RSA_BITS, publicExponent: Uint8Array.of(1, 0, 1) }
  const keys = (await crypto.subtle.generateKey(parameters, true, [toPublic, toPrivate])) as KeyPair
  await mkdir(join(folder, 'rsa'), { recursive: true })
  await writeFile(`${path}.pkcs8`, new Uint8Array(await crypto.subtle.exportKey('pkcs8', keys.privateKey)), { mode: 0o600 })
  await writeFile(`${path}.spki`, new Uint8Array(await crypto.subtle.exportKey('spki', keys.publicKey)))
  return keys
}
