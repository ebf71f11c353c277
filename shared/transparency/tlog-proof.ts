import type { Bytes } from '../primitives/bytes.ts'
import { base64, fromBase64 } from './base64.ts'
import { type Checkpoint, openCheckpoint } from './checkpoint.ts'
import { entryLeafHash } from './entry.ts'
import { maxProofHashes, verifyInclusion } from './merkle-proof.ts'
import { maxNoteBytes, type NoteKey, NoteRefused } from './signed-note.ts'

const HEADER = 'c2sp.org/tlog-proof@v1'

/** A proof that can be kept and checked off line: C2SP tlog-proof. */
export interface TlogProof {
  readonly index: number
  /** Inclusion proof, from the leaf's sibling up. */
  readonly proof: readonly Bytes[]
  /** The checkpoint, whole. */
  readonly checkpoint: string
  /** Whatever the maker put in; not signed by anybody. */
  readonly extra?: Bytes | undefined
}

/** The text of a proof, for a file named `.tlog-proof`. */
export function formatTlogProof(proof: TlogProof): string {
  const extra = proof.extra === undefined ? [] : [`extra ${base64(proof.extra)}`]
  return [HEADER, ...extra, `index ${proof.index}`, ...proof.proof.map(base64), '', proof.checkpoint].join('\n')
}

/** Parses an attacker-controlled proof. Throws NoteRefused `malformed`. */
export function parseTlogProof(text: string): TlogProof {
  if (text.length > maxNoteBytes) throw new NoteRefused('malformed', 'too long')
  const split = text.indexOf('\n\n')
  const [header, ...rest] = text.slice(0, Math.max(split, 0)).split('\n')
  if (header !== HEADER) throw new NoteRefused('malformed', 'not a tlog-proof')
  const extra = rest[0]?.startsWith('extra ') === true ? decode(rest.shift()?.slice('extra '.length)) : undefined
  const index = /^index (0|[1-9]\d{0,15})$/.exec(rest.shift() ?? '')?.[1]
  if (index === undefined || !Number.isSafeInteger(Number(index))) throw new NoteRefused('malformed', 'index')
  const proof = rest.map(decode)
  if (proof.length > maxProofHashes || proof.some((hash) => hash.length !== 32)) throw new NoteRefused('malformed', 'hashes')
  return { index: Number(index), proof, checkpoint: text.slice(split + 2), ...(extra === undefined ? {} : { extra }) }
}

/**
 * Checks that the entry with this commitment stands in the log, by an attacker-controlled proof: the checkpoint's signature, then the
 * path to its root. Returns the checkpoint. Throws NoteRefused.
 */
export function verifyTlogProof(proof: TlogProof, c: string, logKey: NoteKey): Checkpoint {
  const checkpoint = openCheckpoint(proof.checkpoint, logKey)
  const isIncluded = verifyInclusion({
    index: proof.index,
    size: checkpoint.size,
    leaf: entryLeafHash(c),
    proof: proof.proof,
    root: checkpoint.root,
  })
  if (!isIncluded) throw new NoteRefused('malformed', 'the inclusion proof does not lead to the signed root')
  return checkpoint
}

function decode(text: string | undefined): Bytes {
  try {
    return fromBase64(text ?? '!')
  } catch {
    throw new NoteRefused('malformed', 'base64')
  }
}
