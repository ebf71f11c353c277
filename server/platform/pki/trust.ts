import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type Certificate, CertificateRefused, parseCertificate } from '#shared/pki/certificate.ts'
import { parseRevocationList, type RevocationList } from '#shared/pki/crl.ts'
import type { TrustMaterial } from '#shared/pki/path.ts'
import { type Bytes, equalBytes } from '#shared/primitives/bytes.ts'
import { useNodeCryptography } from './node-cryptography.ts'

/** What this platform trusts now. The three lists change in place when the folder does: read them at each use, keep none. */
export interface Trust extends TrustMaterial {
  readonly anchors: readonly Certificate[]
  readonly intermediates: readonly Certificate[]
  readonly revocation: readonly RevocationList[]
  /** Files that were there and could not be used, each with its reason; an operator should see them. */
  readonly faults: readonly { readonly file: string; readonly detail: string }[]
  /** Reads the folder again if anything in it changed. Called by the scheduler every minute and after an upload of revocation lists. */
  reload(): Promise<void>
}

/** Hidden names are drafts: whoever brings a file should write it under one and rename it. */
const EXTENSION = /^[^.].*\.(?:pem|crt|cer|der|crl)$/i

/**
 * Trust from a folder: each certificate or revocation list there, PEM (several to a file) or DER, one authority's beside another's.
 * A self-issued authority is an anchor, any other certificate an intermediate. A file that cannot be read stands among `faults` and
 * stops nobody else's; of an issuer's lists all are kept, the validator picks the current ones. A folder that is missing is empty.
 * From here on this process verifies signatures by node:crypto.
 */
export async function loadTrust(folder: string): Promise<Trust> {
  const trust = {
    anchors: [] as Certificate[],
    intermediates: [] as Certificate[],
    revocation: [] as RevocationList[],
    faults: [] as { file: string; detail: string }[],
    reload,
  }
  let fingerprint: string | undefined
  let running: Promise<void> | undefined

  async function reload(): Promise<void> {
    running ??= read().finally(() => {
      running = undefined
    })
    return running
  }

  async function read(): Promise<void> {
    const files = await listFiles(folder)
    const found = files.map(({ path, size, mtimeMs, inode }) => `${path} ${size} ${mtimeMs} ${inode}`).join('\n')
    if (found === fingerprint) return
    const next = {
      anchors: [] as Certificate[],
      intermediates: [] as Certificate[],
      revocation: [] as RevocationList[],
      faults: [] as { file: string; detail: string }[],
    }
    for (const { path } of files) {
      try {
        for (const object of objectsOf(new Uint8Array(await readFile(path)))) sortIn(next, object)
      } catch (error) {
        next.faults.push({ file: path, detail: error instanceof Error ? error.message : String(error) })
      }
    }
    for (const name of ['anchors', 'intermediates', 'revocation', 'faults'] as const)
      trust[name].splice(0, trust[name].length, ...(next[name] as never[]))
    fingerprint = found
  }

  useNodeCryptography()
  await read()
  return trust
}

async function listFiles(folder: string): Promise<{ path: string; size: number; mtimeMs: number; inode: number }[]> {
  let names: string[]
  try {
    names = await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  const files = []
  for (const name of names.filter((candidate) => EXTENSION.test(candidate)).sort()) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile() === true) files.push({ path, size: found.size, mtimeMs: found.mtimeMs, inode: found.ino })
  }
  return files
}

type TrustObject = { readonly kind: 'certificate'; readonly der: Bytes } | { readonly kind: 'crl'; readonly der: Bytes }

const PEM = /-----BEGIN (X509 CRL|CERTIFICATE|TRUSTED CERTIFICATE|X509 CERTIFICATE)-----([A-Za-z0-9+/=\s]+)-----END \1-----/g

/** The objects of a file: every PEM block of a kind known, or the whole file as DER. */
function objectsOf(file: Bytes): TrustObject[] {
  if (file[0] === 0x30) {
    try {
      parseCertificate(file)
      return [{ kind: 'certificate', der: file }]
    } catch (error) {
      if (!(error instanceof CertificateRefused)) throw error
      return [{ kind: 'crl', der: file }]
    }
  }
  const blocks = [...Buffer.from(file).toString('latin1').matchAll(PEM)]
  if (blocks.length === 0) throw new Error('neither PEM nor DER')
  return blocks.map(([, label, body = '']) => ({
    kind: label === 'X509 CRL' ? 'crl' : 'certificate',
    der: new Uint8Array(Buffer.from(body, 'base64')),
  }))
}

function sortIn(
  lists: { anchors: Certificate[]; intermediates: Certificate[]; revocation: RevocationList[] },
  object: TrustObject,
): void {
  if (object.kind === 'crl') {
    const list = parseRevocationList(object.der)
    if (!lists.revocation.some(({ sha256 }) => sha256 === list.sha256)) lists.revocation.push(list)
    return
  }
  const certificate = parseCertificate(object.der)
  if (!certificate.isCa)
    throw new CertificateRefused('certificate-malformed', `“${certificate.subject.commonName}” is no authority`)
  const list = equalBytes(certificate.subjectDer, certificate.issuerDer) ? lists.anchors : lists.intermediates
  if (!list.some(({ sha256 }) => sha256 === certificate.sha256)) list.push(certificate)
}
