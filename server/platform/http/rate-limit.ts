import { createHmac, randomBytes } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit } from 'express-rate-limit'
import type { Contract } from '#shared/contracts/contract.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'

/** Which budget a request is counted against. */
export type LimitKind = NonNullable<Contract['limit']>

/** Requests per minute and address of each kind; 0 means not limited. */
export type RateLimits = Readonly<Record<Exclude<LimitKind, 'none'>, number>>

/**
 * One limiter per kind. Counters live in memory only, under addresses keyed by a secret drawn at start:
 * no store, dump or log tells who asked how often (rule P9). No header tells what is left.
 */
export function createRateLimiters(limits: RateLimits): (kind: LimitKind) => RequestHandler {
  const key = randomBytes(32)
  const limiterOf = (limit: number): RequestHandler =>
    limit === 0
      ? passOn
      : rateLimit({
          windowMs: 60_000,
          limit,
          legacyHeaders: false,
          standardHeaders: false,
          keyGenerator: (request) =>
            createHmac('sha256', key)
              .update(ipKeyGenerator(request.ip ?? ''))
              .digest('base64url'),
          handler: (request, _response, next) =>
            next(new DomainProblem('too-many-requests', { retryAfterSeconds: secondsUntilReset(request) })),
        })
  const limiters: Record<LimitKind, RequestHandler> = {
    read: limiterOf(limits.read),
    write: limiterOf(limits.write),
    'sign-in': limiterOf(limits['sign-in']),
    upload: limiterOf(limits.upload),
    none: passOn,
  }
  return (kind) => limiters[kind]
}

const passOn: RequestHandler = (_request, _response, next) => next()

function secondsUntilReset(request: Request): number {
  const resetTime = (request as Request & { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime
  return resetTime === undefined ? 60 : Math.max(1, Math.ceil((resetTime.getTime() - Date.now()) / 1000))
}
