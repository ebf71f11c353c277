import type { Connection, Model } from 'mongoose'

/** Ids asked for in one query at most. */
const MOST_IDS = 200

interface Waiting<D> {
  readonly resolve: (document: D | null) => void
  readonly reject: (error: unknown) => void
}

/** Reads one document by its id. Whatever is asked for before the current turn of the event loop ends goes out as one query. */
export type BatchedRead<D> = (id: string) => Promise<D | null>

const readers = new WeakMap<Connection, Map<string, BatchedRead<never>>>()

/**
 * The batching reader of a model's fields, one per connection: when many acts are verified at once, as at a deadline, their lookups
 * share a round trip. Nothing is kept: each answer was read after it was asked for, so a suspension counts from the next request on.
 */
export function batchedRead<T extends { readonly _id: string }, K extends keyof T & string>(
  connection: Connection,
  modelOf: (connection: Connection) => Model<T>,
  fields: readonly K[],
): BatchedRead<Pick<T, K>> {
  const known = readers.get(connection) ?? new Map<string, BatchedRead<never>>()
  readers.set(connection, known)
  const model = modelOf(connection)
  const name = `${model.modelName} ${fields.join(' ')}`
  const reader = (known.get(name) as BatchedRead<Pick<T, K>> | undefined) ?? createReader(model, fields)
  known.set(name, reader as BatchedRead<never>)
  return reader
}

function createReader<T extends { readonly _id: string }, K extends keyof T & string>(
  model: Model<T>,
  fields: readonly K[],
): BatchedRead<Pick<T, K>> {
  const projection = Object.fromEntries(fields.map((field) => [field, 1]))
  let waiting = new Map<string, Waiting<Pick<T, K>>[]>()

  async function flush(): Promise<void> {
    const batch = waiting
    waiting = new Map()
    const ids = [...batch.keys()]
    for (let start = 0; start < ids.length; start += MOST_IDS) await read(batch, ids.slice(start, start + MOST_IDS))
  }

  async function read(batch: typeof waiting, ids: readonly string[]): Promise<void> {
    try {
      const found = new Map<string, Pick<T, K>>()
      // The driver's own collection: hydration would cost more than the query, and nothing here needs casting.
      const cursor = model.collection.find({ _id: { $in: ids } } as never, { projection })
      for await (const document of cursor) found.set(String(document['_id']), document as unknown as Pick<T, K>)
      for (const id of ids) for (const { resolve } of batch.get(id) ?? []) resolve(found.get(id) ?? null)
    } catch (error) {
      for (const id of ids) for (const { reject } of batch.get(id) ?? []) reject(error)
    }
  }

  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) setImmediate(() => void flush())
      waiting.set(id, [...(waiting.get(id) ?? []), { resolve, reject }])
    })
}
