import type { Contract } from './contract.ts'
import { openingBiddersContracts } from './opening-bidders.ts'
import { openingCustodiansContracts } from './opening-custodians.ts'
import { openingHallContracts } from './opening-hall.ts'
import { openingReadingContracts } from './opening-reading.ts'
import { openingStagesContracts } from './opening-stages.ts'

/** Every contract of the opening. */
export const openingContracts = [
  ...openingReadingContracts,
  ...openingBiddersContracts,
  ...openingCustodiansContracts,
  ...openingHallContracts,
  ...openingStagesContracts,
] as const satisfies readonly Contract[]
