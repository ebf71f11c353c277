import type { IndexDefinition, IndexOptions } from 'mongoose'

/** The fields of a document that yields its own next moment, as its schema has them: when it is due, and the lease of who works on it. */
export const dueFields = {
  nextDueAt: { type: Date, default: null },
  leaseUntil: { type: Date, default: null },
} as const

/** The index the scheduler finds due documents by, for `schema.index(...dueIndex)`: those alone that are to be due at all. */
export const dueIndex: [IndexDefinition, IndexOptions] = [
  { nextDueAt: 1 },
  { partialFilterExpression: { nextDueAt: { $type: 'date' } } },
]
