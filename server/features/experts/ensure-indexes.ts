import type { Connection, Model } from 'mongoose'
import { drawModel, drawPoolModel } from './draw.model.ts'
import { expertModel, expertReadingModel, organisationTieModel } from './expert.model.ts'

/** Makes the collections and indexes of the library and the draws: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  const models = [
    expertModel(connection),
    expertReadingModel(connection),
    organisationTieModel(connection),
    drawModel(connection),
    drawPoolModel(connection),
  ] as unknown as readonly Model<unknown>[]
  for (const model of models) {
    await model.createCollection()
    await model.createIndexes()
  }
}
