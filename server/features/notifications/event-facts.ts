import type { SequencedEvent } from '../ledger/index.ts'

/** The facts of an event as an object, whatever they are. */
export function factsOf(event: SequencedEvent): Readonly<Record<string, unknown>> {
  return asObject(event.facts)
}

/** A value as an object; an empty one when it is none. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {}
}
