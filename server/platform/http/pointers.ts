import type { z } from 'zod'
import type { ProblemPointer } from '#shared/problems/problem.ts'

/** The places where a value does not fit its schema, as JSON Pointers (RFC 6901), at most fifty. */
export function pointersOf(error: z.ZodError, base: string): ProblemPointer[] {
  return error.issues.slice(0, 50).map((issue) => ({
    pointer: [base, ...issue.path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/'),
    detail: issue.message,
  }))
}
