import fc from 'fast-check'
import type { Json } from './naive-filter.ts'

/** Fields of a document or of a filter. */
export type Fields = { readonly [name: string]: Json }

/** Few names and few values, so that random documents and random filters meet. */
const names = fc.constantFrom('a', 'b', 'c')
const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json>(0, 1, 2, 3, 'x', 'y', '', true, false, null)
/** Values and fields, three deep. */
export const { value, fields } = fc.letrec<{ value: Json; fields: Fields }>((tie) => ({
  value: fc.oneof({ maxDepth: 3, depthSize: 'small' }, scalar, scalar, fc.array(tie('value'), { maxLength: 3 }), tie('fields')),
  fields: fc.dictionary(names, tie('value'), { maxKeys: 3, noNullPrototype: true }),
}))

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

/** What one path of a document is asked, of every operator there is: `path` draws where. */
export function clauseAt(path: fc.Arbitrary<string>): fc.Arbitrary<Fields> {
  return fc.tuple(path, fc.oneof(operators, value)).map(([name, operand]): Fields => ({ [name]: operand }))
}

/** Several clauses in one. */
export function joined(clause: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> {
  return fc
    .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(clause, { minLength: 1, maxLength: 3 }))
    .map(([name, clauses]): Fields => ({ [name]: clauses }))
}

/** Two clauses side by side. */
export function beside(clause: fc.Arbitrary<Fields>): fc.Arbitrary<Fields> {
  return fc.tuple(clause, clause).map(([left, right]): Fields => ({ ...left, ...right }))
}
