import { randomBytes } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import type { Clock } from '../clock.ts'

/** What every request carries from its first moment. */
interface RequestContext {
  /** Random, 128 bits: no order and no count can be read from it. */
  readonly requestId: string
  /** The request's one clock reading. */
  readonly at: number
  /** Set by the route: what may not be counted is not logged either. */
  isSecret: boolean
}

const contexts = new WeakMap<Request, RequestContext>()

/** Gives each request its id and its time, and the answer the id. */
export function requestContext(clock: Clock): RequestHandler {
  return (request, response, next) => {
    const context = { requestId: randomBytes(16).toString('hex'), at: clock.now(), isSecret: false }
    contexts.set(request, context)
    response.setHeader('x-request-id', context.requestId)
    next()
  }
}

/** The context of a request. */
export function contextOf(request: Request): RequestContext {
  const context = contexts.get(request)
  if (context === undefined) throw new Error('broken invariant: request without context')
  return context
}
