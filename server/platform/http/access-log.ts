import type { RequestHandler } from 'express'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import { contextOf } from './request-context.ts'

/** Logs and times each finished request, except the secret ones: for those there is no line and no count (rule P9). */
export function accessLog(logger: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    response.once('finish', () => {
      const { requestId, isSecret } = contextOf(request)
      const operation = response.locals['operation']
      if (isSecret || operation === 'secret') return
      const seconds = (performance.now() - startedAt) / 1000
      metrics.observeRequest(typeof operation === 'string' ? operation : 'none', response.statusCode, seconds)
      if (typeof operation === 'string')
        logger.info(
          { requestId, operation, status: response.statusCode, ms: Math.round(seconds * 1000), address: request.ip },
          'request',
        )
    })
    next()
  }
}
