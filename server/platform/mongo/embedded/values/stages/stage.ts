import type { BsonDocument, BsonValue } from '../bson-value.ts'
import type { CompiledFilter } from '../filter.ts'

/** What a pipeline may read beside its source. */
export interface PipelineContext {
  /** The documents of a collection of the same database; a filter may be used to read fewer, and is applied again. */
  collection(name: string, filter?: CompiledFilter): AsyncIterable<BsonDocument>
  /** Whether equality on the path is answered by an index, so that `$lookup` had better ask for each document than read everything. */
  isIndexed?(name: string, path: string): boolean
  /** The moment `$$NOW` stands for. */
  readonly now: Date
  /** `let` variables. */
  readonly variables?: ReadonlyMap<string, BsonValue>
}

/** Documents in, documents out. */
export type Stage = (source: AsyncIterable<BsonDocument>) => AsyncIterable<BsonDocument>

/** Compiles stages within stages. */
export type StagesCompiler = (stages: readonly BsonValue[], context: PipelineContext) => Stage

/** The scope expressions of a stage share. */
export function scopeOf(context: PipelineContext): { now: Date; variables: ReadonlyMap<string, BsonValue> } {
  return { now: context.now, variables: context.variables ?? new Map() }
}

/** Everything a source yields. */
export async function collect(source: AsyncIterable<BsonDocument>): Promise<BsonDocument[]> {
  const documents: BsonDocument[] = []
  for await (const document of source) documents.push(document)
  return documents
}

/** Documents already at hand as a source. */
export async function* sourceOf(documents: Iterable<BsonDocument>): AsyncIterable<BsonDocument> {
  yield* documents
}
