import { expect } from 'chai'
import {
  declareAffiliate,
  listAffiliates,
  registerParty,
  requestRole,
  withdrawAffiliate,
} from '#shared/contracts/identity-parties.ts'
import { readMe } from '#shared/contracts/identity-persons.ts'
import { isAffiliateOfOperator } from '../../server/features/identity/index.ts'
import { formsOf, type Newcomer, newcomer, refusalOf, registerNewcomer } from '../support/identity.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'

describe('the operator and its affiliates may not bid here (rule P6, E20-23)', () => {
  const platform = usePlatform()
  const body = { name: '运营公司子公司', reason: '持股百分之五十一' }

  it('declared before it registers: a bidder’s registration is refused, any other role is not', async () => {
    const who = await newcomer(platform())
    await declare(who)
    const { party, person } = who.client
    const register = (role: 'bidder' | 'tenderer') =>
      who.client.act(registerParty, { subject: { party, person }, body: { ...formsOf(who), roles: [role] } })
    expect(await refusalOf(register('bidder'))).to.equal('operator-may-not-bid')
    expect((await register('tenderer')).party).to.include({ isAffiliateOfOperator: true })
    const asked = who.client.act(requestRole, { params: { party }, subject: { party, version: 0 }, body: { role: 'bidder' } })
    expect(await refusalOf(asked)).to.equal('operator-may-not-bid')
  })

  it('declared after it registered: it loses the role at once, with the reason', async () => {
    const who = await registerNewcomer(platform(), ['bidder'])
    await who.client.logIn()
    expect(await isAffiliateOfOperator(platform().server.platform, who.client.party)).to.equal(false)
    await declare(who)
    const me = await who.client.call(readMe, {})
    expect(me.roles).to.deep.equal([])
    expect(me.party.roles[0]).to.include({ role: 'bidder', state: 'refused', reason: body.reason })
    expect(await isAffiliateOfOperator(platform().server.platform, who.client.party)).to.equal(true)
  })

  it('the operator itself is one from its founding', async () => {
    const operator = await platform().register('operator')
    expect(await isAffiliateOfOperator(platform().server.platform, operator.party)).to.equal(true)
    const asked = operator.act(requestRole, {
      params: { party: operator.party },
      subject: { party: operator.party, version: 0 },
      body: { role: 'bidder' },
    })
    expect(await refusalOf(asked)).to.equal('operator-may-not-bid')
  })

  it('anybody can read who they are', async () => {
    const who = await newcomer(platform())
    await declare(who)
    const { items } = await platform().client.call(listAffiliates, {})
    expect(items.find(({ creditCode }) => creditCode === who.creditCode)).to.include(body)
  })

  it('taken back, the role is asked for anew; the operator alone cannot take it back', async () => {
    const who = await registerNewcomer(platform(), ['bidder'])
    await declare(who)
    const operator = await platform().register('operator')
    expect(await refusalOf(withdraw(operator, who))).to.equal('forbidden')
    await withdraw(await platform().register('regulator'), who)
    await who.client.logIn()
    const me = await who.client.call(readMe, {})
    expect(me.party).to.include({ isAffiliateOfOperator: false })
    expect(me.roles).to.deep.equal([])
    const { party } = who.client
    await who.client.act(requestRole, {
      params: { party },
      subject: { party, version: me.party.version },
      body: { role: 'bidder' },
    })
    expect((await who.client.call(readMe, {})).roles).to.deep.equal(['bidder'])
    expect(await refusalOf(withdraw(await platform().centre(), who))).to.equal('not-found')
  })

  async function declare({ creditCode }: Newcomer) {
    const operator = await platform().register('operator')
    return operator.act(declareAffiliate, { subject: { creditCode }, body })
  }

  function withdraw(by: TestPerson, { creditCode }: Newcomer) {
    return by.act(withdrawAffiliate, { subject: { creditCode }, body: { reason: '股权已转让' } })
  }
})
