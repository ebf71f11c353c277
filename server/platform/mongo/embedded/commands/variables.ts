import { documentArgument } from '../command-context.ts'
import type { BsonDocument, BsonValue } from '../values/document.ts'
import { compileExpression } from '../values/expression.ts'
import { orNull } from '../values/expression-support.ts'

/**
 * The `let` variables of a command: expressions evaluated once, before any document, each with those before it (manual:
 * "let"). `now` is what `$$NOW` stands for.
 */
export function variablesOf(command: BsonDocument, now: Date): ReadonlyMap<string, BsonValue> {
  const variables = new Map<string, BsonValue>()
  const root: BsonDocument = new Map()
  for (const [name, value] of documentArgument(command, 'let') ?? []) {
    variables.set(name, orNull(compileExpression(value)({ root, current: root, now, variables })))
  }
  return variables
}
