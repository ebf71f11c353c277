import type { CommandDefinition } from '../command-context.ts'
import { aggregate } from './aggregate.ts'
import { create, drop, dropDatabase, listCollections, listDatabases } from './collection-commands.ts'
import { count, distinct } from './count-distinct.ts'
import { getMore, killCursors } from './cursor-commands.ts'
import { deleteCommand } from './delete.ts'
import { explain, serverStatus, validate } from './diagnostics.ts'
import { find } from './find.ts'
import { findAndModify } from './find-and-modify.ts'
import { buildInfo, hello, isMaster, ping } from './handshake.ts'
import { collMod, createIndexes, dropIndexes, listIndexes } from './index-commands.ts'
import { insert } from './insert.ts'
import { abortTransaction, commitTransaction, endSessions, refreshSessions } from './transaction-commands.ts'
import { update } from './update.ts'

/** Every command there is, by the names clients call it. */
export const commands: ReadonlyMap<string, CommandDefinition> = new Map(
  Object.entries({
    hello,
    isMaster,
    ismaster: isMaster,
    ping,
    buildInfo,
    buildinfo: buildInfo,
    serverStatus,
    insert,
    find,
    getMore,
    killCursors,
    update,
    delete: deleteCommand,
    findAndModify,
    findandmodify: findAndModify,
    aggregate,
    count,
    distinct,
    explain,
    create,
    drop,
    dropDatabase,
    listCollections,
    listDatabases,
    createIndexes,
    dropIndexes,
    deleteIndexes: dropIndexes,
    listIndexes,
    collMod,
    validate,
    endSessions,
    killSessions: endSessions,
    refreshSessions,
    commitTransaction,
    abortTransaction,
  }),
)
