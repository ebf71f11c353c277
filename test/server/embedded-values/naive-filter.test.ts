import { expect } from 'chai'
import fc from 'fast-check'
import { documentOf } from '../../../server/platform/mongo/embedded/values/document.ts'
import { compileFilter } from '../../../server/platform/mongo/embedded/values/filter.ts'
import { type Json, naiveMatches } from './naive-filter.ts'

type Fields = { readonly [name: string]: Json }

const names = fc.constantFrom('a', 'b', 'c')
const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json>(0, 1, 2, 3, 'x', 'y', '', true, false, null)
const { value, fields } = fc.letrec<{ value: Json; fields: Fields }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, depthSize: 'small' }, scalar, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('fields')),
  fields: fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
}))
const path = fc.constantFrom('a', 'b', 'a.b', 'a.b.c', 'b.c')
const comparison = fc
  .tuple(fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte'), value)
  .map(([operator, operand]): Fields => ({ [operator]: operand }))
const list = fc.array(value, { maxLength: 3 })
const operators: fc.Arbitrary<Fields> = fc.oneof(
  comparison,
  value.map((operand): Fields => ({ $ne: operand })),
  fc.tuple(fc.constantFrom('$in', '$nin', '$all'), list).map(([operator, operand]): Fields => ({ [operator]: operand })),
  fc.boolean().map((operand): Fields => ({ $exists: operand })),
  fc.nat({ max: 3 }).map((operand): Fields => ({ $size: operand })),
  comparison.map((operand): Fields => ({ $not: operand })),
  fc.tuple(comparison, comparison).map(([left, right]): Fields => ({ $elemMatch: { ...left, ...right } })),
  fc.tuple(names, fc.oneof(comparison, scalar)).map(([name, operand]): Fields => ({ $elemMatch: { [name]: operand } })),
  fc.tuple(comparison, comparison).map(([left, right]): Fields => ({ ...left, ...right })),
)
const clause: fc.Arbitrary<Fields> = fc
  .tuple(path, fc.oneof(operators, value))
  .map(([name, operand]): Fields => ({ [name]: operand }))
const filter: fc.Arbitrary<Fields> = fc.oneof(
  clause,
  fc.tuple(clause, clause).map(([left, right]): Fields => ({ ...left, ...right })),
  fc
    .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(clause, { minLength: 1, maxLength: 3 }))
    .map(([name, clauses]): Fields => ({ [name]: clauses })),
)

describe('Filters of the embedded database, against a second evaluation', () => {
  it('agree on random documents and filters', () => {
    let matched = 0
    fc.assert(
      fc.property(fields, filter, (document, random) => {
        const wanted = naiveMatches(document, random)
        if (wanted) matched += 1
        expect(compileFilter(documentOf(random)).matches(documentOf(document))).to.equal(wanted)
      }),
      { numRuns: 20_000 },
    )
    expect(matched, 'enough of them match').to.be.greaterThan(2000)
  })
})
