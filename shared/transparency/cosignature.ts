import { type Bytes, concat, equalBytes, uint64, utf8 } from '../primitives/bytes.ts'
import { parseCheckpointText } from './checkpoint.ts'
import { addSignature, isEd25519Signature, type NoteKey, NoteRefused, noteAlgorithms, parseNote } from './signed-note.ts'

/** What a witness says: at this second, this was the largest tree of that log it had seen, and it only ever grew. */
interface Cosignature {
  readonly witness: string
  /** Seconds since 1970. */
  readonly at: number
}

/** The bytes a witness signs over a checkpoint's text. C2SP tlog-cosignature, Ed25519 (`cosignature/v1`). */
function cosignedBytes(text: string, at: number): Bytes {
  return utf8(`cosignature/v1\ntime ${at}\n${text}`)
}

/**
 * The cosignatures of known witnesses under an attacker-controlled checkpoint. Lines of others are ignored; one of a known witness
 * that does not verify refuses the note. Says nothing about the log's own signature. Throws NoteRefused.
 */
export function verifyCosignatures(note: string, witnesses: readonly NoteKey[]): Cosignature[] {
  const { text, signatures } = parseNote(note)
  parseCheckpointText(text)
  const found: Cosignature[] = []
  for (const line of signatures) {
    const witness = witnesses.find(({ name, id, algorithm }) => {
      return algorithm === noteAlgorithms.cosignatureV1 && name === line.name && equalBytes(id, line.id)
    })
    if (witness === undefined || found.some((known) => known.witness === witness.name)) continue
    const at = timeOf(line.signature)
    if (at === undefined || !isEd25519Signature(line.signature.subarray(8), cosignedBytes(text, at), witness.publicKey))
      throw new NoteRefused('signature-invalid', witness.name)
    found.push({ witness: witness.name, at })
  }
  return found
}

/** A checkpoint with a witness's line added: what a witness answers. */
export function cosign(note: string, witness: NoteKey, at: number, sign: (bytes: Bytes) => Uint8Array): string {
  const { text } = parseNote(note)
  parseCheckpointText(text)
  return addSignature(note, {
    name: witness.name,
    id: witness.id,
    signature: concat(uint64(at), sign(cosignedBytes(text, at))),
  })
}

/** Time of a timestamped signature, in seconds; undefined when it is none. */
function timeOf(signature: Uint8Array): number | undefined {
  if (signature.length !== 8 + 64) return undefined
  const at = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0)
  return at > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(at)
}
