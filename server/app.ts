import express, { type Express, type RequestHandler, type Router } from 'express'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { Clock } from './platform/clock.ts'
import { accessLog } from './platform/http/access-log.ts'
import { problemHandler } from './platform/http/problem-handler.ts'
import { requestContext } from './platform/http/request-context.ts'
import { securityHeaders } from './platform/http/security-headers.ts'
import type { Logger } from './platform/logger.ts'
import type { Metrics } from './platform/metrics.ts'

/** What the app is made of. */
export interface AppDeps {
  readonly clock: Clock
  readonly logger: Logger
  readonly metrics: Metrics
  readonly agentPort: number
  readonly isHttps: boolean
  readonly trustProxy: number
  /** Every feature's routes, already registered. */
  readonly router: Router
  /** The built client, for every address that no route knows; absent where only the API is served. */
  readonly pages?: RequestHandler
}

/** The middleware in its order: context → log → headers → routes → the client's pages → nothing here → problems. */
export function createApp(deps: AppDeps): Express {
  const app = express()
  app.disable('x-powered-by')
  // An ETag would be a digest of secret answers, and a way to ask whether they changed.
  app.set('etag', false)
  app.set('trust proxy', deps.trustProxy)
  app.set('query parser', 'simple')
  app.use(requestContext(deps.clock))
  app.use(accessLog(deps.logger, deps.metrics))
  app.use(securityHeaders(deps))
  app.use(deps.router)
  if (deps.pages !== undefined) app.use(deps.pages)
  app.use(nothingHere)
  app.use(problemHandler(deps.logger))
  return app
}

const nothingHere: RequestHandler = (_request, _response, next) => next(new DomainProblem('not-found'))
