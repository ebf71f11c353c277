import type { Contract } from './contract.ts'
import { expertsDrawContracts } from './experts-draw.ts'
import { expertsLibraryContracts } from './experts-library.ts'

/** The expert library and the draw: every contract. */
export const expertsContracts = [...expertsLibraryContracts, ...expertsDrawContracts] as const satisfies readonly Contract[]
