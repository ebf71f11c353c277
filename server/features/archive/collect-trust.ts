import type { Certificate } from '#shared/pki/certificate.ts'
import type { RevocationList } from '#shared/pki/crl.ts'
import { type Bytes, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { formatNoteKey, noteKey } from '#shared/transparency/signed-note.ts'
import { logOrigin } from '../ledger/index.ts'
import type { ArchiveDeps } from './deps.ts'

/** Where a bag keeps what its signatures are checked by. */
const FOLDER = 'data/12-证书'

/**
 * What the signatures of a bag are checked by, as it stood when the bag was written: authorities, revocation lists and the keys of the logs,
 * in the form `kaibiao --trust` reads. It is the platform's word; who doubts it brings these from elsewhere.
 */
export function collectTrust(deps: Pick<ArchiveDeps, 'trust' | 'keys' | 'config'>, logs: readonly number[]) {
  const { trust, keys, config } = deps
  const authorities = [...trust.anchors, ...trust.intermediates].map(({ der }: Certificate): Bytes => der)
  const lists = trust.revocation.map(({ der }: RevocationList): Bytes => der)
  const named = (ending: string) => (der: Bytes) => ({ path: `${FOLDER}/${sha256Hex(der)}.${ending}`, bytes: der })
  const files = [
    ...[...authorities, keys.certificates.anchor].map(named('cer')),
    ...[...lists, keys.certificates.revocationList].map(named('crl')),
    ...[...new Set(logs)].map((log) => ({
      path: `${FOLDER}/log-${log}.vkey`,
      bytes: utf8(`${formatNoteKey(noteKey(logOrigin(config.platformName, log), keys.logKey.publicKey))}\n`),
    })),
  ]
  return [...new Map(files.map((file) => [file.path, file])).values()]
}
