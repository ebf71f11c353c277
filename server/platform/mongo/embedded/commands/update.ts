import { ObjectId } from 'bson'
import type { Collection } from '../catalogue.ts'
import {
  arrayArgument,
  type CommandContext,
  type CommandDefinition,
  collectionName,
  documentArgument,
  flagArgument,
} from '../command-context.ts'
import type { DocumentStore } from '../document-store.ts'
import { checkCollation } from '../indexes.ts'
import { prepareQuery, type Query } from '../query.ts'
import { documentOfFound, type Found } from '../scan.ts'
import { isDocument } from '../values/bson-value.ts'
import { CommandError } from '../values/command-error.ts'
import { type BsonDocument, type BsonValue, documentOf } from '../values/document.ts'
import { type CompiledUpdate, compileUpdate, upsertBase } from '../values/update.ts'
import { runWrite, type Statement, statementOrRefusal } from '../write-command.ts'
import { findTargets, newVersion, replaceFound } from '../write-statements.ts'
import { statementDocuments } from './delete.ts'
import { withTimestamps } from './empty-timestamps.ts'
import { withIdFirst, writeReply } from './insert.ts'
import { refuseNumber, refuseUnknownFields, requireFields } from './unknown-fields.ts'
import { variablesOf } from './variables.ts'

/** `update`: changes the first or all documents each statement matches, or inserts one (manual: "update"). */
export const update: CommandDefinition = {
  fields: ['update', 'updates', 'ordered', 'bypassDocumentValidation', 'let'],
  isTransactional: true,
  isRetryable: true,
  run: (context) =>
    runWrite(context, {
      collectionName: collectionName(context),
      statements: statementDocuments(context, 'updates').map((one) => updateStatement(context, one)),
      isOrdered: flagArgument(context.command, 'ordered', true),
      isSingle: false,
      replyOf: (tally) =>
        writeReply(tally, {
          ...(tally.upserted.length > 0 ? { upserted: tally.upserted } : {}),
          nModified: documentOf({ nModified: tally.nModified }).get('nModified'),
        }),
    }),
}

function updateStatement(context: CommandContext, asked: BsonDocument): Statement {
  refuseUnknownFields('update.updates', asked, ['q', 'u', 'c', 'upsert', 'multi', 'hint', 'collation', 'arrayFilters', 'sort'])
  requireFields('update.updates', asked, ['q', 'u'])
  checkModification(asked.get('u'))
  if (flagArgument(asked, 'multi')) refuseNumber(context, 'multi=true')
  return statementOrRefusal(() => compiledUpdate(context, asked))
}

function compiledUpdate(context: CommandContext, asked: BsonDocument): Statement {
  checkCollation(asked.get('collation'))
  const isMulti = flagArgument(asked, 'multi')
  const isUpsert = flagArgument(asked, 'upsert')
  const variables = new Map([...variablesOf(context.command, context.receivedAt), ...(documentArgument(asked, 'c') ?? [])])
  const query = prepareQuery(documentArgument(asked, 'q') ?? new Map(), {
    sort: documentArgument(asked, 'sort'),
    hint: asked.get('hint'),
    now: context.receivedAt,
    variables,
  })
  const change = compileUpdate(modification(asked.get('u'), context.receivedAt), {
    arrayFilters: arrayFiltersOf(asked),
    isUpsert,
    variables,
  })
  if (isMulti && change.kind === 'replacement') {
    throw new CommandError('FailedToParse', 'multi update is not supported for replacement-style update')
  }
  const targets = { query, isMulti }
  return {
    isCreating: isUpsert,
    targets,
    apply: (store, collection, ids) => {
      const found = collection ? findTargets(store, context.engine, collection, targets, ids) : []
      let nModified = 0
      for (const one of found) {
        if (collection && replaceFound(store, collection, one, changed(change, query, one, context.receivedAt))) nModified += 1
      }
      if (found.length > 0 || !isUpsert || !collection || (ids && ids.length > 0)) return { n: found.length, nModified }
      const inserted = insertByUpsert(store, collection, query, change, context.receivedAt)
      return { n: 1, nModified: 0, upsertedId: inserted.get('_id') }
    },
  }
}

function checkModification(value: BsonValue): void {
  if (!isDocument(value) && !Array.isArray(value))
    throw new CommandError('FailedToParse', 'Update argument must be either an object or an array')
}

/** What an update is to do; of a replacement, with the time in the place of empty timestamps. */
export function modification(value: BsonValue, now: Date): BsonValue {
  const isReplacement = isDocument(value) && value.keys().next().value?.startsWith('$') !== true
  return isReplacement ? withTimestamps(value, now) : value
}

/** The array filters of an update statement. */
export function arrayFiltersOf(asked: BsonDocument): BsonDocument[] {
  return (arrayArgument(asked, 'arrayFilters') ?? []).map((one) => {
    if (!isDocument(one)) throw new CommandError('TypeMismatch', 'arrayFilters must hold documents')
    return one
  })
}

/** The document after an update. */
export function changed(change: CompiledUpdate, query: Query, found: Found, now: Date): BsonDocument {
  const before = documentOfFound(found)
  const matchedArrayIndex = change.usesMatchedIndex ? query.filter.matchedArrayIndex(before) : undefined
  return change.apply(before, { matchedArrayIndex, now })
}

/** Inserts what the filter's equalities and the update make together (manual: "upsert"). */
export function insertByUpsert(
  store: DocumentStore,
  collection: Collection,
  query: Query,
  change: CompiledUpdate,
  now: Date,
): BsonDocument {
  const base = upsertBase(query.filterDocument)
  const isReplacement = change.kind === 'replacement'
  const start: BsonDocument = isReplacement ? onlyId(base) : base
  const made = change.apply(start, { isInsert: true, now })
  const document = withIdFirst(made.has('_id') ? made : new Map<string, BsonValue>([['_id', new ObjectId()], ...made]))
  store.insert(collection, newVersion(document))
  return document
}

function onlyId(base: BsonDocument): BsonDocument {
  return base.has('_id') ? new Map([['_id', base.get('_id')]]) : new Map()
}
