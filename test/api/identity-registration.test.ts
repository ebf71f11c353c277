import { expect } from 'chai'
import {
  decideRole,
  listParties,
  listRoleHolders,
  listRoleRequests,
  readPartyContract,
  registerParty,
  requestRole,
  updateParty,
} from '#shared/contracts/identity-parties.ts'
import { readMe } from '#shared/contracts/identity-persons.ts'
import { base64url } from '#shared/primitives/bytes.ts'
import type { CreditCode } from '#shared/primitives/credit-code.ts'
import { pendingModel } from '../../server/features/ledger/ledger.model.ts'
import { clientOf, formsOf, freshCreditCode, newcomer, refusalOf, registerNewcomer } from '../support/identity.ts'
import { usePlatform } from '../support/platform.ts'

describe('registration by certificate', () => {
  const platform = usePlatform()

  describe('of a bidder (rule P3: free, for anyone)', () => {
    it('makes the role good at once, and the first person administrator', async () => {
      const bidder = await registerNewcomer(platform(), ['bidder'])
      await bidder.client.logIn()
      const me = await bidder.client.call(readMe, {})
      expect(me.roles).to.deep.equal(['bidder'])
      expect(me.party).to.include({ id: bidder.client.party, creditCode: bidder.creditCode, isAffiliateOfOperator: false })
      expect(me.person).to.include({ id: bidder.client.person, isAdministrator: true, state: 'active', hasPassword: false })
      expect(me.person.certificates).to.have.length(1)
      expect(me.person.certificates[0]).to.include({
        usage: 'sign',
        state: 'bound',
        organization: bidder.credentials.organization,
      })
    })

    it('takes RSA certificates of a second authority beside P-256 ones', async () => {
      await newcomer(platform(), { kind: 'rsa' })
      await platform().server.platform.trust.reload()
      const bidder = await registerNewcomer(platform(), ['bidder'], { kind: 'rsa' })
      await bidder.client.logIn()
      expect((await bidder.client.call(readMe, {})).roles).to.deep.equal(['bidder'])
    })

    it('leaves one event with the act behind it, and of personal data only digests', async () => {
      const bidder = await registerNewcomer(platform(), ['bidder'])
      const pending = await pendingModel(platform().server.platform.connection)
        .find({ 'event.subject.party': bidder.client.party })
        .lean()
      expect(pending).to.have.length(1)
      const [entry] = pending
      expect(entry?.event).to.include({ type: 'party.registered' })
      expect(entry?.event?.actSha256).to.match(/^[0-9a-f]{64}$/)
      const text = JSON.stringify(entry)
      expect(text).to.contain(bidder.credentials.organization)
      for (const personal of ['13800000000', 'someone@example.cn', '经办人']) expect(text).not.to.contain(personal)
    })
  })

  describe('of any other role', () => {
    it('waits for the centre: the role counts for nothing before', async () => {
      const agency = await registerNewcomer(platform(), ['agency', 'bidder'])
      await agency.client.logIn()
      const me = await agency.client.call(readMe, {})
      expect(me.roles).to.deep.equal(['bidder'])
      expect(me.party.roles.map(({ role, state }) => `${role} ${state}`)).to.have.members(['agency requested', 'bidder approved'])
    })

    it('is approved by a signed act of the centre, and then counts in the very next request', async () => {
      const agency = await registerNewcomer(platform(), ['agency'])
      await agency.client.logIn()
      await decide(agency.client.party, 0, 'agency', 'approve')
      expect((await agency.client.call(readMe, {})).roles).to.deep.equal(['agency'])
    })

    it('is refused with a reason, may be asked for again, and approved after all', async () => {
      const { client } = await registerNewcomer(platform(), ['expert'])
      const refused = await decide(client.party, 0, 'expert', 'refuse', '材料不全')
      expect(refused.roles[0]).to.include({ state: 'refused', reason: '材料不全' })
      const asked = await client.act(requestRole, {
        params: { party: client.party },
        subject: { party: client.party, version: 1 },
        body: { role: 'expert' },
      })
      expect(asked.roles[0]).to.include({ state: 'requested' })
      expect((await decide(client.party, 2, 'expert', 'approve')).roles[0]).to.include({ state: 'approved' })
    })

    it('is taken back by the centre', async () => {
      const { client } = await registerNewcomer(platform(), ['custodian'])
      await decide(client.party, 0, 'custodian', 'approve')
      await decide(client.party, 1, 'custodian', 'refuse', '不再担任')
      await client.logIn()
      expect((await client.call(readMe, {})).roles).to.deep.equal([])
    })

    it('once it is an office’s is not taken back by the centre, which would be watched by nobody then', async () => {
      const regulator = await platform().register('regulator')
      const centre = await platform().centre()
      const dismissal = centre.act(decideRole, {
        params: { party: regulator.party, role: 'regulator' },
        subject: { party: regulator.party, version: 0, role: 'regulator' },
        body: { decision: 'refuse', reason: '不再需要' },
      })
      expect(await refusalOf(dismissal)).to.equal('forbidden')
    })

    it('never is operator: that role is given when the platform is set up', async () => {
      expect(await refusalOf(registerNewcomer(platform(), ['operator']))).to.equal('role-not-requestable')
    })

    it('stands in the centre’s queue, the longest waiting first, a page at a time', async () => {
      const waiting: string[] = []
      for (let count = 0; count < 3; count += 1) {
        platform().clock.advance(1000)
        waiting.push((await registerNewcomer(platform(), ['tenderer'])).client.party)
      }
      const centre = await platform().centre()
      await centre.logIn()
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await centre.call(listRoleRequests, { query: { limit: 2, ...(after === undefined ? {} : { after }) } })
        expect(page.items.length).to.be.at.most(2)
        seen.push(...page.items.map(({ party }) => party))
        after = page.next ?? undefined
      } while (after !== undefined)
      expect(seen.filter((party) => waiting.includes(party))).to.deep.equal(waiting)
      expect(new Set(seen).size).to.equal(seen.length)
    })
  })

  describe('is refused', () => {
    it('a second time for the same credit code: colleagues are invited', async () => {
      const first = await registerNewcomer(platform(), ['bidder'])
      const second = await newcomer(platform(), { like: first.credentials, name: '另一人' })
      expect(await refusalOf(register(second))).to.equal('party-exists')
    })

    it('for all but one of several colleagues who register the same party at the same moment', async () => {
      const first = await newcomer(platform())
      const others = await Promise.all(['乙', '丙', '丁'].map((name) => newcomer(platform(), { like: first.credentials, name })))
      const outcomes = await Promise.allSettled([first, ...others].map((who) => register(who)))
      const refusals = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.problem.code] : []))
      expect(refusals).to.deep.equal(['party-exists', 'party-exists', 'party-exists'])
    })

    it('a second time by the same certificate', async () => {
      const who = await registerNewcomer(platform(), ['bidder'])
      expect(await refusalOf(register({ ...who, client: clientOf(platform(), who.credentials.signer) }))).to.equal(
        'certificate-already-bound',
      )
    })

    it('when name, credit code or person are not what the certificate says (rule P12)', async () => {
      const who = await newcomer(platform())
      const forms = formsOf(who)
      const wrong = [
        { party: { ...forms.party, name: '另一公司' } },
        { party: { ...forms.party, creditCode: freshCreditCode(platform()) } },
        { person: { ...forms.person, name: '另一人' } },
      ]
      for (const change of wrong)
        expect(await refusalOf(register(who, change)), JSON.stringify(change)).to.equal('certificate-name-mismatch')
      await register(who)
    })

    it('when the credit code is none (GB 32100), naming the field', async () => {
      const who = await newcomer(platform())
      const forms = formsOf(who)
      const creditCode = '91350100M000100Y44' as CreditCode
      expect(await refusalOf(register(who, { party: { ...forms.party, creditCode } }))).to.equal('invalid-request')
    })

    it('when the act carries another certificate than signed it, or other ids than it is signed as', async () => {
      const [who, other] = [await newcomer(platform()), await newcomer(platform())]
      const certificate = base64url(other.credentials.signing.certificate)
      expect(await refusalOf(register(who, { certificate }))).to.equal('actor-mismatch')
      const { person } = who.client
      const foreign = who.client.act(registerParty, {
        subject: { party: other.client.party, person },
        body: { ...formsOf(who), roles: ['bidder'] },
      })
      expect(await refusalOf(foreign)).to.equal('act-wrong-subject')
    })

    it('for certificates expired, revoked, of an unknown authority or for another use, each by its name', async () => {
      const { pki } = platform()
      const cases = [
        [pki.expired, 'certificate-expired'],
        [pki.revoked, 'certificate-revoked'],
        [pki.foreign, 'certificate-untrusted'],
        [pki.wrongUsage, 'certificate-wrong-usage'],
      ] as const
      for (const [credentials, code] of cases) {
        const who = { credentials, creditCode: freshCreditCode(platform()), client: clientOf(platform(), credentials.signer) }
        expect(await refusalOf(register(who)), code).to.equal(code)
      }
    })
  })

  describe('a party registered', () => {
    it('changes its contact, not its name; an older version is refused', async () => {
      const { client, credentials } = await registerNewcomer(platform(), ['bidder'])
      const body = { region: '110000', contact: { name: '新联系人', phone: '010-12345678' } }
      const call = () =>
        client.act(updateParty, { params: { party: client.party }, subject: { party: client.party, version: 0 }, body })
      expect(await call()).to.include({ version: 1, region: '110000', name: credentials.organization })
      expect(await refusalOf(call())).to.equal('act-wrong-subject')
    })

    it('is read by itself and the staff, and by nobody else (rule P9)', async () => {
      const [one, other] = [await registerNewcomer(platform(), ['bidder']), await registerNewcomer(platform(), ['bidder'])]
      const regulator = await platform().register('regulator')
      for (const { logIn } of [one.client, other.client, regulator]) await logIn()
      const params = { party: one.client.party }
      expect(await one.client.call(readPartyContract, { params })).to.include({ id: one.client.party })
      expect(await regulator.call(readPartyContract, { params })).to.include({ id: one.client.party })
      expect(await refusalOf(other.client.call(readPartyContract, { params }))).to.equal('forbidden')
      expect(await refusalOf(other.client.call(listParties, { query: {} }))).to.equal('forbidden')
      expect(await refusalOf(other.client.call(listRoleHolders, { query: { role: 'custodian' } }))).to.equal('forbidden')
      expect(await refusalOf(regulator.call(listRoleHolders, { query: { role: 'bidder' as never } }))).to.equal('invalid-request')
    })

    it('is found by staff by name, code and role, newest first', async () => {
      platform().clock.advance(1000)
      const agency = await platform().register('agency')
      const regulator = await platform().register('regulator')
      await regulator.logIn()
      const { organization, creditCode } = agency.credentials
      const byCode = await regulator.call(listParties, { query: { creditCode: creditCode as CreditCode } })
      expect(byCode.items.map(({ id }) => id)).to.deep.equal([agency.party])
      const byName = await regulator.call(listParties, { query: { name: organization.slice(1, 6), role: 'agency' } })
      expect(byName.items.map(({ id }) => id)).to.include(agency.party)
      expect((await regulator.call(listParties, { query: { name: '.*' } })).items).to.deep.equal([])
      const all = await regulator.call(listParties, { query: { limit: 100 } })
      const times = all.items.map(({ registeredAt }) => registeredAt)
      expect(times).to.deep.equal([...times].sort().reverse())
    })

    it('may be named in a notice once its role is approved, with its active persons', async () => {
      const custodian = await platform().register('custodian')
      const waiting = await registerNewcomer(platform(), ['custodian'])
      const tenderer = await platform().register('tenderer')
      await tenderer.logIn()
      const { items } = await tenderer.call(listRoleHolders, { query: { role: 'custodian' } })
      const found = items.find(({ party }) => party === custodian.party)
      expect(found?.persons.map(({ id }) => id)).to.deep.equal([custodian.person])
      expect(items.map(({ party }) => party)).not.to.include(waiting.client.party)
    })

    it('decides nothing on its own roles, the centre included', async () => {
      const centre = await platform().centre()
      await centre.act(requestRole, {
        params: { party: centre.party },
        subject: { party: centre.party, version: 0 },
        body: { role: 'tenderer' },
      })
      const own = centre.act(decideRole, {
        params: { party: centre.party, role: 'tenderer' },
        subject: { party: centre.party, version: 1, role: 'tenderer' },
        body: { decision: 'approve' },
      })
      expect(await refusalOf(own)).to.equal('forbidden')
    })
  })

  async function register(who: Awaited<ReturnType<typeof newcomer>>, change: Partial<ReturnType<typeof formsOf>> = {}) {
    const { party, person } = who.client
    return who.client.act(registerParty, { subject: { party, person }, body: { ...formsOf(who), ...change, roles: ['bidder'] } })
  }

  async function decide(
    party: string,
    version: number,
    role: 'agency' | 'expert' | 'custodian',
    decision: 'approve' | 'refuse',
    reason?: string,
  ) {
    const centre = await platform().centre()
    return centre.act(decideRole, {
      params: { party, role },
      subject: { party, version, role },
      body: { decision, ...(reason === undefined ? {} : { reason }) },
    })
  }
})
