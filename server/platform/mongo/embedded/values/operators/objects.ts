import type { Operators } from '../expression-support.ts'

/** */
export const objectOperators: Operators = {}
