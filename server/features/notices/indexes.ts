import type { Connection, Model } from 'mongoose'
import { documentModel } from './document.model.ts'
import { noticeModel } from './notice.model.ts'
import { objectionModel } from './objection.model.ts'
import { questionModel } from './question.model.ts'
import { tenderModel } from './tender.model.ts'

/** Makes the collections of notices and their indexes: at start, before any transaction. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  const models = [
    tenderModel(connection),
    documentModel(connection),
    noticeModel(connection),
    questionModel(connection),
    objectionModel(connection),
  ] as unknown as readonly Model<unknown>[]
  for (const model of models) {
    await model.createCollection()
    await model.createIndexes()
  }
}
