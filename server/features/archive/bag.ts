import { assertHolds } from '#shared/primitives/assert.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import type { Instant } from '#shared/primitives/instant.ts'

/** A file of a bag: where it stands in it, and the blob that holds its bytes. */
export interface BagFile {
  /** From the bag's folder, with `/`, in NFC. */
  readonly path: string
  readonly sha256: string
  readonly sha512: string
  /** Bytes. */
  readonly size: number
}

/** What bag-info.txt tells. */
export interface BagDescription {
  readonly platform: string
  readonly code: string
  readonly title: string
  readonly tender: string
  readonly number: number
  /** Type of the event that had it written. */
  readonly cause: string
  readonly at: Instant
}

/** What no path may hold: `%`, CR and LF would be read differently by `sha256sum -c` and by RFC 8493; the others by file systems. */
const UNSAFE = /[%\p{Cc}\\/:*?"<>|]/gu

/** A file name that any file system and any manifest takes: unsafe characters become `_`, a name of dots only as well. */
export function safeName(name: string): string {
  const safe = name.normalize('NFC').replace(UNSAFE, '_').slice(0, 120)
  return /^\.*$/.test(safe) ? '_' : safe
}

/** The tag files before the tag manifests, by path: bagit.txt, bag-info.txt and both payload manifests (RFC 8493, BagIt 1.0). */
export function tagFiles(payload: readonly BagFile[], about: BagDescription): Map<string, Uint8Array> {
  for (const { path } of payload)
    assertHolds(path.startsWith('data/') && !/[%\r\n]/.test(path), `a path a manifest takes: ${path}`)
  const octets = payload.reduce((sum, { size }) => sum + size, 0)
  const info = [
    ['Source-Organization', about.platform],
    ['External-Identifier', about.code],
    ['External-Description', about.title],
    ['Internal-Sender-Identifier', about.tender],
    ['Bagging-Date', about.at.slice(0, 10)],
    ['Payload-Oxum', `${octets}.${payload.length}`],
    ['Kaibiao-Bag-Number', `${about.number}`],
    ['Kaibiao-Cause', about.cause],
    ['Kaibiao-At', about.at],
  ]
  return new Map([
    ['bagit.txt', utf8('BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n')],
    ['bag-info.txt', utf8(info.map(([label, value]) => `${label}: ${value?.replace(/[\r\n]+/g, ' ')}\n`).join(''))],
    ['manifest-sha256.txt', manifest(payload, 'sha256')],
    ['manifest-sha512.txt', manifest(payload, 'sha512')],
  ])
}

/** The tag manifests over the tag files. */
export function tagManifests(tags: readonly BagFile[]): Map<string, Uint8Array> {
  return new Map([
    ['tagmanifest-sha256.txt', manifest(tags, 'sha256')],
    ['tagmanifest-sha512.txt', manifest(tags, 'sha512')],
  ])
}

/** One line a file, as coreutils writes and checks it, in the byte order of paths. */
function manifest(files: readonly BagFile[], digest: 'sha256' | 'sha512'): Uint8Array {
  const sorted = [...files].sort(({ path: left }, { path: right }) => (left < right ? -1 : left > right ? 1 : 0))
  return utf8(sorted.map((file) => `${file[digest]}  ${file.path}\n`).join(''))
}
