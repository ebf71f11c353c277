import type { ProblemCode } from './catalogue.ts'
import type { ProblemFacts, ProblemPointer } from './problem.ts'

/** An expected refusal: thrown by use cases, mapped to RFC 9457 by the one handler, caught by nobody in between. */
export class DomainProblem extends Error {
  override readonly name = 'DomainProblem'
  readonly code: ProblemCode
  readonly facts: ProblemFacts
  readonly errors: readonly ProblemPointer[]

  constructor(code: ProblemCode, facts: ProblemFacts = {}, errors: readonly ProblemPointer[] = []) {
    super(code)
    this.code = code
    this.facts = facts
    this.errors = errors
  }
}
