import type { Connection } from 'mongoose'
import type { RulePackName } from '#shared/catalogue/rule-pack.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'

/** What reading projects needs. */
export interface ProjectsReads {
  readonly connection: Connection
}

/** What changing them needs: every change is an event of the ledger. */
export interface ProjectsDeps extends ProjectsReads {
  readonly random: RandomBytes
  readonly config: { readonly rulePack: RulePackName }
}
