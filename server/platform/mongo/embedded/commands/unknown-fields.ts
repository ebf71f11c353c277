import { CommandError } from '../values/command-error.ts'
import type { BsonDocument } from '../values/document.ts'

/** Refuses fields nobody knows (40415), as MongoDB's strict commands do: a misspelt option must not be ignored. */
export function refuseUnknownFields(place: string, given: BsonDocument, known: readonly string[]): void {
  for (const name of given.keys()) {
    if (!known.includes(name)) throw new CommandError(40415, `BSON field '${place}.${name}' is an unknown field.`)
  }
}
