import { BSONRegExp } from 'bson'
import { type BsonDocument, type BsonValue, cloneValue, isDocument } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { splitPath } from './paths.ts'
import { changePath, draftOf, refuseConflicts } from './update-paths.ts'

/**
 * The document an upsert starts from (manual: "db.collection.updateOne()", "Upsert Behavior"): the equalities the filter
 * demands, whether written plainly, with `$eq`, `$all` or `$in` of one value, or inside `$and` and an `$or` of one. For a
 * replacement only `_id` counts (`onlyId`). Throws NotSingleValueField when a field is demanded twice.
 */
export function upsertBase(filter: BsonDocument, onlyId = false): BsonDocument {
  const demanded: [string, BsonValue][] = []
  collect(filter, demanded)
  const equalities = onlyId ? demanded.filter(([path]) => path === '_id') : demanded
  const seen = new Set<string>()
  for (const [path] of equalities) {
    if (seen.has(path))
      throw new CommandError('NotSingleValueField', `cannot infer query fields to set, path '${path}' is matched twice`)
    seen.add(path)
  }
  try {
    refuseConflicts(equalities.map(([path]) => splitPath(path)))
  } catch {
    throw new CommandError('NotSingleValueField', 'cannot infer query fields to set, both a path and its prefix are matched')
  }
  const draft = draftOf(new Map())
  for (const [path, value] of equalities) changePath(draft, splitPath(path), true, () => cloneValue(value))
  return draft.document
}

function collect(filter: BsonDocument, equalities: [string, BsonValue][]): void {
  for (const [name, value] of filter) {
    if (name === '$and' && Array.isArray(value)) for (const clause of value) if (isDocument(clause)) collect(clause, equalities)
    if (name === '$or' && Array.isArray(value) && value.length === 1 && isDocument(value[0])) collect(value[0], equalities)
    if (name.startsWith('$')) continue
    equalities.push(...equalitiesOf(value).map((wanted): [string, BsonValue] => [name, wanted]))
  }
}

function equalitiesOf(condition: BsonValue): BsonValue[] {
  if (condition instanceof BSONRegExp || condition === undefined) return []
  if (!isDocument(condition)) return [condition]
  const first = condition.keys().next()
  if (first.done || !first.value.startsWith('$') || first.value === '$ref' || first.value === '$id') return [condition]
  return [...condition].flatMap(([operator, operand]): BsonValue[] => {
    if (operator === '$eq') return [operand]
    const isSingle = (operator === '$all' || operator === '$in') && Array.isArray(operand) && operand.length === 1
    if (!isSingle || operand[0] instanceof BSONRegExp || isOperator(operand[0])) return []
    return [operand[0]]
  })
}

function isOperator(value: BsonValue): boolean {
  return isDocument(value) && (value.keys().next().value?.startsWith('$') ?? false)
}
