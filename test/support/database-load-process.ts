import { openDatabase } from '../../server/platform/mongo/database.ts'
import { databaseProgram } from './built-programs.ts'

/**
 * A server that does nothing but write, for tests that kill it: tells each id on a line of its own once the database
 * has acknowledged it. Every third write is a transaction of two documents. Arguments: the data folder and a name.
 */
const [folder = '', run = ''] = process.argv.slice(2)
await load()

async function load(): Promise<void> {
  const database = await openDatabase({ dataFolder: folder, databaseProgram: databaseProgram() })
  const collection = database.connection.db?.collection<{ _id: string; n: number }>('load')
  if (!collection) throw new Error('the database is not open')
  for (let n = 0; ; n++) {
    const id = `${run}-${n}`
    if (n % 3 === 0) {
      await database.connection.transaction(async (session) => {
        await collection.insertOne({ _id: `${id}:left`, n }, { session })
        await collection.insertOne({ _id: `${id}:right`, n }, { session })
      })
      process.stdout.write(`${id}:left\n${id}:right\n`)
    } else {
      await collection.insertOne({ _id: id, n })
      process.stdout.write(`${id}\n`)
    }
  }
}
