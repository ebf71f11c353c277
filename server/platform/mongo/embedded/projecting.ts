import { variablesOf } from './commands/variables.ts'
import type { Query } from './query.ts'
import type { BsonDocument } from './values/document.ts'
import { compileProjection } from './values/projection.ts'

/** A projection bound to its query (the positional `$` asks it where it matched); undefined when everything is shown. */
export function compileShown(
  projection: BsonDocument | undefined,
  query: Query,
  command: BsonDocument,
  now: Date,
): ((document: BsonDocument) => BsonDocument) | undefined {
  if (!projection || projection.size === 0) return undefined
  const compiled = compileProjection(projection, query.filterDocument)
  const variables = variablesOf(command, now)
  return (document) => {
    const matchedArrayIndex = compiled.usesMatchedIndex ? query.filter.matchedArrayIndex(document) : undefined
    return compiled.project(document, { matchedArrayIndex, now, variables })
  }
}
