import type { Contract } from './contract.ts'
import { expertsCustodyContracts } from './experts-custody.ts'
import { expertsDrawContracts } from './experts-draw.ts'
import { expertsLibraryContracts } from './experts-library.ts'
import { expertsPassedContracts } from './experts-passed.ts'
import { expertsTaskContracts } from './experts-tasks.ts'

/** The expert library and the draw: every contract. */
export const expertsContracts = [
  ...expertsLibraryContracts,
  ...expertsDrawContracts,
  ...expertsCustodyContracts,
  ...expertsTaskContracts,
  ...expertsPassedContracts,
] as const satisfies readonly Contract[]
