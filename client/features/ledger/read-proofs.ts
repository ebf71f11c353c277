import { maxListActBytes, signedActField } from '#shared/acts/act.ts'
import type { Client } from '#shared/contracts/client.ts'
import { type Bytes, equalBytes, fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { maxManifestBytes } from '#shared/sealed-bid/manifest.ts'
import { maxBundleBytes } from '#shared/sealed-bid/opening/bundle.ts'
import { receiptSchema, type SignedReceipt, signedReceiptSchema } from '#shared/sealed-bid/receipt.ts'
import { parseTlogProof, type TlogProof } from '#shared/transparency/tlog-proof.ts'
import { readFile } from '../../crypto/opfs.ts'
import type { TaskProgress } from '../../platform/tasks.ts'
import { checkAct } from './check-act.ts'
import { checkBag } from './check-bag.ts'
import { checkBundle } from './check-bundle.ts'
import { checkCheckpoint, checkProof } from './check-note.ts'
import { checkPdf } from './check-pdf.ts'
import { checkReceipt } from './check-receipt.ts'
import { type Checked, NotVerifiable } from './checked.ts'
import { checkInner } from './inner-checks.ts'
import type { VerifyTrust } from './trust.ts'

const ZIP_MAGIC = utf8('PK\u0003\u0004')

/** What the files of one drop are, before any of it is believed. */
type Sorted =
  | { readonly kind: 'pdf'; readonly bytes: Bytes }
  | { readonly kind: 'bundle'; readonly bytes: Bytes }
  | { readonly kind: 'act-text'; readonly bytes: Bytes }
  | { readonly kind: 'signature'; readonly bytes: Bytes }
  | { readonly kind: 'manifest'; readonly bytes: Bytes }
  | { readonly kind: 'receipt'; readonly signed: SignedReceipt }
  | { readonly kind: 'act'; readonly act: Bytes; readonly p7s: Bytes }
  | { readonly kind: 'proof'; readonly proof: TlogProof }
  | { readonly kind: 'checkpoint'; readonly note: string }
  | { readonly kind: 'bag'; readonly file: File }
  | { readonly kind: 'draw'; readonly bytes: Bytes }
  | { readonly kind: 'committee'; readonly bytes: Bytes }

/** What was dropped, and what it is judged by. */
interface Dropped {
  readonly client: Client
  readonly files: readonly File[]
  readonly trust: VerifyTrust
  readonly now: number
}

type Tell = (progress: TaskProgress) => void

/**
 * Verifies what was dropped together: a receipt with its proof and manifest, an act with its signature, a PDF, the bundle of an opening, a
 * draw or a committee, an archive, a checkpoint or a proof. Nothing leaves this browser. Throws NotVerifiable with the reason why the files are nothing that can be verified.
 */
export async function verifyFiles({ client, files, trust, now }: Dropped, tell: Tell): Promise<Checked> {
  const sorted: Sorted[] = []
  const total = files.reduce((sum, { size }) => sum + size, 0)
  let done = 0
  for (const file of files) {
    sorted.push(await sortIn(file, (part) => tell({ step: 'read', done: done + part, total })))
    done += file.size
  }
  const of = <K extends Sorted['kind']>(kind: K) => sorted.find((one): one is Extract<Sorted, { kind: K }> => one.kind === kind)
  const proof = of('proof')?.proof
  const receipt = of('receipt')
  const manifest = of('manifest')
  if (receipt !== undefined)
    return checkReceipt(client, receipt.signed, trust, {
      proof,
      manifestSha256: manifest === undefined ? undefined : sha256Hex(manifest.bytes),
    })
  const act = of('act')
  if (act !== undefined) return checkAct(client, act, trust)
  const [text, signature] = [of('act-text'), of('signature')]
  if (text !== undefined && signature !== undefined) return checkAct(client, { act: text.bytes, p7s: signature.bytes }, trust)
  if (text !== undefined) throw new NotVerifiable('needs-signature')
  const bag = of('bag')
  if (bag !== undefined) return checkBag(bag.file, { trust, now }, tell)
  const inner = of('draw') ?? of('committee')
  if (inner !== undefined) return checkInner(inner.kind, inner.bytes, trust)
  const pdf = of('pdf')
  if (pdf !== undefined) return checkPdf(pdf.bytes, trust, now)
  const bundle = of('bundle')
  if (bundle !== undefined) return checkBundle(bundle.bytes, trust, tell)
  if (proof !== undefined) return checkProof(proof, undefined, trust)
  const checkpoint = of('checkpoint')
  if (checkpoint !== undefined) return checkCheckpoint(checkpoint.note, trust)
  if (signature !== undefined) throw new NotVerifiable('needs-content')
  throw new NotVerifiable('unknown')
}

async function sortIn(file: File, tell: (doneBytes: number) => void): Promise<Sorted> {
  if (file.size === 0) throw new NotVerifiable('empty', file.name)
  const magic = new Uint8Array(await file.slice(0, 4).arrayBuffer())
  if (equalBytes(magic, ZIP_MAGIC)) return { kind: 'bag', file }
  if (file.size > maxBundleBytes) throw new NotVerifiable('too-large', file.name)
  const bytes = await bytesOf(file, tell)
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 64))
  if (head.startsWith('%PDF-')) return { kind: 'pdf', bytes }
  if (head.startsWith('c2sp.org/tlog-proof@')) return { kind: 'proof', proof: proofOf(bytes) }
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) return { kind: 'signature', bytes }
  if (/^\s*[[{]/.test(head)) return sortJson(bytes)
  const text = new TextDecoder().decode(bytes)
  if (/^[^\n]+\n\d+\n[A-Za-z0-9+/=]+\n/.test(text) && text.includes('\n\n\u2014 ')) return { kind: 'checkpoint', note: text }
  throw new NotVerifiable('unknown', file.name)
}

async function bytesOf(file: File, tell: (doneBytes: number) => void): Promise<Bytes> {
  const bytes = new Uint8Array(file.size)
  let done = 0
  for await (const part of readFile(file)) {
    bytes.set(part, done)
    done += part.length
    tell(done)
  }
  return bytes
}

function proofOf(bytes: Bytes): TlogProof {
  try {
    return parseTlogProof(new TextDecoder().decode(bytes))
  } catch {
    throw new NotVerifiable('truncated')
  }
}

function sortJson(bytes: Bytes): Sorted {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new NotVerifiable('truncated')
  }
  const { v } = (typeof value === 'object' && value !== null ? value : {}) as { v?: unknown }
  if (v === 'opening/1') return { kind: 'bundle', bytes }
  if (v === 'draw-bundle/1') return { kind: 'draw', bytes }
  if (v === 'committee-acts/1') return { kind: 'committee', bytes }
  if (v === 'act/1') return { kind: 'act-text', bytes }
  if (v === 'sealedbid/1' && bytes.length <= maxManifestBytes) return { kind: 'manifest', bytes }
  if (typeof v === 'string' && /^(?:keepfile|keep|custodyfile|custody|passfile)\//.test(v)) throw new NotVerifiable('keep-file')
  const signed = signedReceiptSchema.safeParse(value)
  if (signed.success) return { kind: 'receipt', signed: signed.data }
  const act = signedActField.safeParse(value)
  if (act.success && bytes.length <= maxListActBytes * 2)
    return { kind: 'act', act: utf8(act.data.act), p7s: fromBase64url(act.data.p7s) }
  if (receiptSchema.safeParse(value).success) throw new NotVerifiable('needs-signature')
  throw new NotVerifiable('unknown')
}
