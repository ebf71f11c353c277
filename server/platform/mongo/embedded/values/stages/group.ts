import { Int32, Long } from 'bson'
import { type Accumulation, compileAccumulator, groupKey } from '../accumulators.ts'
import { type BsonDocument, type BsonValue, isDocument } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { compileExpression } from '../expression.ts'
import { type ExpressionScope, orNull } from '../expression-support.ts'
import { memoryMeter } from '../memory.ts'
import { sortStage } from './simple.ts'
import { type PipelineContext, type Stage, scopeOf } from './stage.ts'

/** `$group`: groups by equal `_id` values of any types, in the order they are first met (manual: "$group"). */
export function groupStage(specification: BsonValue, context: PipelineContext): Stage {
  if (!isDocument(specification)) throw new CommandError(15947, "a group's fields must be specified in an object")
  if (!specification.has('_id')) throw new CommandError(15955, 'a group specification must include an _id')
  const id = compileExpression(specification.get('_id'))
  const fields = [...specification]
    .filter(([name]) => name !== '_id')
    .map(([name, accumulator]) => {
      if (name.includes('.')) throw new CommandError(40235, `The field name '${name}' cannot contain '.'`)
      if (name.startsWith('$')) throw new CommandError(40236, `The field name '${name}' cannot be an operator name`)
      return { name, start: compileAccumulator(name, accumulator) }
    })
  const shared = scopeOf(context)
  return async function* grouped(source) {
    const keep = memoryMeter('$group')
    const groups = new Map<string, { id: BsonValue; accumulations: Accumulation[] }>()
    for await (const document of source) {
      const scope: ExpressionScope = { ...shared, root: document, current: document }
      const value = orNull(id(scope))
      const key = groupKey(value)
      let group = groups.get(key)
      if (group === undefined) {
        keep(value)
        keep(key)
        group = { id: value, accumulations: fields.map(({ start }) => start()) }
        groups.set(key, group)
      }
      for (const accumulation of group.accumulations) accumulation.add(scope, keep)
    }
    for (const group of groups.values()) {
      const document: BsonDocument = new Map([['_id', group.id]])
      for (const [index, { name }] of fields.entries()) document.set(name, group.accumulations[index]?.result())
      yield document
    }
  }
}

/** `$count`: one document with the number of documents; none when there are none. */
export function countStage(specification: BsonValue): Stage {
  if (typeof specification !== 'string') throw new CommandError(40156, 'the count field must be a non-empty string')
  if (specification === '') throw new CommandError(40157, 'the count field must be a non-empty string')
  if (specification.startsWith('$')) throw new CommandError(40158, 'the count field cannot be a $-prefixed path')
  if (specification.includes('.')) throw new CommandError(40160, "the count field cannot contain '.'")
  return async function* counted(source) {
    let count = 0
    for await (const _ of source) count += 1
    if (count > 0) yield new Map([[specification, count <= 0x7fffffff ? new Int32(count) : Long.fromNumber(count)]])
  }
}

/** `$sortByCount`: groups by an expression, most frequent first. */
export function sortByCountStage(specification: BsonValue, context: PipelineContext): Stage {
  const isExpression = isDocument(specification)
    ? (specification.keys().next().value?.startsWith('$') ?? false)
    : typeof specification === 'string' && specification.startsWith('$')
  if (!isExpression)
    throw new CommandError(40149, 'the sortByCount field must be defined as a $-prefixed path or an expression inside an object')
  const group = groupStage(
    new Map<string, BsonValue>([
      ['_id', specification],
      ['count', new Map([['$sum', new Int32(1)]])],
    ]),
    context,
  )
  const sort = sortStage(new Map([['count', new Int32(-1)]]))
  return (source) => sort(group(source))
}
