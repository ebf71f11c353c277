import { rename, writeFile } from 'node:fs/promises'
import type { z } from 'zod'
import type { demoUserField } from '#shared/contracts/demo.ts'
import type { Role } from '#shared/policy/roles.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import type { Player } from './people.ts'

/** The PIN of every demo certificate. */
const PIN = '123456'

/**
 * Writes the persons a visitor may sign in as, with their keys, where the server was told to look. These keys were made for this run of the
 * demo, their authority is trusted by nobody else, and no platform but a demo gives them out.
 */
export async function writeDemoUsers(
  path: string,
  cast: readonly { readonly role: Role; readonly player: Pick<Player, 'name' | 'organization' | 'credentials'> }[],
): Promise<void> {
  const counts = new Map<Role, number>()
  const users: z.input<typeof demoUserField>[] = []
  for (const { role, player } of cast) {
    const number = (counts.get(role) ?? 0) + 1
    counts.set(role, number)
    const { signing, encryption } = player.credentials
    users.push({
      id: `${role}-${number}`,
      role,
      name: player.name,
      organization: player.organization,
      pkcs12: [base64url(await signing.pkcs12(PIN)), base64url(await encryption.pkcs12(PIN))],
      pin: PIN,
    })
  }
  await writeFile(`${path}.new`, JSON.stringify(users), { mode: 0o600 })
  await rename(`${path}.new`, path)
}
