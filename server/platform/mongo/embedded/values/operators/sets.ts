import type { Operators } from '../expression-support.ts'

/** */
export const setOperators: Operators = {}
