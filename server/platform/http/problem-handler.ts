import type { ErrorRequestHandler, Request } from 'express'
import { type ProblemCode, problemKind } from '#shared/problems/catalogue.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { ProblemDocument, ProblemFacts } from '#shared/problems/problem.ts'
import type { Logger } from '../logger.ts'
import { contextOf } from './request-context.ts'

/** RFC 9457 media type. */
const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** The one place where refusals become answers. Unknown errors are a bare 500: what broke stands in the log under the request id. */
export function problemHandler(logger: Logger): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const problem = asProblem(error)
    const { requestId, isSecret } = contextOf(request)
    if (problem.code === 'unexpected')
      logger.error(isSecret ? { requestId, at: placeOf(error) } : { requestId, error }, 'request failed')
    if (response.headersSent) {
      // The answer has begun: a broken connection tells the client that it is not whole.
      response.destroy()
      return
    }
    const document = problemDocument(problem, requestId, languageOf(request))
    if (document.status === 429 && typeof problem.facts['retryAfterSeconds'] === 'number') {
      response.setHeader('retry-after', String(problem.facts['retryAfterSeconds']))
    }
    response.status(document.status).setHeader('content-type', PROBLEM_TYPE)
    response.setHeader('cache-control', 'no-store')
    response.end(JSON.stringify(document))
  }
}

/** The document a client reads, in its language. */
export function problemDocument(problem: DomainProblem, requestId: string, language: 'zh' | 'en'): ProblemDocument {
  const kind = problemKind(problem.code)
  return {
    type: `/api/docs/problems#${problem.code}`,
    title: kind.title[language],
    status: kind.status,
    detail: fillIn(kind.meaning[language], problem.facts),
    code: problem.code,
    requestId,
    ...(Object.keys(problem.facts).length === 0 ? {} : { facts: problem.facts }),
    ...(problem.errors.length === 0 ? {} : { errors: problem.errors }),
  }
}

function fillIn(sentence: string, facts: ProblemFacts): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => (facts[name] === undefined ? whole : String(facts[name])))
}

function asProblem(error: unknown): DomainProblem {
  if (error instanceof DomainProblem) return error
  const code = codeOfBodyParser(error)
  return new DomainProblem(code ?? 'unexpected')
}

/** What express's body parser throws carries a `type`; everything it refuses is the client's fault. */
function codeOfBodyParser(error: unknown): ProblemCode | undefined {
  const type = typeof error === 'object' && error !== null && 'type' in error ? error.type : undefined
  if (type === 'entity.too.large') return 'request-too-large'
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined
  return typeof status === 'number' && status >= 400 && status < 500 ? 'malformed-request' : undefined
}

/** Where a secret request broke, without what it carried: the first lines of the stack that are ours hold no input. */
function placeOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim())
}

function languageOf(request: Request): 'zh' | 'en' {
  return request.acceptsLanguages('zh-CN', 'zh', 'en') === 'en' ? 'en' : 'zh'
}
