import { expect } from 'chai'
import { generate } from 'otplib'
import { confirmOwnCertificate, requestCertificate } from '#shared/contracts/identity-certificates.ts'
import { decideRole, foundParty, readPartyContract } from '#shared/contracts/identity-parties.ts'
import {
  beginPassword,
  finishPassword,
  invitePerson,
  readEnrolment,
  readMe,
  resetPassword,
} from '#shared/contracts/identity-persons.ts'
import { changePassword, logInByPassword } from '#shared/contracts/identity-sessions.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { credentialModel } from '../../server/features/identity/credential.model.ts'
import { enrolmentModel } from '../../server/features/identity/enrolment.model.ts'
import { createAdmin, type FoundingRole } from '../../server/features/identity/index.ts'
import { signInAttemptModel } from '../../server/features/identity/sign-in-attempt.model.ts'
import { browserLogin, formsOf, newcomer, refusalOf, registerNewcomer, send } from '../support/identity.ts'
import { usePlatform } from '../support/platform.ts'

const MINUTE = 60_000
const password = 'correct horse battery staple'

/** Somebody of the staff who came by password. */
interface Staff {
  readonly account: string
  readonly secret: string
  readonly party: string
  readonly person: string
  readonly holder: Awaited<ReturnType<typeof newcomer>>
}

describe('the first administration of a platform', () => {
  const platform = usePlatform()
  let count = 0

  it('begins with a one-time link; there is no account before, and no default password', async () => {
    const { connection } = platform().server.platform
    expect(await credentialModel(connection).countDocuments()).to.equal(0)
    const link = await createAdmin(platform().server.platform, { role: 'centre', at: platform().clock.now() })
    expect(link.path).to.equal(`/setup#${link.code}`)
    const enrolment = await platform().client.call(readEnrolment, { body: { code: link.code } })
    expect(enrolment).to.deep.include({ kind: 'found', role: 'centre', ways: ['certificate', 'password'] })
    expect(JSON.stringify(await enrolmentModel(connection).find().lean())).not.to.contain(link.code)
  })

  it('by certificate: the party has its role at once, and the link is spent', async () => {
    const { code } = await createAdmin(platform().server.platform, { role: 'regulator', at: platform().clock.now() })
    const who = await newcomer(platform())
    const found = () =>
      who.client.act(foundParty, {
        subject: { party: who.client.party, person: who.client.person },
        body: { ...formsOf(who), code },
      })
    const { party } = await found()
    expect(party.roles).to.deep.include.members([party.roles[0]])
    expect(party.roles[0]).to.include({ role: 'regulator', state: 'approved' })
    const second = await newcomer(platform())
    const again = second.client.act(foundParty, {
      subject: { party: second.client.party, person: second.client.person },
      body: { ...formsOf(second), code },
    })
    expect(await refusalOf(again)).to.equal('code-invalid')
  })

  it('by a link that has lapsed after 24 hours, was never made, or is an invitation, is refused', async () => {
    const { code } = await createAdmin(platform().server.platform, {
      role: 'centre',
      at: platform().clock.now() - 24 * 60 * MINUTE,
    })
    for (const wrong of [code, base64url(platform().random(32))])
      expect(await refusalOf(platform().client.call(readEnrolment, { body: { code: wrong } }))).to.equal('code-invalid')
    const bidder = await registerNewcomer(platform(), ['bidder'])
    const { party } = bidder.client
    const invitation = await bidder.client.act(invitePerson, {
      params: { party },
      subject: { party },
      body: { name: '同事', isAdministrator: true },
    })
    const who = await newcomer(platform())
    const found = who.client.act(foundParty, {
      subject: { party: who.client.party, person: who.client.person },
      body: { ...formsOf(who), code: invitation.code },
    })
    expect(await refusalOf(found)).to.equal('code-invalid')
  })

  it('by password and authenticator: logs in, but decides nothing until a certificate is bound', async () => {
    const staff = await foundByPassword('centre')
    const { token } = await logIn(staff)
    const me = await send(platform(), readMe, { token })
    expect(me.body).to.deep.include({ roles: ['centre'], certSha256: null })
    expect(me.body).to.nested.include({ 'person.hasPassword': true, 'person.isAdministrator': true })
    const agency = await registerNewcomer(platform(), ['agency'])
    const unbound = staff.holder.client.act(decideRole, {
      params: { party: agency.client.party, role: 'agency' },
      subject: { party: agency.client.party, version: 0, role: 'agency' },
      body: { decision: 'approve' },
    })
    expect(await refusalOf(unbound)).to.equal('certificate-not-bound')
  })

  it('binds its first certificate by password and one-time code, and from then on by certificates only', async () => {
    const staff = await foundByPassword('centre')
    const first = await newcomer(platform(), { like: staff.holder.credentials, party: staff.party, person: staff.person })
    await ask(first)
    const { token } = await logIn(staff)
    platform().clock.advance(MINUTE)
    const confirm = async (who: typeof first, code: string) =>
      send(platform(), confirmOwnCertificate, {
        token,
        params: { sha256: sha256Hex(who.credentials.signing.certificate) },
        body: { password, oneTimeCode: code },
      })
    expect((await confirm(first, '000000')).body).to.include({ code: 'sign-in-refused' })
    expect((await confirm(first, await codeOf(staff))).body).to.include({ state: 'bound' })
    expect((await browserLogin(platform(), first.client.signer)).status).to.equal(201)
    const second = await newcomer(platform(), { like: staff.holder.credentials, party: staff.party, person: staff.person })
    await ask(second)
    platform().clock.advance(MINUTE)
    expect((await confirm(second, await codeOf(staff))).body).to.include({ code: 'state-changed' })
  })

  describe('a password', () => {
    it('is refused with a wrong authenticator code, too short, or containing the account', async () => {
      const { code } = await createAdmin(platform().server.platform, { role: 'operator', at: platform().clock.now() })
      const holder = await newcomer(platform())
      const { secret } = await platform().client.call(beginPassword, { body: { code, account: 'operator1' } })
      const { party, person } = formsOf(holder)
      const right = { code, account: 'operator1', password, oneTimeCode: await totp(secret), party, person }
      const wrong = [
        [{ oneTimeCode: '000000' }, 'one-time-code-refused'],
        [{ password: 'short' }, 'invalid-request'],
        [{ password: 'my-operator1-password' }, 'password-unsuitable'],
        [{ password: 'abababababababab' }, 'password-unsuitable'],
        [{ party: undefined }, 'invalid-request'],
      ] as const
      for (const [change, problem] of wrong)
        expect(
          await refusalOf(platform().client.call(finishPassword, { body: { ...right, ...change } as typeof right })),
          problem,
        ).to.equal(problem)
      await platform().client.call(finishPassword, { body: right })
    })

    it('stands in the database as argon2id, the authenticator’s secret encrypted', async () => {
      const staff = await foundByPassword('operator')
      const stored = await credentialModel(platform().server.platform.connection).findById(staff.account).lean()
      expect(stored?.passwordHash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
      expect(JSON.stringify(stored)).not.to.contain(staff.secret)
    })

    it('is not offered to bidders, whose invitations open by certificate only', async () => {
      const bidder = await registerNewcomer(platform(), ['bidder'])
      const { party } = bidder.client
      const { code } = await bidder.client.act(invitePerson, {
        params: { party },
        subject: { party },
        body: { name: '同事', isAdministrator: false },
      })
      expect(await refusalOf(platform().client.call(beginPassword, { body: { code, account: 'bidder1' } }))).to.equal(
        'code-invalid',
      )
    })

    it('brings colleagues of the staff in by invitation, under an account nobody has', async () => {
      const staff = await foundByPassword('regulator')
      const admin = await certified(staff)
      const { code } = await admin.client.act(invitePerson, {
        params: { party: staff.party },
        subject: { party: staff.party },
        body: { name: '科员', isAdministrator: false },
      })
      expect((await platform().client.call(readEnrolment, { body: { code } })).ways).to.deep.equal(['certificate', 'password'])
      expect(await refusalOf(platform().client.call(beginPassword, { body: { code, account: staff.account } }))).to.equal(
        'account-taken',
      )
      const { secret } = await platform().client.call(beginPassword, { body: { code, account: 'clerk.one' } })
      const joined = await platform().client.call(finishPassword, {
        body: {
          code,
          account: 'clerk.one',
          password,
          oneTimeCode: await totp(secret),
          person: { name: '科员', phone: '13800000000' },
        },
      })
      expect(joined.party).to.equal(staff.party)
      platform().clock.advance(MINUTE)
      expect((await logIn({ account: 'clerk.one', secret })).status).to.equal(201)
    })

    it('is changed by its owner; the other sessions end', async () => {
      const staff = await foundByPassword('centre')
      const first = await logIn(staff)
      platform().clock.advance(MINUTE)
      const second = await logIn(staff)
      platform().clock.advance(MINUTE)
      const newPassword = 'another long passphrase'
      const changed = await send(platform(), changePassword, {
        token: second.token,
        body: { password, oneTimeCode: await codeOf(staff), newPassword },
      })
      expect(changed.status).to.equal(204)
      expect((await send(platform(), readMe, { token: first.token })).status).to.equal(401)
      expect((await send(platform(), readMe, { token: second.token })).status).to.equal(200)
      platform().clock.advance(MINUTE)
      expect((await logIn(staff)).body).to.include({ code: 'sign-in-refused' })
      platform().clock.advance(MINUTE)
      expect((await logIn(staff, newPassword)).status).to.equal(201)
    })

    it('is set anew by a code an administrator makes; the old authenticator is good for nothing then', async () => {
      const staff = await foundByPassword('regulator')
      const admin = await certified(staff)
      const { code } = await admin.client.act(resetPassword, {
        params: { person: staff.person },
        subject: { party: staff.party, person: staff.person, version: 0 },
        body: { reason: '更换手机' },
      })
      const { secret } = await platform().client.call(beginPassword, { body: { code, account: staff.account } })
      const body = { code, account: staff.account, password: 'yet another passphrase', oneTimeCode: await totp(secret) }
      expect(await platform().client.call(finishPassword, { body })).to.include({ person: staff.person })
      platform().clock.advance(MINUTE)
      expect((await logIn(staff)).body).to.include({ code: 'sign-in-refused' })
      platform().clock.advance(MINUTE)
      expect((await logIn({ ...staff, secret }, body.password)).status).to.equal(201)
    })
  })

  describe('login by password', () => {
    it('takes a one-time code once', async () => {
      const staff = await foundByPassword('centre')
      platform().clock.advance(MINUTE)
      expect((await logIn(staff)).status).to.equal(201)
      expect((await logIn(staff)).body).to.include({ code: 'sign-in-refused' })
      platform().clock.advance(MINUTE)
      expect((await logIn(staff)).status).to.equal(201)
    })

    it('answers alike whether the account, the password or the code is wrong', async () => {
      const staff = await foundByPassword('centre')
      platform().clock.advance(MINUTE)
      const oneTimeCode = await codeOf(staff)
      const tries = [
        { account: 'nobody.here', password, oneTimeCode },
        { account: staff.account, password: 'wrong password', oneTimeCode },
        { account: staff.account, password, oneTimeCode: oneTimeCode === '000000' ? '000001' : '000000' },
      ]
      const answers = await Promise.all(tries.map((body) => send(platform(), logInByPassword, { body })))
      const texts = answers.map(({ status, body }) => JSON.stringify({ status, ...body, requestId: '' }))
      expect(new Set(texts).size).to.equal(1)
      expect(answers[0]?.status).to.equal(401)
    })

    it('is locked after five wrong ones for this account from this address, for a quarter of an hour; a certificate is not', async () => {
      const staff = await foundByPassword('centre')
      const admin = await certified(staff)
      platform().clock.advance(20 * MINUTE)
      for (let count = 0; count < 5; count += 1)
        expect((await logIn(staff, 'wrong password')).body).to.include({ code: 'sign-in-refused' })
      const locked = await logIn(staff)
      expect(locked).to.include({ status: 429 })
      expect(locked.body).to.include({ code: 'sign-in-locked' })
      expect((await browserLogin(platform(), admin.client.signer)).status, 'by certificate').to.equal(201)
      const other = await foundByPassword('centre')
      platform().clock.advance(MINUTE)
      expect((await logIn(other)).status, 'another account from the same address').to.equal(201)
      platform().clock.advance(15 * MINUTE)
      expect((await logIn(staff)).status, 'after a quarter of an hour').to.equal(201)
    })

    it('counts attempts made at the same moment one by one', async () => {
      const staff = await foundByPassword('centre')
      platform().clock.advance(20 * MINUTE)
      const answers = await Promise.all(Array.from({ length: 12 }, () => logIn(staff, 'wrong password')))
      expect(answers.filter(({ status }) => status === 401)).to.have.length(5)
      expect(answers.filter(({ status }) => status === 429)).to.have.length(7)
    })

    it('of one address against many accounts is locked as well, and who tried what cannot be read from the database', async () => {
      platform().clock.advance(20 * MINUTE)
      const codes: unknown[] = []
      for (let count = 0; count < 31; count += 1)
        codes.push((await logIn({ account: `guess${count}`, secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })).body['code'])
      expect(codes.filter((code) => code === 'sign-in-refused')).to.have.length(30)
      expect(codes.at(-1)).to.equal('sign-in-locked')
      const stored = JSON.stringify(await signInAttemptModel(platform().server.platform.connection).find().lean())
      expect(stored).not.to.contain('guess').and.not.to.contain('127.0.0.1')
      platform().clock.advance(20 * MINUTE)
    })
  })

  it('lets the centre read a party of its own making', async () => {
    const staff = await foundByPassword('centre')
    platform().clock.advance(MINUTE)
    const { token } = await logIn(staff)
    expect((await send(platform(), readPartyContract, { token, params: { party: staff.party } })).body).to.include({
      id: staff.party,
    })
  })

  async function foundByPassword(role: FoundingRole): Promise<Staff> {
    count += 1
    const account = `${role}.${count}`
    const { code } = await createAdmin(platform().server.platform, { role, at: platform().clock.now() })
    const holder = await newcomer(platform())
    const { secret, uri } = await platform().client.call(beginPassword, { body: { code, account } })
    expect(uri).to.contain('otpauth://totp/').and.to.contain(secret)
    const { party, person } = formsOf(holder)
    const made = await platform().client.call(finishPassword, {
      body: { code, account, password, oneTimeCode: await totp(secret), party, person },
    })
    platform().clock.advance(MINUTE)
    return { account, secret, holder, party: made.party, person: made.person }
  }

  /** A colleague with a certificate, who administers the same party. */
  async function certified(staff: Staff) {
    const first = await newcomer(platform(), { like: staff.holder.credentials, party: staff.party, person: staff.person })
    await ask(first)
    const { token } = await logIn(staff)
    platform().clock.advance(MINUTE)
    const sha256 = sha256Hex(first.credentials.signing.certificate)
    await send(platform(), confirmOwnCertificate, {
      token,
      params: { sha256 },
      body: { password, oneTimeCode: await codeOf(staff) },
    })
    platform().clock.advance(MINUTE)
    return first
  }

  function ask({ client, credentials }: Awaited<ReturnType<typeof newcomer>>) {
    const { party, person } = client
    const certificate = base64url(credentials.signing.certificate)
    return client.act(requestCertificate, { params: { person }, subject: { party, person }, body: { certificate } })
  }

  async function logIn(staff: Pick<Staff, 'account' | 'secret'>, withPassword = password) {
    const body = { account: staff.account, password: withPassword, oneTimeCode: await codeOf(staff) }
    const answer = await send(platform(), logInByPassword, { body })
    return { ...answer, token: String(answer.body['accessToken']) }
  }

  function codeOf({ secret }: Pick<Staff, 'secret'>): Promise<string> {
    return totp(secret)
  }

  function totp(secret: string): Promise<string> {
    return generate({ secret, epoch: Math.floor(platform().clock.now() / 1000) })
  }
})
