import { randomBytes } from 'node:crypto'
import { createAdmin, ensureIndexes, foundingRoles } from '../features/identity/index.ts'
import type { CommandInput, CommandResult } from './kaibiao-admin.ts'
import { openStores } from './open-stores.ts'

/** Prints a one-time link by which the first person of an administering party registers. No account and no password exist before it is used. */
export async function printAdminLink({ operands, say }: CommandInput): Promise<CommandResult> {
  const role = foundingRoles.find((candidate) => candidate === operands[0])
  if (role === undefined) throw new Error(`which role? one of ${foundingRoles.join(', ')}`)
  const stores = await openStores()
  try {
    await ensureIndexes(stores.database.connection)
    const random = (length: number) => new Uint8Array(randomBytes(length))
    const made = await createAdmin({ connection: stores.database.connection, random }, { role, at: Date.now() })
    const link = new URL(made.path, stores.config.publicUrl).href
    say(`Good once, for 24 hours; whoever has it founds a party in the role ${role}:\n${link}`)
    return { isGood: true, facts: { role, link } }
  } finally {
    await stores.close()
  }
}
