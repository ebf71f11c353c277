import type { BSONRegExp } from 'bson'
import type { BsonDocument, BsonValue, MaybeValue } from './bson-value.ts'

/** A filter in the form the planner and the upsert read it in. */
export type FilterNode =
  | { readonly kind: 'field'; readonly path: string; readonly predicates: readonly Predicate[] }
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly FilterNode[] }
  | { readonly kind: 'other' }

/** Where matching notes the array position the positional operator `$` will use. */
export interface Details {
  arrayIndex: number | undefined
}

/** A test of a whole document, once the path is known. */
export type PathTest = (document: BsonDocument, details: Details | undefined) => boolean

/** One operator on a field: its operand in the form the planner reads, and the test. */
export type Predicate = {
  /** The test of the whole path in a document. */
  compile(parts: readonly string[]): PathTest
  /** The test of one value as it stands, arrays not taken apart: how `$elemMatch` asks its elements. */
  readonly test: (value: MaybeValue) => boolean
} & (
  | { readonly kind: 'eq'; readonly operand: BsonValue }
  | { readonly kind: 'gt' | 'gte' | 'lt' | 'lte'; readonly operand: BsonValue }
  | { readonly kind: 'in'; readonly operands: readonly BsonValue[] }
  | { readonly kind: 'all'; readonly predicates: readonly Predicate[] }
  | { readonly kind: 'regex'; readonly operand: BSONRegExp }
  | { readonly kind: 'missing' }
  | { readonly kind: 'elemMatch'; readonly node: FilterNode }
  | { readonly kind: 'elementValue'; readonly predicates: readonly Predicate[] }
  | { readonly kind: 'other' }
)
