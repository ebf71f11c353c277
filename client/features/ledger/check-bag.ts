import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { type Bytes, concat, fromUtf8, hex } from '#shared/primitives/bytes.ts'
import { maxBundleBytes } from '#shared/sealed-bid/opening/bundle.ts'
import type { TaskProgress } from '../../platform/tasks.ts'
import { type Checked, judged, NotVerifiable, type VerifyCheck } from './checked.ts'
import { findInAct, findInCommittee, findInDraw, findInOpening, findInPdf, type InnerFindings, innerRow } from './inner-checks.ts'
import type { VerifyTrust } from './trust.ts'
import { openEntry, readZip, type ZipEntry } from './zip.ts'

/** The manifest over the manifests: its digest stands for the whole bag and is on the ledger. */
const SEAL_PATH = 'tagmanifest-sha512.txt'
const algorithms = ['sha256', 'sha512'] as const
/** Files up to this size are hashed by the browser itself at once; larger ones piece by piece. */
const WHOLE_BYTES = 32 * 1024 * 1024
const DECLARATION = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'

interface Bag {
  readonly file: Blob
  /** By their paths from the bag's folder. */
  readonly entries: ReadonlyMap<string, ZipEntry>
}

type Digests = Readonly<Record<(typeof algorithms)[number], string>>

/**
 * Checks the archive of a tender from its ZIP file (docs/formats/archive.md): every file against both manifests and those against theirs,
 * then what lies in it: the opening and the draws worked out again, the committee's acts, every act and every PDF of the platform. Read where
 * it lies, never whole. Throws NotVerifiable when it is no bag.
 */
export async function checkBag(
  file: Blob,
  { trust, now }: { readonly trust: VerifyTrust; readonly now: number },
  tell: (progress: TaskProgress) => void,
): Promise<Checked> {
  const { bag, folders } = bagOf(file, await readZip(file))
  if (!bag.entries.has('bagit.txt')) throw new NotVerifiable('archive')
  const digests = await digestsOf(bag, (done, total) => tell({ step: 'hash', done, total }))
  const about = tagsOf(await textOf(bag, 'bag-info.txt'))
  const payload = [...bag.entries.values()].filter(({ path }) => path.startsWith('data/'))
  const octets = payload.reduce((sum, { size }) => sum + size, 0)
  const checks: VerifyCheck[] = [
    judged(
      'integrity',
      'bag-well-formed',
      folders !== 1
        ? `${folders} folders`
        : (await textOf(bag, 'bagit.txt')) !== DECLARATION
          ? 'not a bag of BagIt 1.0'
          : about.get('Payload-Oxum') === `${octets}.${payload.length}`
            ? undefined
            : `${octets}.${payload.length} instead of ${about.get('Payload-Oxum') ?? 'nothing'}`,
    ),
    await manifested(bag, digests, 'bag-tags', 'tagmanifest', (path) => !path.includes('/') && !path.startsWith('tagmanifest-')),
    await manifested(bag, digests, 'bag-files', 'manifest', (path) => path.startsWith('data/')),
    { group: 'ledger', name: 'bag-on-ledger', state: 'unchecked', why: 'the event is on no public chain' },
  ]
  checks.push(...(await innerChecks(bag, trust, now, tell)))
  return {
    kind: 'bag',
    facts: [
      ...[
        ['code', 'External-Identifier'],
        ['title', 'External-Description'],
        ['bag', 'Kaibiao-Bag-Number'],
        ['at', 'Kaibiao-At'],
      ].flatMap(([key = '', name = '']) => {
        const value = about.get(name)
        return value === undefined ? [] : [{ key, value }]
      }),
      { key: 'files', value: String(bag.entries.size) },
      { key: 'size', value: String(octets) },
      { key: 'seal', value: digests.get(SEAL_PATH)?.sha256 ?? '', isDigest: true },
    ],
    checks,
  }
}

function bagOf(file: Blob, found: readonly ZipEntry[]): { readonly bag: Bag; readonly folders: number } {
  const folders = new Set(found.map(({ path }) => path.slice(0, path.indexOf('/') + 1)))
  const entries = new Map(
    found.map((entry) => {
      const path = entry.path.slice(entry.path.indexOf('/') + 1)
      return [path, { ...entry, path }]
    }),
  )
  return { bag: { file, entries }, folders: entries.size === found.length ? folders.size : 0 }
}

/** Both digests of every file; none for one that cannot be read. */
async function digestsOf(bag: Bag, tell: (done: number, total: number) => void): Promise<ReadonlyMap<string, Digests>> {
  const total = [...bag.entries.values()].reduce((sum, { size }) => sum + size, 0)
  const digests = new Map<string, Digests>()
  let done = 0
  for (const [path, entry] of bag.entries) {
    try {
      const before = done
      const count = (bytes: number) => tell(before + bytes, total)
      digests.set(path, entry.size <= WHOLE_BYTES ? await wholeDigests(bag, entry) : await pieceDigests(bag, entry, count))
    } catch (error) {
      if (error instanceof NotVerifiable) throw error
      // It is on a manifest, and is missed there.
    }
    done += entry.size
    tell(done, total)
  }
  return digests
}

async function wholeDigests(bag: Bag, entry: ZipEntry): Promise<Digests> {
  const bytes = await bytesOf(bag, entry)
  const [short, long] = await Promise.all(['SHA-256', 'SHA-512'].map((name) => crypto.subtle.digest(name, bytes)))
  return { sha256: hex(new Uint8Array(short as ArrayBuffer)), sha512: hex(new Uint8Array(long as ArrayBuffer)) }
}

async function pieceDigests({ file }: Bag, entry: ZipEntry, tell: (doneBytes: number) => void): Promise<Digests> {
  const hashers = { sha256: sha256.create(), sha512: sha512.create() }
  let done = 0
  for await (const part of openEntry(file, entry)) {
    hashers.sha256.update(part)
    hashers.sha512.update(part)
    done += part.length
    tell(done)
  }
  return { sha256: hex(hashers.sha256.digest()), sha512: hex(hashers.sha512.digest()) }
}

/** Everything that belongs on the manifests is on them with its digest, and nothing else is. */
async function manifested(
  bag: Bag,
  digests: ReadonlyMap<string, Digests>,
  name: string,
  kind: 'manifest' | 'tagmanifest',
  belongs: (path: string) => boolean,
): Promise<VerifyCheck> {
  const subjects: { subject: string; why: string }[] = []
  for (const algorithm of algorithms) {
    const lines = (await textOf(bag, `${kind}-${algorithm}.txt`)).split('\n').filter((line) => line !== '')
    if (lines.length === 0) subjects.push({ subject: `${kind}-${algorithm}.txt`, why: 'missing' })
    const listed = new Map(lines.map((line) => [line.slice(line.indexOf('  ') + 2), line.slice(0, line.indexOf('  '))]))
    for (const [path, digest] of listed) {
      const found = digests.get(path)?.[algorithm]
      if (found !== digest) subjects.push({ subject: path, why: found === undefined ? 'missing' : `${algorithm} is ${found}` })
    }
    for (const path of bag.entries.keys())
      if (belongs(path) && !listed.has(path)) subjects.push({ subject: path, why: `on no ${kind}-${algorithm}` })
  }
  return judged('integrity', name, subjects[0]?.why, {
    fact: String([...bag.entries.keys()].filter(belongs).length),
    ...(subjects.length === 0 ? {} : { subjects }),
  })
}

/** What lies in the bag and can be checked by itself. */
async function innerChecks(
  bag: Bag,
  trust: VerifyTrust,
  now: number,
  tell: (progress: TaskProgress) => void,
): Promise<VerifyCheck[]> {
  const paths = [...bag.entries.keys()]
  const acts = paths.filter((path) => /^data\/(?:02|06|11)-.*\.p7s$/.test(path) && bag.entries.has(jsonOf(path)))
  const kinds = [
    ['recomputed', 'bag-opening', paths.filter((path) => path === 'data/04-开标/bundle.json'), findInOpening],
    ['recomputed', 'bag-draws', paths.filter((path) => /^data\/05-.*\.json$/.test(path)), findInDraw],
    ['recomputed', 'bag-committee', paths.filter((path) => path === 'data/06-评标/committee-acts.json'), findInCommittee],
    [
      'authenticity',
      'bag-acts',
      acts,
      async (p7s: Bytes, _: VerifyTrust, path: string) => findInAct(await bytesAt(bag, jsonOf(path)), p7s, trust),
    ],
    [
      'authenticity',
      'bag-pdfs',
      // Bidders' and the tenderer's own documents are signed by nobody.
      paths.filter((path) => /^data\/(?:04|06|07|08)-.*\.pdf$/.test(path)),
      (bytes: Bytes) => findInPdf(bytes, trust, now),
    ],
  ] as const
  const total = kinds.reduce((sum, [, , own]) => sum + own.length, 0)
  let done = 0
  const rows: VerifyCheck[] = []
  for (const [group, name, own, find] of kinds) {
    if (own.length === 0) continue
    const findings: InnerFindings[] = []
    for (const path of own) {
      tell({ step: 'inner', done, total })
      const { checked, faults } = await find(await bytesAt(bag, path), trust, path)
      findings.push({ checked, faults: faults.map(({ subject, why }) => ({ subject: `${path} ${subject}`.trim(), why })) })
      done += 1
    }
    rows.push(innerRow(group, name, findings))
  }
  return rows
}

function jsonOf(p7s: string): string {
  return p7s.replace(/\.p7s$/, '.json')
}

async function bytesAt(bag: Bag, path: string): Promise<Bytes> {
  const entry = bag.entries.get(path)
  return entry === undefined ? new Uint8Array() : bytesOf(bag, entry)
}

async function bytesOf({ file }: Bag, entry: ZipEntry): Promise<Bytes> {
  if (entry.size > maxBundleBytes) throw new RangeError(`${entry.path} is too large to be read whole`)
  const parts: Uint8Array[] = []
  for await (const part of openEntry(file, entry)) parts.push(part)
  return concat(...parts)
}

async function textOf(bag: Bag, path: string): Promise<string> {
  try {
    return fromUtf8(await bytesAt(bag, path))
  } catch {
    return ''
  }
}

/** The lines of bag-info.txt, `Name: value`, by name. */
function tagsOf(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/^([A-Za-z-]+): (.*)$/gm)].map(([, name = '', value = '']) => [name, value]))
}
