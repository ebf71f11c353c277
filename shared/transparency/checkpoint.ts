import type { Bytes } from '../primitives/bytes.ts'
import { base64, fromBase64 } from './base64.ts'
import { type NoteKey, NoteRefused, openNote, signNote } from './signed-note.ts'

/** The head of a log at one size. C2SP tlog-checkpoint, without extension lines. */
export interface Checkpoint {
  readonly origin: string
  /** Leaves of the tree. */
  readonly size: number
  /** Root hash, 32 bytes. */
  readonly root: Bytes
}

/** The note text of a checkpoint: origin, size, root in base64, each on its line. */
export function checkpointText(checkpoint: Checkpoint): string {
  return `${checkpoint.origin}\n${checkpoint.size}\n${base64(checkpoint.root)}\n`
}

/** Parses the text of an attacker-controlled checkpoint. Extension lines are allowed and ignored. Throws NoteRefused `malformed`. */
export function parseCheckpointText(text: string): Checkpoint {
  const [origin, size, root, ...rest] = text.split('\n')
  if (origin === undefined || origin === '' || size === undefined || root === undefined || rest.at(-1) !== '')
    throw new NoteRefused('malformed', 'not a checkpoint')
  if (rest.slice(0, -1).includes('')) throw new NoteRefused('malformed', 'an empty extension line')
  if (!/^(?:0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) throw new NoteRefused('malformed', 'tree size')
  return { origin, size: Number(size), root: rootOf(root) }
}

/** Opens an attacker-controlled checkpoint: signed by the log's key, for the origin that is the key's name. Throws NoteRefused. */
export function openCheckpoint(note: string, logKey: NoteKey): Checkpoint {
  const checkpoint = parseCheckpointText(openNote(note, [logKey]).text)
  if (checkpoint.origin !== logKey.name) throw new NoteRefused('malformed', `the checkpoint of another log: ${checkpoint.origin}`)
  return checkpoint
}

/** Signs a checkpoint. `sign` makes an Ed25519 signature over the bytes it is given. */
export function signCheckpoint(checkpoint: Checkpoint, logKey: NoteKey, sign: (bytes: Bytes) => Uint8Array): string {
  return signNote(checkpointText(checkpoint), logKey, sign)
}

function rootOf(text: string): Bytes {
  try {
    const root = fromBase64(text)
    if (root.length === 32) return root
  } catch {
    // Refused below, with the same words.
  }
  throw new NoteRefused('malformed', 'root hash')
}
