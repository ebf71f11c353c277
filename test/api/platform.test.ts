import { expect } from 'chai'
import { getHealth, getOpenApi, getPlatform } from '#shared/contracts/platform.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { usePlatform } from '../support/platform.ts'

describe('the platform speaks for itself', () => {
  const platform = usePlatform()

  it('is alive, and ready when database, clock and ledger are', async () => {
    expect(await platform().client.call(getHealth, {})).to.deep.equal({ status: 'ok' })
    const response = await fetch(`${platform().origin}/readyz`)
    expect(await response.json()).to.nested.include({ isReady: true })
    expect(response.status).to.equal(200)
  })

  it('tells its name and the keys to check it by', async () => {
    const described = await platform().client.call(getPlatform, {})
    expect(described.name).to.equal('kaibiao.test')
    expect(described.logVerifierKey).to.match(/^kaibiao\.test\/2026\+[0-9a-f]{8}\+/)
    expect(described.timestamp.isPlatformsOwn).to.equal(true)
  })

  it('describes every endpoint as OpenAPI 3.1 with its policy', async () => {
    const document = JSON.parse(fromUtf8(await platform().client.call(getOpenApi, {})))
    expect(document.openapi).to.equal('3.1.0')
    const operations = Object.values(
      document.paths as Record<string, Record<string, { operationId: string; 'x-policy': unknown }>>,
    ).flatMap(Object.values)
    expect(operations.map(({ operationId }: { operationId: string }) => operationId)).to.include('registerParty')
    for (const operation of operations) expect(operation, operation.operationId).to.have.property('x-policy')
  })

  it('sends the strict headers with every answer, refusals included', async () => {
    for (const path of ['/', '/api/nothing']) {
      const { headers } = await fetch(platform().origin + path)
      expect(headers.get('content-security-policy')).to.contain("default-src 'none'").and.to.contain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).to.equal('nosniff')
      expect(headers.get('x-powered-by')).to.equal(null)
    }
  })

  it('explains what is not there in the language asked for (RFC 9457)', async () => {
    const refusal = await fetch(`${platform().origin}/api/nothing`, { headers: { 'accept-language': 'en' } })
    expect(refusal.status).to.equal(404)
    expect(refusal.headers.get('content-type')).to.contain('application/problem+json')
    expect(await refusal.json()).to.include({ code: 'not-found', title: 'Not found', status: 404 })
    const chinese = await fetch(`${platform().origin}/api/nothing`, { headers: { 'accept-language': 'zh-CN' } })
    expect(await chinese.json()).to.include({ title: '没有找到' })
  })

  it('lets a token that is no longer good pass where anybody may come, and turns it away elsewhere', async () => {
    const headers = { authorization: `Bearer ${'x'.repeat(20)}.${'y'.repeat(20)}.${'z'.repeat(86)}` }
    expect((await fetch(`${platform().origin}/api/tenders`, { headers })).status).to.equal(200)
    const desk = await fetch(`${platform().origin}/api/custody`, { headers })
    expect(desk.status).to.equal(401)
    expect(await desk.json()).to.have.property('code', 'session-expired')
  })

  it('leaves no line and no count of secret endpoints (P9)', async () => {
    const requests = async () => {
      const answer = await fetch(`${platform().origin}/metrics`, { headers: { authorization: 'Bearer a-token-for-the-tests' } })
      return (await answer.text())
        .split('\n')
        .filter((line) => line.startsWith('kaibiao_request') && !line.includes('"getMetrics"'))
    }
    await requests()
    const before = { counts: await requests(), lines: platform().log.filter((line) => !line.includes('getMetrics')).length }
    const upload = await fetch(`${platform().origin}/api/uploads`, {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-length': '10' },
    })
    expect(upload.status).to.equal(201)
    const bid = await fetch(`${platform().origin}/api/bids`, { method: 'POST', body: '{"no":"bid"}' })
    expect(bid.status).to.equal(422)
    const garbage = await fetch(`${platform().origin}/api/bids`, { method: 'POST', body: '{' })
    expect(garbage.status).to.equal(400)
    expect(await requests()).to.deep.equal(before.counts)
    expect(platform().log.filter((line) => !line.includes('getMetrics'))).to.have.length(before.lines)
  })

  it('keeps metrics behind their token', async () => {
    expect((await fetch(`${platform().origin}/metrics`)).status).to.equal(404)
    const open = await fetch(`${platform().origin}/metrics`, { headers: { authorization: 'Bearer a-token-for-the-tests' } })
    expect(await open.text()).to.contain('kaibiao_request_seconds')
  })

  it('registers parties of every role, approved by the centre', async () => {
    const bidder = await platform().register('bidder')
    await bidder.logIn()
    const custodian = await platform().register('custodian')
    await custodian.logIn()
    expect(bidder.token()).to.be.a('string')
  })
})

describe('a platform under the demo rule pack', () => {
  const platform = usePlatform({ config: { rulePack: 'demo' } })

  it('says on every page of the API that periods are shortened', async () => {
    for (const path of ['/api/docs', '/api/docs/problems']) {
      expect(await (await fetch(platform().origin + path)).text(), path).to.contain('演示规则包')
    }
  })
})
