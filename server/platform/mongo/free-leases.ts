import type { Connection } from 'mongoose'

/**
 * Ends every lease there is (`leaseUntil`) of the collections in use. For a server that has the database to itself, before it begins: whoever
 * held one is dead, and what it had in hand need not wait for its leases to run out.
 */
export async function freeLeases(connection: Connection): Promise<void> {
  for (const model of Object.values(connection.models))
    if (model.schema.path('leaseUntil') !== undefined)
      await model.updateMany({ leaseUntil: { $ne: null } }, { $set: { leaseUntil: null } })
}
