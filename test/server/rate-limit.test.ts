import { expect } from 'chai'
import { usePlatform } from '../support/platform.ts'

describe('rate limits', () => {
  describe('behind one proxy', () => {
    const platform = usePlatform({ config: { readsPerMinute: 3, signInsPerMinute: 2, trustProxy: 1 } })
    const get = (path: string, address: string) =>
      fetch(platform().origin + path, { headers: { 'x-forwarded-for': address, 'accept-language': 'en' } })
    const statuses = async (path: string, address: string, times: number) => {
      const seen: number[] = []
      for (let count = 0; count < times; count += 1) seen.push((await get(path, address)).status)
      return seen
    }

    it('refuse what goes over, with 429, a problem and when to come back', async () => {
      expect(await statuses('/api/tenders', '203.0.113.1', 3)).to.deep.equal([200, 200, 200])
      const refused = await get('/api/tenders', '203.0.113.1')
      expect(refused.status).to.equal(429)
      expect(refused.headers.get('content-type')).to.contain('application/problem+json')
      const seconds = Number(refused.headers.get('retry-after'))
      expect(seconds).to.be.within(1, 60)
      const problem = await refused.json()
      expect(problem).to.include({ code: 'too-many-requests', detail: `Wait ${seconds} seconds and try again.` })
    })

    it('count each address by itself; what a client says before its proxy is not believed', async () => {
      expect(await statuses('/api/tenders', '203.0.113.2', 3)).to.deep.equal([200, 200, 200])
      expect((await get('/api/tenders', '198.51.100.9, 203.0.113.2')).status).to.equal(429)
      expect((await get('/api/tenders', '203.0.113.3')).status).to.equal(200)
    })

    it('count reading and signing in apart', async () => {
      expect(await statuses('/api/tenders', '203.0.113.4', 4)).to.deep.equal([200, 200, 200, 429])
      const nonce = () =>
        fetch(`${platform().origin}/api/login/nonce`, { method: 'POST', headers: { 'x-forwarded-for': '203.0.113.4' } })
      expect((await nonce()).status).to.not.equal(429)
    })

    it('take an IPv6 network of one subscriber for one address', async () => {
      expect(await statuses('/api/tenders', '2001:db8:0:1::1', 3)).to.deep.equal([200, 200, 200])
      expect((await get('/api/tenders', '2001:db8:0:1::2')).status).to.equal(429)
    })

    it('never touch health, readiness and time: who watches must not be turned away', async () => {
      for (const path of ['/healthz', '/readyz', '/api/time'])
        expect(new Set(await statuses(path, '203.0.113.5', 8)), path).to.deep.equal(new Set([200]))
    })

    it('tell nobody what is left (P9)', async () => {
      const { headers } = await get('/api/tenders', '203.0.113.6')
      expect([...headers.keys()].filter((name) => name.includes('ratelimit'))).to.deep.equal([])
    })
  })

  describe('without a proxy', () => {
    const platform = usePlatform({ config: { readsPerMinute: 2 } })

    it('believe no header about the address', async () => {
      const seen: number[] = []
      for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.3'])
        seen.push((await fetch(`${platform().origin}/api/tenders`, { headers: { 'x-forwarded-for': address } })).status)
      expect(seen).to.deep.equal([200, 200, 429])
    })
  })
})
