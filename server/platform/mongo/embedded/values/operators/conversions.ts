import type { Operators } from '../expression-support.ts'

/** */
export const conversionOperators: Operators = {}
