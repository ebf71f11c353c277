import { Long } from 'bson'
import { arrayArgument, type CommandDefinition, countArgument } from '../command-context.ts'
import { nextBatch } from '../cursors.ts'
import { cursorReply, okReply } from '../replies.ts'
import { CommandError } from '../values/command-error.ts'
import type { BsonValue } from '../values/document.ts'
import { requireFields } from './unknown-fields.ts'

/** `getMore`: the next batch of a cursor (manual: "getMore"). */
export const getMore: CommandDefinition = {
  fields: ['getMore', 'collection', 'batchSize'],
  isTransactional: true,
  run: async (context) => {
    const { command, engine } = context
    const id = command.get('getMore')
    if (!(id instanceof Long))
      throw new CommandError('TypeMismatch', "BSON field 'getMore.getMore' is the wrong type, expected type 'long'")
    requireFields('getMore', command, ['collection'])
    const cursor = engine.cursors.take(id.toBigInt())
    if (cursor.namespace !== `${context.database}.${String(command.get('collection'))}`) {
      throw new CommandError(
        'Unauthorized',
        `Requested getMore on namespace '${String(command.get('collection'))}', but cursor belongs to ${cursor.namespace}`,
      )
    }
    if (cursor.sessionKey !== context.sessionKey || cursor.txnNumber !== context.transaction?.txnNumber) {
      throw new CommandError(50738, `Cannot run getMore on cursor ${cursor.id}: it belongs to another session or transaction`)
    }
    const asked = countArgument(command, 'batchSize', 0)
    try {
      const batch = await nextBatch(cursor, asked === 0 ? Number.MAX_SAFE_INTEGER : asked)
      if (batch.isLast) engine.cursors.close(cursor)
      return cursorReply('nextBatch', batch.documents, batch.isLast ? 0n : cursor.id, cursor.namespace)
    } catch (error) {
      engine.cursors.close(cursor)
      throw error
    }
  },
}

/** `killCursors`: closes cursors before their end (manual: "killCursors"). */
export const killCursors: CommandDefinition = {
  fields: ['killCursors', 'cursors'],
  isTransactional: true,
  run: ({ command, engine }) => {
    const ids = arrayArgument(command, 'cursors') ?? []
    const killed: BsonValue[] = []
    const unknown: BsonValue[] = []
    for (const id of ids) {
      if (!(id instanceof Long)) throw new CommandError('TypeMismatch', 'cursor ids must be of type long')
      if (engine.cursors.kill(id.toBigInt())) killed.push(id)
      else unknown.push(id)
    }
    return okReply({ cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [] })
  },
}
