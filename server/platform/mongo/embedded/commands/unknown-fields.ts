import type { CommandContext } from '../command-context.ts'
import { CommandError } from '../values/command-error.ts'
import type { BsonDocument } from '../values/document.ts'

/** Refuses fields nobody knows (40415), as MongoDB's strict commands do: a misspelt option must not be ignored. */
export function refuseUnknownFields(place: string, given: BsonDocument, known: Iterable<string>): void {
  const names = known instanceof Set ? known : new Set(known)
  for (const name of given.keys()) {
    if (!names.has(name)) throw new CommandError(40415, `BSON field '${place}.${name}' is an unknown field.`)
  }
}

/** Refuses a document without a field it needs (40414). */
export function requireFields(place: string, given: BsonDocument, needed: readonly string[]): void {
  for (const name of needed) {
    if (!given.has(name)) throw new CommandError(40414, `BSON field '${place}.${name}' is missing but a required field`)
  }
}

/** Refuses the number of a retryable write on a statement about many documents (72). */
export function refuseNumber({ txnNumber, transaction }: CommandContext, what: string): void {
  if (txnNumber !== undefined && !transaction)
    throw new CommandError('InvalidOptions', `Cannot use (or request) retryable writes with ${what}`)
}
