import { expect } from 'chai'
import { ProblemError } from '#shared/contracts/client.ts'
import * as draws from '#shared/contracts/experts-draw.ts'
import { declareOrganisationTie } from '#shared/contracts/experts-library.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import {
  admittedExpert,
  askForDraw,
  type DrawAnswer,
  type DrawHall,
  drawHall,
  drawRequest,
  signPools,
} from '../support/draw-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('what a draw is asked for by (X1, X2, X4, X5)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  let setting: DrawHall

  before(async () => {
    setting = await drawHall(platform(), { A06: 3, A08: 5 })
  })

  const refused = (changes: Parameters<typeof askForDraw>[1]) => problemCode(askForDraw(setting, changes))

  it('a committee has an odd number of five or more, at most a third the tenderer’s (X1)', async () => {
    const committee = (size: number, representatives: number) => ({ committee: { size, representatives, isComplex: false } })
    const strata = (one: number, two: number) => ({
      strata: [
        { speciality: 'A06', seats: one },
        { speciality: 'A08', seats: two },
      ],
    })
    expect(await refused({ ...committee(3, 1), ...strata(1, 1) })).to.equal('committee-too-small')
    expect(await refused({ ...committee(6, 1), ...strata(2, 3) })).to.equal('committee-even')
    expect(await refused({ ...committee(5, 2), ...strata(1, 2) })).to.equal('committee-too-many-representatives')
    expect(await refused({ ...committee(7, 1), ...strata(1, 3) })).to.equal('committee-seats-mismatch')
    expect(await refused({ ...committee(9, 1), ...strata(2, 6) })).to.equal('pool-too-small')
  })
  it('not earlier than two working days before the evaluation, and not for the past (X5)', async () => {
    const { clock } = platform()
    const late = instantOf(clock.now() + 12 * 86_400_000)
    try {
      await askForDraw(setting, { evaluationAt: late })
      expect.fail('not refused')
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      expect(error.problem.code).to.equal('draw-too-early')
      expect(Date.parse(String(error.problem.facts?.['earliestAt']))).to.be.above(clock.now())
    }
    expect(await refused({ evaluationAt: instantOf(clock.now()) })).to.equal('evaluation-in-the-past')
  })
  it('with a regulator among the parties, each once, and of specialities there are', async () => {
    const { centre, regulator } = setting.hall.cast
    expect(await refused({ parties: [centre.party] })).to.equal('draw-parties-wrong')
    expect(await refused({ parties: [regulator.party, regulator.party] })).to.equal('draw-parties-wrong')
    expect(await refused({ strata: [{ speciality: 'A77', seats: 4 }] })).to.equal('speciality-unknown')
  })
  it('by tenderer or agency of this tender, and nobody else', async () => {
    const { cast, tender } = setting.hall
    const other = await platform().register('agency')
    const ask = (person: typeof cast.agency) =>
      person.act(draws.requestDraw, {
        params: { tender: tender.id },
        subject: { tender: tender.id, attempt: 1 },
        body: drawRequest(setting),
      })
    expect(await problemCode(ask(other))).to.equal('forbidden')
    expect(await problemCode(ask(cast.centre))).to.equal('forbidden')
  })
  it('one that nobody has signed to the end may be asked for anew', async () => {
    const first = await askForDraw(setting)
    const second = await askForDraw(setting, { answerSeconds: 300 })
    expect(second.attempt).to.equal(1)
    expect(second.draw).not.to.equal(first.draw)
    expect(await problemCode(platform().client.call(draws.getDraw, { params: { draw: first.draw } }))).to.equal('not-found')
  })

  describe('avoidance is reckoned from what the library and the parties say (X4)', () => {
    let asked: DrawAnswer

    it('leaves out who works, or worked in the last three years, for tenderer, agency, bidder or one that holds them', async () => {
      const { cast, bids } = setting.hall
      const [bidder, second] = bids.map(({ person }) => person.credentials.creditCode)
      if (bidder === undefined || second === undefined) throw new Error('no bidders')
      const employer = (creditCode: string) => ({ employer: { name: '某单位', creditCode } })
      const holding = (await platform().register('bidder')).credentials.creditCode
      await cast.regulator.act(declareOrganisationTie, {
        subject: { tie: randomId(platform().random) },
        body: { creditCode: holding, other: bidder, kind: 'holding', note: '控股' } as never,
      })
      await admittedExpert(platform(), ['A08'], employer(cast.tenderer.credentials.creditCode))
      await admittedExpert(platform(), ['A08'], employer(bidder))
      await admittedExpert(platform(), ['A08'], employer(holding))
      const ago = (days: number) => instantOf(platform().clock.now() - days * 86_400_000)
      const former = (untilAt: string) => ({ formerEmployers: [{ name: '某单位', creditCode: second, untilAt }] })
      await admittedExpert(platform(), ['A08'], former(ago(400)))
      await admittedExpert(platform(), ['A08'], former(ago(1200)))
      await admittedExpert(platform(), ['A08'], { ties: [{ creditCode: bidder, kind: 'kinship', note: '配偶' }] })
      asked = await askForDraw(setting)
      expect(asked.pool.excluded).to.deep.equal({
        'employed-by-tenderer': 1,
        'employed-by-bidder': 2,
        'affiliated-employer': 1,
        'declared-tie': 1,
      })
      // Five of the hall and the one whose employment is over three years back.
      expect(asked.pool.strata.find(({ name }) => name === 'A08')?.size).to.equal(6)
      expect(asked.pool.library).to.include({ size: 14, matching: 14 })
    })
    it('follows the regulator’s list, under a new name, and earlier signatures fall', async () => {
      const { cast } = setting.hall
      const listed = setting.experts.at(-1)?.expert ?? ''
      const subject = { tender: asked.tender, draw: asked.draw }
      await cast.agency.act(draws.signPool, { params: { draw: asked.draw }, subject, body: { draw: asked.draw } })
      const exclude = (person: typeof cast.regulator) =>
        person.act(draws.excludeExperts, {
          params: { draw: asked.draw },
          subject,
          body: { experts: [listed], reason: '正在接受调查' },
        })
      const foreign = await platform().register('regulator')
      expect(await problemCode(exclude(foreign))).to.equal('not-a-party-to-draw')
      const changed = await exclude(cast.regulator)
      expect(changed.draw).not.to.equal(asked.draw)
      expect(changed.signed).to.deep.equal([])
      expect(changed.pool.excluded['regulator-listed']).to.equal(1)
      const old = cast.regulator.act(draws.signPool, { params: { draw: asked.draw }, subject, body: { draw: asked.draw } })
      expect(await problemCode(old)).to.equal('not-found')
      const signed = await signPools(setting, changed)
      expect(signed.state).to.equal('committing')
      const late = cast.regulator.act(draws.excludeExperts, {
        params: { draw: changed.draw },
        subject: { tender: changed.tender, draw: changed.draw },
        body: { experts: [listed], reason: '太晚' },
      })
      expect(await problemCode(late)).to.equal('draw-wrong-step')
    })
    it('keeps the regulator’s list out of what everybody may read', async () => {
      await platform().beat()
      const { connection } = platform().server.platform
      const acts = await connection.collection('ledgerActs').find({ type: 'draw.exclude' }).toArray()
      expect(acts.map(({ isPublic }) => isPublic as unknown)).to.deep.equal([false])
    })
  })
})
