import { once } from 'node:events'
import { createServer, get, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express from 'express'
import { systemClock } from '../../server/platform/clock.ts'
import { accessLog } from '../../server/platform/http/access-log.ts'
import { contextOf, requestContext } from '../../server/platform/http/request-context.ts'
import { createLogger } from '../../server/platform/logger.ts'
import { createMetrics } from '../../server/platform/metrics.ts'

describe('the access log', () => {
  const lines: { readonly operation?: string; readonly isBrokenOff?: boolean }[] = []
  let server: Server

  before('a server that sends a beginning and the rest when asked', async () => {
    const app = express()
    app.use(requestContext(systemClock))
    app.use(accessLog(createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) }), createMetrics()))
    app.get('/:name', (request, response) => {
      response.locals['operation'] = request.params['name']
      contextOf(request).isSecret = request.params['name'] === 'secret'
      response.write('a beginning')
      if (request.query['whole'] !== undefined) response.end()
    })
    server = createServer(app).listen(0)
    await once(server, 'listening')
  })
  beforeEach(() => void lines.splice(0))
  after(() => server.close())

  const ask = (path: string) => get({ port: (server.address() as AddressInfo).port, path, agent: false })
  /** Takes the beginning and goes away; resolves when the server has noticed. */
  async function breakOff(path: string): Promise<void> {
    const noticed = once(server, 'request').then(([, response]) => once(response, 'close'))
    const request = ask(path)
    request.on('error', () => undefined)
    const [response] = await once(request, 'response')
    response.destroy()
    await noticed
  }

  it('has one line for a download, and one that says so for a download whose reader went away', async () => {
    const [whole] = await once(ask('/whole?whole'), 'response')
    await once(whole.resume(), 'end')
    await breakOff('/part')
    expect(lines.map(({ operation, isBrokenOff }) => [operation, isBrokenOff])).to.deep.equal([
      ['whole', undefined],
      ['part', true],
    ])
  })

  it('has none for what nobody may count, broken off or not (P9)', async () => {
    const [whole] = await once(ask('/secret?whole'), 'response')
    await once(whole.resume(), 'end')
    await breakOff('/secret')
    expect(lines).to.deep.equal([])
  })
})
