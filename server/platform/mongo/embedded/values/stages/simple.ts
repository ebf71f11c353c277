import { type BsonDocument, type BsonValue, integerOf, isDocument, typeName } from '../bson-value.ts'
import { CommandError } from '../command-error.ts'
import { compileFilter } from '../filter.ts'
import { memoryMeter } from '../memory.ts'
import { compileSort } from '../sort.ts'
import type { Transform } from '../transforms.ts'
import { collect, type PipelineContext, type Stage, type StagesCompiler, scopeOf, sourceOf } from './stage.ts'

/** `$match`: the query language of `find`. */
export function matchStage(specification: BsonValue, context: PipelineContext): Stage {
  if (!isDocument(specification)) throw new CommandError(15959, 'the match filter must be an expression in an object')
  const filter = compileFilter(specification, scopeOf(context))
  return async function* match(source) {
    for await (const document of source) if (filter.matches(document)) yield document
  }
}

/** A stage that changes documents one by one. */
export function transformStage(transform: Transform, context: PipelineContext): Stage {
  const scope = scopeOf(context)
  return async function* transformed(source) {
    for await (const document of source) yield transform(document, scope)
  }
}

/** `$sort`, stable, in memory. */
export function sortStage(specification: BsonValue): Stage {
  if (!isDocument(specification)) throw new CommandError(15973, 'the $sort key specification must be an object')
  if (specification.size === 0) throw new CommandError(15976, '$sort stage must have at least one sort key')
  const order = compileSort(specification)
  return async function* sorted(source) {
    const keep = memoryMeter('$sort')
    const rows: { key: BsonValue[]; document: BsonDocument }[] = []
    for await (const document of source) {
      keep(document)
      rows.push({ key: order.keyOf(document), document })
    }
    rows.sort((left, right) => order.compareKeys(left.key, right.key))
    for (const { document } of rows) yield document
  }
}

/** `$limit`: stops reading when it has enough. */
export function limitStage(specification: BsonValue): Stage {
  const limit = integerOf(specification)
  if (limit === undefined)
    throw new CommandError(5107201, `invalid argument to $limit stage: Expected an integer, but found ${typeName(specification)}`)
  if (limit < 0) throw new CommandError(5107201, 'invalid argument to $limit stage: Expected a non-negative number')
  if (limit === 0) throw new CommandError(15958, 'the limit must be positive')
  return async function* limited(source) {
    let count = 0
    for await (const document of source) {
      yield document
      count += 1
      if (count >= limit) return
    }
  }
}

/** `$skip`. */
export function skipStage(specification: BsonValue): Stage {
  const skip = integerOf(specification)
  if (skip === undefined)
    throw new CommandError(5107200, `invalid argument to $skip stage: Expected an integer, but found ${typeName(specification)}`)
  if (skip < 0) throw new CommandError(5107200, 'invalid argument to $skip stage: Expected a non-negative number')
  return async function* skipped(source) {
    let count = 0
    for await (const document of source) {
      if (count >= skip) yield document
      count += 1
    }
  }
}

/** `$sample: { size }`: so many documents, each as likely as any other. */
export function sampleStage(specification: BsonValue): Stage {
  if (!isDocument(specification)) throw new CommandError(28745, 'the $sample stage specification must be an object')
  for (const name of specification.keys()) {
    if (name !== 'size') throw new CommandError(28748, `unrecognized option to $sample: ${name}`)
  }
  if (!specification.has('size')) throw new CommandError(28749, '$sample stage must specify a size')
  const size = integerOf(specification.get('size'))
  if (size === undefined) throw new CommandError(28746, 'size argument to $sample must be a number')
  if (size <= 0) throw new CommandError(28747, 'size argument to $sample must be a positive integer')
  return async function* sampled(source) {
    const keep = memoryMeter('$sample')
    const chosen: BsonDocument[] = []
    let seen = 0
    for await (const document of source) {
      seen += 1
      if (chosen.length < size) {
        keep(document)
        chosen.push(document)
      } else {
        const place = Math.floor(Math.random() * seen)
        if (place < size) chosen[place] = document
      }
    }
    for (let index = chosen.length - 1; index > 0; index -= 1) {
      const other = Math.floor(Math.random() * (index + 1))
      const swapped = chosen[index] as BsonDocument
      chosen[index] = chosen[other] as BsonDocument
      chosen[other] = swapped
    }
    yield* chosen
  }
}

const OUTSIDE_FACETS = new Set([
  '$facet',
  '$out',
  '$merge',
  '$geoNear',
  '$indexStats',
  '$collStats',
  '$planCacheStats',
  '$search',
])

/** `$facet`: several pipelines over the same documents, each result an array. */
export function facetStage(specification: BsonValue, context: PipelineContext, compileStages: StagesCompiler): Stage {
  if (!isDocument(specification) || specification.size === 0) {
    throw new CommandError(40169, 'the $facet specification must be a non-empty object')
  }
  const facets = [...specification].map(([name, stages]): [string, Stage] => {
    if (!Array.isArray(stages))
      throw new CommandError(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(stages)}`)
    for (const stage of stages) {
      const operator = isDocument(stage) ? stage.keys().next().value : undefined
      if (operator !== undefined && OUTSIDE_FACETS.has(operator)) {
        throw new CommandError(40600, `${operator} is not allowed to be used within a $facet stage`)
      }
    }
    return [name, compileStages(stages, context)]
  })
  return async function* faceted(source) {
    const keep = memoryMeter('$facet')
    const input: BsonDocument[] = []
    for await (const document of source) {
      keep(document)
      input.push(document)
    }
    const result: BsonDocument = new Map()
    for (const [name, stage] of facets) result.set(name, await collect(stage(sourceOf(input))))
    yield result
  }
}
