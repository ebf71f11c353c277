import { expect } from 'chai'
import { readAct } from '#shared/contracts/ledger.ts'
import { readInbox } from '#shared/contracts/notifications.ts'
import { disposeAlert, getAlert, listAlerts } from '#shared/contracts/supervision.ts'
import { reactionModel } from '../../server/features/ledger/ledger.model.ts'
import { type Cast, castOf, logInAll } from '../support/notices.ts'
import { bidIn, factsOf, type Hall, hallOf, throughToPublished } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('alerts after a published opening', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  const people: TestPerson[] = []

  before(async () => {
    cast = await castOf(running(), 3)
    for (let index = 0; index < 4; index += 1)
      people.push(await running().register('bidder', { name: `虚宿${index}建设有限公司` }))
  })

  /** An opening with these prices, published and under a checkpoint. */
  async function opened(prices: readonly string[]): Promise<Hall> {
    const hall = await hallOf(running(), { cast })
    for (const [index, price] of prices.entries()) {
      const person = people[index]
      if (person === undefined) throw new Error('nobody')
      await bidIn(hall, person, price)
    }
    await throughToPublished(hall, hall.bids)
    await running().beat()
    await logInAll(cast)
    return hall
  }
  const alertsOf = async (hall: Hall) =>
    (await cast.regulator.call(listAlerts, {})).alerts.filter(({ tender }) => tender === hall.tender.id)
  const dispose = async (
    alert: string,
    version: number,
    step: 'triage' | 'open-case' | 'confirm' | 'dismiss',
    by = cast.regulator,
  ) => by.act(disposeAlert, { params: { alert }, subject: { alert, version }, body: { step, reason: '已核对投标文件。' } })

  describe('with four prices in equal steps', () => {
    let hall: Hall
    let id: string
    before(async function () {
      this.timeout(120_000)
      hall = await opened(['900000.00', '920000.00', '910000.00', '930000.00'])
      id = (await alertsOf(hall))[0]?.id ?? ''
    })

    it('raises one alert for the lot, with formula, inputs and what it was compared with', async () => {
      expect(await alertsOf(hall)).to.have.length(1)
      const alert = await cast.regulator.call(getAlert, { params: { alert: id } })
      expect(alert).to.include({ state: 'new', strength: 'medium', version: 1 })
      expect(alert.notable).to.deep.equal(['P01', 'P14'])
      expect(alert.bids.map(({ name, price }) => [name, price])).to.have.deep.members([
        ['虚宿0建设有限公司', '900000.00'],
        ['虚宿1建设有限公司', '920000.00'],
        ['虚宿2建设有限公司', '910000.00'],
        ['虚宿3建设有限公司', '930000.00'],
      ])
      const steps = alert.indications.find((indication) => indication.id === 'P14')
      expect(steps).to.include({ value: '0.000000', verdict: 'notable', threshold: '0.02' })
      expect(steps?.inputs).to.deep.include({ name: 'd̄', value: '10000.00' })
      expect(alert.indications.map((indication) => indication.id)).to.deep.equal(['P01', 'P04', 'P14', 'P16'])
      expect(alert.event.commitment).to.match(/^[0-9a-f]{64}$/)
    })

    it('tells the regulator, and nobody that runs the tender or bids', async () => {
      await running().beat()
      const kinds = async (person: TestPerson) => {
        await person.logIn()
        return (await person.call(readInbox, {})).messages
          .filter(({ subject }) => subject['tender'] === hall.tender.id)
          .map(({ kind }) => kind)
      }
      expect(await kinds(cast.regulator)).to.include('alert.raised')
      for (const person of [cast.tenderer, cast.agency, ...people]) expect(await kinds(person)).to.not.include('alert.raised')
    })

    it('is seen by nobody else: the committee must not be moved by it', async () => {
      const expert = await running().register('expert')
      for (const person of [cast.tenderer, cast.agency, expert, people[0] ?? expert]) {
        await person.logIn()
        expect(await problemCode(person.call(listAlerts, {}))).to.equal('forbidden')
        expect(await problemCode(person.call(getAlert, { params: { alert: id } }))).to.equal('forbidden')
        expect(await problemCode(dispose(id, 1, 'dismiss', person))).to.equal('forbidden')
      }
      expect(await problemCode(running().client.call(getAlert, { params: { alert: id } }))).to.equal('sign-in-required')
      expect(await factsOf(hall, 'alert.raised')).to.deep.equal([])
    })

    it('says out of how many opened lots alerts were raised', async () => {
      const { lotsAssessed, lotsAlerted } = await cast.regulator.call(listAlerts, {})
      expect([lotsAssessed, lotsAlerted]).to.deep.equal([1, 1])
    })

    it('is not raised again by a server that gets the event a second time', async () => {
      await reactionModel(running().server.platform.connection).updateOne(
        { _id: 'supervision-alerts' },
        { $set: { log: 0, index: -1 } },
      )
      await running().beat()
      await logInAll(cast)
      expect(await alertsOf(hall)).to.have.length(1)
      expect((await cast.regulator.call(listAlerts, {})).lotsAssessed).to.equal(1)
    })

    it('goes from new to a case to its end by signed acts with reasons, each following the last', async () => {
      expect(await problemCode(dispose(id, 1, 'confirm'))).to.equal('alert-wrong-state')
      await dispose(id, 1, 'triage')
      expect(await problemCode(dispose(id, 1, 'open-case'))).to.equal('act-wrong-subject')
      await dispose(id, 2, 'open-case')
      const codes = await Promise.all((['confirm', 'dismiss'] as const).map((step) => problemCode(dispose(id, 3, step))))
      expect(codes.filter((code) => code === 'none')).to.have.length(1)
      const alert = await cast.regulator.call(getAlert, { params: { alert: id } })
      expect(alert.dispositions.map(({ step }) => step).slice(0, 2)).to.deep.equal(['triage', 'open-case'])
      expect(alert.dispositions).to.have.length(3)
      expect(alert.dispositions[0]).to.include({ reason: '已核对投标文件。', person: cast.regulator.person })
      await running().beat()
      expect(
        await problemCode(running().client.call(readAct, { params: { sha256: alert.dispositions[0]?.actSha256 ?? '' } })),
      ).to.equal('not-found')
    })
  })

  describe('with prices as honest ones differ', () => {
    it('raises nothing, and counts the lot', async () => {
      const hall = await opened(['800000.00', '815000.00', '905000.00', '960000.00'])
      expect(await alertsOf(hall)).to.deep.equal([])
      const { lotsAssessed, lotsAlerted } = await cast.regulator.call(listAlerts, {})
      expect([lotsAssessed, lotsAlerted]).to.deep.equal([2, 1])
    })
  })

  describe('with two prices equal to the fen', () => {
    it('raises a clue that is context only, naming the two', async () => {
      const hall = await opened(['840000.00', '861234.50', '861234.50', '960000.00'])
      const [row] = await alertsOf(hall)
      expect(row).to.include({ strength: 'context', state: 'new' })
      expect(row?.notable).to.deep.equal(['P16'])
      const alert = await cast.regulator.call(getAlert, { params: { alert: row?.id ?? '' } })
      const equal = alert.indications.find(({ id }) => id === 'P16')
      expect(alert.bids.filter(({ number }) => equal?.bids.includes(number)).map(({ price }) => price)).to.deep.equal([
        '861234.50',
        '861234.50',
      ])
    })

    it('lists page by page, newest first', async () => {
      const first = await cast.regulator.call(listAlerts, { query: { limit: 1 } })
      const second = await cast.regulator.call(listAlerts, { query: { limit: 1, after: first.next ?? '' } })
      expect(first.alerts[0]?.strength).to.equal('context')
      expect(second.alerts[0]?.strength).to.equal('medium')
      expect(second.next).to.equal(null)
      expect((await cast.regulator.call(listAlerts, { query: { state: 'new' } })).alerts).to.have.length(1)
    })
  })
})
