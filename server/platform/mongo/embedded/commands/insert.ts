import { ObjectId } from 'bson'
import { arrayArgument, type CommandContext, type CommandDefinition, collectionName, flagArgument } from '../command-context.ts'
import type { Tally } from '../tally.ts'
import { isDocument } from '../values/bson-value.ts'
import { CommandError } from '../values/command-error.ts'
import { type BsonDocument, type BsonValue, decodeDocument, documentOf } from '../values/document.ts'
import { runWrite, type Statement } from '../write-command.ts'
import { newVersion } from '../write-statements.ts'
import { withTimestamps } from './empty-timestamps.ts'
import { requireFields } from './unknown-fields.ts'

/** `insert`: stores new documents (manual: "insert"). */
export const insert: CommandDefinition = {
  fields: ['insert', 'documents', 'ordered', 'bypassDocumentValidation'],
  isTransactional: true,
  isRetryable: true,
  run: (context) =>
    runWrite(context, {
      collectionName: collectionName(context),
      statements: statementsOf(context),
      isOrdered: flagArgument(context.command, 'ordered', true),
      isSingle: false,
      replyOf: (tally) => writeReply(tally, {}),
    }),
}

function statementsOf(context: CommandContext): Statement[] {
  const sequence = context.sequences.get('documents')
  if (sequence) return sequence.map((body) => insertStatement(decodeDocument(body), body, context.receivedAt))
  requireFields('insert', context.command, ['documents'])
  const documents = arrayArgument(context.command, 'documents')
  if (!documents || documents.length === 0)
    throw new CommandError('InvalidLength', 'Write batch sizes must be between 1 and 100000')
  return documents.map((document) => {
    if (!isDocument(document)) throw new CommandError('TypeMismatch', "BSON field 'insert.documents' must hold documents")
    return insertStatement(document, undefined, context.receivedAt)
  })
}

function insertStatement(given: BsonDocument, body: Uint8Array | undefined, now: Date): Statement {
  const document = withTimestamps(withIdFirst(given), now)
  const isAsGiven = document === given && body !== undefined
  return {
    isCreating: true,
    targets: undefined,
    apply: (store, collection) => {
      if (!collection) throw new CommandError('NamespaceNotFound', 'the collection could not be created')
      store.insert(collection, isAsGiven ? newVersion(document, { body }) : newVersion(document))
      return { n: 1, nModified: 0 }
    },
  }
}

/** The document with `_id` as its first field, made where it is missing. */
export function withIdFirst(document: BsonDocument): BsonDocument {
  const first = document.keys().next()
  if (!first.done && first.value === '_id') return document
  const ordered: BsonDocument = new Map([['_id', document.has('_id') ? document.get('_id') : new ObjectId()]])
  for (const [name, value] of document) if (name !== '_id') ordered.set(name, value)
  return ordered
}

/** `{ n, …, writeErrors?, ok: 1 }`. */
export function writeReply(tally: Tally, more: Readonly<Record<string, BsonValue>>): BsonDocument {
  return documentOf({
    n: tally.n,
    ...more,
    ...(tally.writeErrors.length > 0 ? { writeErrors: tally.writeErrors } : {}),
    ok: 1,
  })
}
