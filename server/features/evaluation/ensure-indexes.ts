import type { Connection, Model } from 'mongoose'
import { evaluationModel } from './evaluation.model.ts'
import { opinionModel } from './opinion.model.ts'
import { questionModel } from './question.model.ts'
import { sealedActModel } from './sealed-act.model.ts'

/** Makes the evaluation's collections and indexes: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  const models = [
    evaluationModel(connection),
    opinionModel(connection),
    questionModel(connection),
    sealedActModel(connection),
  ] as unknown as readonly Model<unknown>[]
  for (const model of models) {
    await model.createCollection()
    await model.createIndexes()
  }
}
