import {
  arrayArgument,
  type CommandContext,
  type CommandDefinition,
  collectionName,
  documentArgument,
  flagArgument,
} from '../command-context.ts'
import { checkCollation } from '../indexes.ts'
import { prepareQuery } from '../query.ts'
import { integerOf, isDocument } from '../values/bson-value.ts'
import { CommandError } from '../values/command-error.ts'
import { type BsonDocument, decodeDocument } from '../values/document.ts'
import { runWrite, type Statement, statementOrRefusal } from '../write-command.ts'
import { findTargets, removeFound } from '../write-statements.ts'
import { writeReply } from './insert.ts'
import { refuseNumber, refuseUnknownFields, requireFields } from './unknown-fields.ts'
import { variablesOf } from './variables.ts'

/** `delete`: removes the first or all documents each statement matches (manual: "delete"). */
export const deleteCommand: CommandDefinition = {
  fields: ['delete', 'deletes', 'ordered', 'let'],
  isTransactional: true,
  isRetryable: true,
  run: (context) =>
    runWrite(context, {
      collectionName: collectionName(context),
      statements: statementDocuments(context, 'deletes').map((one) => deleteStatement(context, one)),
      isOrdered: flagArgument(context.command, 'ordered', true),
      isSingle: false,
      replyOf: (tally) => writeReply(tally, {}),
    }),
}

/** The statement documents of a write command, from its document sequence or its body. */
export function statementDocuments(context: CommandContext, name: string): BsonDocument[] {
  const sequence = context.sequences.get(name)
  const documents = sequence ? sequence.map((body) => decodeDocument(body)) : arrayArgument(context.command, name)
  if (!documents || documents.length === 0)
    throw new CommandError('InvalidLength', 'Write batch sizes must be between 1 and 100000')
  return documents.map((document) => {
    if (!isDocument(document)) throw new CommandError('TypeMismatch', `BSON field '${context.name}.${name}' must hold documents`)
    return document
  })
}

function deleteStatement(context: CommandContext, asked: BsonDocument): Statement {
  refuseUnknownFields('delete.deletes', asked, ['q', 'limit', 'hint', 'collation'])
  requireFields('delete.deletes', asked, ['q', 'limit'])
  const limit = integerOf(asked.get('limit'))
  if (limit !== 0 && limit !== 1)
    throw new CommandError('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(asked.get('limit'))}`)
  if (limit === 0) refuseNumber(context, 'limit=0')
  return statementOrRefusal(() => compiledDelete(context, asked, limit))
}

function compiledDelete(context: CommandContext, asked: BsonDocument, limit: 0 | 1): Statement {
  checkCollation(asked.get('collation'))
  const query = prepareQuery(documentArgument(asked, 'q') ?? new Map(), {
    hint: asked.get('hint'),
    now: context.receivedAt,
    variables: variablesOf(context.command, context.receivedAt),
  })
  const targets = { query, isMulti: limit === 0 }
  return {
    isCreating: false,
    targets,
    apply: (store, collection, ids) => {
      if (!collection) return { n: 0, nModified: 0 }
      const found = findTargets(store, context.engine, collection, targets, ids)
      for (const one of found) removeFound(store, collection, one)
      return { n: found.length, nModified: 0 }
    },
  }
}
