import { expect } from 'chai'
import * as contracts from '#shared/contracts/evaluation.ts'
import { listEvaluationTasks } from '#shared/contracts/evaluation-tasks.ts'
import { readInbox } from '#shared/contracts/notifications.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import {
  about,
  type Committee,
  committeeOf,
  evaluated,
  evaluatedEnvelopes,
  evaluatedHall,
  lock,
  type Member,
  review,
  seat,
  seatAgain,
  sign,
  technicalBid,
  toPreliminary,
  toRecorded,
  undertake,
} from '../support/evaluation.ts'
import { type Cast, castOf, draftedTender, logInAll } from '../support/notices.ts'
import { factsOf, type Hall, hallOf } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode, problemCodeOf } from '../support/problem-code.ts'
import { planOf } from '../support/scoring.ts'

describe('what may happen in an evaluation', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  const people: TestPerson[] = []

  before(async () => {
    cast = await castOf(running(), 3)
    for (let index = 0; index < 3; index += 1)
      people.push(await running().register('bidder', { name: `亢宿${index}建设有限公司` }))
  })

  const bidderAt = (index: number) => {
    const person = people[index]
    if (person === undefined) throw new Error('nobody')
    return person
  }
  /** A tender with three opened bids at these prices. */
  async function opened(prices: readonly string[], plan: Parameters<typeof planOf>[0] = {}): Promise<Hall> {
    const hall = await evaluatedHall(running(), cast, { lowPrice: null, ...plan })
    for (const [index, price] of prices.entries()) await technicalBid(hall, bidderAt(index), price)
    await toRecorded(hall)
    return hall
  }
  const stateOf = async (hall: Hall) =>
    (await running().client.call(contracts.getEvaluation, { params: { tender: hall.tender.id } })).state
  const bidOf = (hall: Hall, index: number) => hall.bids[index]?.bid.manifestSha256 ?? ''
  const first = ({ members: [member] }: Committee): Member => {
    if (member === undefined) throw new Error('nobody sits')
    return member
  }

  describe('a plan against the rules', () => {
    it('cannot be drafted (X9)', async () => {
      await logInAll(cast)
      const drafted = (plan: ReturnType<typeof planOf>) =>
        draftedTender(running(), cast, {
          draft: { envelopes: evaluatedEnvelopes, evaluation: { method: 'comprehensive-scoring', text: '见数据。', plan } },
        })
      const price = planOf().price
      expect(await problemCode(drafted(planOf({ price: { ...price, maximum: '39' } })))).to.equal('evaluation-plan-refused')
    })

    it('is needed: a notice without one is not evaluated here', async () => {
      const hall = await hallOf(running(), { cast, draft: { envelopes: evaluatedEnvelopes } })
      for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00'].entries())
        await technicalBid(hall, bidderAt(index), price)
      await toRecorded(hall)
      expect(await problemCodeOf(seat(hall))).to.equal('evaluation-without-plan')
    })
  })

  describe('a member that is replaced (X4)', () => {
    let hall: Hall
    let committee: Committee

    before('one of five finds a conflict while scores are locked', async function () {
      this.timeout(120_000)
      hall = await opened(['9000000.00', '9500000.00', '9900000.00'])
      committee = await seat(hall)
      await toPreliminary(committee)
      for (const member of committee.members) await review(committee, member)
      for (const member of committee.members.slice(0, 3)) await lock(committee, member)
      const [chair] = committee.members
      await chair?.person.act(contracts.declareConflict, {
        ...(await about(committee)),
        body: { reason: '发现本人配偶在投标人单位任职。' },
      })
    })

    it('leaves a vacant seat, no chair if it was the chair, and the evaluation waits in a new round', async () => {
      const desk = await committee.desk(committee.members[1] as Member)
      expect(desk).to.deep.include({ state: 'seated', round: 2, chair: null })
      expect(desk.seats.map(({ isVacant, reviewed, locked }) => [isVacant, reviewed.length, locked.length])).to.deep.equal([
        [true, 0, 0],
        [false, 1, 1],
        [false, 1, 1],
        [false, 1, 0],
        [false, 1, 0],
      ])
      expect(await problemCode(committee.desk(first(committee)))).to.equal('not-on-committee')
    })

    it('takes nothing signed for the round before', async () => {
      const { person } = committee.members[3] as Member
      const tender = hall.tender.id
      const late = person.act(contracts.electChair, { params: { tender }, subject: { tender, round: 1 }, body: { seat: 4 } })
      expect(await problemCode(late)).to.equal('act-wrong-subject')
    })

    it('goes on with the replacement, who judges everything anew; what the others locked stands', async () => {
      const person = await running().register('expert')
      await person.logIn()
      const newcomer = { seat: 6, person }
      const members = [...committee.members.slice(1), newcomer]
      await seatAgain(hall, members, committee.seed)
      await seatAgain(hall, members, committee.seed)
      committee = committeeOf(hall, members, committee.seed)
      expect(await stateOf(hall)).to.equal('seated')
      await undertake(committee, newcomer)
      for (const { person: voter } of members.slice(0, 3))
        await voter.act(contracts.electChair, { ...(await about(committee)), body: { seat: 2 } })
      expect(await stateOf(hall)).to.equal('preliminary')
      await review(committee, newcomer)
      expect(await stateOf(hall)).to.equal('scoring')
      expect(await problemCode(lock(committee, members[0] as Member))).to.equal('already-acted')
      for (const member of members.slice(2)) await lock(committee, member)
      expect(await stateOf(hall)).to.equal('signing')
      for (const member of members) await sign(committee, member)
      await running().runDue()
      expect(await stateOf(hall)).to.equal('completed')
      await cast.regulator.logIn()
      const params = { tender: hall.tender.id }
      const report = JSON.parse(fromUtf8(await cast.regulator.call(contracts.getEvaluationReport, { params }))) as {
        replaced: number[]
        lots: { sheets: { seat: number }[] }[]
      }
      expect(report.replaced).to.deep.equal([1])
      expect(report.lots[0]?.sheets.map(({ seat: author }) => author)).to.deep.equal([2, 3, 4, 5, 6])
    })
  })

  describe('a member that vanishes', () => {
    it('is replaced by the regulator’s act, and by nobody else’s (X4)', async () => {
      const hall = await opened(['9000000.00', '9500000.00', '9900000.00'])
      const committee = await seat(hall)
      await toPreliminary(committee)
      const excuse = async (person: TestPerson) =>
        person.act(contracts.excuseMember, { ...(await about(committee)), body: { seat: 5, reason: '失联。' } })
      expect(await problemCode(excuse(cast.agency))).to.equal('forbidden')
      await excuse(cast.regulator)
      expect(await stateOf(hall)).to.equal('seated')
      const [excused] = await factsOf(hall, 'evaluation.member-excused')
      expect(excused).to.include({ round: 2, seat: 5, cause: 'directive' })
    })
  })

  describe('questions to bidders', () => {
    it('are the chair’s, go to the bidder asked and to no other, and a corrected price binds once confirmed (X7, X11)', async () => {
      const hall = await opened(['9000000.00', '9500000.00', '9900000.00'])
      const committee = await seat(hall)
      await toPreliminary(committee)
      const lot = hall.tender.lots[0]?.id ?? ''
      const ask = async (member: Member, items: { id: string; quantity: string; unitPrice: Yuan; amount: Yuan }[]) =>
        member.person.act(contracts.askBidder, {
          ...(await about(committee)),
          body: {
            lot,
            bid: bidOf(hall, 0),
            text: '投标报价与分项合计不一致，请确认修正后的报价。',
            correction: { words: null, fileTotal: null, items },
          },
        })
      const items = [
        { id: '1', quantity: '2', unitPrice: '4000000.00' as Yuan, amount: '8000000.00' as Yuan },
        { id: '2', quantity: '1', unitPrice: '1700000.00' as Yuan, amount: '1000000.00' as Yuan },
      ]
      expect(await problemCode(ask(committee.members[1] as Member, items))).to.equal('not-the-chair')
      const { question } = await ask(first(committee), items)
      const params = { tender: hall.tender.id }
      const asked = async (index: number) => {
        await bidderAt(index).logIn()
        return (await bidderAt(index).call(contracts.getEvaluationQuestions, { params })).questions
      }
      expect(await asked(1)).to.deep.equal([])
      const [own] = await asked(0)
      await running().beat()
      const told = async (index: number) =>
        (await bidderAt(index).call(readInbox, {})).messages.map(({ kind }) => kind).includes('evaluation.bidder-asked')
      expect([await told(0), await told(1)]).to.deep.equal([true, false])
      expect((await bidderAt(0).call(listEvaluationTasks, {})).items.map(({ task }) => task)).to.deep.equal(['answer'])
      expect((await bidderAt(1).call(listEvaluationTasks, {})).items).to.deep.equal([])
      expect(own?.correction).to.deep.equal({
        price: '9700000.00',
        steps: [
          { rule: 'units', of: '2', from: '1000000.00', to: '1700000.00' },
          { rule: 'units', of: 'total', from: '9000000.00', to: '9700000.00' },
        ],
      })
      const answer = (index: number, isConfirmed: boolean | null) =>
        bidderAt(index).act(contracts.answerEvaluationQuestion, {
          params,
          subject: { tender: hall.tender.id, question },
          body: { text: '同意。', isConfirmed },
        })
      expect(await problemCode(answer(1, true))).to.equal('not-found')
      expect(await problemCode(answer(0, null))).to.equal('confirmation-missing')
      for (const member of committee.members) await review(committee, member)
      expect(await stateOf(hall)).to.equal('inquiring')
      await answer(0, true)
      expect(await problemCode(answer(0, true))).to.equal('question-closed')
      expect(await stateOf(hall)).to.equal('scoring')
      for (const member of committee.members) await lock(committee, member)
      const result = (await committee.desk(first(committee))).lots[0]?.result
      expect(result?.bids.find(({ bid }) => bid === bidOf(hall, 0))).to.include({ price: '9700000.00', rank: 2 })
      expect(result?.benchmark).to.equal('9500000.00')
    })

    it('lapse: a correction nobody confirms rejects the bid (X11)', async () => {
      const hall = await opened(['9000000.00', '9500000.00', '9900000.00'])
      const committee = await seat(hall)
      await toPreliminary(committee)
      await first(committee).person.act(contracts.askBidder, {
        ...(await about(committee)),
        body: {
          lot: hall.tender.lots[0]?.id ?? '',
          bid: bidOf(hall, 1),
          text: '请确认。',
          correction: { words: '玖佰壹拾万元整', fileTotal: null, items: [] },
        },
      })
      for (const member of committee.members) await review(committee, member)
      running().clock.advance(1_800_000)
      await running().runDue()
      expect(await stateOf(hall)).to.equal('scoring')
      const { lots } = await committee.desk(first(committee))
      expect(lots[0]?.rejections).to.deep.equal([
        {
          bid: bidOf(hall, 1),
          rejections: [{ ground: 'unresponsive', foundBy: 'correction', reasons: ['逾期未确认修正后的报价'] }],
        },
      ])
    })
  })

  describe('an abnormally low price (X12)', () => {
    it('is asked about by the platform, and rejected when the majority does not accept the explanation', async () => {
      const hall = await opened(['3000000.00', '9500000.00', '9900000.00'], { lowPrice: { of: 'mean', belowPercent: '80' } })
      const committee = await seat(hall)
      await toPreliminary(committee)
      for (const member of committee.members) await review(committee, member)
      expect(await stateOf(hall)).to.equal('inquiring')
      const [question] = (await committee.desk(first(committee))).questions
      expect(question).to.include({ kind: 'low-price', bid: bidOf(hall, 0), isClosed: false })
      const judge = async (member: Member, isAccepted: boolean) =>
        member.person.act(contracts.judgeExplanation, {
          ...(await about(committee)),
          body: { question: question?.id ?? '', isAccepted, reason: '未提交成本测算。' },
        })
      expect(await problemCode(judge(first(committee), false))).to.equal('question-open')
      await running().beat()
      await bidderAt(0).logIn()
      const kinds = (await bidderAt(0).call(readInbox, {})).messages.map(({ kind }) => kind)
      expect(kinds).to.include('evaluation.review-counted')
      await bidderAt(0).act(contracts.answerEvaluationQuestion, {
        params: { tender: hall.tender.id },
        subject: { tender: hall.tender.id, question: question?.id ?? '' },
        body: { text: '我方自有设备，报价合理。', isConfirmed: null },
      })
      await judge(first(committee), false)
      const judgedBy = async (member: Member) => (await committee.desk(member)).questions[0]?.ownJudgement
      expect([await judgedBy(first(committee)), await judgedBy(committee.members[1] as Member)]).to.deep.equal([false, null])
      for (const member of committee.members.slice(1, 3)) await judge(member, false)
      expect(await stateOf(hall)).to.equal('scoring')
      const { lots } = await committee.desk(first(committee))
      expect(lots[0]?.bids.map(({ bid, isValid }) => [bid === bidOf(hall, 0), isValid])).to.deep.include([true, false])
      expect(lots[0]?.rejections[0]?.rejections[0]).to.include({
        ground: 'price-below-cost-or-above-ceiling',
        foundBy: 'low-price',
      })
    })
  })

  describe('a review that leaves nothing', () => {
    it('fails the evaluation when every bid is rejected (TL 51)', async () => {
      const hall = await opened(['9000000.00', '9500000.00', '9900000.00'])
      const committee = await seat(hall)
      await toPreliminary(committee)
      const failing = hall.bids.map(({ bid }) => ({ bid: bid.manifestSha256, item: 'responsive' }))
      for (const member of committee.members) await review(committee, member, failing)
      expect(await stateOf(hall)).to.equal('failed')
    })
  })

  describe('the lowest evaluated price', () => {
    it('has nothing to score: it is totalled once the review is counted', async () => {
      const hall = await opened(['9900000.00', '9000000.00', '9500000.00'], {
        criteria: [],
        isBlind: false,
        price: { field: 'price', maximum: '0', formula: { kind: 'lowest-evaluated-price' }, adjustments: [] },
      })
      const committee = await seat(hall)
      await toPreliminary(committee)
      for (const member of committee.members) await review(committee, member)
      expect(await stateOf(hall)).to.equal('signing')
      const result = (await committee.desk(first(committee))).lots[0]?.result
      expect(result?.candidates).to.deep.equal([1, 2, 0].map((index) => bidOf(hall, index)))
    })
  })

  describe('two members at the same moment', () => {
    it('each lock their scores, and the last one totals, once', async () => {
      const hall = await opened(['9000000.00', '9500000.00', '9900000.00'])
      const committee = await seat(hall)
      await toPreliminary(committee)
      for (const member of committee.members) await review(committee, member)
      await Promise.all(committee.members.map((member) => lock(committee, member)))
      expect(await stateOf(hall)).to.equal('signing')
      expect(await factsOf(hall, 'evaluation.scores-locked')).to.have.length(5)
      expect(await factsOf(hall, 'evaluation.totalled')).to.have.length(1)
    })
  })

  describe('too little time (X16)', () => {
    it('is extended when more than a third of the committee say so, and not before', async () => {
      const hall = await opened(['9000000.00', '9500000.00', '9900000.00'])
      const committee = await seat(hall)
      await toPreliminary(committee)
      for (const member of committee.members) await review(committee, member)
      for (const member of committee.members) await lock(committee, member)
      const endOf = async () =>
        Date.parse(
          (await running().client.call(contracts.getEvaluation, { params: { tender: hall.tender.id } })).stepEndsAt ?? '',
        )
      const before = await endOf()
      const ask = async (index: number) =>
        committee.members[index]?.person.act(contracts.requestMoreTime, {
          ...(await about(committee)),
          body: { reason: '报告篇幅较长。' },
        }) ?? Promise.resolve()
      await ask(0)
      expect(await problemCode(ask(0))).to.equal('already-acted')
      expect(await endOf()).to.equal(before)
      await ask(1)
      expect(await endOf()).to.equal(before + 1_800_000)
      running().clock.set(before)
      await running().runDue()
      expect(await stateOf(hall)).to.equal('signing')
    })
  })

  it('goes from the opening to the report with everybody honest', async () => {
    const hall = await opened(['9000000.00', '9500000.00', '9900000.00'])
    await evaluated(hall)
    expect(await stateOf(hall)).to.equal('completed')
  })
})
