import { createHmac, randomBytes } from 'node:crypto'
import { type Bytes, fromHex } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { openKeyFolder } from './key-folder.ts'
import { type LogKey, loadLogKey } from './log-key.ts'
import { loadPlatformCertificates, type PlatformCertificates } from './platform-certificates.ts'
import { loadTokenKeys, type TokenKeys } from './token-keys.ts'

/** Every key of the server. None of them opens a bid: with all of them, the database and the disk, an operator still reads nothing. */
export interface ServerKeys {
  readonly certificates: PlatformCertificates
  readonly platformSigner: PlatformCertificates['signer']
  readonly logKey: LogKey
  readonly tokenKeys: TokenKeys
  /** 32 secret bytes of a purpose, derived from the one secret of this server. */
  secret(purpose: string): Bytes
}

/** Reads the server's keys from their folder, making what is missing: 0600, outside the database. */
export async function loadServerKeys(options: {
  readonly folder: string
  readonly platformName: string
  readonly now: number
  readonly random: RandomBytes
}): Promise<ServerKeys> {
  const folder = await openKeyFolder(options.folder)
  const master = fromHex(await folder.readOrMake('secret', () => randomBytes(32).toString('hex')))
  const certificates = await loadPlatformCertificates(folder, options)
  return {
    certificates,
    platformSigner: certificates.signer,
    logKey: await loadLogKey(folder),
    tokenKeys: await loadTokenKeys(folder),
    secret: (purpose) => new Uint8Array(createHmac('sha256', master).update(purpose).digest()),
  }
}
