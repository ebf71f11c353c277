import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express, { Router } from 'express'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { createApp } from '../../server/app.ts'
import { contextOf } from '../../server/platform/http/request-context.ts'
import { createLogger } from '../../server/platform/logger.ts'
import { createMetrics } from '../../server/platform/metrics.ts'

describe('refusals and faults as answers (RFC 9457)', () => {
  let server: Server
  let origin: string
  const log: string[] = []
  beforeEach(() => void log.splice(0))

  before((done) => {
    const router = Router()
    router.get('/breaks', (_request, response) => {
      response.locals['operation'] = 'breaks'
      throw new Error('the password of the database is hunter2')
    })
    router.get('/breaks-in-secret', (request) => {
      contextOf(request).isSecret = true
      throw new Error('the bid of 张三 is hunter2')
    })
    router.get('/breaks-halfway', async (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('the first half')
      throw new Error('the file is damaged')
    })
    router.post('/reads', express.json({ limit: '1kb', strict: true, type: () => true }), (_request, response) => {
      response.json({})
    })
    router.get('/refuses', () => {
      throw new DomainProblem('not-yet-open', { what: '电子竞价' }, [{ pointer: '/method', detail: 'not open' }])
    })
    const app = createApp({
      clock: { now: () => 0 },
      logger: createLogger('info', { write: (line) => void log.push(line) }),
      metrics: createMetrics(),
      agentPort: 17_631,
      isHttps: false,
      trustProxy: 0,
      router,
    })
    server = createServer(app).listen(0, '127.0.0.1', () => {
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      done()
    })
  })
  after((done) => {
    server.closeAllConnections()
    server.close(() => done())
  })

  it('an unknown error is a bare 500 with a request id; what broke stands in the log under that id', async () => {
    const answer = await fetch(`${origin}/breaks`, { headers: { 'accept-language': 'en' } })
    const text = await answer.text()
    expect(answer.status).to.equal(500)
    expect(answer.headers.get('content-type')).to.contain('application/problem+json')
    expect(answer.headers.get('cache-control')).to.equal('no-store')
    expect(text).to.not.contain('hunter2').and.to.not.contain('.ts')
    const problem = JSON.parse(text)
    expect(Object.keys(problem).sort()).to.deep.equal(['code', 'detail', 'requestId', 'status', 'title', 'type'])
    expect(problem).to.include({ code: 'unexpected', status: 500, type: '/api/docs/problems#unexpected' })
    expect(problem.requestId).to.match(/^[0-9a-f]{32}$/)
    expect(answer.headers.get('x-request-id')).to.equal(problem.requestId)
    const [fault] = log.map((line) => JSON.parse(line)).filter(({ level }) => level === 50)
    expect(fault).to.include({ requestId: problem.requestId, msg: 'request failed' })
    expect(fault.error.message).to.contain('hunter2')
  })

  it('where nothing may be counted, the log tells where it broke, not what with', async () => {
    const answer = await fetch(`${origin}/breaks-in-secret`)
    expect(answer.status).to.equal(500)
    await answer.text()
    expect(log).to.have.length(1)
    expect(log[0]).to.not.contain('hunter2').and.to.not.contain('张三').and.to.not.contain('breaks-in-secret')
    expect(JSON.parse(log[0] ?? '').at[0]).to.contain('problem-handler.test.ts')
  })

  it('an answer that breaks halfway is cut off, so that nobody takes it for whole', async () => {
    const broken = await fetch(`${origin}/breaks-halfway`).then((answer) =>
      answer.text().then(
        () => 'whole',
        () => 'broken',
      ),
    )
    expect(broken).to.equal('broken')
    expect(log.join()).to.contain('the file is damaged')
  })

  it('a body that is no JSON is 400, one that is too large 413, each by its code and without a line of error', async () => {
    const send = (body: string) => fetch(`${origin}/reads`, { method: 'POST', body }).then((answer) => answer.json())
    expect(await send('{"half":')).to.include({ status: 400, code: 'malformed-request' })
    expect(await send(`"${'x'.repeat(2000)}"`)).to.include({ status: 413, code: 'request-too-large' })
    expect(log.filter((line) => line.includes('"level":50'))).to.deep.equal([])
  })

  it('a refusal carries its facts, its pointers and its sentence in the language asked for', async () => {
    const ask = (language: string) =>
      fetch(`${origin}/refuses`, { headers: { 'accept-language': language } }).then((answer) => answer.json())
    expect(await ask('en')).to.deep.include({
      status: 422,
      title: 'Not yet open',
      facts: { what: '电子竞价' },
      errors: [{ pointer: '/method', detail: 'not open' }],
    })
    expect((await ask('zh-CN,en;q=0.5')) as { detail: string })
      .to.have.property('detail')
      .that.contains('“电子竞价”')
    expect(await ask('fr')).to.have.property('title', '该功能尚未开放')
  })
})
