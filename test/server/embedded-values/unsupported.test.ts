import { expect } from 'chai'
import { type PipelineContext, runPipeline } from '../../../server/platform/mongo/embedded/values/aggregate.ts'
import { CommandError } from '../../../server/platform/mongo/embedded/values/command-error.ts'
import { type BsonDocument, documentOf } from '../../../server/platform/mongo/embedded/values/document.ts'
import { compileExpression } from '../../../server/platform/mongo/embedded/values/expression.ts'
import { compileFilter } from '../../../server/platform/mongo/embedded/values/filter.ts'
import { UNSUPPORTED } from '../../../server/platform/mongo/embedded/values/unsupported.ts'

const context: PipelineContext = { collection: () => nothing(), now: new Date('2026-07-01T08:00:00Z') }

async function* nothing(): AsyncIterable<BsonDocument> {}

function refusedByName(name: string, code: number, use: () => unknown): void {
  it(`${name} with ${code}`, () => {
    expect(use).to.throw(CommandError, name).with.property('code', code)
  })
}

describe('What the embedded database does not do it refuses by name:', () => {
  for (const name of UNSUPPORTED.queryOperators) refusedByName(name, 238, () => compileFilter(documentOf({ [name]: {} })))
  for (const name of UNSUPPORTED.fieldOperators) refusedByName(name, 238, () => compileFilter(documentOf({ a: { [name]: {} } })))
  for (const name of UNSUPPORTED.stages)
    refusedByName(name, name === '$changeStream' ? 40573 : 40324, () =>
      runPipeline([documentOf({ [name]: {} })], nothing(), context),
    )
  for (const name of UNSUPPORTED.expressions) refusedByName(name, 238, () => compileExpression(documentOf({ [name]: {} })))
  for (const name of UNSUPPORTED.variables) refusedByName(name, 238, () => compileExpression(`$$${name}`))
  for (const name of UNSUPPORTED.accumulators) {
    refusedByName(name, 238, () => runPipeline([documentOf({ $group: { _id: null, a: { [name]: {} } } })], nothing(), context))
  }
})
