import type { RequestHandler } from 'express'
import type { Logger } from '../logger.ts'
import type { Metrics } from '../metrics.ts'
import { contextOf } from './request-context.ts'

/** Logs and times each request, also one that its sender broke off, except the secret ones: for those there is no line and no count (rule P9). */
export function accessLog(logger: Logger, metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    const record = (isBrokenOff: boolean) => {
      const { requestId, isSecret } = contextOf(request)
      const operation = response.locals['operation']
      if (isSecret || operation === 'secret') return
      const seconds = (performance.now() - startedAt) / 1000
      metrics.observeRequest(typeof operation === 'string' ? operation : 'none', response.statusCode, seconds)
      if (typeof operation === 'string')
        logger.info(
          {
            requestId,
            operation,
            status: response.statusCode,
            ms: Math.round(seconds * 1000),
            address: request.ip,
            ...(isBrokenOff ? { isBrokenOff } : {}),
          },
          'request',
        )
    }
    response.once('finish', () => record(false))
    // Whoever took all but the last byte of a download has been here, too.
    response.once('close', () => response.writableFinished || record(true))
    next()
  }
}
