import { expect } from 'chai'
import { excuseMember, getEvaluation, getEvaluationDesk, signUndertaking } from '#shared/contracts/evaluation.ts'
import { listEvaluationTasks } from '#shared/contracts/evaluation-tasks.ts'
import * as draws from '#shared/contracts/experts-draw.ts'
import { assessExpert } from '#shared/contracts/experts-library.ts'
import { listDrawTasks, listExpertAssessments, listRepresentativeChoice } from '#shared/contracts/experts-tasks.ts'
import { invitePerson, joinParty } from '#shared/contracts/identity-persons.ts'
import { readInbox } from '#shared/contracts/notifications.ts'
import { seatCommittee } from '../../server/features/evaluation/index.ts'
import { drawnCommittee } from '../../server/features/experts/drawn-committee.ts'
import {
  admittedExpert,
  answerOf,
  calledExperts,
  type DrawAnswer,
  type DrawHall,
  drawNow,
  fillCommittee,
  publishResult,
  type TestExpert,
  throughToCalling,
} from '../support/draw-hall.ts'
import { evaluatedHall, technicalBid, toRecorded } from '../support/evaluation.ts'
import { formsOf, newcomer, problemOf, refusalOf } from '../support/identity.ts'
import { castOf, logInAll } from '../support/notices.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('a drawn committee is seated for the evaluation by itself (X1, X2)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  let setting: DrawHall
  let draw: DrawAnswer
  /** A second person of the tenderer. */
  let colleague: Awaited<ReturnType<typeof newcomer>>['client']
  const about = () => ({ params: { draw: draw.draw }, subject: { tender: draw.tender, draw: draw.draw } })
  const evaluation = () => platform().client.call(getEvaluation, { params: { tender: draw.tender } })
  const tasksOf = async (person: Pick<TestPerson, 'call'>) => (await person.call(listDrawTasks, {})).items.map(({ task }) => task)
  const duties = async (person: Pick<TestPerson, 'call'>) =>
    (await person.call(listEvaluationTasks, {})).items.map(({ task }) => task)
  const kindsOf = async (person: Pick<TestPerson, 'call'>) =>
    (await person.call(readInbox, { query: { limit: '100' } })).messages.map(({ kind }) => kind)

  it('once every seat is accepted and the tenderer has named its own', async () => {
    const hall = await evaluatedHall(platform(), await castOf(platform(), 3))
    for (const price of ['1000000.00', '1010000.00', '1020000.00'])
      await technicalBid(hall, await platform().register('bidder'), price)
    await toRecorded(hall)
    const experts: TestExpert[] = []
    for (const speciality of ['A06', 'A08', 'A08', 'A08', 'A08', 'A08'])
      experts.push(await admittedExpert(platform(), [speciality]))
    setting = { hall, platform: platform(), experts }
    const called = await throughToCalling(setting)
    const members = await calledExperts(setting)
    draw = await fillCommittee(setting, called.draw)
    expect(draw.state).to.equal('filled')
    const { tenderer, agency, regulator } = hall.cast
    await logInAll(hall.cast)
    expect(await tasksOf(tenderer)).to.deep.equal(['name-representatives'])
    expect(await tasksOf(regulator)).to.deep.equal([])
    const choice = await agency.call(listRepresentativeChoice, { params: { draw: draw.draw } })
    expect(choice).to.deep.equal({ count: 1, items: [{ person: tenderer.person, name: tenderer.credentials.name }] })
    await tenderer.act(draws.nameRepresentatives, { ...about(), body: { persons: [tenderer.person] } })
    expect(await tasksOf(tenderer)).to.deep.equal([])

    // Somebody gives up a seat between the moment the committee is read and the moment it is seated.
    const stale = await drawnCommittee(platform().server.platform as never, draw.tender)
    const leaving = (await calledExperts(setting)).find(({ invitation }) => invitation.speciality === 'A08')
    if (stale === undefined || leaving === undefined) throw new Error('nobody sits')
    await answerOf(leaving.expert, leaving.invitation, 'conflict')
    const refused = await seatCommittee(platform().server.platform, stale, platform().clock.now()).catch(
      (error: unknown) => error,
    )
    expect(refused).to.include({ code: 'state-changed' })
    expect(await problemCode(evaluation())).to.equal('evaluation-not-begun')
    await platform().runDue()
    draw = await fillCommittee(setting, draw.draw)
    expect(draw.state).to.equal('filled')

    await platform().beat()
    const seated = await evaluation()
    expect(seated.state).to.equal('seated')
    const text = JSON.stringify(seated)
    for (const { expert } of members) expect(text).not.to.contain(expert.person.person)
  })

  it('tells each member what waits for it, by asking, and nobody else that it sits (X3)', async () => {
    const { tenderer, agency } = setting.hall.cast
    expect(await duties(tenderer)).to.deep.equal(['undertake'])
    expect(await duties(agency)).to.deep.equal([])
    const [seated] = await calledExperts(setting)
    expect(await duties(seated?.expert.person ?? agency)).to.deep.equal(['undertake'])
    await tenderer.act(signUndertaking, {
      params: { tender: draw.tender },
      subject: { tender: draw.tender, round: 1 },
      body: { statement: 'evaluation-undertaking/1' },
    })
    expect(await duties(tenderer)).to.deep.equal(['elect'])
  })

  it('leaves messages of each step for the parties that act in it, and none for who is called or sits (X3)', async () => {
    const { agency, regulator, centre } = setting.hall.cast
    await platform().beat()
    for (const party of [agency, regulator, centre])
      expect(await kindsOf(party)).to.include.members(['draw.requested', 'draw.pooled', 'draw.committed', 'draw.held'])
    expect(await kindsOf(agency)).to.include.members(['draw.ranked', 'draw.filled', 'evaluation.committee-seated'])
    const [bid] = setting.hall.bids
    await bid?.person.logIn()
    expect(await kindsOf(bid?.person ?? agency)).to.include('evaluation.committee-seated')
    for (const { person } of setting.experts) {
      const kinds = await kindsOf(person)
      expect(kinds).to.include('expert.admitted')
      expect(kinds.filter((kind) => /^(draw|evaluation)\./.test(kind))).to.deep.equal([])
    }
  })

  it('cannot be undone by declaring the draw void: its members are replaced one by one (X4)', async () => {
    const { regulator } = setting.hall.cast
    const refused = await problemOf(regulator.act(draws.voidDraw, { ...about(), body: { reason: '名单有误' } }))
    expect(refused.code).to.equal('draw-wrong-step')
  })

  it('loses an expert that gives its seat up late, and gets the next in order, who takes a seat of its own (X4)', async () => {
    const leaving = (await calledExperts(setting)).find(({ invitation }) => invitation.speciality === 'A08')
    if (leaving === undefined) throw new Error('nobody sits')
    await answerOf(leaving.expert, leaving.invitation, 'conflict')
    await platform().beat()
    expect((await evaluation()).round).to.equal(2)
    await leaving.expert.person.logIn()
    expect(await duties(leaving.expert.person)).to.deep.equal([])
    const { regulator } = setting.hall.cast
    const seatsOf = async () => (await regulator.call(getEvaluationDesk, { params: { tender: draw.tender } })).seats
    expect((await seatsOf()).filter(({ isVacant }) => isVacant)).to.have.length(1)
    await platform().runDue()
    draw = await fillCommittee(setting, draw.draw)
    await platform().beat()
    const seats = await seatsOf()
    expect(draw.state).to.equal('filled')
    expect(seats).to.have.length(6)
    expect(seats.filter(({ isVacant }) => !isVacant)).to.have.length(5)
    await platform().beat()
    expect(await kindsOf(setting.hall.cast.agency)).to.include.members(['draw.vacated', 'evaluation.member-excused'])
  })

  it('has a representative that was excused replaced by somebody of the tenderer who has not sat (X4)', async () => {
    const { tenderer, regulator, agency } = setting.hall.cast
    const { round } = await evaluation()
    await regulator.act(excuseMember, {
      params: { tender: draw.tender },
      subject: { tender: draw.tender, round },
      body: { seat: 1, reason: '与投标人有利害关系' },
    })
    await platform().beat()
    expect(await tasksOf(agency)).to.deep.equal(['name-representatives'])
    const name = (person: string) => agency.act(draws.nameRepresentatives, { ...about(), body: { persons: [person] } })
    expect(await refusalOf(name(tenderer.person))).to.equal('representatives-wrong')
    colleague = await join(tenderer)
    await name(colleague.person)
    expect(await refusalOf(name(tenderer.person))).to.equal('draw-already-done')
    await platform().beat()
    await colleague.logIn()
    expect(await duties(colleague)).to.deep.equal(['undertake'])
    expect(await duties(tenderer)).to.deep.equal([])
    const { seats } = await regulator.call(getEvaluationDesk, { params: { tender: draw.tender } })
    expect(seats.filter(({ isVacant }) => !isVacant)).to.have.length(5)
    expect(seats.filter(({ isTenderers, isVacant }) => isTenderers && !isVacant)).to.have.length(1)
  })

  it('is assessed by each side once its names are public, expert by expert (一标一评)', async () => {
    const { agency, tenderer, regulator } = setting.hall.cast
    const listOf = async (person: TestPerson) =>
      (await person.call(listExpertAssessments, { params: { tender: draw.tender } })).items
    expect(await listOf(agency)).to.deep.equal([])
    await publishResult(setting)
    draw = await drawNow(setting, draw.draw)
    expect(draw.state).to.equal('released')
    expect(draw.names?.filter(({ seat }) => seat === null).map(({ name }) => name)).to.deep.equal(['同事'])
    expect(await tasksOf(agency)).to.deep.equal(['assess'])
    expect(await tasksOf(regulator)).to.deep.equal(['assess'])
    const experts = await listOf(tenderer)
    expect(experts).to.have.length(4)
    const marks = { punctuality: 90, discipline: 95, fairness: 100, competence: 80 }
    const assess = (expert: string) =>
      agency.act(assessExpert, {
        params: { tender: draw.tender },
        subject: { tender: draw.tender, expert },
        body: { marks, text: '按时到场，独立评审。' },
      })
    for (const { expert } of experts) await assess(expert)
    expect((await listOf(tenderer)).map(({ own }) => own?.marks)).to.deep.equal(Array.from({ length: 4 }, () => marks))
    expect((await listOf(regulator)).every(({ own }) => own === null)).to.equal(true)
    expect(await refusalOf(assess(experts[0]?.expert ?? ''))).to.equal('assessment-not-possible')
    expect(await tasksOf(agency)).to.deep.equal([])
    expect(await tasksOf(regulator)).to.deep.equal(['assess'])
  })

  async function join(tenderer: TestPerson) {
    const { party } = tenderer
    const { code } = await tenderer.act(invitePerson, {
      params: { party },
      subject: { party },
      body: { name: '同事', isAdministrator: false },
    })
    const who = await newcomer(platform(), { like: tenderer.credentials, name: '同事', party })
    const { person, certificate } = formsOf(who)
    await who.client.act(joinParty, { subject: { party, person: who.client.person }, body: { code, person, certificate } })
    return who.client
  }
})
