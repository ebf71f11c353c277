import { expect } from 'chai'
import { createPersonClient, type PersonClient } from '#shared/acts/person-client.ts'
import * as awards from '#shared/contracts/awards.ts'
import * as contracts from '#shared/contracts/evaluation.ts'
import {
  about,
  type Committee,
  evaluatedHall,
  lock,
  type Member,
  review,
  seat,
  sheetOf,
  sign,
  technicalBid,
  toRecorded,
  undertake,
} from '../support/evaluation.ts'
import { castOf, logInAll } from '../support/notices.ts'
import { factsOf, type Hall } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('acts after the opening that come at the wrong moment, or at the same one', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let hall: Hall
  let committee: Committee
  const bidders: TestPerson[] = []
  const bidderAt = (index: number) => {
    const person = bidders[index]
    if (person === undefined) throw new Error('nobody')
    return person
  }
  const memberAt = (index: number): Member => {
    const member = committee.members[index]
    if (member === undefined) throw new Error('nobody sits there')
    return member
  }

  before('three bids are opened, one of them abnormally low', async function () {
    this.timeout(120_000)
    hall = await evaluatedHall(running(), await castOf(running(), 3))
    for (const price of ['3000000.00', '9500000.00', '9900000.00']) {
      bidders.push(await running().register('bidder'))
      await technicalBid(hall, bidderAt(bidders.length - 1), price)
    }
    await toRecorded(hall)
    committee = await seat(hall)
  })

  /** The same person a second before `moment`, with a token that takes its time: while it signs, that moment comes. */
  function slowHandOf(person: TestPerson, moment: number, startsAt = moment - 1000): PersonClient {
    const { signer } = person
    running().clock.set(startsAt)
    return createPersonClient({
      origin: running().origin,
      fetch: globalThis.fetch,
      signer: {
        ...signer,
        sign: async (tbs) => {
          const signature = await signer.sign(tbs)
          running().clock.set(moment)
          return signature
        },
      },
      platform: running().server.platform.config.platformName,
      party: person.party,
      person: person.person,
      now: running().clock.now,
      random: running().random,
    })
  }
  const params = () => ({ tender: hall.tender.id })
  const lotParams = () => ({ tender: hall.tender.id, lot: hall.tender.lots[0]?.id ?? '' })
  const evaluationNow = () => running().client.call(contracts.getEvaluation, { params: params() })
  async function refresh(): Promise<void> {
    await logInAll(hall.cast)
    for (const person of bidders) await person.logIn()
  }
  const awardNow = async () => {
    const [award] = (await hall.cast.agency.call(awards.getAwards, { params: params() })).awards
    if (award === undefined) throw new Error('no award')
    return award
  }
  const named = async () => ({ params: lotParams(), subject: { ...lotParams(), version: (await awardNow()).version } })
  /** How the acts of several at the same moment ended, counted by problem. */
  async function outcomes(acts: readonly Promise<unknown>[]): Promise<Record<string, number>> {
    const counted: Record<string, number> = {}
    for (const code of await Promise.all(acts.map((act) => problemCode(act)))) counted[code] = (counted[code] ?? 0) + 1
    return counted
  }

  it('five vote at the same moment, three for one and two for another: one chair, and no second', async () => {
    await Promise.all(committee.members.map((member) => undertake(committee, member)))
    const where = await about(committee)
    const counted = await outcomes(
      [2, 3, 2, 3, 2].map((chair, index) =>
        memberAt(index).person.act(contracts.electChair, { ...where, body: { seat: chair } }),
      ),
    )
    // Whoever comes after the third of three finds the election over.
    expect((counted['none'] ?? 0) + (counted['evaluation-wrong-step'] ?? 0), JSON.stringify(counted)).to.equal(5)
    expect(counted['none']).to.be.at.least(3)
    expect((await committee.desk(memberAt(0))).chair).to.equal(2)
    expect(await factsOf(hall, 'evaluation.chair-elected')).to.have.length(1)
  })

  it('a bidder’s answer is late when the clock passes its limit while its token signs (X12)', async () => {
    for (const member of committee.members) await review(committee, member)
    const [question] = (await committee.desk(memberAt(0))).questions
    if (question === undefined) throw new Error('nothing asked')
    const late = slowHandOf(bidderAt(0), Date.parse(question.answerBy)).act(contracts.answerEvaluationQuestion, {
      params: params(),
      subject: { ...params(), question: question.id },
      body: { text: '我方自有设备，报价合理。', isConfirmed: null },
    })
    expect(await problemCode(late)).to.equal('question-closed')
    expect((await evaluationNow()).state, 'nothing has happened').to.equal('inquiring')
    await running().runDue()
    expect((await committee.desk(memberAt(0))).questions.map(({ answer, isClosed }) => [answer, isClosed])).to.deep.equal([
      [null, true],
    ])
    for (const member of committee.members.slice(0, 3))
      await member.person.act(contracts.judgeExplanation, {
        ...(await about(committee)),
        body: { question: question.id, isAccepted: true, reason: '结合市场价判断。' },
      })
    expect((await evaluationNow()).state).to.equal('scoring')
  })

  it('a sheet with a score below nothing, one left out, one twice or one for a stranger is refused whole', async () => {
    const { person } = memberAt(0)
    const whole = await sheetOf(committee, memberAt(0))
    const [first, ...rest] = whole.scores
    if (first === undefined) throw new Error('nothing to score')
    const give = async (scores: typeof whole.scores) =>
      problemCode(
        person.act(contracts.lockScores, {
          ...(await about(committee)),
          body: { sheet: { ...whole, scores }, salt: 'ab'.repeat(32) },
        }),
      )
    expect(await give([{ ...first, points: '-1' }, ...rest])).to.equal('invalid-request')
    expect(await give(rest)).to.equal('score-refused')
    expect(await give([first, ...whole.scores])).to.equal('score-refused')
    expect(await give([{ ...first, bid: 'ZZ' }, ...rest])).to.equal('score-refused')
    expect((await committee.desk(memberAt(0))).seats.map(({ locked }) => locked)).to.deep.equal([[], [], [], [], []])
  })

  it('a signature is late when the limit passes while its token signs: silence has counted, a late dissent does not (X14)', async () => {
    for (const member of committee.members) await lock(committee, member)
    for (const member of committee.members.slice(0, 4)) await sign(committee, member)
    const { stepEndsAt } = await evaluationNow()
    const end = Date.parse(stepEndsAt ?? '')
    const { report } = await committee.desk(memberAt(4))
    const slow = slowHandOf(memberAt(4).person, end)
    const where = await about(committee)
    const late = slow.act(contracts.signEvaluationReport, {
      ...where,
      body: { reportSha256: report?.sha256 ?? '', dissent: '对排序有异议。' },
    })
    expect(await problemCode(late)).to.equal('evaluation-wrong-step')
    const more = memberAt(4).person.act(contracts.requestMoreTime, { ...where, body: { reason: '来不及签。' } })
    expect(await problemCode(more)).to.equal('evaluation-wrong-step')
    expect((await evaluationNow()).state).to.equal('signing')
    await running().runDue()
    expect((await evaluationNow()).state).to.equal('completed')
    expect((await factsOf(hall, 'evaluation.completed'))[0]).to.deep.include({
      signed: [1, 2, 3, 4],
      silent: [5],
      dissenting: [],
    })
  })

  it('an act whose token took longer than its clock may differ is refused, and can be signed anew', async () => {
    await running().beat()
    await refresh()
    const candidates = (await awardNow()).candidates.map(({ bid }) => bid)
    const slow = slowHandOf(hall.cast.agency, running().clock.now() + 6 * 60_000, running().clock.now())
    const late = slow.act(awards.publishCandidates, { ...(await named()), body: { candidates } })
    expect(await problemCode(late)).to.equal('act-clock-skew')
    expect((await awardNow()).state).to.equal('reported')
  })

  it('two staff publish the candidates at the same moment: once (A1)', async () => {
    const candidates = (await awardNow()).candidates.map(({ bid }) => bid)
    const input = { ...(await named()), body: { candidates } }
    const { agency, tenderer } = hall.cast
    const counted = await outcomes([agency, tenderer, agency].map((person) => person.act(awards.publishCandidates, input)))
    expect(counted['none'], JSON.stringify(counted)).to.equal(1)
    expect(await factsOf(hall, 'award.candidates-published')).to.have.length(1)
  })

  it('an objection is late when the publicity ends while its token signs (A2)', async () => {
    const end = Date.parse((await awardNow()).publicityEndsAt ?? '')
    const late = slowHandOf(bidderAt(1), end).act(awards.objectToCandidates, {
      params: lotParams(),
      subject: lotParams(),
      body: { text: '第一名的业绩不真实。' },
    })
    expect(await problemCode(late)).to.equal('award-wrong-step')
    await running().runDue()
    await refresh()
    expect(await awardNow()).to.include({ state: 'deciding' })
    expect((await awardNow()).objections).to.deep.equal([])
  })

  it('both sides sign the contract at the same moment: it is concluded, once (A4)', async () => {
    const [first] = (await awardNow()).candidates
    await hall.cast.tenderer.act(awards.decideAward, {
      ...(await named()),
      body: { winner: first?.bid ?? '', cause: null, reason: null },
    })
    await hall.cast.agency.act(awards.draftContract, {
      ...(await named()),
      body: { points: first?.fields ?? {}, terms: '按招标文件合同条款执行。' },
    })
    const contractSha256 = (await awardNow()).contract?.sha256 ?? ''
    const winner = bidders.find(({ party }) => party === first?.party)
    if (winner === undefined) throw new Error('nobody won')
    const signing = (person: TestPerson) =>
      problemCode(person.act(awards.signContract, { params: lotParams(), subject: lotParams(), body: { contractSha256 } }))
    const both = [hall.cast.tenderer, winner]
    const codes = await Promise.all(both.map(signing))
    expect(codes).to.include('none')
    // Who came second by a hair is told so, has lost nothing and signs again.
    for (const [index, person] of both.entries()) {
      expect(codes[index]).to.be.oneOf(['none', 'state-changed'])
      expect(await signing(person)).to.be.oneOf(codes[index] === 'none' ? ['already-acted', 'award-wrong-step'] : ['none'])
    }
    expect(await awardNow()).to.include({ state: 'contracted' })
    expect(await factsOf(hall, 'award.contract-signed')).to.have.length(1)
    expect(await factsOf(hall, 'award.contract-concluded')).to.have.length(1)
  })
})
