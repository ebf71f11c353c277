import { type JudgedKey, judgeKey, trustOf } from '../../crypto/keys.ts'
import { type HeldKey, openKeyFile } from '../../crypto/pkcs12.ts'
import { serverNow } from '../../platform/server-time.ts'
import type { Credentials } from './credentials.ts'
import { platformFacts } from './platform-facts.ts'
import { session } from './session.ts'

/** Revocation lists no older than this are asked about a certificate. */
const FRESH_MS = 60_000

/** The keys of one or several PKCS#12 files under one PIN. Throws Pkcs12Refused. */
export async function keysOfFiles(files: readonly Blob[], pin: string): Promise<HeldKey[]> {
  const keys: HeldKey[] = []
  for (const file of files) keys.push(...(await openKeyFile(new Uint8Array(await file.arrayBuffer()), pin)))
  return keys
}

/**
 * The signing certificates among keys, each with what speaks against it: good ones first. With `isMine` a certificate must be bound to whoever
 * is signed in. Certificates for receiving only stand at the end when there is no other, so that what is wrong can be said. Throws ProblemError.
 */
export async function judgeKeys(keys: readonly HeldKey[], isMine: boolean): Promise<JudgedKey[]> {
  const trust = trustOf(await platformFacts(FRESH_MS))
  const current = session.get()
  const me = isMine && current.state === 'signed-in' ? current.me : undefined
  const signing = keys.filter(({ signer }) => signer !== undefined)
  const judged: JudgedKey[] = []
  for (const key of signing.length === 0 ? keys : signing) judged.push(await judgeKey(key, { trust, at: serverNow(), me }))
  return judged.sort((left, right) => Number(left.fault !== undefined) - Number(right.fault !== undefined))
}

/** Credentials of one signing key, with the key that receives for the same holder, if it came along: of several the longest valid. */
export function credentialsOf(chosen: HeldKey, keys: readonly HeldKey[], source: Credentials['source']): Credentials | undefined {
  const { signer, certificate } = chosen
  if (signer === undefined) return undefined
  const { organization, commonName } = certificate.subject
  const receiving = keys
    .filter(
      ({ open, certificate: { subject } }) => open && subject.organization === organization && subject.commonName === commonName,
    )
    .sort((left, right) => right.certificate.notAfter - left.certificate.notAfter)[0]
  return {
    signer,
    source,
    ...(receiving?.decryptionKey === undefined
      ? {}
      : { decryption: { certificate: receiving.certificate.der, key: receiving.decryptionKey } }),
    ...(receiving?.open === undefined ? {} : { open: receiving.open, encryptionCertificate: receiving.certificate.der }),
  }
}
