import type { Connection, Model } from 'mongoose'
import { openingModel } from './opening.model.ts'
import { openingBidModel } from './opening-bid.model.ts'
import { presenceModel } from './presence.model.ts'
import { utteranceModel } from './utterance.model.ts'

/** Makes the opening's collections and indexes: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  const models = [
    openingModel(connection),
    openingBidModel(connection),
    presenceModel(connection),
    utteranceModel(connection),
  ] as unknown as readonly Model<unknown>[]
  for (const model of models) {
    await model.createCollection()
    await model.createIndexes()
  }
}
