import { expect } from 'chai'
import * as contracts from '#shared/contracts/coefficient.ts'
import { readProjectContract, resumeProjectContract, suspendProjectContract } from '#shared/contracts/projects.ts'
import type { KeptContribution } from '#shared/draw/party-step.ts'
import { revealOf } from '#shared/draw/party-step.ts'
import { fromHex, hex } from '#shared/primitives/bytes.ts'
import { drawCoefficient } from '#shared/scoring/pseudonyms.ts'
import {
  coefficientBundle,
  coefficientHall,
  coefficientNow,
  coefficientValues,
  commitIn,
  custodianTakes,
  drawnFormula,
  revealIn,
  settledCoefficient,
  verifyCoefficientAsStranger,
} from '../support/coefficient.ts'
import { type CustodianLine, custodianLine } from '../support/custodian-cli.ts'
import { evaluated, evaluatedEnvelopes, seatAgain, technicalBid } from '../support/evaluation.ts'
import { type Cast, castOf, draftedTender, logInAll } from '../support/notices.ts'
import {
  factsOf,
  type Hall,
  nowAt,
  passStep,
  toListed,
  toPublished,
  toReleasing,
  toReporting,
  toRevealing,
  toSettling,
} from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode, problemCodeOf } from '../support/problem-code.ts'
import { planOf } from '../support/scoring.ts'

describe('a publicly drawn coefficient (coefficient/1)', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  const people: TestPerson[] = []

  before(async () => {
    cast = await castOf(running(), 3)
    for (let index = 0; index < 3; index += 1)
      people.push(await running().register('bidder', { name: `氐宿${index}建设有限公司` }))
  })

  const firstOf = <Item>([first]: readonly Item[]): Item => {
    if (first === undefined) throw new Error('nobody')
    return first
  }
  const key = (hall: Hall, index: number) => {
    const found = hall.keys[index]
    if (found === undefined) throw new Error('no such custodian')
    return found
  }
  const silentCall = (hall: Hall, person: TestPerson, kept: KeptContribution) =>
    running().client.call(contracts.revealCoefficientNumber, {
      params: { tender: hall.tender.id },
      body: { party: person.party, ...revealOf(kept) },
    })
  async function bidAll(hall: Hall): Promise<void> {
    for (const [index, person] of people.entries()) await technicalBid(hall, person, `${9_000_000 + index * 500_000}.00`)
  }

  describe('from the notice to the evaluation', () => {
    let hall: Hall
    let ofAgency: KeptContribution
    let ofRegulator: KeptContribution
    let ofTenderer: KeptContribution
    let line: CustodianLine

    const change = async (contract: typeof suspendProjectContract | typeof resumeProjectContract) => {
      await logInAll(cast)
      const params = { project: hall.tender.project }
      const { version } = await cast.regulator.call(readProjectContract, { params })
      await cast.regulator.act(contract as typeof suspendProjectContract, {
        params,
        subject: { project: hall.tender.project, version },
        body: { reason: '核实情况' },
      })
      await running().beat()
    }

    before('the notice is published', async () => {
      hall = await coefficientHall(running(), cast, [cast.agency, cast.regulator, cast.tenderer])
      line = await custodianLine(hall)
    })
    after(() => line?.remove())

    it('is refused in a plan that only tenderer, agency and centre would draw, and one that names a party twice', async () => {
      const drafted = (parties: readonly string[]) =>
        draftedTender(running(), cast, {
          draft: {
            envelopes: evaluatedEnvelopes,
            evaluation: {
              method: 'comprehensive-scoring',
              text: '见数据。',
              plan: planOf({ price: { ...planOf().price, formula: drawnFormula(parties) } }),
            },
          },
        })
      const { agency, centre, regulator } = cast
      expect(await problemCode(drafted([agency.party, centre.party]))).to.equal('evaluation-plan-refused')
      expect(await problemCode(drafted([regulator.party, regulator.party]))).to.equal('evaluation-plan-refused')
    })

    it('begins with the publication: terms and the platform’s own commitment are on the tender’s chain', async () => {
      const coefficient = await coefficientNow(hall)
      expect(coefficient.state).to.equal('committing')
      expect(coefficient.terms.parties).to.deep.equal([
        { party: cast.agency.party, as: 'agency' },
        { party: cast.regulator.party, as: 'regulator' },
        { party: cast.tenderer.party, as: 'tenderer' },
      ])
      expect(coefficient.contributors.map(({ as, c }) => [as, c !== null])).to.deep.equal([
        ['platform', true],
        ['agency', false],
        ['regulator', false],
        ['tenderer', false],
      ])
      expect(await factsOf(hall, 'coefficient.begun')).to.have.length(1)
    })

    it('takes one commitment of each party the notice names, sealed to the tender’s custodians, and nobody else’s', async () => {
      ofAgency = await commitIn(hall, cast.agency)
      expect(await problemCode(commitIn(hall, cast.agency))).to.equal('draw-already-done')
      expect(await problemCode(commitIn(hall, cast.centre))).to.equal('not-a-party-to-draw')
      // The tenderer commits to one number and deals another: it means to choose later which of them counts.
      ofTenderer = await commitIn(hall, cast.tenderer, running().random(32))
      const turned = { ...hall, keys: [...hall.keys].reverse().map((one, index) => ({ ...one, i: index + 1 })) }
      expect(await problemCode(commitIn(turned, cast.regulator))).to.equal('escrow-wrong')
      expect(await line.run('coefficient', 1)).to.deep.include({ code: 0, done: [], refusal: 'nothing-due' })
    })

    it('tells an hour before the deadline whose commitment is missing', async () => {
      await bidAll(hall)
      running().clock.set(Date.parse(hall.tender.deadlineAt ?? '') - 3_600_000)
      await running().runDue()
      expect((await factsOf(hall, 'coefficient.awaited')).map(({ parties }) => parties)).to.deep.equal([[cast.regulator.party]])
      await logInAll(cast)
      ofRegulator = await commitIn(hall, cast.regulator)
    })

    it('takes no commitment after the deadline, and goes on after a restart', async () => {
      await toListed(hall)
      await running().restart()
      expect(await settledCoefficient(hall)).to.deep.include({ state: 'confirming' })
      expect(await problemCode(commitIn(hall, cast.agency))).to.equal('draw-wrong-step')
    })

    it('reveals nothing before reveal.closed is on the ledger, though every custodian has confirmed', async () => {
      await toRevealing(hall)
      await toReporting(hall, hall.bids)
      await toSettling(hall)
      for (const custodian of hall.keys.slice(1)) {
        const { done, of, unreadable } = await custodianTakes(hall, custodian)
        expect({ done, count: of.length, unreadable }).to.deep.equal({ done: 'confirmed', count: 4, unreadable: [] })
      }
      const { code, words } = await line.say('coefficient', 1, ['--lang', 'en'])
      expect(code).to.equal(0)
      expect(words).to.include(`envelopes confirmed: the platform's number, the number of party ${cast.agency.party}`)
      expect((await line.say('coefficient', 1, ['--lang', 'zh'])).words).to.include('目前无需操作')
      await settledCoefficient(hall)
      expect(await coefficientNow(hall)).to.deep.include({ state: 'confirming', seed: null })
      expect(await problemCode(silentCall(hall, cast.agency, ofAgency))).to.equal('draw-wrong-step')
      await toReleasing(hall)
      expect(await settledCoefficient(hall)).to.deep.include({ state: 'revealing', seed: null, wanted: [] })
      const numbers = (await coefficientNow(hall)).contributors.map(({ as, r }) => [as, r !== null])
      expect(numbers).to.deep.equal([
        ['platform', true],
        ['agency', false],
        ['regulator', false],
        ['tenderer', false],
      ])
    })

    it('takes only the number that was committed to, with the shares it was dealt in', async () => {
      const wrong = { ...ofAgency, r: running().random(32) }
      expect(await problemCode(silentCall(hall, cast.agency, wrong))).to.equal('number-wrong')
      const altered = {
        ...ofAgency,
        shares: ofAgency.shares.map((share, index) =>
          index === 1 ? share.map((byte, at) => (at === 0 ? byte ^ 1 : byte)) : share,
        ),
      }
      expect(await problemCode(silentCall(hall, cast.agency, altered))).to.equal('escrow-wrong')
      expect(await problemCode(silentCall(hall, cast.tenderer, ofTenderer))).to.equal('escrow-wrong')
      await revealIn(hall, cast.regulator, ofRegulator)
      expect(await problemCode(silentCall(hall, cast.regulator, ofRegulator))).to.equal('draw-already-done')
    })

    it('waits for nobody: after its time, moved by a suspension, k custodians open what is silent, also after a restart; who dealt otherwise is out', async () => {
      await toPublished(hall)
      const before = Date.parse((await coefficientNow(hall)).stepEndsAt ?? '')
      await change(suspendProjectContract)
      expect(await problemCode(silentCall(hall, cast.agency, ofAgency))).to.equal('draw-suspended')
      running().clock.advance(600_000)
      await change(resumeProjectContract)
      await settledCoefficient(hall)
      const { stepEndsAt } = await coefficientNow(hall)
      expect(Date.parse(stepEndsAt ?? '') - before).to.equal(600_000)
      expect(await line.run('coefficient', 1)).to.deep.include({ code: 0, done: [], refusal: 'not-overdue' })
      running().clock.set(Date.parse(stepEndsAt ?? ''))
      expect(await settledCoefficient(hall)).to.deep.include({ wanted: [cast.agency.party, cast.tenderer.party] })
      await running().restart()
      expect(await custodianTakes(hall, key(hall, 2))).to.deep.include({
        done: 'shares',
        of: [cast.agency.party, cast.tenderer.party],
      })
      // The second of them lets its command line watch: it gives, and ends once the coefficient is drawn.
      const watched = await line.run('coefficient', 1, ['--watch'], async () => {
        await settledCoefficient(hall)
      })
      expect(watched).to.deep.include({ code: 0, done: ['shares'], unreadable: [] })
      const drawn = await coefficientNow(hall)
      expect(drawn.state).to.equal('drawn')
      expect(drawn.contributors.find(({ as }) => as === 'agency')).to.deep.include({
        r: hex(ofAgency.r),
        isOpened: true,
        fault: null,
      })
      expect(drawn.contributors.find(({ as }) => as === 'tenderer')).to.deep.include({ r: null, fault: 'escrow-mismatch' })
      expect((await factsOf(hall, 'coefficient.drawn')).map(({ leftOut }) => leftOut)).to.deep.equal([
        [{ of: cast.tenderer.party, fault: 'escrow-mismatch' }],
      ])
      for (const { lot, coefficient } of drawn.lots ?? [])
        expect(coefficient).to.equal(drawCoefficient(fromHex(drawn.seed ?? ''), lot, coefficientValues))
      expect(drawn.lots?.map(({ lot }) => lot)).to.deep.equal(hall.tender.lots.map(({ id }) => id))
    })

    it('is drawn again by a stranger, who notices what was altered', async () => {
      const verdict = await verifyCoefficientAsStranger(hall)
      expect(verdict.failures).to.deep.equal([])
      expect(verdict.isDrawn).to.equal(true)
      const text = await coefficientBundle(hall)
      const bundle = JSON.parse(text)
      const drawn = bundle.chain.find((entry: { event: { type: string } }) => entry.event.type === 'coefficient.drawn')
      drawn.facts.lots[0].coefficient = coefficientValues.find((value) => value !== drawn.facts.lots[0].coefficient)
      const altered = await verifyCoefficientAsStranger(hall, JSON.stringify(bundle))
      expect(altered.failures.map((failure) => failure.split(' ')[0])).to.include.members([
        'facts-match',
        'coefficients-recomputed',
      ])
      const without = JSON.parse(text)
      without.acts = without.acts.slice(1)
      expect((await verifyCoefficientAsStranger(hall, JSON.stringify(without))).ok).to.equal(false)
    })

    it('is what the mean is multiplied by, and stands in the report', async () => {
      while ((await nowAt(hall)).state !== 'recorded') await passStep(hall)
      const { members, desk } = await evaluated(hall)
      const { lots, report } = await desk(firstOf(members))
      const { seed, draw, lots: coefficients } = await coefficientNow(hall)
      const [lot] = lots
      const own = coefficients?.find((each) => each.lot === lot?.lot)?.coefficient ?? ''
      expect(lot?.result?.coefficient).to.equal(own)
      // The mean of 9.0, 9.5 and 10.0 million.
      expect(lot?.result?.benchmark).to.equal(`${(9_500_000 * Number(own)).toFixed(2)}`)
      expect(JSON.parse(report?.text ?? '').coefficient).to.deep.equal({ draw, seed, lots: coefficients })
    })
  })

  describe('without enough numbers', () => {
    it('is void at the deadline when nobody without an interest has committed, and nothing is evaluated by the notice', async () => {
      const hall = await coefficientHall(running(), cast)
      await commitIn(hall, cast.agency)
      await technicalBid(hall, firstOf(people), '9000000.00')
      await toListed(hall)
      expect(await settledCoefficient(hall)).to.deep.include({ state: 'void', voidReason: 'too-few', seed: null })
      const members = [...people, cast.agency, cast.regulator].map((person, index) => ({ seat: index + 1, person }))
      expect(await problemCodeOf(seatAgain(hall, members, '0'.repeat(64)))).to.equal('coefficient-void')
      expect((await verifyCoefficientAsStranger(hall)).failures).to.deep.equal([])
    })
  })
})
