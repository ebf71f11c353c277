import { expect } from 'chai'
import { decideRole, requestRole } from '#shared/contracts/identity-parties.ts'
import {
  disablePerson,
  invitePerson,
  joinParty,
  listPersons,
  readEnrolment,
  readMe,
  restorePerson,
} from '#shared/contracts/identity-persons.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { enrolmentModel } from '../../server/features/identity/enrolment.model.ts'
import { actOf } from '../../server/features/ledger/index.ts'
import { actModel } from '../../server/features/ledger/ledger.model.ts'
import { browserLogin, formsOf, type Newcomer, newcomer, refusalOf, registerNewcomer, send } from '../support/identity.ts'
import { usePlatform } from '../support/platform.ts'

const DAY = 86_400_000

describe('several persons of a party', () => {
  const platform = usePlatform()

  describe('an invitation', () => {
    it('brings in a colleague by its own certificate, who then acts for the party', async () => {
      const { admin, colleague } = await partyOfTwo()
      await colleague.client.logIn()
      const me = await colleague.client.call(readMe, {})
      expect(me.party.id).to.equal(admin.client.party)
      expect(me.person).to.include({ id: colleague.client.person, isAdministrator: false })
      expect(me.roles).to.deep.equal(['bidder'])
      await admin.client.logIn()
      const { items } = await admin.client.call(listPersons, { params: { party: admin.client.party } })
      expect(items.map(({ id }) => id)).to.have.members([admin.client.person, colleague.client.person])
    })

    it('tells whom it is for before anything is filled in', async () => {
      const admin = await registerNewcomer(platform(), ['bidder'])
      const { code } = await invite(admin)
      const enrolment = await platform().client.call(readEnrolment, { body: { code } })
      expect(enrolment).to.deep.include({ kind: 'join', personName: '同事', ways: ['certificate'] })
      expect(enrolment.party).to.deep.equal({ id: admin.client.party, name: admin.credentials.organization })
    })

    it('is good once', async () => {
      const { code, admin } = await partyOfTwo()
      const third = await newcomer(platform(), { like: admin.credentials, name: '第三人', party: admin.client.party })
      expect(await refusalOf(join(third, code))).to.equal('code-invalid')
    })

    it('is good once even when two take it at the same moment', async () => {
      const admin = await registerNewcomer(platform(), ['bidder'])
      const { code } = await invite(admin)
      const rivals = await Promise.all(
        ['同事甲', '同事乙', '同事丙'].map((name) =>
          newcomer(platform(), { like: admin.credentials, name, party: admin.client.party }),
        ),
      )
      const outcomes = await Promise.allSettled(rivals.map((rival) => join(rival, code)))
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).to.have.length(1)
    })

    it('lapses after seven days', async () => {
      const admin = await registerNewcomer(platform(), ['bidder'])
      const { code } = await invite(admin)
      platform().clock.advance(7 * DAY)
      const colleague = await newcomer(platform(), { like: admin.credentials, name: '同事', party: admin.client.party })
      expect(await refusalOf(join(colleague, code))).to.equal('code-invalid')
      expect(await refusalOf(platform().client.call(readEnrolment, { body: { code } }))).to.equal('code-invalid')
    })

    it('takes nobody whose certificate names another organisation (rule P12)', async () => {
      const admin = await registerNewcomer(platform(), ['bidder'])
      const { code } = await invite(admin)
      const outsider = await newcomer(platform(), { party: admin.client.party })
      expect(await refusalOf(join(outsider, code))).to.equal('certificate-name-mismatch')
    })

    it('is made by administrators only, and for their own party only', async () => {
      const { admin, colleague } = await partyOfTwo()
      expect(await refusalOf(invite(colleague))).to.equal('forbidden')
      const other = await registerNewcomer(platform(), ['bidder'])
      expect(await refusalOf(invite(other, admin.client.party))).to.equal('forbidden')
    })

    it('stands in the database as a digest, and spent on the act that took it', async () => {
      const { code } = await partyOfTwo()
      const stored = JSON.stringify(await enrolmentModel(platform().server.platform.connection).find().lean())
      expect(stored).not.to.contain(code)
      const fresh = await registerNewcomer(platform(), ['bidder'])
      const unspent = await invite(fresh)
      const { platform: deps } = platform().server
      for (const { _id } of await actModel(deps.connection).find({}, { _id: 1 }).lean())
        expect(fromUtf8((await actOf(deps, _id))?.bytes ?? new Uint8Array())).not.to.contain(unspent.code)
    })
  })

  describe('a person disabled', () => {
    it('is out at once: sessions end, its certificate signs nothing, no login; given back access, all counts again', async () => {
      const { admin, colleague } = await partyOfTwo()
      const login = await browserLogin(platform(), colleague.client.signer)
      await change(admin, disablePerson, colleague.client.person, 0)
      expect((await send(platform(), readMe, { token: login.token })).status).to.equal(401)
      expect((await browserLogin(platform(), colleague.client.signer)).body).to.include({ code: 'person-disabled' })
      expect(await refusalOf(ask(colleague))).to.equal('person-disabled')
      await change(admin, restorePerson, colleague.client.person, 1)
      expect((await browserLogin(platform(), colleague.client.signer)).status).to.equal(201)
    })

    it('is not the last administrator of its party', async () => {
      const { admin } = await partyOfTwo()
      expect(await refusalOf(change(admin, disablePerson, admin.client.person, 0))).to.equal('last-administrator')
    })

    it('is the last administrator when the centre says so, which can restore it too', async () => {
      const { admin } = await partyOfTwo()
      const centre = { client: await platform().centre() }
      await change(centre, disablePerson, admin.client.person, 0, admin.client.party)
      expect((await browserLogin(platform(), admin.client.signer)).body).to.include({ code: 'person-disabled' })
      await change(centre, restorePerson, admin.client.person, 1, admin.client.party)
      expect((await browserLogin(platform(), admin.client.signer)).status).to.equal(201)
    })

    it('is never one of an office, when the centre says so', async () => {
      const regulator = await platform().register('regulator')
      const centre = { client: await platform().centre() }
      expect(await refusalOf(change(centre, disablePerson, regulator.person, 0, regulator.party))).to.equal('forbidden')
    })

    it('is never one of another party, nor by a colleague who is no administrator', async () => {
      const { admin, colleague } = await partyOfTwo()
      const other = await registerNewcomer(platform(), ['bidder'])
      expect(await refusalOf(change(other, disablePerson, colleague.client.person, 0, admin.client.party))).to.equal('forbidden')
      expect(await refusalOf(change(other, disablePerson, colleague.client.person, 0, other.client.party))).to.equal(
        'act-wrong-subject',
      )
      expect(await refusalOf(change(colleague, disablePerson, admin.client.person, 0))).to.equal('forbidden')
    })

    it('twice, or seen in an older version, is refused', async () => {
      const { admin, colleague } = await partyOfTwo()
      await change(admin, disablePerson, colleague.client.person, 0)
      expect(await refusalOf(change(admin, disablePerson, colleague.client.person, 0))).to.equal('act-wrong-subject')
      expect(await refusalOf(change(admin, disablePerson, colleague.client.person, 1))).to.equal('state-changed')
    })
  })

  it('who are no administrators ask for no roles', async () => {
    const { colleague } = await partyOfTwo()
    expect(await refusalOf(ask(colleague))).to.equal('forbidden')
  })

  it('of another party are listed to nobody but the staff', async () => {
    const { admin } = await partyOfTwo()
    const other = await registerNewcomer(platform(), ['bidder'])
    const centre = await platform().centre()
    await other.client.logIn()
    await centre.logIn()
    const params = { party: admin.client.party }
    expect(await refusalOf(other.client.call(listPersons, { params }))).to.equal('forbidden')
    expect((await centre.call(listPersons, { params })).items).to.have.length(2)
  })

  it('lose a role together when the centre takes it from their party', async () => {
    const { admin, colleague } = await partyOfTwo()
    const centre = await platform().centre()
    await centre.act(decideRole, {
      params: { party: admin.client.party, role: 'bidder' },
      subject: { party: admin.client.party, version: 0, role: 'bidder' },
      body: { decision: 'refuse', reason: '停业' },
    })
    await colleague.client.logIn()
    expect((await colleague.client.call(readMe, {})).roles).to.deep.equal([])
  })

  async function partyOfTwo(): Promise<{ admin: Newcomer; colleague: Newcomer; code: string }> {
    const admin = await registerNewcomer(platform(), ['bidder'])
    const { code } = await invite(admin)
    const colleague = await newcomer(platform(), { like: admin.credentials, name: '同事', party: admin.client.party })
    await join(colleague, code)
    return { admin, colleague, code }
  }

  function invite({ client }: Pick<Newcomer, 'client'>, party = client.party) {
    return client.act(invitePerson, { params: { party }, subject: { party }, body: { name: '同事', isAdministrator: false } })
  }

  function join(who: Newcomer, code: string) {
    const { party, person } = who.client
    const forms = formsOf(who)
    return who.client.act(joinParty, {
      subject: { party, person },
      body: { code, person: forms.person, certificate: forms.certificate },
    })
  }

  function change(
    { client }: { readonly client: Pick<Newcomer['client'], 'act' | 'party'> },
    contract: typeof disablePerson | typeof restorePerson,
    person: string,
    version: number,
    party = client.party,
  ) {
    return client.act(contract as typeof disablePerson, {
      params: { person },
      subject: { party, person, version },
      body: { reason: '岗位变动' },
    })
  }

  function ask({ client }: Newcomer) {
    return client.act(requestRole, {
      params: { party: client.party },
      subject: { party: client.party, version: 0 },
      body: { role: 'agency' },
    })
  }
})
