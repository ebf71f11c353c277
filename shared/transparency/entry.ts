import { type Bytes, fromUtf8, hex, utf8 } from '../primitives/bytes.ts'
import { leafHash } from './merkle-tree.ts'

const ENTRY = /^\{"c":"([0-9a-f]{64})","t":"ledger\/1"\}$/

/** Length of every entry in bytes: none can be told from another by its size. */
export const entryLength = 87

/**
 * An entry of the log as it is hashed and served: JCS {"c":<64 hex digits>,"t":"ledger/1"}.
 * `c` commits to an event (`eventCommitment`), or is 32 random bytes in a filler: nobody can tell which.
 */
export function entryBytes(c: string): Bytes {
  if (!/^[0-9a-f]{64}$/.test(c)) throw new RangeError('a commitment has 64 lower-case hex digits')
  return utf8(`{"c":"${c}","t":"ledger/1"}`)
}

/** The commitment in an attacker-controlled entry, in hex. Throws a RangeError on any other bytes. */
export function parseEntry(bytes: Uint8Array): string {
  const c = bytes.length === entryLength ? ENTRY.exec(fromUtf8(bytes))?.[1] : undefined
  if (c === undefined) throw new RangeError('not an entry of ledger/1')
  return c
}

/** The leaf hash of the entry with this commitment (RFC 9162 §2.1.1), in bytes. */
export function entryLeafHash(c: string): Bytes {
  return leafHash(entryBytes(c))
}

/** The commitment of raw bytes, in the spelling entries carry. */
export function commitmentHex(c: Uint8Array): string {
  if (c.length !== 32) throw new RangeError('a commitment has 32 bytes')
  return hex(c)
}
