import type { Connection } from 'mongoose'
import { coefficientModel } from './coefficient.model.ts'

/** Makes the collection and its indexes: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  const model = coefficientModel(connection)
  await model.createCollection()
  await model.createIndexes()
}
