import { expect } from 'chai'
import * as awards from '#shared/contracts/awards.ts'
import * as contracts from '#shared/contracts/evaluation.ts'
import { getQualification, qualifyBidders } from '#shared/contracts/evaluation-qualification.ts'
import { listEvaluationTasks } from '#shared/contracts/evaluation-tasks.ts'
import { readInbox } from '#shared/contracts/notifications.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { parseCommitteeActs } from '#shared/evaluation/committee-acts.ts'
import { parseReport } from '#shared/evaluation/judge-report.ts'
import { verifyCommitteeActs } from '#shared/evaluation/verify-committee-acts.ts'
import { fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { wholeJudgement } from '#shared/scoring/member-opinion.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { readEndedEvaluation } from '../../server/features/evaluation/index.ts'
import {
  about,
  type Committee,
  evaluatedHall,
  lock,
  qualify,
  review,
  seat,
  sign,
  technicalBid,
  toRecorded,
  undertake,
} from '../support/evaluation.ts'
import { acceptedProject, type Cast, castOf, logInAll } from '../support/notices.ts'
import { factsOf, type Hall } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

const PRICES = ['9000000.00', '9500000.00', '9900000.00', '9950000.00']

describe('the qualification of bidders in procurement, checked by the buyer or its agency (G6; 87-44)', function () {
  this.timeout(120_000)
  const running = usePlatform()
  const people: TestPerson[] = []
  let cast: Cast
  let hall: Hall
  let committee: Committee

  const params = () => ({ tender: hall.tender.id })
  const lotId = () => hall.tender.lots[0]?.id ?? ''
  const bidOf = (index: number) => hall.bids[index]?.bid.manifestSha256 ?? ''
  const first = <T>([value]: readonly T[]): T => {
    if (value === undefined) throw new Error('nothing there')
    return value
  }
  const stateOf = async () => (await running().client.call(contracts.getEvaluation, { params: params() })).state
  const votesOf = (item = 'qualified') =>
    wholeJudgement(
      [{ id: item }],
      hall.bids.map(({ bid }) => ({ bid: bid.manifestSha256 })),
    )
  const checkAs = (person: TestPerson, votes = votesOf()) =>
    person.act(qualifyBidders, { params: params(), subject: { ...params(), round: 1 }, body: { lot: lotId(), votes } })
  const tasksOf = async (person: TestPerson) => {
    await person.logIn()
    const { items } = await person.call(listEvaluationTasks, {})
    return items.filter(({ tender }) => tender === hall.tender.id).map(({ task }) => task)
  }
  const messagesOf = async (person: TestPerson) => {
    await running().beat()
    await running().beat()
    await person.logIn()
    const { messages } = await person.call(readInbox, { query: { limit: 100 } })
    return messages.filter(({ subject }) => subject['tender'] === hall.tender.id)
  }
  const kindsOf = async (person: TestPerson) => (await messagesOf(person)).map(({ kind }) => kind)
  async function purchase(bidders: number): Promise<Hall> {
    await logInAll(cast)
    for (const person of people) await person.logIn()
    const project = await acceptedProject(running(), cast, { category: 'government-procurement', kind: 'goods' })
    const made = await evaluatedHall(running(), cast, { lowPrice: null }, project)
    for (const [index, price] of PRICES.slice(0, bidders).entries()) await technicalBid(made, people[index] as TestPerson, price)
    return made
  }

  before(async () => {
    cast = await castOf(running(), 3)
    for (const index of PRICES.keys()) people.push(await running().register('bidder', { name: `井宿${index}设备有限公司` }))
  })

  describe('of whom one is not qualified', () => {
    before(async function () {
      this.timeout(120_000)
      hall = await purchase(4)
    })

    it('is not checked before the opening is recorded and a committee seated', async () => {
      expect(await problemCode(checkAs(cast.agency))).to.equal('evaluation-not-begun')
      expect(await problemCode(cast.agency.call(getQualification, { params: params() }))).to.equal('evaluation-not-begun')
      await toRecorded(hall)
      committee = await seat(hall)
    })

    it('waits for those who run the tender, and no member reads a bid meanwhile', async () => {
      expect([await tasksOf(cast.agency), await tasksOf(cast.tenderer)]).to.deep.equal([['qualify'], ['qualify']])
      for (const member of committee.members) await undertake(committee, member)
      expect(await stateOf()).to.equal('seated')
      const desk = await committee.desk(first(committee.members))
      expect(first(desk.lots)).to.deep.include({ isToQualify: true })
      expect(first(desk.lots).bids.map(({ fields, files }) => [fields, files.length])).to.deep.equal(
        hall.bids.map(() => [null, 0]),
      )
    })

    it('is announced to the inboxes of those who run the tender, and of no member (X3)', async () => {
      for (const person of [cast.agency, cast.tenderer]) expect(await kindsOf(person)).to.include('evaluation.qualification-due')
      for (const person of [cast.regulator, first(people), first(committee.members).person])
        expect(await kindsOf(person)).to.not.include('evaluation.qualification-due')
    })

    it('shows them letters and files of the bids, the technical ones excepted', async () => {
      await cast.agency.logIn()
      const { items, lots } = await cast.agency.call(getQualification, { params: params() })
      expect(items.map(({ id }) => id)).to.deep.equal(['qualified'])
      const { bids } = first(lots)
      const own = bids.find(({ bid }) => bid === bidOf(0))
      expect(own).to.deep.include({ bidder: '井宿0设备有限公司', files: [{ place: 1, name: '报价.pdf' }] })
      const fileAt = (person: TestPerson, place: number) =>
        person.call(contracts.getEvaluationDocument, {
          params: { ...params(), lot: lotId(), bid: bidOf(0), place: String(place) },
        })
      expect(fromUtf8((await fileAt(cast.agency, 1)).slice(8, 12))).to.equal('%PDF')
      expect(await problemCode(fileAt(cast.agency, 0))).to.equal('not-found')
    })

    it('is nobody else’s: a bidder’s, the regulator’s, a member’s, or another agency’s', async () => {
      await cast.regulator.logIn()
      const bidder = people[0] as TestPerson
      await bidder.logIn()
      const stranger = await running().register('agency')
      await stranger.logIn()
      const member = first(committee.members).person
      await member.logIn()
      for (const person of [bidder, cast.regulator, member]) expect(await problemCode(checkAs(person))).to.equal('forbidden')
      expect(await problemCode(checkAs(stranger))).to.equal('not-a-participant')
      expect(await problemCode(stranger.call(getQualification, { params: params() }))).to.equal('not-a-participant')
    })

    it('is one judgement of every item of every bid, and of no item of the committee’s', async () => {
      await cast.agency.logIn()
      expect(await problemCode(checkAs(cast.agency, votesOf('signed')))).to.equal('review-refused')
      expect(await problemCode(checkAs(cast.agency, votesOf().slice(1)))).to.equal('review-refused')
      const silent = votesOf().map((vote) => ({ ...vote, isPassed: false }))
      expect(await problemCode(checkAs(cast.agency, silent))).to.equal('review-refused')
    })

    it('puts out who fails it, once, with a fact of it on the chain; the committee begins', async () => {
      expect(await qualify(hall, [bidOf(3)])).to.equal(1)
      expect(await problemCode(checkAs(cast.agency))).to.equal('already-acted')
      const members = committee.members.slice(0, 3)
      for (const { person } of members)
        await person.act(contracts.electChair, { ...(await about(committee)), body: { seat: first(members).seat } })
      expect(await stateOf()).to.equal('preliminary')
      expect(await problemCode(checkAs(cast.agency))).to.equal('evaluation-wrong-step')
      const facts = await factsOf(hall, 'evaluation.qualified')
      expect(facts).to.have.length(1)
      expect(facts[0]).to.have.all.keys('round', 'lot', 'actSha256')
      expect(await tasksOf(cast.agency)).to.deep.equal([])
      const checked = first((await cast.agency.call(getQualification, { params: params() })).lots).checked
      expect(checked).to.deep.include({ isFailed: false })
      expect(checked?.votes.filter(({ isPassed }) => !isPassed)).to.deep.equal([
        { bid: bidOf(3), item: 'qualified', isPassed: false, reason: '资质证书已过期' },
      ])
    })

    it('is told to those who run the tender; the chair finds its next task by asking, as nobody writes to one who sits (X3)', async () => {
      for (const person of [cast.tenderer, cast.agency]) expect(await kindsOf(person)).to.include('evaluation.qualified')
      const { person } = first(committee.members)
      expect(await kindsOf(person)).to.deep.equal([])
      expect(await tasksOf(person)).to.deep.equal(['review'])
      expect(await kindsOf(people[3] as TestPerson), 'before the result').to.not.include('evaluation.qualified')
    })

    it('leaves the committee neither its items nor who is not qualified (87-50)', async () => {
      const member = first(committee.members)
      const { isProcurement, lots } = await committee.desk(member)
      expect(isProcurement).to.equal(true)
      const out = first(lots).bids.find(({ bid }) => bid === bidOf(3))
      expect(out).to.deep.include({ isQualified: false, fields: null, files: [] })
      const read = member.person.call(contracts.getEvaluationDocument, {
        params: { ...params(), lot: lotId(), bid: bidOf(3), place: '1' },
      })
      expect(await problemCode(read)).to.equal('not-found')
      const all = ['signed', 'qualified', 'responsive'].flatMap((item) => votesOf(item))
      const reviewAs = async (votes: typeof all) =>
        problemCode(member.person.act(contracts.reviewBids, { ...(await about(committee)), body: { lot: lotId(), votes } }))
      const ofCommittee = all.filter(({ item }) => item !== 'qualified')
      expect(await reviewAs(all.filter(({ bid }) => bid !== bidOf(3)))).to.equal('review-refused')
      expect(await reviewAs(ofCommittee)).to.equal('review-refused')
      expect(await reviewAs(ofCommittee.filter(({ bid }) => bid !== bidOf(3)))).to.equal('none')
      for (const other of committee.members.slice(1)) await review(committee, other)
      expect(await stateOf()).to.equal('scoring')
    })

    it('stands in the report, with who checked and what it came to, and in the result of its bidder (A8)', async () => {
      for (const member of committee.members) await lock(committee, member)
      const { report } = await committee.desk(first(committee.members))
      const { lots } = JSON.parse(report?.text ?? '{}') as {
        lots: { qualification: { by: string; votes: { bid: string; isPassed: boolean }[] } }[]
      }
      const { by, votes } = first(lots).qualification
      expect(by).to.equal('临江公正招标代理有限公司')
      expect(votes.filter(({ isPassed }) => !isPassed).map(({ bid }) => bid)).to.deep.equal([bidOf(3)])
      for (const member of committee.members) await sign(committee, member)
      await running().runDue()
      const ended = await readEndedEvaluation({ connection: running().server.platform.connection }, hall.tender.id)
      const bids = ended?.lots.find(({ lot }) => lot === lotId())?.result?.bids ?? []
      expect(bids.find(({ bid }) => bid === bidOf(3))).to.deep.include({
        isValid: false,
        rejections: [{ ground: 'unqualified', foundBy: 'qualified', reasons: ['资质证书已过期'] }],
      })
    })

    it('is told to who failed it with the result, in the buyer’s words, and to nobody else (87-69)', async () => {
      await running().beat()
      await logInAll(cast)
      const lot = { tender: hall.tender.id, lot: lotId() }
      const named = async () => {
        const [award] = (await cast.agency.call(awards.getAwards, { params: params() })).awards
        return { params: lot, subject: { ...lot, version: award?.version ?? 0 } }
      }
      const winner = bidOf(0)
      await cast.agency.act(awards.handOverReport, { ...(await named()), body: {} })
      await cast.tenderer.act(awards.decideAward, { ...(await named()), body: { winner, cause: null, reason: null } })
      await cast.agency.act(awards.publishResult, { ...(await named()), body: { winner } })
      const own = async (index: number) => {
        const person = people[index] as TestPerson
        const message = (await messagesOf(person)).find(({ kind }) => kind.startsWith('award.own-'))
        return { message, result: await person.call(awards.getOwnResult, { params: lot }) }
      }
      const failed = await own(3)
      expect(failed.message?.kind).to.equal('award.own-rejected')
      expect(failed.message?.text.zh).to.include('不符合资格条件').and.include('资质证书已过期')
      expect(failed.result).to.deep.include({
        isValid: false,
        rank: null,
        total: null,
        rejections: [{ ground: 'unqualified', foundBy: 'qualified', reasons: ['资质证书已过期'] }],
      })
      const lost = await own(1)
      expect(lost.message?.kind).to.equal('award.own-lost')
      expect(JSON.stringify(lost)).to.not.include('资质证书已过期')
    })

    it('is told by the report as it was signed, for whoever may read the report to check (87-58, A8)', async () => {
      const told = fromUtf8(await cast.agency.call(contracts.getEvaluationReport, { params: params() }))
      const bundle = parseCommitteeActs(await running().client.call(contracts.getCommitteeActs, { params: params() }))
      const { logVerifierKey } = await running().client.call(getPlatform, {})
      const trusted = { logKeys: [parseNoteKey(logVerifierKey)], trust: running().pki.trust, isRevocationChecked: true }
      const failures = async (report: string) => {
        const { checks } = await verifyCommitteeActs(bundle, trusted, parseReport(utf8(report)))
        expect(checks.filter(({ name, verdict }) => name === 'qualified-by-the-buyer' && verdict === 'pass')).to.have.length(1)
        return checks.flatMap(({ verdict, why }) => (verdict === 'fail' ? [why] : []))
      }
      expect(await failures(told)).to.deep.equal([])
      expect(await failures(told.replace('"reason":"资质证书已过期"', '"reason":"资质等级不足"'))).to.deep.equal([
        'no report that was signed here',
        'tells another check of qualification than was signed',
      ])
      expect(await failures(told.replace(/"qualification":\{.*?\]\},/, ''))).to.deep.equal([
        'no report that was signed here',
        'silent on the check of qualification',
      ])
      const points = told.replace(/"points":"20"(.*"salt")/, '"points":"19"$1')
      expect(await failures(points)).to.deep.equal(['no report that was signed here', 'tells another sheet than was locked'])
    })
  })

  describe('of whom only two are qualified (G5; 87-44)', () => {
    before(async function () {
      this.timeout(120_000)
      hall = await purchase(3)
      await toRecorded(hall)
      committee = await seat(hall)
    })

    it('ends the evaluation before anybody reads a bid', async () => {
      await qualify(hall, [bidOf(2)])
      expect(await stateOf()).to.equal('failed')
      expect(await factsOf(hall, 'evaluation.failed')).to.have.length(1)
      const ended = await readEndedEvaluation({ connection: running().server.platform.connection }, hall.tender.id)
      expect(ended?.lots.map(({ failure }) => failure)).to.deep.equal(['too-few-qualified'])
      expect(await problemCode(checkAs(cast.agency))).to.equal('evaluation-wrong-step')
    })

    it('tells every bidder why the lot failed, and who is not qualified its own reason (ZCTL 36)', async () => {
      const toldOf = async (index: number) =>
        (await messagesOf(people[index] as TestPerson)).filter(({ kind }) => kind.startsWith('award.lot-failed'))
      const [qualified, ...more] = await toldOf(0)
      expect([qualified?.kind, more.length]).to.deep.equal(['award.lot-failed', 0])
      expect(qualified?.text.zh).to.include('合格投标人不足三家').and.not.include('资质证书已过期')
      const [failed] = await toldOf(2)
      expect(failed?.kind).to.equal('award.lot-failed-rejected')
      expect(failed?.text.zh).to.include('合格投标人不足三家').and.include('资质证书已过期')
    })
  })
})
