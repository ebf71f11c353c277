import { documentArgument } from '../command-context.ts'
import type { BsonDocument, BsonValue } from '../values/document.ts'

/** The `let` variables of a command; constants only. */
export function variablesOf(command: BsonDocument): ReadonlyMap<string, BsonValue> {
  return documentArgument(command, 'let') ?? new Map()
}
