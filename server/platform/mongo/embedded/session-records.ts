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
  find(sessionKey: string): SessionRecord | undefined
  keep(sessionKey: string, record: SessionRecord): void
  /** Removes records not touched since; returns how many. */
  expire(before: number): number
}

/** Reads and writes the `sessions` table. */
export function createSessionRecords(writer: WriteConnection): SessionRecords {
  const find = writer.sqlite.prepare('SELECT body FROM sessions WHERE lsid = ?')
  const keep = writer.sqlite.prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)')
  const expire = writer.sqlite.prepare('DELETE FROM sessions WHERE at < ?')
  return {
    find: (sessionKey) => {
      const row = find.get(Buffer.from(sessionKey, 'latin1'))
      return row ? recordOf(decodeDocument(row.body)) : undefined
    },
    keep: (sessionKey, record) => {
      const body = documentOf({
        txnNumber: record.txnNumber,
        statementsDone: record.statementsDone,
        tally: record.tally,
        isTransaction: record.isTransaction,
        ...(record.reply ? { reply: new Binary(record.reply) } : {}),
      })
      keep.run(Buffer.from(sessionKey, 'latin1'), encodeDocument(body), Date.now())
    },
    expire: (before) => Number(expire.run(before).changes),
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
