import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { KeyFolder } from './key-folder.ts'

const FILE = 'log.pem'

/** The Ed25519 key (RFC 8032) that signs checkpoints of the log. */
export interface LogKey {
  /** 32 bytes. */
  readonly publicKey: Bytes
  /** 64 bytes over the message itself. */
  sign(message: Uint8Array): Bytes
}

/** Reads the log key, making it at the first start. It is never rotated within a year: its name stands in every checkpoint. */
export async function loadLogKey(folder: KeyFolder): Promise<LogKey> {
  return logKeyOf(
    await folder.readOrMake(FILE, () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ),
  )
}

/** Reads the log key of a platform that has one: whoever checks a log by a key made on the spot finds nothing but forgeries. */
export async function readLogKey(folder: KeyFolder): Promise<LogKey> {
  const pem = await folder.read(FILE)
  if (pem === undefined) throw new Error(`the key folder holds no log key (${FILE}): put the keys of this platform there first`)
  return logKeyOf(pem)
}

function logKeyOf(pem: string): LogKey {
  const privateKey = createPrivateKey(pem)
  const spki = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
  return {
    // SubjectPublicKeyInfo of Ed25519 is twelve fixed bytes, then the key (RFC 8410).
    publicKey: new Uint8Array(spki.subarray(12)),
    sign: (message) => new Uint8Array(sign(null, message, privateKey)),
  }
}
