import { expect } from 'chai'
import {
  type PipelineContext,
  runPipeline,
  SUPPORTED_STAGES,
  UNSUPPORTED_STAGES,
} from '../../../server/platform/mongo/embedded/values/aggregate.ts'
import { MISSING } from '../../../server/platform/mongo/embedded/values/bson-value.ts'
import { CommandError } from '../../../server/platform/mongo/embedded/values/command-error.ts'
import { type BsonDocument, bsonValueOf, documentOf } from '../../../server/platform/mongo/embedded/values/document.ts'
import {
  compileExpression,
  supportedExpressions,
  UNSUPPORTED_EXPRESSIONS,
} from '../../../server/platform/mongo/embedded/values/expression.ts'
import { compileFilter } from '../../../server/platform/mongo/embedded/values/filter.ts'
import { memoryMeter } from '../../../server/platform/mongo/embedded/values/memory.ts'
import { compileProjection } from '../../../server/platform/mongo/embedded/values/projection.ts'
import { AGGREGATION_CASES, type AggregationCase, EXPRESSION_CASES, PROJECTION_CASES } from './cases/aggregations.ts'
import { documentsOf, type Plain, spelled, spelledValue } from './notation.ts'

const NOW = new Date('2026-07-01T08:00:00Z')

async function* from(documents: readonly BsonDocument[]): AsyncIterable<BsonDocument> {
  yield* documents
}

async function results({ documents, pipeline, others = {} }: AggregationCase, isIndexed: boolean): Promise<string[]> {
  const context: PipelineContext = {
    collection: (name) => from(documentsOf(others[name] ?? [])),
    isIndexed: () => isIndexed,
    now: NOW,
  }
  const found: string[] = []
  for await (const document of runPipeline(documentsOf(pipeline), from(documentsOf(documents)), context))
    found.push(spelled(document))
  return found
}

/** The error of a promise or call, as MongoDB's code. */
async function codeOf(work: () => unknown): Promise<number | string> {
  try {
    await work()
    return 'no refusal'
  } catch (error) {
    if (error instanceof CommandError) return error.code
    throw error
  }
}

function whole(expected: Plain): BsonDocument {
  return documentOf({ wrapped: expected }).get('wrapped') as BsonDocument
}

describe('Aggregation in the embedded database', () => {
  for (const [page, cases] of Object.entries(AGGREGATION_CASES)) {
    describe(`as the manual's "${page}" says`, () => {
      for (const one of cases) {
        const title = spelledValue(bsonValueOf(one.pipeline))
        const { expected, code } = one
        if (expected !== undefined) {
          it(`${title} over ${one.documents.length} documents`, async () => {
            const wanted = documentsOf(expected).map(spelled)
            expect(await results(one, false)).to.deep.equal(wanted)
            expect(await results(one, true)).to.deep.equal(wanted)
          })
        } else it(`${title} is refused with ${code}`, async () => expect(await codeOf(() => results(one, false))).to.equal(code))
      }
    })
  }

  it('refuses with 292 what does not fit in memory', () => {
    const keep = memoryMeter('$group', 100)
    keep('x'.repeat(50))
    expect(() => keep('x'.repeat(50)))
      .to.throw(CommandError)
      .with.property('codeName', 'QueryExceededMemoryLimitNoDiskUseAllowed')
  })

  it('throws the faults of a pipeline before it reads', () => {
    const source = { [Symbol.asyncIterator]: () => expect.fail('it read') }
    const context: PipelineContext = { collection: () => expect.fail('it read'), now: NOW }
    expect(() => runPipeline(documentsOf([{ $match: {} }, { $group: {} }]), source, context)).to.throw(CommandError)
  })

  it('names every stage and expression either supported or not', () => {
    expect(SUPPORTED_STAGES.filter((name) => UNSUPPORTED_STAGES.includes(name))).to.deep.equal([])
    expect(supportedExpressions().filter((name) => UNSUPPORTED_EXPRESSIONS.includes(name))).to.deep.equal([])
  })
})

describe('Projections of the embedded database', () => {
  for (const { projection, document, expected, filter, code } of PROJECTION_CASES) {
    const project = (): string => {
      const compiled = compileProjection(documentOf(projection), filter && documentOf(filter))
      const stored = documentOf(document)
      const matchedArrayIndex = filter === undefined ? undefined : compileFilter(documentOf(filter)).matchedArrayIndex(stored)
      return spelled(compiled.project(stored, { matchedArrayIndex, now: NOW }))
    }
    const title = `${spelled(documentOf(projection))} of ${spelled(documentOf(document))}`
    if (expected !== undefined)
      it(`${title} gives the documented fields`, () => expect(project()).to.equal(spelled(whole(expected))))
    else it(`${title} is refused with ${code}`, async () => expect(await codeOf(project)).to.equal(code))
  }
})

describe('Expressions of the embedded database', () => {
  for (const [page, cases] of Object.entries(EXPRESSION_CASES)) {
    describe(`as the manual's "${page}" says`, () => {
      for (const [expression, document, expected] of cases) {
        const evaluate = (): unknown => {
          const root = documentOf(document)
          return compileExpression(bsonValueOf(expression))({ root, current: root, now: NOW, variables: new Map() })
        }
        const title = `${spelledValue(bsonValueOf(expression))} on ${spelled(documentOf(document))}`
        const wanted = expected as { code?: number; missing?: boolean } | null
        if (typeof wanted === 'object' && wanted?.code !== undefined) {
          it(`${title} is refused with ${wanted.code}`, async () => expect(await codeOf(evaluate)).to.equal(wanted.code))
        } else if (typeof wanted === 'object' && wanted?.missing === true) {
          it(`${title} is missing`, () => expect(evaluate()).to.equal(MISSING))
        } else {
          it(`${title} has the documented value`, () => {
            const value = evaluate()
            expect(value).to.not.equal(MISSING)
            expect(spelledValue(value as never)).to.equal(spelledValue(bsonValueOf(expected)))
          })
        }
      }
    })
  }
})
