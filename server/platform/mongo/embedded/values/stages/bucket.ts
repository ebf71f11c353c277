import { Int32 } from 'bson'
import { type BsonDocument, type BsonValue, isDocument, type MaybeValue, MISSING, typeName } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { bracketOf, compareValues } from '../compare.ts'
import { compileExpression } from '../expression.ts'
import { groupStage } from './group.ts'
import { sortStage } from './simple.ts'
import { type PipelineContext, type Stage, scopeOf } from './stage.ts'

const known = ['groupBy', 'boundaries', 'default', 'output']

/**
 * `$bucket`: groups by the boundary a value is at or above and below the next one of; values outside go to `default`, and are
 * refused (40066) without one (manual: "$bucket"). The groups come in the order of their boundaries.
 */
export function bucketStage(specification: BsonValue, context: PipelineContext): Stage {
  if (!isDocument(specification))
    throw new CommandError(40201, `Argument to $bucket stage must be an object, but found type: ${typeName(specification)}.`)
  for (const name of specification.keys()) {
    if (!known.includes(name)) throw new CommandError(40197, `Unrecognized option to $bucket: ${name}.`)
  }
  const groupBy = specification.get('groupBy')
  if (groupBy !== undefined && !isExpression(groupBy))
    throw new CommandError(40202, "The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression")
  const boundaries = readBoundaries(specification.get('boundaries'), context)
  const output = specification.get('output')
  if (output !== undefined && !isDocument(output))
    throw new CommandError(40196, `The $bucket 'output' field must be an object, but found type: ${typeName(output)}.`)
  if (groupBy === undefined || boundaries === undefined)
    throw new CommandError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.")
  const other = specification.has('default') ? constant(specification.get('default'), context) : MISSING
  checkDefault(other, boundaries)
  const group = groupStage(
    new Map<string, BsonValue>([
      ['_id', bucketOf(groupBy, boundaries, other)],
      ...(output ?? new Map<string, BsonValue>([['count', new Map([['$sum', new Int32(1)]])]])),
    ]),
    context,
  )
  const sort = sortStage(new Map([['_id', new Int32(1)]]))
  return (source) => sort(group(source))
}

function isExpression(value: BsonValue): boolean {
  if (typeof value === 'string') return value.startsWith('$')
  return isDocument(value) && (value.keys().next().value?.startsWith('$') ?? false)
}

function constant(value: BsonValue, context: PipelineContext): BsonValue {
  const root: BsonDocument = new Map()
  const result = compileExpression(value)({ ...scopeOf(context), root, current: root })
  if (result === MISSING) throw new CommandError(40195, "The $bucket 'default' field must be a constant expression")
  return result
}

function readBoundaries(value: BsonValue, context: PipelineContext): BsonValue[] | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value))
    throw new CommandError(40200, `The $bucket 'boundaries' field must be an array, but found type: ${typeName(value)}.`)
  const boundaries = value.map((one) => {
    if (typeof one === 'string' && one.startsWith('$'))
      throw new CommandError(40191, `The $bucket 'boundaries' field must be an array of constant values, but found: ${one}.`)
    return constant(one, context)
  })
  if (boundaries.length < 2)
    throw new CommandError(40192, `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length}.`)
  for (const [index, upper] of boundaries.entries()) {
    if (index === 0) continue
    const lower = boundaries[index - 1]
    if (bracketOf(lower) !== bracketOf(upper))
      throw new CommandError(40193, `All values in the 'boundaries' option to $bucket must have the same type.`)
    if (compareValues(lower, upper) >= 0)
      throw new CommandError(40194, "The 'boundaries' option to $bucket must be sorted in ascending order.")
  }
  return boundaries
}

function checkDefault(other: MaybeValue, boundaries: readonly BsonValue[]): void {
  const [least] = boundaries
  if (other === MISSING || bracketOf(other) !== bracketOf(least)) return
  if (compareValues(other, least) >= 0 && compareValues(other, boundaries.at(-1)) < 0) {
    throw new CommandError(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
    )
  }
}

/** The expression that names a value's bucket: a `$switch` over the boundaries. */
function bucketOf(groupBy: BsonValue, boundaries: readonly BsonValue[], other: MaybeValue): BsonDocument {
  const literal = (value: BsonValue): BsonDocument => new Map([['$literal', value]])
  const branches = boundaries.slice(1).map((upper, index): BsonDocument => {
    const lower = literal(boundaries[index])
    const within: BsonValue[] = [new Map([['$gte', [groupBy, lower]]]), new Map([['$lt', [groupBy, literal(upper)]]])]
    return new Map<string, BsonValue>([
      ['case', new Map([['$and', within]])],
      ['then', lower],
    ])
  })
  const choice: BsonDocument = new Map<string, BsonValue>([['branches', branches]])
  if (other !== MISSING) choice.set('default', literal(other))
  return new Map([['$switch', choice]])
}
