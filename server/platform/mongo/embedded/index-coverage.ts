import type { Index } from './indexes.ts'
import { compareValues } from './values/compare.ts'
import type { BsonDocument, BsonValue } from './values/document.ts'
import { type CompiledFilter, compileFilter } from './values/filter.ts'
import { encodeKey } from './values/key-encoding.ts'

/** A filter as it was written and as it was compiled. */
export interface FilterWords {
  readonly filterDocument: BsonDocument
  readonly filter: CompiledFilter
}

/** Whether every document the filter can match is in the index (sparse and partial ones leave some out). */
export function covers(index: Index, request: FilterWords): boolean {
  if (index.isSparse && !index.paths.some((path) => excludesMissing(request.filter, path))) return false
  if (!index.partialFilterDocument) return true
  return [...index.partialFilterDocument].every(([path, condition]) => implies(request, path, condition))
}

const missingKeys = [encodeKey([null], [1]), encodeKey([undefined], [1])]

function excludesMissing(filter: CompiledFilter, path: string): boolean {
  const bounds = filter.boundsFor(path)
  if (bounds === undefined) return false
  return !missingKeys.some((key) =>
    bounds.some((range) => Buffer.compare(range.from, key) <= 0 && Buffer.compare(key, range.to) < 0),
  )
}

/** Whether the query's own words imply one condition of a partial index: the same condition, or bounds inside its bounds. */
function implies(request: FilterWords, path: string, condition: BsonValue): boolean {
  if (path.startsWith('$'))
    return request.filterDocument.has(path) && compareValues(request.filterDocument.get(path), condition) === 0
  if (request.filterDocument.has(path) && compareValues(request.filterDocument.get(path), condition) === 0) return true
  if (condition instanceof Map && [...condition.keys()].some((name) => name.startsWith('$'))) {
    if (condition.size !== 1) return [...condition].every(([name, operand]) => implies(request, path, new Map([[name, operand]])))
    const [operator, operand] = [...condition][0] ?? []
    if (operator === '$exists') return operand === true && excludesMissing(request.filter, path)
    if (!['$eq', '$gt', '$gte', '$lt', '$lte', '$in', '$type'].includes(String(operator))) return false
  }
  const asked = request.filter.boundsFor(path)
  const needed = compileFilter(new Map([[path, condition]])).boundsFor(path)
  if (asked === undefined || needed === undefined) return false
  return asked.every((range) =>
    needed.some((outer) => Buffer.compare(outer.from, range.from) <= 0 && Buffer.compare(range.to, outer.to) <= 0),
  )
}
