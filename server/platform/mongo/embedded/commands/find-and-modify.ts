import {
  type CommandContext,
  type CommandDefinition,
  collectionName,
  documentArgument,
  flagArgument,
} from '../command-context.ts'
import { checkCollation } from '../indexes.ts'
import { compileShown } from '../projecting.ts'
import { prepareQuery } from '../query.ts'
import { documentOfFound } from '../scan.ts'
import type { Outcome } from '../tally.ts'
import { CommandError } from '../values/command-error.ts'
import { type BsonDocument, decodeDocument, documentOf } from '../values/document.ts'
import { compileUpdate } from '../values/update.ts'
import { runWrite, type Statement } from '../write-command.ts'
import { findTargets, removeFound, replaceFound } from '../write-statements.ts'
import { arrayFiltersOf, changed, insertByUpsert, modification } from './update.ts'
import { variablesOf } from './variables.ts'

/** `findAndModify`: changes or removes one document and answers with it (manual: "findAndModify"). */
export const findAndModify: CommandDefinition = {
  fields: [
    'findAndModify',
    'findandmodify',
    'query',
    'sort',
    'remove',
    'update',
    'new',
    'fields',
    'upsert',
    'bypassDocumentValidation',
    'collation',
    'arrayFilters',
    'hint',
    'let',
  ],
  isTransactional: true,
  isRetryable: true,
  run: (context) => {
    const isRemoval = flagArgument(context.command, 'remove')
    return runWrite(context, {
      collectionName: collectionName(context),
      statements: [isRemoval ? removeStatement(context) : changeStatement(context)],
      isOrdered: true,
      isSingle: true,
      replyOf: (tally) => {
        const upserted = tally.upserted[0]?.get('_id')
        const lastErrorObject = documentOf({
          n: tally.n,
          ...(isRemoval ? {} : { updatedExisting: tally.n > 0 && tally.upserted.length === 0 }),
        })
        if (tally.upserted.length > 0) lastErrorObject.set('upserted', upserted)
        return documentOf({ lastErrorObject, value: tally.value, ok: 1 })
      },
    })
  },
}

function targetsOf({ command, receivedAt }: CommandContext) {
  checkCollation(command.get('collation'))
  const query = prepareQuery(documentArgument(command, 'query') ?? new Map(), {
    sort: documentArgument(command, 'sort'),
    hint: command.get('hint'),
    now: receivedAt,
    variables: variablesOf(command, receivedAt),
  })
  const project =
    compileShown(documentArgument(command, 'fields'), query, command, receivedAt) ?? ((document: BsonDocument) => document)
  return { targets: { query, isMulti: false }, query, project }
}

function removeStatement(context: CommandContext): Statement {
  const { command } = context
  for (const other of ['update', 'new', 'upsert']) {
    const value = command.get(other)
    if (value === undefined || value === false || value === null) continue
    throw new CommandError('FailedToParse', `Cannot specify both an update and remove=true ('${other}' is given)`)
  }
  if (command.has('arrayFilters')) throw new CommandError('FailedToParse', 'Cannot specify arrayFilters and remove=true')
  const { targets, project } = targetsOf(context)
  return {
    isCreating: false,
    targets,
    apply: (store, collection, ids) => {
      const [found] = collection ? findTargets(store, context.engine, collection, targets, ids) : []
      if (!collection || !found) return nothing
      removeFound(store, collection, found)
      return { n: 1, nModified: 0, value: project(documentOfFound(found)) }
    },
  }
}

const nothing: Outcome = { n: 0, nModified: 0, value: null }

function changeStatement(context: CommandContext): Statement {
  const { command } = context
  const given = command.get('update')
  if (given === undefined) throw new CommandError('FailedToParse', 'Either an update or remove=true must be specified')
  const { targets, query, project } = targetsOf(context)
  const isUpsert = flagArgument(command, 'upsert')
  const isNewWanted = flagArgument(command, 'new')
  const change = compileUpdate(modification(given, context.receivedAt), {
    arrayFilters: arrayFiltersOf(command),
    isUpsert,
    variables: variablesOf(command, context.receivedAt),
  })
  return {
    isCreating: isUpsert,
    targets,
    apply: (store, collection, ids) => {
      const [found] = collection ? findTargets(store, context.engine, collection, targets, ids) : []
      if (collection && found) {
        const after = changed(change, query, found, context.receivedAt)
        const isModified = replaceFound(store, collection, found, after)
        const shown = isNewWanted ? after : decodeDocument(found.body)
        return { n: 1, nModified: isModified ? 1 : 0, value: project(shown) }
      }
      if (!isUpsert || !collection || (ids && ids.length > 0)) return nothing
      const inserted = insertByUpsert(store, collection, query, change, context.receivedAt)
      return { n: 1, nModified: 0, upsertedId: inserted.get('_id'), value: isNewWanted ? project(inserted) : null }
    },
  }
}
