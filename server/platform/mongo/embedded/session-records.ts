import { Binary } from 'bson'
import type { WriteConnection } from './storage.ts'
import { type BsonDocument, decodeDocument, documentOf, encodeDocument } from './values/document.ts'

/** The last retryable command or committed transaction of a session, kept with what it wrote. */
export interface SessionRecord {
  readonly txnNumber: bigint
  /** Statements of the command already applied; the whole command when `reply` is there. */
  readonly statementsDone: number
  readonly tally: BsonDocument
  /** The reply to give again, as BSON. */
  readonly reply: Uint8Array | undefined
  readonly isTransaction: boolean
}

/** Records by session. `keep` and `expire` belong inside a job of the writer. */
export interface SessionRecords {
  /** The record as last kept; the same object until another is kept or a job was undone. */
  find(sessionKey: string): SessionRecord | undefined
  /** Reads from the table again: a job that may have kept a record was undone. */
  forget(): void
  keep(sessionKey: string, record: SessionRecord): void
  /** Removes records not touched since; returns how many. */
  expire(before: number): number
}

/** Sessions whose record is kept in memory as well; the table is asked for others. */
const mostRemembered = 2_000

/** Reads and writes the `sessions` table. */
export function createSessionRecords(writer: WriteConnection): SessionRecords {
  const remembered = new Map<string, SessionRecord | undefined>()
  const find = writer.sqlite.prepare('SELECT body FROM sessions WHERE lsid = ?')
  const keep = writer.sqlite.prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)')
  const expire = writer.sqlite.prepare('DELETE FROM sessions WHERE at < ?')

  function remember(sessionKey: string, record: SessionRecord | undefined): void {
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(sessionKey, record)
  }

  return {
    find: (sessionKey) => {
      if (remembered.has(sessionKey)) return remembered.get(sessionKey)
      const row = find.get(Buffer.from(sessionKey, 'latin1'))
      const record = row ? recordOf(decodeDocument(row.body)) : undefined
      remember(sessionKey, record)
      return record
    },
    forget: () => remembered.clear(),
    keep: (sessionKey, record) => {
      const body = documentOf({
        txnNumber: record.txnNumber,
        statementsDone: record.statementsDone,
        tally: record.tally,
        isTransaction: record.isTransaction,
        ...(record.reply ? { reply: new Binary(record.reply) } : {}),
      })
      keep.run(Buffer.from(sessionKey, 'latin1'), encodeDocument(body), Date.now())
      remember(sessionKey, record)
    },
    expire: (before) => {
      const removed = Number(expire.run(before).changes)
      if (removed > 0) remembered.clear()
      return removed
    },
  }
}

function recordOf(body: BsonDocument): SessionRecord {
  const reply = body.get('reply')
  const tally = body.get('tally')
  return {
    txnNumber: BigInt(String(body.get('txnNumber'))),
    statementsDone: Number(body.get('statementsDone')?.valueOf()),
    tally: tally instanceof Map ? tally : new Map(),
    reply: reply instanceof Binary ? reply.buffer.subarray(0, reply.position) : undefined,
    isTransaction: body.get('isTransaction') === true,
  }
}
