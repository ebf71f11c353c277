import type { Contract } from './contract.ts'
import { certificateContracts } from './identity-certificates.ts'
import { partyContracts } from './identity-parties.ts'
import { personContracts } from './identity-persons.ts'
import { sessionContracts } from './identity-sessions.ts'

/** Every contract of: identity. */
export const identityContracts = [
  ...sessionContracts,
  ...partyContracts,
  ...personContracts,
  ...certificateContracts,
] as const satisfies readonly Contract[]
