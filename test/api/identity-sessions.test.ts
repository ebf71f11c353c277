import { createHmac, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import jwt from 'jsonwebtoken'
import { signAct } from '#shared/acts/build-act.ts'
import { signLogin } from '#shared/acts/login.ts'
import { readMe } from '#shared/contracts/identity-persons.ts'
import {
  issueLoginNonce,
  listSessions,
  logInByCertificate,
  logOut,
  refreshSession,
  revokeAllSessions,
  revokeSession,
} from '#shared/contracts/identity-sessions.ts'
import { base64url, utf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { sweepIdentity } from '../../server/features/identity/index.ts'
import { loginNonceModel } from '../../server/features/identity/login-nonce.model.ts'
import { sessionModel } from '../../server/features/identity/session.model.ts'
import { browserLogin, newcomer, refusalOf, registerNewcomer, send } from '../support/identity.ts'
import { usePlatform } from '../support/platform.ts'

const MINUTE = 60_000

describe('login by certificate', () => {
  const platform = usePlatform()
  let bidder: Awaited<ReturnType<typeof registerNewcomer>>
  before(async () => {
    bidder = await registerNewcomer(platform(), ['bidder'])
  })

  it('opens a session: an access token of ten minutes, a refresh token only in an httpOnly, SameSite=Strict cookie', async () => {
    const login = await browserLogin(platform(), bidder.client.signer)
    expect(login.status).to.equal(201)
    expect(login.body).to.have.all.keys('accessToken', 'expiresAt', 'session', 'person', 'party')
    expect(login.body['expiresAt']).to.equal(instantOf(platform().clock.now() + 10 * MINUTE))
    expect(login.setCookie).to.match(/^kaibiao_refresh=/)
    expect(login.setCookie).to.contain('HttpOnly').and.to.contain('SameSite=Strict').and.to.contain('Path=/api/sessions')
    const me = await send(platform(), readMe, { token: login.token })
    expect(me.body).to.nested.include({ 'person.id': bidder.client.person, certSha256: me.body['certSha256'] })
  })

  it('uses a nonce once', async () => {
    const signed = await freshLogin()
    expect((await send(platform(), logInByCertificate, { body: signed })).status).to.equal(201)
    expect((await send(platform(), logInByCertificate, { body: signed })).body).to.include({ code: 'login-nonce-unknown' })
  })

  it('refuses a nonce after two minutes, and one it never gave', async () => {
    const signed = await freshLogin()
    platform().clock.advance(2 * MINUTE)
    expect((await send(platform(), logInByCertificate, { body: signed })).body).to.include({ code: 'login-nonce-unknown' })
    const invented = await freshLogin({ nonce: base64url(platform().random(32)) })
    expect((await send(platform(), logInByCertificate, { body: invented })).body).to.include({ code: 'login-nonce-unknown' })
  })

  it('refuses a login for another platform, a clock more than five minutes off, an altered login and a signed act', async () => {
    const at = platform().clock.now()
    const cases = [
      [await freshLogin({ platform: 'another.platform' }), 'act-wrong-platform'],
      [await freshLogin({ at: instantOf(at + 5 * MINUTE + 1) }), 'act-clock-skew'],
      [await freshLogin({ at: instantOf(at - 5 * MINUTE - 1) }), 'act-clock-skew'],
      [{ ...(await freshLogin()), p7s: (await freshLogin()).p7s }, 'signature-invalid'],
      [await actAsLogin(), 'login-malformed'],
      [{ login: '{"v": "login/1"}', p7s: (await freshLogin()).p7s }, 'login-malformed'],
    ] as const
    for (const [body, code] of cases) expect((await send(platform(), logInByCertificate, { body })).body).to.include({ code })
  })

  it('refuses certificates bound to nobody, expired, revoked, of an unknown authority, for another use', async () => {
    const { pki } = platform()
    const stranger = await newcomer(platform())
    const cases = [
      [stranger.credentials, 'certificate-not-bound'],
      [pki.expired, 'certificate-expired'],
      [pki.revoked, 'certificate-revoked'],
      [pki.foreign, 'certificate-untrusted'],
      [pki.wrongUsage, 'certificate-wrong-usage'],
    ] as const
    for (const [{ signer }, code] of cases) expect((await browserLogin(platform(), signer)).body, code).to.include({ code })
  })

  it('refuses a certificate from the moment its revocation is known', async () => {
    const who = await registerNewcomer(platform(), ['bidder'])
    expect((await browserLogin(platform(), who.client.signer)).status).to.equal(201)
    await platform().pki.revoke(who.credentials.signing.certificate)
    await platform().server.platform.trust.reload()
    expect((await browserLogin(platform(), who.client.signer)).body).to.include({ code: 'certificate-revoked' })
  })

  it('keeps no nonce that has lapsed', async () => {
    const nonces = loginNonceModel(platform().server.platform.connection)
    await platform().client.call(issueLoginNonce, {})
    expect(await nonces.countDocuments()).to.be.greaterThan(0)
    await sweepIdentity(platform().server.platform, platform().clock.now() + 3 * MINUTE)
    expect(await nonces.countDocuments()).to.equal(0)
  })

  async function freshLogin(change: { platform?: string; at?: ReturnType<typeof instantOf>; nonce?: string } = {}) {
    const { nonce } = await platform().client.call(issueLoginNonce, {})
    return signLogin({
      signer: bidder.client.signer,
      platform: 'kaibiao.test',
      nonce,
      at: instantOf(platform().clock.now()),
      ...change,
    })
  }

  async function actAsLogin() {
    const { signer, party, person } = bidder.client
    const at = instantOf(platform().clock.now())
    const { act, p7s } = await signAct({
      signer,
      platform: 'kaibiao.test',
      type: 'role.request',
      subject: { party, version: 0 },
      body: { role: 'agency' },
      actor: { party, person },
      at,
      random: platform().random,
    })
    return { login: act, p7s }
  }
})

describe('access tokens', () => {
  const platform = usePlatform()
  let login: Awaited<ReturnType<typeof browserLogin>>
  before(async () => {
    const bidder = await registerNewcomer(platform(), ['bidder'])
    login = await browserLogin(platform(), bidder.client.signer)
  })

  it('are ES256 under the key their kid names, for this platform, with ids and nothing personal', () => {
    const decoded = jwt.decode(login.token, { complete: true })
    const { current } = platform().server.platform.keys.tokenKeys
    expect(decoded?.header).to.deep.equal({ alg: 'ES256', typ: 'JWT', kid: current.kid })
    expect(Object.keys(decoded?.payload ?? {})).to.have.members(['sub', 'party', 'sid', 'iat', 'exp', 'iss', 'aud'])
    expect(decoded?.payload).to.include({ iss: 'kaibiao.test', aud: 'kaibiao.test' })
  })

  it('are refused when forged: no algorithm, HMAC under the public key, another key, another platform, another kid, cut off', async () => {
    const { current } = platform().server.platform.keys.tokenKeys
    const { exp, iat, ...claims } = jwt.decode(login.token) as jwt.JwtPayload
    const payload = { ...claims, iat, exp }
    const publicPem = createPublicKey(current.privateKey).export({ type: 'spki', format: 'pem' }).toString()
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const unsigned = `${part({ alg: 'HS256', typ: 'JWT', kid: current.kid })}.${part(payload)}`
    const hmac = createHmac('sha256', publicPem).update(unsigned).digest('base64url')
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
    const forged = {
      'no algorithm': `${part({ alg: 'none', typ: 'JWT', kid: current.kid })}.${part(payload)}.AA`,
      'HMAC under the public key': `${unsigned}.${hmac}`,
      'another key': jwt.sign(payload, other, { algorithm: 'ES256', keyid: current.kid }),
      'another platform': jwt.sign({ ...payload, aud: 'other' }, current.privateKey, { algorithm: 'ES256', keyid: current.kid }),
      'another kid': jwt.sign(payload, current.privateKey, { algorithm: 'ES256', keyid: 'unknown' }),
      'cut off': login.token.slice(0, -4),
      'a header that is no JSON': `YWJj.${login.token.split('.').slice(1).join('.')}`,
      'a header that is no text': `_w.${login.token.split('.').slice(1).join('.')}`,
      'no token at all': 'a.b.c',
    }
    for (const [name, token] of Object.entries(forged))
      expect((await send(platform(), readMe, { token })).status, name).to.equal(401)
    const same = jwt.sign(payload, current.privateKey, { algorithm: 'ES256', keyid: current.kid })
    expect((await send(platform(), readMe, { token: same })).status, 'the same claims by our key').to.equal(200)
  })

  it('expire after ten minutes by the platform’s clock', async () => {
    platform().clock.advance(10 * MINUTE - 1000)
    expect((await send(platform(), readMe, { token: login.token })).status).to.equal(200)
    platform().clock.advance(1000)
    expect((await send(platform(), readMe, { token: login.token })).body).to.include({ code: 'session-expired' })
  })
})

describe('refresh tokens', () => {
  const platform = usePlatform()
  let bidder: Awaited<ReturnType<typeof registerNewcomer>>
  before(async () => {
    bidder = await registerNewcomer(platform(), ['bidder'])
  })
  const refresh = (cookie: string | undefined) => send(platform(), refreshSession, { cookie })

  it('are exchanged at each use for another, and the session goes on', async () => {
    const login = await browserLogin(platform(), bidder.client.signer)
    let { cookie } = login
    for (let count = 0; count < 3; count += 1) {
      platform().clock.advance(9 * MINUTE)
      const refreshed = await refresh(cookie)
      expect(refreshed.status).to.equal(200)
      expect(refreshed.body['session']).to.equal(login.session)
      expect(refreshed.cookie)
        .to.match(/^kaibiao_refresh=/)
        .and.not.to.equal(cookie)
      expect((await send(platform(), readMe, { token: String(refreshed.body['accessToken']) })).status).to.equal(200)
      cookie = refreshed.cookie
    }
  })

  it('of two tabs at the same moment give the same successor: neither logs the other out', async () => {
    const { cookie } = await browserLogin(platform(), bidder.client.signer)
    const tabs = await Promise.all([refresh(cookie), refresh(cookie), refresh(cookie)])
    expect(tabs.map(({ status }) => status)).to.deep.equal([200, 200, 200])
    expect(new Set(tabs.map((tab) => tab.cookie)).size).to.equal(1)
    expect((await refresh(tabs[0].cookie)).status).to.equal(200)
  })

  it('are good ten seconds more after their exchange, for an answer that got lost; not longer', async () => {
    const { cookie } = await browserLogin(platform(), bidder.client.signer)
    const first = await refresh(cookie)
    platform().clock.advance(10_000)
    const again = await refresh(cookie)
    expect(again).to.include({ status: 200, cookie: first.cookie })
    platform().clock.advance(1)
    expect((await refresh(cookie)).body).to.include({ code: 'session-reused' })
  })

  it('used again when long exchanged end the session for whoever holds it, and are taken away', async () => {
    const login = await browserLogin(platform(), bidder.client.signer)
    const first = await refresh(login.cookie)
    const second = await refresh(first.cookie)
    platform().clock.advance(11_000)
    const thief = await refresh(login.cookie)
    expect(thief).to.include({ status: 401, cookie: '' })
    expect(thief.body).to.include({ code: 'session-reused' })
    expect((await refresh(second.cookie)).body, 'the owner').to.include({ code: 'session-expired' })
    expect((await send(platform(), readMe, { token: String(second.body['accessToken']) })).status, 'its access token').to.equal(
      401,
    )
  })

  it('made up for a session whose id was seen do nothing to it', async () => {
    const login = await browserLogin(platform(), bidder.client.signer)
    const madeUp = `kaibiao_refresh=${login.session}.${base64url(platform().random(32))}`
    expect((await refresh(madeUp)).body).to.include({ code: 'session-expired' })
    expect((await refresh(login.cookie)).status).to.equal(200)
  })

  it('end eight hours after their last use, and a day after the login in any case', async () => {
    const idle = await browserLogin(platform(), bidder.client.signer)
    platform().clock.advance(8 * 60 * MINUTE)
    expect((await refresh(idle.cookie)).body).to.include({ code: 'session-expired' })
    let { cookie } = await browserLogin(platform(), bidder.client.signer)
    for (let hours = 6; hours < 24; hours += 6) {
      platform().clock.advance(6 * 60 * MINUTE)
      const refreshed = await refresh(cookie)
      expect(refreshed.status, `after ${hours} hours`).to.equal(200)
      cookie = refreshed.cookie
    }
    platform().clock.advance(6 * 60 * MINUTE)
    expect((await refresh(cookie)).body).to.include({ code: 'session-expired' })
  })

  it('of a certificate revoked meanwhile are good for nothing: the session does not outlive it', async () => {
    const who = await registerNewcomer(platform(), ['bidder'])
    const { cookie } = await browserLogin(platform(), who.client.signer)
    await platform().pki.revoke(who.credentials.signing.certificate)
    await platform().server.platform.trust.reload()
    expect((await refresh(cookie)).body).to.include({ code: 'session-expired' })
  })

  it('are missing, mangled or of nobody: refused alike', async () => {
    for (const cookie of [undefined, 'kaibiao_refresh=x', `kaibiao_refresh=${'0'.repeat(32)}.${base64url(new Uint8Array(32))}`])
      expect((await refresh(cookie)).body).to.include({ code: 'session-expired' })
  })

  it('stand in the database as digests only, none of which is good as a token', async () => {
    const login = await browserLogin(platform(), bidder.client.signer)
    const { cookie } = await refresh(login.cookie)
    const stored = await sessionModel(platform().server.platform.connection).findById(login.session).lean()
    const text = JSON.stringify(stored)
    for (const secret of [login.cookie, cookie]) expect(text).not.to.contain(String(secret).split('.')[1])
    const asToken = `kaibiao_refresh=${login.session}.${base64url(utf8(String(stored?.refreshSha256).slice(0, 32)))}`
    expect((await refresh(asToken)).status).to.equal(401)
  })
})

describe('sessions of a person', () => {
  const platform = usePlatform()
  let bidder: Awaited<ReturnType<typeof registerNewcomer>>
  beforeEach(async () => {
    bidder = await registerNewcomer(platform(), ['bidder'])
  })

  it('are listed with way, address and device, newest first, the current one marked', async () => {
    const first = await browserLogin(platform(), bidder.client.signer)
    platform().clock.advance(1000)
    const second = await browserLogin(platform(), bidder.client.signer)
    const list = await send(platform(), listSessions, { token: first.token })
    const items = list.body['items'] as Record<string, unknown>[]
    expect(items.map(({ id, isCurrent }) => ({ id, isCurrent }))).to.deep.equal([
      { id: second.session, isCurrent: false },
      { id: first.session, isCurrent: true },
    ])
    expect(items[0]).to.include({ way: 'certificate', device: 'test browser' })
    expect(items[0]?.['address']).to.match(/127\.0\.0\.1$/)
  })

  it('end one by one: the access token is refused at once, the other goes on', async () => {
    const [first, second] = [
      await browserLogin(platform(), bidder.client.signer),
      await browserLogin(platform(), bidder.client.signer),
    ]
    expect((await send(platform(), revokeSession, { token: first.token, params: { session: second.session } })).status).to.equal(
      204,
    )
    expect((await send(platform(), readMe, { token: second.token })).status).to.equal(401)
    expect((await send(platform(), refreshSession, { cookie: second.cookie })).status).to.equal(401)
    expect((await send(platform(), readMe, { token: first.token })).status).to.equal(200)
  })

  it('end all together, this one included', async () => {
    const [first, second] = [
      await browserLogin(platform(), bidder.client.signer),
      await browserLogin(platform(), bidder.client.signer),
    ]
    expect((await send(platform(), revokeAllSessions, { token: first.token })).status).to.equal(204)
    for (const { token } of [first, second]) expect((await send(platform(), readMe, { token })).status).to.equal(401)
  })

  it('end by logging out, which takes the cookie away', async () => {
    const login = await browserLogin(platform(), bidder.client.signer)
    expect(await send(platform(), logOut, { token: login.token })).to.include({ status: 204, cookie: '' })
    expect((await send(platform(), refreshSession, { cookie: login.cookie })).status).to.equal(401)
  })

  it('of somebody else cannot be ended, nor told apart from ones that do not exist', async () => {
    const other = await registerNewcomer(platform(), ['bidder'])
    const theirs = await browserLogin(platform(), other.client.signer)
    await bidder.client.logIn()
    const foreign = await refusalOf(bidder.client.call(revokeSession, { params: { session: theirs.session } }))
    const absent = await refusalOf(bidder.client.call(revokeSession, { params: { session: '0'.repeat(32) } }))
    expect([foreign, absent]).to.deep.equal(['not-found', 'not-found'])
    expect((await send(platform(), readMe, { token: theirs.token })).status).to.equal(200)
  })

  it('are on record for six months after their end (rule S7), and no longer than needed', async () => {
    const sessions = sessionModel(platform().server.platform.connection)
    const login = await browserLogin(platform(), bidder.client.signer)
    await send(platform(), logOut, { token: login.token })
    const at = platform().clock.now()
    await sweepIdentity(platform().server.platform, at + 183 * 24 * 60 * MINUTE)
    expect(await sessions.findById(login.session).lean()).to.include({ way: 'certificate' })
    await sweepIdentity(platform().server.platform, at + 200 * 24 * 60 * MINUTE)
    expect(await sessions.findById(login.session).lean()).to.equal(null)
  })
})
