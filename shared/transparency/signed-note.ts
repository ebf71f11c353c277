import { ed25519 } from '@noble/curves/ed25519.js'
import { type Bytes, concat, equalBytes, fromHex, hex, utf8 } from '../primitives/bytes.ts'
import { sha256 } from '../primitives/digest.ts'
import { base64, fromBase64 } from './base64.ts'

/** Signature types of C2SP signed-note that are spoken here. */
export const noteAlgorithms = { ed25519: 0x01, cosignatureV1: 0x04 } as const

/** Longest note in bytes, and most signature lines looked at. */
export const maxNoteBytes = 64 * 1024
const maxSignatures = 64

/** Why a note is not believed. */
export type NoteRefusal = 'malformed' | 'no-known-signature' | 'signature-invalid'

/** A note that is not believed. */
export class NoteRefused extends Error {
  override readonly name = 'NoteRefused'
  readonly code: NoteRefusal

  constructor(code: NoteRefusal, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
  }
}

/** A key that notes are checked against: a vkey, parsed. */
export interface NoteKey {
  readonly name: string
  readonly algorithm: number
  /** Ed25519, 32 bytes (RFC 8032). */
  readonly publicKey: Bytes
  /** First four bytes of SHA-256(name ‖ 0x0A ‖ algorithm ‖ public key). */
  readonly id: Bytes
}

/** One signature line. */
interface NoteSignature {
  readonly name: string
  readonly id: Bytes
  /** What follows the key id. */
  readonly signature: Bytes
}

/** A note taken apart, nothing of it believed yet. `text` ends in a line feed. */
interface SignedNote {
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** Makes a key of its parts. Throws a RangeError on a name with spaces or plus, or a key of another length. */
export function noteKey(name: string, publicKey: Uint8Array, algorithm: number = noteAlgorithms.ed25519): NoteKey {
  if (!isKeyName(name)) throw new RangeError('a key name has no spaces, no plus, and is not empty')
  if (publicKey.length !== 32) throw new RangeError('an Ed25519 public key has 32 bytes')
  const id = sha256(concat(utf8(`${name}\n`), new Uint8Array([algorithm]), publicKey)).slice(0, 4)
  return { name, algorithm, publicKey: concat(publicKey), id }
}

/** A key as text: `<name>+<id in hex>+<base64(algorithm ‖ public key)>`. */
export function formatNoteKey(key: NoteKey): string {
  return `${key.name}+${hex(key.id)}+${base64(concat(new Uint8Array([key.algorithm]), key.publicKey))}`
}

/** Parses a key's text. Throws a RangeError on an unknown algorithm, another length or an id that is not its own. */
export function parseNoteKey(text: string): NoteKey {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/su.exec(text) ?? []
  if (name === undefined || id === undefined || encoded === undefined) throw new RangeError('not a verifier key')
  const bytes = fromBase64(encoded)
  const algorithm = bytes[0]
  if (algorithm !== noteAlgorithms.ed25519 && algorithm !== noteAlgorithms.cosignatureV1)
    throw new RangeError('a verifier key of an unknown algorithm')
  const key = noteKey(name, bytes.subarray(1), algorithm)
  if (!equalBytes(key.id, fromHex(id))) throw new RangeError('a verifier key whose id is not its own')
  return key
}

/** Takes an attacker-controlled note apart. Throws NoteRefused `malformed`. */
export function parseNote(note: string): SignedNote {
  if (utf8(note).length > maxNoteBytes) throw new NoteRefused('malformed', 'too long')
  if ([...note].some((character) => character < ' ' && character !== '\n') || /\p{Surrogate}/u.test(note))
    throw new NoteRefused('malformed', 'control characters')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw new NoteRefused('malformed', 'no signatures')
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > maxSignatures) throw new NoteRefused('malformed', 'too many signatures')
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignatureLine) }
}

/**
 * Opens an attacker-controlled note: the text, if a known Ed25519 key signed it. Lines of unknown keys are ignored; a line of a known
 * key that does not verify refuses the whole note. Throws NoteRefused.
 */
export function openNote(note: string, keys: readonly NoteKey[]): { readonly text: string; readonly by: readonly string[] } {
  const { text, signatures } = parseNote(note)
  const by: string[] = []
  for (const line of signatures) {
    const key = keys.find(({ name, id, algorithm }) => {
      return algorithm === noteAlgorithms.ed25519 && name === line.name && equalBytes(id, line.id)
    })
    if (key === undefined || by.includes(key.name)) continue
    if (!isEd25519Signature(line.signature, utf8(text), key.publicKey)) throw new NoteRefused('signature-invalid', key.name)
    by.push(key.name)
  }
  if (by.length === 0) throw new NoteRefused('no-known-signature', keys.map(({ name }) => name).join(', '))
  return { text, by }
}

/** Whether an Ed25519 signature is good, by the strict rules of RFC 8032. */
export function isEd25519Signature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  return signature.length === 64 && ed25519.verify(signature, message, publicKey, { zip215: false })
}

/** A note of a text and its signature lines, whole. The text must end in a line feed. */
function formatNote(text: string, signatures: readonly NoteSignature[]): string {
  if (!text.endsWith('\n')) throw new RangeError('the text of a note ends in a line feed')
  return `${text}\n${signatures.map(signatureLine).join('')}`
}

/** Signs a text with an Ed25519 key that somebody else holds. */
export function signNote(text: string, key: NoteKey, sign: (bytes: Bytes) => Uint8Array): string {
  return formatNote(text, [{ name: key.name, id: key.id, signature: concat(sign(utf8(text))) }])
}

/** A note with one more signature line at its end. */
export function addSignature(note: string, signature: NoteSignature): string {
  return `${note}${signatureLine(signature)}`
}

function signatureLine({ name, id, signature }: NoteSignature): string {
  return `— ${name} ${base64(concat(id, signature))}\n`
}

function parseSignatureLine(line: string): NoteSignature {
  const [, name, encoded] = /^— ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? []
  if (name === undefined || encoded === undefined || !isKeyName(name)) throw new NoteRefused('malformed', 'a signature line')
  let bytes: Bytes
  try {
    bytes = fromBase64(encoded)
  } catch {
    throw new NoteRefused('malformed', 'base64 of a signature')
  }
  if (bytes.length < 5) throw new NoteRefused('malformed', 'a short signature')
  return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) }
}

function isKeyName(name: string): boolean {
  return name.length > 0 && name.length <= 255 && !/[\s+\p{White_Space}\p{Cc}]/u.test(name)
}
