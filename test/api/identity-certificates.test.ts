import { expect } from 'chai'
import {
  addEncryptionCertificate,
  decideCertificate,
  listCertificateRequests,
  reportLoss,
  reportOwnLoss,
  requestCertificate,
  restoreCertificate,
} from '#shared/contracts/identity-certificates.ts'
import { requestRole } from '#shared/contracts/identity-parties.ts'
import { readMe } from '#shared/contracts/identity-persons.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { identifyCertificate } from '../../server/features/identity/index.ts'
import { browserLogin, clientOf, type Newcomer, newcomer, refusalOf, registerNewcomer, send } from '../support/identity.ts'
import { usePlatform } from '../support/platform.ts'

describe('certificates of a person', () => {
  const platform = usePlatform()
  let who: Newcomer
  beforeEach(async () => {
    who = await registerNewcomer(platform(), ['bidder'])
  })

  describe('a renewed one', () => {
    it('proves its key by its own signature, and is bound by the old one; both are good then', async () => {
      const renewed = await renew()
      expect(await ask(renewed)).to.include({ state: 'requested' })
      expect((await browserLogin(platform(), renewed.client.signer)).body).to.include({ code: 'certificate-awaits-decision' })
      expect(await decide(who, renewed, 'approve')).to.include({ state: 'bound' })
      for (const { signer } of [who.client, renewed.client]) expect((await browserLogin(platform(), signer)).status).to.equal(201)
    })

    it('is bound by the centre when the old one is gone, from its queue; the name it carries tells it whom it asks for', async () => {
      const renewed = await renew()
      const { party, person } = who.client
      const { body } = await browserLogin(platform(), renewed.client.signer)
      expect(body).to.deep.include({ code: 'certificate-not-bound', facts: { party, person } })
      const stranger = await newcomer(platform(), { party, person })
      expect((await browserLogin(platform(), stranger.client.signer)).body, 'another name').to.not.have.property('facts')
      await ask(renewed, '原证书损坏')
      const centre = await platform().centre()
      await centre.logIn()
      const { items } = await centre.call(listCertificateRequests, { query: { limit: 100 } })
      const found = items.find(({ certificate }) => certificate.sha256 === digestOf(renewed))
      expect(found).to.deep.include({ reason: '原证书损坏', person: { id: who.client.person, name: '经办人' } })
      expect(await decide({ client: centre }, renewed, 'approve')).to.include({ state: 'bound' })
      expect((await browserLogin(platform(), renewed.client.signer)).status).to.equal(201)
    })

    it('is not bound by itself, by another party, nor by a certificate that waits as well', async () => {
      const [renewed, second] = [await renew(), await renew()]
      await ask(renewed)
      await ask(second)
      const other = await registerNewcomer(platform(), ['bidder'])
      expect(await refusalOf(decide(renewed, renewed, 'approve'))).to.equal('certificate-awaits-decision')
      expect(await refusalOf(decide(second, renewed, 'approve'))).to.equal('certificate-awaits-decision')
      expect(await refusalOf(decide(other, renewed, 'approve'))).to.equal('forbidden')
    })

    it('refused may be asked for again', async () => {
      const renewed = await renew()
      await ask(renewed)
      expect(await decide(who, renewed, 'refuse')).to.include({ state: 'refused' })
      const { party, person } = who.client
      const { body } = await browserLogin(platform(), renewed.client.signer)
      expect(body).to.deep.include({ code: 'certificate-not-bound', facts: { party, person } })
      expect(await ask(renewed)).to.include({ state: 'requested' })
    })

    it('is decided once', async () => {
      const renewed = await renew()
      await ask(renewed)
      await decide(who, renewed, 'approve')
      expect(await refusalOf(decide(who, renewed, 'refuse'))).to.equal('state-changed')
    })

    it('naming another organisation or person is refused (rule P12), and so is one for a person who is not there', async () => {
      const { party, person } = who.client
      const foreign = await newcomer(platform(), { party, person })
      expect(await refusalOf(ask(foreign))).to.equal('certificate-name-mismatch')
      const namesake = await newcomer(platform(), { like: who.credentials, name: '另一人', party, person })
      expect(await refusalOf(ask(namesake))).to.equal('certificate-name-mismatch')
      const nobody = await newcomer(platform(), { like: who.credentials, party })
      expect(await refusalOf(ask(nobody))).to.equal('not-found')
    })

    it('cannot flood the queue: three may wait for one person', async () => {
      for (let count = 0; count < 3; count += 1) await ask(await renew())
      expect(await refusalOf(ask(await renew()))).to.equal('too-many-certificates')
    })
  })

  describe('one reported lost', () => {
    it('is suspended at once: no login, no act, its sessions end; the centre restores it when it is found', async () => {
      const login = await browserLogin(platform(), who.client.signer)
      expect(await lose(who, who)).to.include({ state: 'suspended' })
      expect((await send(platform(), readMe, { token: login.token })).status).to.equal(401)
      expect((await browserLogin(platform(), who.client.signer)).body).to.include({ code: 'certificate-suspended' })
      expect(await refusalOf(anAct(who))).to.equal('certificate-suspended')
      const centre = await platform().centre()
      await centre.act(restoreCertificate, {
        params: { sha256: digestOf(who) },
        subject: { person: who.client.person, certSha256: digestOf(who) },
        body: { reason: '已找回' },
      })
      expect((await browserLogin(platform(), who.client.signer)).status).to.equal(201)
      expect((await send(platform(), readMe, { token: login.token })).status, 'the old session stays ended').to.equal(401)
    })

    it('from an open session, when nothing is left to sign with', async () => {
      const { token } = await browserLogin(platform(), who.client.signer)
      const answer = await send(platform(), reportOwnLoss, { token, params: { sha256: digestOf(who) }, body: { reason: '遗失' } })
      expect(answer.body).to.include({ state: 'suspended' })
      expect((await send(platform(), readMe, { token })).status).to.equal(401)
    })

    it('by the centre, which somebody telephones', async () => {
      expect(await lose({ client: await platform().centre() }, who)).to.include({ state: 'suspended' })
    })

    it('is never an office’s, when the centre says so', async () => {
      const regulator = await platform().register('regulator')
      const certSha256 = sha256Hex(regulator.credentials.signing.certificate)
      const centre = await platform().centre()
      const loss = centre.act(reportLoss, {
        params: { sha256: certSha256 },
        subject: { person: regulator.person, certSha256 },
        body: { reason: '遗失' },
      })
      expect(await refusalOf(loss)).to.equal('forbidden')
    })

    it('is never one of another party, by act or by session', async () => {
      const other = await registerNewcomer(platform(), ['bidder'])
      expect(await refusalOf(lose(other, who))).to.equal('forbidden')
      const { token } = await browserLogin(platform(), other.client.signer)
      const answer = await send(platform(), reportOwnLoss, { token, params: { sha256: digestOf(who) }, body: { reason: '恶意' } })
      expect(answer.body).to.include({ code: 'not-found' })
      expect((await browserLogin(platform(), who.client.signer)).status).to.equal(201)
    })

    it('still tells whose it was: an opening identifies what it signed before', async () => {
      await lose(who, who)
      const owner = await identifyCertificate(platform().server.platform, who.credentials.signing.certificate)
      expect(owner).to.deep.equal({ person: who.client.person, party: who.client.party, roles: ['bidder'], isSuspended: true })
      const stranger = await newcomer(platform())
      expect(await identifyCertificate(platform().server.platform, stranger.credentials.signing.certificate)).to.equal(undefined)
    })

    it('does not bind another: a thief’s new certificate finds the old one suspended', async () => {
      const renewed = await renew()
      await ask(renewed)
      await lose(who, who)
      expect(await refusalOf(decide(who, renewed, 'approve'))).to.equal('certificate-suspended')
    })
  })

  describe('one for encryption', () => {
    it('is bound beside the signing one that vouches for it, and opens no session and signs no act', async () => {
      expect(await add(who.credentials.encryption.certificate)).to.include({ usage: 'encrypt', state: 'bound' })
      await who.client.logIn()
      const me = await who.client.call(readMe, {})
      expect(me.person.certificates.map(({ usage }) => usage)).to.have.members(['sign', 'encrypt'])
    })

    it('is refused when it is for signing, names somebody else, or is bound already', async () => {
      const [second, other] = [await renew(), await newcomer(platform())]
      expect(await refusalOf(add(second.credentials.signing.certificate))).to.equal('certificate-wrong-usage')
      expect(await refusalOf(add(other.credentials.encryption.certificate))).to.equal('certificate-name-mismatch')
      await add(who.credentials.encryption.certificate)
      expect(await refusalOf(add(who.credentials.encryption.certificate))).to.equal('certificate-already-bound')
      expect(await refusalOf(add(new Uint8Array(200)))).to.equal('certificate-malformed')
    })

    function add(certificate: Uint8Array) {
      const { person } = who.client
      return who.client.act(addEncryptionCertificate, {
        params: { person },
        subject: { person },
        body: { certificate: base64url(certificate) },
      })
    }
  })

  async function renew(): Promise<Newcomer> {
    const { party, person } = who.client
    return newcomer(platform(), { like: who.credentials, party, person })
  }

  function ask(renewed: Newcomer, reason?: string) {
    const { party, person } = renewed.client
    const certificate = base64url(renewed.credentials.signing.certificate)
    return renewed.client.act(requestCertificate, {
      params: { person },
      subject: { party, person },
      body: { certificate, ...(reason === undefined ? {} : { reason }) },
    })
  }

  function decide(by: { readonly client: Pick<Newcomer['client'], 'act'> }, renewed: Newcomer, decision: 'approve' | 'refuse') {
    const certSha256 = digestOf(renewed)
    return by.client.act(decideCertificate, {
      params: { sha256: certSha256 },
      subject: { person: renewed.client.person, certSha256 },
      body: { decision },
    })
  }

  function lose(by: { readonly client: Pick<Newcomer['client'], 'act'> }, of: Newcomer) {
    const certSha256 = digestOf(of)
    return by.client.act(reportLoss, {
      params: { sha256: certSha256 },
      subject: { person: of.client.person, certSha256 },
      body: { reason: '遗失' },
    })
  }

  function anAct({ client }: Newcomer) {
    return clientOf(platform(), client.signer, client).act(requestRole, {
      params: { party: client.party },
      subject: { party: client.party, version: 0 },
      body: { role: 'agency' },
    })
  }

  function digestOf({ credentials }: Newcomer): string {
    return sha256Hex(credentials.signing.certificate)
  }
})
