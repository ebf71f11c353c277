import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { element, integer, sequence } from '#shared/pki/der-write.ts'
import { signerFromKey } from '#shared/pki/signer.ts'
import {
  parseTimestampResponse,
  readTimestamp,
  TimestampRefused,
  timestampRequest,
  verifyTimestamp,
} from '#shared/pki/timestamp.ts'
import { type Bytes, hex, utf8 } from '#shared/primitives/bytes.ts'
import { sha256 } from '#shared/primitives/digest.ts'
import type { Pki } from '../../certs/make.ts'
import { pem } from '../../certs/pem.ts'
import { createTimestampAuthority, type TimestampAuthority } from '../../server/platform/timestamp/create-timestamp-authority.ts'
import { createTimestampClient, fetchTimestamp } from '../../server/platform/timestamp/fetch-timestamp.ts'
import { TimestampUnavailable } from '../../server/platform/timestamp/timestamp-source.ts'
import { hasOpenssl, openssl, random, readBytes, testPki, withFolder } from '../support/pki.ts'

const CONTENT = utf8('什么时候')
const DIGEST = sha256(CONTENT)

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'accepted'
  } catch (error) {
    if (error instanceof TimestampRefused) return error.code
    if (error instanceof TimestampUnavailable) return 'unavailable'
    throw error
  }
}

describe('time-stamps (RFC 3161)', () => {
  let pki: Pki
  let authority: TimestampAuthority

  before(async () => {
    pki = await testPki()
    authority = authorityAt(() => pki.at + 7)
  })

  function authorityAt(now: () => number): TimestampAuthority {
    const { certificate, chain, privateKey } = pki.timestampAuthority
    return createTimestampAuthority({
      signer: signerFromKey(certificate, chain, privateKey),
      name: '平台自有时间戳',
      now,
      random,
    })
  }

  async function trustFile(): Promise<string> {
    return [...pki.trust.anchors, ...pki.trust.intermediates].map(({ der }) => pem('CERTIFICATE', der)).join('')
  }

  describe('of the built-in authority', () => {
    it('say when, by whom, and under which serial number', async () => {
      const token = await authority.stamp(DIGEST)
      const verified = await verifyTimestamp({ token, digest: DIGEST, ...pki.trust })
      expect(verified.at).to.equal(pki.at + 7)
      expect(verified.authority.sha256).to.equal(parseCertificate(pki.timestampAuthority.certificate).sha256)
      expect(readTimestamp(token)).to.deep.include({ at: pki.at + 7, serial: verified.serial })
      expect(authority.isPlatformsOwn).to.equal(true)
    })

    it('tell nobody how many there were: serial numbers are random, of 128 bits, and all tokens of nearly one size', async () => {
      const tokens = await Promise.all(Array.from({ length: 50 }, () => authority.stamp(DIGEST)))
      const serials = tokens.map((token) => readTimestamp(token).serial)
      expect(new Set(serials).size).to.equal(50)
      for (const serial of serials) expect(serial).to.match(/^[4-7][0-9a-f]{31}$/)
      const sizes = tokens.map(({ length }) => length)
      // What is left is the sign byte of the two ECDSA numbers.
      expect(Math.max(...sizes) - Math.min(...sizes)).to.be.below(6)
    })

    it('pass openssl ts -verify, as a token and as the answer to a query of openssl’s', async () => {
      const token = await authority.stamp(DIGEST)
      if (!hasOpenssl) return
      const checked = ['-CAfile', 'ca.pem', '-attime', String(pki.at / 1000)]
      await withFolder(async (folder) => {
        const files = { 'content.bin': CONTENT, 'ca.pem': await trustFile(), 'token.der': token }
        const alone = await openssl(
          folder,
          ['ts', '-verify', '-token_in', '-in', 'token.der', '-data', 'content.bin', ...checked],
          files,
        )
        expect(alone.output).to.include('Verification: OK')
        await openssl(folder, ['ts', '-query', '-data', 'content.bin', '-sha256', '-cert', '-out', 'query.tsq'])
        const answer = await authority.answer(await readBytes(folder, 'query.tsq'))
        const verify = ['ts', '-verify', '-queryfile', 'query.tsq', '-in', 'answer.tsr', ...checked]
        expect((await openssl(folder, verify, { 'answer.tsr': answer })).output).to.include('Verification: OK')
      })
    })

    it('are refused to requests it cannot serve, in the protocol’s own words', async () => {
      const sha512 = Uint8Array.from(timestampRequest(DIGEST, random(8)))
      const at = Buffer.from(sha512).indexOf(Buffer.from('608648016503040201', 'hex'))
      sha512[at + 8] = 3
      for (const request of [sha512, utf8('hello'), new Uint8Array(0), sequence(integer(2))]) {
        const answer = await authority.answer(request)
        expect(await outcome(Promise.resolve().then(() => parseTimestampResponse(answer)))).to.equal('timestamp-rejected')
      }
    })

    it('are not made with a certificate for something else', async () => {
      const { signer } = await pki.person({ name: '张三', organization: '某某', creditCode: '91310000MA1FL0AB7G' })
      expect(() => createTimestampAuthority({ signer, name: '', now: () => 0, random })).to.throw(RangeError)
    })
  })

  describe('are refused', () => {
    it('over another digest, changed anywhere, from an authority not trusted, or outside its validity', async () => {
      const token = await authority.stamp(DIGEST)
      const { anchors, intermediates, revocation } = pki.trust
      expect(await outcome(verifyTimestamp({ token, digest: sha256(DIGEST), anchors, intermediates }))).to.equal(
        'timestamp-other-digest',
      )
      expect(await outcome(verifyTimestamp({ token, digest: DIGEST, anchors: pki.foreignAnchors }))).to.equal(
        'timestamp-authority-untrusted',
      )
      expect(await outcome(verifyTimestamp({ token, digest: DIGEST, anchors, intermediates, revocation: [] }))).to.equal(
        'timestamp-authority-untrusted',
      )
      expect(await outcome(verifyTimestamp({ token, digest: DIGEST, anchors, intermediates, revocation }))).to.equal('accepted')
      const late = await authorityAt(() => pki.at + 10 * 365 * 86_400_000).stamp(DIGEST)
      expect(await outcome(verifyTimestamp({ token: late, digest: DIGEST, anchors, intermediates }))).to.equal(
        'timestamp-authority-untrusted',
      )
      const own = parseCertificate(pki.timestampAuthority.certificate).der
      const from = Buffer.from(token).indexOf(Buffer.from(own))
      for (let at = 0; at < token.length; at += 1) {
        // The authorities sent along above the signer are candidates only; trust has its own copies.
        const isCertificate = token.length > at && at >= from - 1_400 && at < from + 1_400 && !isWithin(at, from, own.length)
        if (isCertificate) continue
        const changed = token.slice()
        changed[at] = (changed[at] ?? 0) ^ 0x11
        expect(
          await outcome(verifyTimestamp({ token: changed, digest: DIGEST, anchors, intermediates })),
          `byte ${at}`,
        ).not.to.equal('accepted')
      }
    })

    it('when revoked authorities stamp', async () => {
      const own = await testPki(pki.at + 86_400_000)
      const { certificate, chain, privateKey } = own.timestampAuthority
      const source = createTimestampAuthority({
        signer: signerFromKey(certificate, chain, privateKey),
        name: '',
        now: () => own.at,
        random,
      })
      const token = await source.stamp(DIGEST)
      expect(await outcome(verifyTimestamp({ token, digest: DIGEST, ...own.trust }))).to.equal('accepted')
      await own.revoke(certificate)
      expect(await outcome(verifyTimestamp({ token, digest: DIGEST, ...own.trust }))).to.equal('timestamp-authority-untrusted')
    })
  })

  describe('from an external authority', () => {
    const servers: Server[] = []

    afterEach(async () => {
      for (const server of servers.splice(0)) {
        server.closeAllConnections()
        await new Promise((resolve) => server.close(resolve))
      }
    })

    async function serve(listener: RequestListener): Promise<string> {
      const server = createServer(listener)
      servers.push(server)
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`
    }

    async function serveAnswer(answer: (request: Bytes) => Promise<Bytes>): Promise<string> {
      return serve((request, response) => {
        const parts: Buffer[] = []
        request.on('data', (part: Buffer) => parts.push(part))
        request.on('end', () => {
          expect(request.headers['content-type']).to.equal('application/timestamp-query')
          void answer(new Uint8Array(Buffer.concat(parts))).then((bytes) => {
            response.setHeader('content-type', 'application/timestamp-reply')
            response.end(bytes)
          })
        })
      })
    }

    it('are fetched over HTTP, checked against nonce and imprint, and named by host', async () => {
      const url = await serveAnswer((request) => authority.answer(request))
      const source = createTimestampClient({ url, random, trust: pki.trust })
      const token = await source.stamp(DIGEST)
      expect((await verifyTimestamp({ token, digest: DIGEST, ...pki.trust })).at).to.equal(pki.at + 7)
      expect([source.name, source.isPlatformsOwn]).to.deep.equal([new URL(url).host, false])
    })

    it('are refused when they answer another request: replayed, or over another digest', async () => {
      const earlier = await authority.answer(timestampRequest(DIGEST, random(16)))
      const replaying = await serveAnswer(async () => earlier)
      expect(await outcome(fetchTimestamp(replaying, { digest: DIGEST, random, trust: pki.trust }))).to.equal(
        'timestamp-other-nonce',
      )
      const other = await serveAnswer(() => authority.answer(timestampRequest(sha256(DIGEST), random(16))))
      expect(await outcome(fetchTimestamp(other, { digest: DIGEST, random, trust: pki.trust }))).to.equal(
        'timestamp-other-digest',
      )
      const without = await serveAnswer(async () => sequence(sequence(integer(0)), await authority.stamp(DIGEST)))
      expect(await outcome(fetchTimestamp(without, { digest: DIGEST, random, trust: pki.trust }))).to.equal(
        'timestamp-other-nonce',
      )
    })

    it('are unavailable when nothing usable comes: an error, silence, a redirect, a flood', async () => {
      const trust = pki.trust
      const failing = await serve((_, response) => response.writeHead(503).end())
      const silent = await serve(() => undefined)
      const moving = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
      const flooding = await serve((_, response) => response.end(Buffer.alloc(100_000)))
      const closed = 'http://127.0.0.1:9/'
      for (const url of [failing, silent, moving, flooding, closed])
        expect(await outcome(fetchTimestamp(url, { digest: DIGEST, random, trust, timeoutMs: 200 })), url).to.equal('unavailable')
      const garbage = await serve((_, response) => response.end('<html>'))
      expect(await outcome(fetchTimestamp(garbage, { digest: DIGEST, random, trust }))).to.equal('timestamp-malformed')
    })

    it('of openssl’s own authority are accepted', async () => {
      if (!hasOpenssl) return
      const { certificate, chain, privateKey } = pki.timestampAuthority
      const config =
        '[tsa]\ndefault_tsa=t\n[t]\nserial=./serial\nsigner_cert=./tsa.pem\ncerts=./chain.pem\nsigner_key=./tsa.key\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256\ness_cert_id_alg=sha1\naccuracy=secs:1\nordering=no\ntsa_name=no\ncrypto_device=builtin\n'
      const token = await withFolder(async (folder) => {
        const files = {
          'tsa.cnf': config,
          serial: '01',
          'tsa.pem': pem('CERTIFICATE', certificate),
          'chain.pem': chain.map((der) => pem('CERTIFICATE', der)).join(''),
          'tsa.key': pem('PRIVATE KEY', new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey))),
          'query.tsq': timestampRequest(DIGEST, random(8)),
        }
        const answer = await openssl(
          folder,
          ['ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'query.tsq', '-out', 'reply.tsr'],
          files,
        )
        expect(answer.isAccepted, answer.output).to.equal(true)
        return parseTimestampResponse(await readBytes(folder, 'reply.tsr'))
      })
      // openssl stamps with the machine's clock, which need not lie within the test certificates' validity.
      const { at } = readTimestamp(token)
      const certificates = parseCertificate(certificate)
      const expected = at >= certificates.notBefore && at <= certificates.notAfter ? 'accepted' : 'timestamp-authority-untrusted'
      expect(
        await outcome(
          verifyTimestamp({ token, digest: DIGEST, anchors: pki.trust.anchors, intermediates: pki.trust.intermediates }),
        ),
      ).to.equal(expected)
    })
  })

  it('a request is what RFC 3161 asks for', async () => {
    const request = timestampRequest(DIGEST, Uint8Array.of(0, 0, 0xff, 1))
    expect(hex(request))
      .to.include(hex(DIGEST))
      .and.to.include('020300ff01')
      .and.to.match(/0101ff$/)
    expect(() => timestampRequest(DIGEST.subarray(1), random(8))).to.throw(RangeError)
    expect(element(2, Uint8Array.of(0)).length).to.equal(3)
    if (!hasOpenssl) return
    const text = await withFolder(
      async (folder) => (await openssl(folder, ['ts', '-query', '-in', 'q.tsq', '-text'], { 'q.tsq': request })).output,
    )
    expect(text).to.include('Nonce: 0xFF01').and.to.include('Certificate required: yes')
  })
})

function isWithin(at: number, from: number, length: number): boolean {
  return at >= from && at < from + length
}
