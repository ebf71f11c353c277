import { expect } from 'chai'
import * as library from '#shared/contracts/experts-library.ts'
import { specialities } from '#shared/draw/specialities.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import { admittedExpert, expertForm, type TestExpert } from '../support/draw-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('the library of experts (X6)', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let centre: TestPerson
  let regulator: TestPerson
  let person: TestPerson
  let expert: string

  before(async () => {
    centre = await platform().centre()
    regulator = await platform().register('regulator')
    person = await platform().register('expert')
    expert = randomId(platform().random)
    await Promise.all([centre, regulator, person].map((one) => one.logIn()))
  })

  const own = () => person.call(library.getOwnExpert, {})
  const apply = (by: TestPerson, id: string, changes: object = {}) =>
    by.act(library.applyAsExpert, { subject: { expert: id }, body: { ...expertForm('顾闻笙', ['A0802', 'A06']), ...changes } })

  it('shows the classification of specialities to everybody, with its source', async () => {
    const { source, items } = await platform().client.call(library.listSpecialities, {})
    expect(source).to.contain('316')
    expect(items).to.deep.equal([...specialities])
    expect(new Set(items.map(({ code }) => code)).size).to.equal(items.length)
    for (const { code } of items.filter(({ code }) => code.length > 1))
      expect(
        items.some((above) => above.code === code.slice(0, code.length === 3 ? 1 : -2)),
        code,
      ).to.equal(true)
  })
  it('takes applications by signature, of known specialities, one for each person', async () => {
    expect(await problemCode(apply(person, expert, { specialities: ['A77'] }))).to.equal('speciality-unknown')
    expect(await problemCode(apply(centre, expert))).to.equal('forbidden')
    const applied = await apply(person, expert)
    expect(applied).to.include({ state: 'applied', person: person.person, party: person.party })
    expect(await problemCode(apply(person, randomId(platform().random)))).to.equal('expert-already-applied')
  })
  it('lets the centre admit, with the reason, and nobody else', async () => {
    const decide = (by: TestPerson, version: number) =>
      by.act(library.decideExpert, {
        params: { expert },
        subject: { expert, version },
        body: { decision: 'admit', reason: '条件符合' },
      })
    expect(await problemCode(decide(regulator, 0))).to.equal('forbidden')
    expect(await problemCode(decide(centre, 7))).to.equal('state-changed')
    expect((await decide(centre, 0)).state).to.equal('admitted')
    expect(await problemCode(decide(centre, 1))).to.equal('expert-wrong-state')
  })
  it('has ties and employers count at once, and a new speciality wait for the centre', async () => {
    const update = async (changes: object) =>
      person.act(library.updateExpert, {
        params: { expert },
        subject: { expert, version: (await own()).version },
        body: { ...expertForm('顾闻笙', ['A0802', 'A06']), ...changes },
      })
    const tie = { creditCode: '91350100M000100Y43', kind: 'kinship', note: '配偶任职' }
    const changed = await update({ ties: [tie] })
    expect(changed.state).to.equal('admitted')
    expect(changed.ties).to.deep.equal([tie])
    expect((await update({ specialities: ['A0802', 'A0801'] })).state).to.equal('applied')
    const stranger = await platform().register('expert')
    const foreign = stranger.act(library.updateExpert, {
      params: { expert },
      subject: { expert, version: (await own()).version },
      body: expertForm('旁人', ['A06']),
    })
    expect(await problemCode(foreign)).to.equal('forbidden')
  })
  it('records trainings, suspends, restores and removes with the reason', async () => {
    const version = async () => (await own()).version
    await centre.act(library.decideExpert, {
      params: { expert },
      subject: { expert, version: await version() },
      body: { decision: 'admit', reason: '新增专业审核通过' },
    })
    const heldAt = instantOf(platform().clock.now())
    await centre.act(library.recordTraining, {
      params: { expert },
      subject: { expert, version: await version() },
      body: { course: '评标实务与廉洁教育', hours: 8, heldAt },
    })
    expect((await own()).trainings).to.deep.equal([{ course: '评标实务与廉洁教育', hours: 8, at: heldAt }])
    const stand = async (change: 'suspend' | 'restore' | 'remove') =>
      regulator.act(library.changeExpertStanding, {
        params: { expert },
        subject: { expert, version: await version() },
        body: { change, until: null, reason: '无故缺席评标' },
      })
    expect(await problemCode(stand('restore'))).to.equal('expert-wrong-state')
    expect((await stand('suspend')).state).to.equal('suspended')
    expect((await stand('restore')).state).to.equal('admitted')
    expect((await stand('remove')).state).to.equal('removed')
    expect(await problemCode(stand('suspend'))).to.equal('expert-wrong-state')
  })
  it('is read by centre and regulator only, each time with its purpose on record before anything is answered (X6, S6)', async () => {
    const other: TestExpert = await admittedExpert(platform(), ['A06'])
    expect(await problemCode(person.call(library.listExperts, { query: { purpose: '看看' } }))).to.equal('forbidden')
    const noPurpose = fetch(`${platform().origin}/api/experts`, { headers: { authorization: `Bearer ${centre.token()}` } })
    expect((await noPurpose).status).to.equal(422)
    const { items } = await centre.call(library.listExperts, {
      query: { purpose: '年度清理', state: 'admitted', speciality: 'A06' },
    })
    expect(items.map(({ id }) => id)).to.deep.equal([other.expert])
    await regulator.call(library.getExpert, { params: { expert: other.expert }, query: { purpose: '核查投诉' } })
    const { items: readings } = await regulator.call(library.listExpertReadings, { query: {} })
    expect(readings.map(({ purpose, person: reader, count }) => [purpose, reader, count])).to.have.deep.members([
      ['年度清理', centre.person, 1],
      ['核查投诉', regulator.person, 1],
    ])
    expect(await problemCode(centre.call(library.listExpertReadings, { query: {} }))).to.equal('forbidden')
  })
  it('stands on the ledger with every change and every reading', async () => {
    await platform().beat()
    const { connection } = platform().server.platform
    const types = (await connection.collection('ledgerEntries').find().toArray()).map(
      ({ event }) => (event as { type?: string } | undefined)?.type,
    )
    expect(types).to.include.members([
      'expert.applied',
      'expert.admitted',
      'expert.updated',
      'expert.trained',
      'expert.suspended',
      'expert.restored',
      'expert.removed',
      'expert.library-read',
    ])
  })
  it('records ties between organisations, for avoidance to follow', async () => {
    const tie = randomId(platform().random)
    const declare = (by: TestPerson) =>
      by.act(library.declareOrganisationTie, {
        subject: { tie },
        body: {
          creditCode: '91350100M000100Y43',
          other: regulator.credentials.creditCode,
          kind: 'holding',
          note: '持股百分之六十',
        },
      })
    expect(await problemCode(declare(person))).to.equal('forbidden')
    expect(await declare(regulator)).to.include({ id: tie, kind: 'holding' })
    await centre.logIn()
    const { items } = await centre.call(library.listOrganisationTies, { query: {} })
    expect(items.map(({ other }) => other)).to.deep.equal([regulator.credentials.creditCode])
  })
})
