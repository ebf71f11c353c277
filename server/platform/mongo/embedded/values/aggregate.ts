import { type BsonDocument, type BsonValue, isDocument } from './bson-value.ts'
import { CommandError } from './command-error.ts'
import { bucketStage } from './stages/bucket.ts'
import { countStage, groupStage, sortByCountStage } from './stages/group.ts'
import { lookupStage, unionWithStage } from './stages/lookup.ts'
import { facetStage, limitStage, matchStage, sampleStage, skipStage, sortStage, transformStage } from './stages/simple.ts'
import type { PipelineContext, Stage } from './stages/stage.ts'
import { unwindStage } from './stages/unwind.ts'
import { compileAddFields, compileProject, compileReplaceRoot, compileUnset } from './transforms.ts'

export type { PipelineContext } from './stages/stage.ts'

type StageCompiler = (specification: BsonValue, context: PipelineContext) => Stage

const STAGES: Readonly<Record<string, StageCompiler>> = {
  $match: matchStage,
  $project: (specification, context) => transformStage(compileProject(specification), context),
  $addFields: (specification, context) => transformStage(compileAddFields('$addFields', specification), context),
  $set: (specification, context) => transformStage(compileAddFields('$set', specification), context),
  $unset: (specification, context) => transformStage(compileUnset(specification), context),
  $replaceRoot: (specification, context) => transformStage(compileReplaceRoot('$replaceRoot', specification), context),
  $replaceWith: (specification, context) => transformStage(compileReplaceRoot('$replaceWith', specification), context),
  $sort: sortStage,
  $limit: limitStage,
  $skip: skipStage,
  $group: groupStage,
  $unwind: unwindStage,
  $count: countStage,
  $sortByCount: sortByCountStage,
  $bucket: bucketStage,
  $sample: sampleStage,
  $lookup: (specification, context) => lookupStage(specification, context, compileStages),
  $unionWith: (specification, context) => unionWithStage(specification, context, compileStages),
  $facet: (specification, context) => facetStage(specification, context, compileStages),
}

/** The stages this server runs. */
export const SUPPORTED_STAGES: readonly string[] = Object.keys(STAGES)

/** Stages MongoDB has and this server refuses by name. */
export const UNSUPPORTED_STAGES: readonly string[] = [
  '$bucketAuto',
  '$changeStream',
  '$changeStreamSplitLargeEvent',
  '$collStats',
  '$currentOp',
  '$densify',
  '$documents',
  '$fill',
  '$geoNear',
  '$graphLookup',
  '$indexStats',
  '$listClusterCatalog',
  '$listLocalSessions',
  '$listSampledQueries',
  '$listSearchIndexes',
  '$listSessions',
  '$merge',
  '$out',
  '$planCacheStats',
  '$querySettings',
  '$queryStats',
  '$rankFusion',
  '$redact',
  '$score',
  '$scoreFusion',
  '$search',
  '$searchMeta',
  '$setWindowFields',
  '$shardedDataDistribution',
  '$vectorSearch',
]

/**
 * Runs an aggregation pipeline over a collection's documents (manual: "Aggregation Stages"). The whole pipeline is
 * compiled, and its faults thrown, before the first document is read. Stages that keep documents are bounded by 100 MB
 * each (error 292). Throws 40324 on stages that are unknown or, as the message says, not supported here.
 */
export function runPipeline(
  stages: readonly BsonValue[],
  source: AsyncIterable<BsonDocument>,
  context: PipelineContext,
): AsyncIterable<BsonDocument> {
  return compileStages(stages, context)(source)
}

/** One stage made of several. */
function compileStages(stages: readonly BsonValue[], context: PipelineContext): Stage {
  const compiled = stages.map((stage) => compileStage(stage, context))
  return (source) => compiled.reduce((documents, stage) => stage(documents), source)
}

function compileStage(stage: BsonValue, context: PipelineContext): Stage {
  if (!isDocument(stage)) throw new CommandError('TypeMismatch', "Each element of the 'pipeline' array must be an object")
  if (stage.size !== 1) throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.')
  const [[name, specification] = ['', null]] = stage
  const compiler = STAGES[name]
  if (compiler !== undefined) return compiler(specification, context)
  if (name === '$changeStream')
    throw new CommandError(
      40573,
      'The $changeStream stage is only supported on replica sets; $changeStream is not supported by the embedded database',
    )
  if (UNSUPPORTED_STAGES.includes(name))
    throw new CommandError(40324, `the pipeline stage ${name} is not supported by the embedded database`)
  throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`)
}
