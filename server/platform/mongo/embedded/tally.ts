import { type BsonDocument, type BsonValue, documentOf } from './values/document.ts'

/** What one statement did. */
export interface Outcome {
  readonly n: number
  readonly nModified: number
  readonly upsertedId?: BsonValue
  /** The document findAndModify answers with. */
  readonly value?: BsonDocument | null
}

/** What a command did so far. */
export interface Tally {
  n: number
  nModified: number
  upserted: BsonDocument[]
  writeErrors: BsonDocument[]
  value: BsonDocument | null
}

/** Nothing done yet. */
export function emptyTally(): Tally {
  return { n: 0, nModified: 0, upserted: [], writeErrors: [], value: null }
}

/** A copy that can be thrown away with the job it was for. */
export function copyTally(tally: Tally): Tally {
  return { ...tally, upserted: [...tally.upserted], writeErrors: [...tally.writeErrors] }
}

/** Whether any document was written: only then is there something a retry must not repeat. */
export function hasChanged(tally: Tally): boolean {
  return tally.n > 0
}

/** Adds what one statement did, by its position in the command. */
export function addOutcome(tally: Tally, position: number, outcome: Outcome): void {
  tally.n += outcome.n
  tally.nModified += outcome.nModified
  if ('upsertedId' in outcome) {
    tally.upserted.push(
      new Map<string, BsonValue>([
        ['index', documentOf({ position }).get('position')],
        ['_id', outcome.upsertedId],
      ]),
    )
  }
  if (outcome.value !== undefined) tally.value = outcome.value
}

/** The tally as it is kept with a retryable write; the answered document is in the reply. */
export function storableTally(tally: Tally): BsonDocument {
  return documentOf({ n: tally.n, nModified: tally.nModified, upserted: tally.upserted, writeErrors: tally.writeErrors })
}

/** Reads a kept tally back. */
export function tallyFrom(stored: BsonDocument): Tally {
  const documents = (name: string): BsonDocument[] => {
    const value = stored.get(name)
    return Array.isArray(value) ? value.filter((one) => one instanceof Map) : []
  }
  return {
    n: Number(stored.get('n')?.valueOf()),
    nModified: Number(stored.get('nModified')?.valueOf()),
    upserted: documents('upserted'),
    writeErrors: documents('writeErrors'),
    value: null,
  }
}
