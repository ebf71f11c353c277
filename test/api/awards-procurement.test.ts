import { expect } from 'chai'
import * as contracts from '#shared/contracts/awards.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { readAct } from '#shared/contracts/ledger.ts'
import { listRoundsContract, startTenderContract } from '#shared/contracts/notices/tenders.ts'
import { readInbox } from '#shared/contracts/notifications.ts'
import { awardLifecycles, firstAwardState } from '#shared/lifecycle/award.ts'
import { isFinal, reachableStates } from '#shared/lifecycle/table.ts'
import { concat, fromUtf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { checkPdfAStructure } from '../../server/platform/pdf/check-pdf-a.ts'
import { readPdfSignatures } from '../../server/platform/pdf/read-pdf-signatures.ts'
import { evaluated, evaluatedHall, technicalBid, toRecorded } from '../support/evaluation.ts'
import { acceptedProject, type Cast, castOf, logInAll } from '../support/notices.ts'
import { factsOf, type Hall } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

type Award = ResultOf<typeof contracts.getAwards>['awards'][number]

const DAY = 86_400_000
const none = { cause: null, reason: null }

describe('from the report to the filed contract by the law of procurement (G7–G10)', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  let hall: Hall
  const people: TestPerson[] = []
  /** States in the middle of which the server was started again. */
  const survived = new Set<string>()
  const bidderAt = (index: number) => {
    const person = people[index]
    if (person === undefined) throw new Error('nobody')
    return person
  }

  /** A purchase with a signed report: the lower the price the better the place. */
  async function reported(): Promise<Hall> {
    const project = await acceptedProject(running(), cast, { category: 'government-procurement', kind: 'goods' })
    const made = await evaluatedHall(running(), cast, { lowPrice: null }, project)
    for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00'].entries())
      await technicalBid(made, bidderAt(index), price)
    await toRecorded(made)
    await evaluated(made)
    await running().beat()
    await refresh()
    return made
  }
  async function refresh(): Promise<void> {
    await logInAll(cast)
    for (const person of people) await person.logIn()
  }
  const paramsOf = () => ({ tender: hall.tender.id, lot: hall.tender.lots[0]?.id ?? '' })
  const bidOf = (index: number) => hall.bids[index]?.bid.manifestSha256 ?? ''
  async function awardOf(as: Pick<TestPerson, 'call'> = cast.agency): Promise<Award> {
    const { awards } = await as.call(contracts.getAwards, { params: { tender: hall.tender.id } })
    const award = awards.find(({ lot }) => lot === paramsOf().lot)
    if (award === undefined) throw new Error('no award')
    return award
  }
  const publicly = () => awardOf(running().client)
  async function named() {
    const params = paramsOf()
    return { params, subject: { ...params, version: (await awardOf()).version } }
  }
  /** Ends the server in the middle of an award and starts another: it answers the same. */
  async function restartIn(state: Award['state']): Promise<void> {
    const before = await awardOf()
    expect(before.state).to.equal(state)
    await running().restart()
    expect(await awardOf()).to.deep.equal(before)
    survived.add(state)
  }
  const handOver = async () => cast.agency.act(contracts.handOverReport, { ...(await named()), body: {} })
  const publish = async (winner: string) => cast.agency.act(contracts.publishResult, { ...(await named()), body: { winner } })
  const query = (person: TestPerson) =>
    person.act(contracts.objectToCandidates, { params: paramsOf(), subject: paramsOf(), body: { text: '评分有误。' } })
  const complain = (person: TestPerson) =>
    person.act(contracts.complainOfAward, { params: paramsOf(), subject: paramsOf(), body: { text: '答复与事实不符。' } })
  const chainOf = async (type: string) =>
    (await tenderChain({ connection: running().server.platform.connection }, hall.tender.id)).filter(
      ({ event }) => event.type === type,
    )
  const dueOf = ({ limits }: Award, name: string) => Date.parse(limits.find((limit) => limit.name === name)?.dueAt ?? '')
  /** The clock at a moment, with what it brings, and everybody logged in anew. */
  async function at(moment: number): Promise<void> {
    running().clock.set(moment)
    await running().runDue()
    await refresh()
  }
  const messagesOf = async (person: TestPerson) => {
    await running().beat()
    await running().beat()
    await person.logIn()
    return (await person.call(readInbox, { query: { limit: 100 } })).messages.filter(
      ({ subject }) => subject['tender'] === hall.tender.id,
    )
  }

  before(async () => {
    cast = await castOf(running(), 3)
    for (let index = 0; index < 3; index += 1)
      people.push(await running().register('bidder', { name: `角宿${index}设备有限公司` }))
  })

  describe('a buyer who decides', () => {
    before(async function () {
      this.timeout(120_000)
      hall = await reported()
    })

    it('publishes no candidates: the agency hands the report over, from when the buyer’s five working days run (G7)', async () => {
      const award = await awardOf()
      expect(award).to.include({ procedure: 'procurement', state: 'reported' })
      expect(award.limits.map(({ name }) => name)).to.deep.equal(['report-hand-over'])
      const candidates = [0, 1, 2].map(bidOf)
      const asBidding = cast.agency.act(contracts.publishCandidates, { ...(await named()), body: { candidates } })
      expect(await problemCode(asBidding)).to.equal('award-wrong-step')
      const decided = cast.tenderer.act(contracts.decideAward, { ...(await named()), body: { winner: bidOf(0), ...none } })
      expect(await problemCode(decided), 'before the buyer has the report').to.equal('award-wrong-step')
      expect(await problemCode(query(bidderAt(1))), 'before there is a result').to.equal('award-wrong-step')
      await restartIn('reported')
      await handOver()
      await restartIn('deciding')
      expect((await awardOf()).limits.map(({ name }) => name)).to.deep.equal(['award-decision'])
      expect((await publicly()).candidates).to.deep.equal([])
    })

    it('is decided once, however many press at the same moment, and the public does not learn by whom it was won', async () => {
      const { params, subject } = await named()
      const body = { winner: bidOf(0), ...none }
      const codes = await Promise.all(
        [cast.tenderer, cast.agency].map((person) => problemCode(person.act(contracts.decideAward, { params, subject, body }))),
      )
      expect(codes.filter((code) => code === 'none')).to.have.length(1)
      expect(await factsOf(hall, 'award.determined')).to.have.length(1)
      expect(await awardOf()).to.include({ state: 'decided' })
      expect((await awardOf()).winner).to.include({ name: '角宿0设备有限公司', isByClock: false })
      await restartIn('decided')
      const shown = await publicly()
      expect([shown.state, shown.winner, shown.candidates, shown.committee]).to.deep.equal(['decided', null, [], []])
      expect(await problemCode(bidderAt(1).call(contracts.getOwnResult, { params }))).to.equal('award-wrong-step')
      expect(await problemCode(running().client.call(contracts.getAwardNotice, { params }))).to.equal('award-wrong-step')
      expect(JSON.stringify(await factsOf(hall, 'award.determined'))).to.not.include(bidOf(0))
    })

    it('publishes the result with prices, scores, documents and the committee; its notice and the time for queries run (G7, G10)', async () => {
      expect(await problemCode(publish(bidOf(1))), 'another than was decided').to.equal('record-changed')
      const [{ event } = { event: undefined }] = await chainOf('award.determined')
      const decision = { params: { sha256: event?.actSha256 ?? '' } }
      expect(await problemCode(running().client.call(readAct, decision)), 'before the result').to.equal('not-found')
      await publish(bidOf(0))
      await running().beat()
      expect(fromUtf8(await running().client.call(readAct, decision))).to.include(bidOf(0))
      const award = await publicly()
      expect(award.state).to.equal('awarded')
      expect(award.candidates.map(({ price, total }) => [price, total !== null])).to.deep.equal([
        ['9000000.00', true],
        ['9500000.00', true],
        ['9900000.00', true],
      ])
      expect(award.winner).to.include({ name: '角宿0设备有限公司' })
      expect(award.committee).to.have.length(5)
      const [facts] = await factsOf(hall, 'award.decided')
      expect(facts?.['documents']).to.deep.equal(hall.tender.documents.map(({ name, sha256 }) => ({ name, sha256 })))
      const noticed = Date.parse(award.resultNoticeEndsAt ?? '') - Date.parse(award.publishedAt ?? '')
      expect(noticed, 'one working day').to.be.at.least(DAY)
      expect(Date.parse(award.queryUntil ?? '') - Date.parse(award.resultNoticeEndsAt ?? '')).to.be.at.least(7 * DAY)
      expect(sha256Hex(await running().client.call(contracts.getAwardNotice, { params: paramsOf() }))).to.equal(
        facts?.['noticePdfSha256'],
      )
    })

    it('tells the winner, and every loser its own score and rank and nobody else’s (G8)', async () => {
      const told = async (index: number) => (await messagesOf(bidderAt(index))).find(({ kind }) => kind.startsWith('award.own-'))
      expect(await told(0)).to.deep.include({ kind: 'award.own-won' })
      const lost = await told(2)
      expect(lost?.kind).to.equal('award.own-lost')
      expect(lost?.text.zh).to.include('第 3 名').and.include('76.36').and.include('角宿0设备有限公司')
      expect(lost?.text.zh).to.not.include('角宿1')
      expect(await bidderAt(2).call(contracts.getOwnResult, { params: paramsOf() })).to.include({ rank: 3, total: '76.36' })
    })

    it('has the contract wait while a query is unanswered, and takes no complaint before the answer (G10; ZCTL 54)', async () => {
      await query(bidderAt(1))
      expect((await publicly()).objections.map(({ by, answer }) => [by, answer])).to.deep.equal([[null, null]])
      expect(await publicly()).to.include({ state: 'awarded', isHeld: true })
      await restartIn('awarded')
      expect(await problemCode(complain(bidderAt(2)))).to.equal('objection-first')
      expect(await problemCode(complain(bidderAt(1)))).to.equal('answer-first')
      const points = { price: '9000000.00', period: '90' }
      await cast.agency.act(contracts.draftContract, { ...(await named()), body: { points, terms: '按采购文件执行。' } })
      const contractSha256 = (await awardOf()).contract?.sha256 ?? ''
      const sign = () =>
        cast.tenderer.act(contracts.signContract, { params: paramsOf(), subject: paramsOf(), body: { contractSha256 } })
      expect(await problemCode(sign())).to.equal('award-held')
      await cast.agency.act(contracts.answerAwardObjection, {
        ...(await named()),
        body: { objection: (await awardOf()).objections[0]?.id ?? '', text: '经查，评分无误。' },
      })
      expect(await publicly()).to.include({ state: 'signing', isHeld: false })
      await sign()
      await restartIn('signing')
    })

    it('holds for an accepted complaint thirty days and no longer, whose decision is due from its filing (ZC 56, 57)', async () => {
      await complain(bidderAt(1))
      const [filed] = (await awardOf()).complaints
      expect([filed?.acceptBy, filed?.decideBy === null]).to.deep.equal([null, false])
      await cast.regulator.act(contracts.decideComplaint, {
        ...(await named()),
        body: { complaint: filed?.id ?? '', decision: 'accepted', finding: '予以受理。' },
      })
      const [accepted] = (await awardOf()).complaints
      expect(accepted?.decideBy).to.equal(filed?.decideBy)
      const holdEndsAt = Date.parse(accepted?.holdEndsAt ?? '')
      const contractSha256 = (await awardOf()).contract?.sha256 ?? ''
      const sign = () =>
        bidderAt(0).act(contracts.signContract, { params: paramsOf(), subject: paramsOf(), body: { contractSha256 } })
      await at(holdEndsAt - 1)
      expect(await problemCode(sign())).to.equal('award-held')
      await at(holdEndsAt)
      await sign()
      expect(await publicly()).to.include({ state: 'contracted', isHeld: false })
      const concluded = await factsOf(hall, 'award.contract-concluded')
      expect(concluded[0], 'over thirty days late, and said so').to.include({ isLate: true })
    })

    it('gives everybody the contract as PDF, with the text both signed and their two signed acts attached', async () => {
      const pdf = await running().client.call(contracts.getContractPdf, { params: paramsOf() })
      expect(sha256Hex(pdf)).to.equal((await publicly()).contractPdfSha256)
      expect(checkPdfAStructure(pdf)).to.deep.equal([])
      const [signature] = await readPdfSignatures(concat(pdf))
      expect(signature?.coversWholeFile).to.equal(true)
      expect(
        Buffer.from(pdf)
          .toString('latin1')
          .match(/\/Type \/Filespec/g),
      ).to.have.length(5)
    })

    it('takes no query after its time, and says which limits passed', async () => {
      expect(await problemCode(query(bidderAt(2)))).to.equal('query-too-late')
      await at(dueOf(await awardOf(), 'complaint-decision'))
      expect((await factsOf(hall, 'award.limit-passed')).map((facts) => facts['limit'])).to.deep.equal([
        'contract',
        'contract-filing',
        'complaint-decision',
      ])
      expect((await messagesOf(cast.regulator)).map(({ kind }) => kind)).to.include.members([
        'award.limit-passed',
        'award.complaint-filed',
        'award.contract-concluded',
      ])
      expect((await messagesOf(cast.agency)).map(({ kind }) => kind)).to.include.members([
        'award.limit-near',
        'award.objection-filed',
      ])
    })

    it('was started again in every state that is not the last, and did nothing twice', async () => {
      const states = reachableStates(awardLifecycles.procurement, firstAwardState)
      expect([...survived]).to.have.members(states.filter((state) => !isFinal(awardLifecycles.procurement, state)))
      for (const type of ['award.begun', 'award.determined', 'award.decided', 'award.contract-concluded'])
        expect(await factsOf(hall, type), type).to.have.length(1)
    })

    it('files the copy of the contract once, late when it is late (G9)', async () => {
      const file = async () =>
        cast.agency.act(contracts.fileContract, {
          ...(await named()),
          body: { contractSha256: (await awardOf()).contract?.sha256 ?? '' },
        })
      await file()
      expect((await factsOf(hall, 'award.contract-filed'))[0]).to.include({ isLate: true })
      expect((await publicly()).contractFiledAt).to.not.equal(null)
      expect(await problemCode(file())).to.equal('already-acted')
    })
  })

  describe('a buyer who is silent', () => {
    before(async function () {
      this.timeout(120_000)
      hall = await reported()
      await handOver()
    })

    it('has the first candidate for its winner when the fifth working day is over, whatever is signed then (87-68, G7)', async () => {
      const due = dueOf(await awardOf(), 'award-decision')
      const { params, subject } = await named()
      const decide = (person: TestPerson) =>
        person.act(contracts.decideAward, { params, subject, body: { winner: bidOf(1), cause: 'gave-up', reason: '书面放弃。' } })
      running().clock.set(due)
      await refresh()
      // The limit has passed, and the clock has not come round to it yet.
      expect(await problemCode(decide(cast.tenderer))).to.equal('award-wrong-step')
      await running().runDue()
      expect(await awardOf()).to.include({ state: 'decided' })
      expect((await awardOf()).winner).to.include({ bid: bidOf(0), isByClock: true, cause: null })
      expect(await problemCode(decide(cast.agency))).to.equal('award-wrong-step')
      expect(await factsOf(hall, 'award.determined')).to.have.length(1)
    })

    it('is published late, if late: publishing is still asked for, and says so (G7)', async () => {
      const due = dueOf(await awardOf(), 'result-publication')
      await at(due)
      await publish(bidOf(0))
      expect((await factsOf(hall, 'award.decided'))[0]).to.include({ isLate: true, isByClock: true })
    })

    it('is contracted once when both parties sign at the same moment (A4)', async () => {
      const points = { price: '9000000.00', period: '90' }
      await cast.agency.act(contracts.draftContract, { ...(await named()), body: { points, terms: '按采购文件执行。' } })
      const contractSha256 = (await awardOf()).contract?.sha256 ?? ''
      const sign = (person: TestPerson) =>
        problemCode(person.act(contracts.signContract, { params: paramsOf(), subject: paramsOf(), body: { contractSha256 } }))
      const parties = [cast.tenderer, bidderAt(0)]
      const codes = await Promise.all(parties.map(sign))
      expect(codes.filter((code) => code !== 'none' && code !== 'state-changed')).to.deep.equal([])
      for (const [index, code] of codes.entries())
        if (code === 'state-changed') expect(await sign(parties[index] ?? cast.tenderer)).to.equal('none')
      expect(await publicly()).to.include({ state: 'contracted' })
      expect(await factsOf(hall, 'award.contract-concluded')).to.have.length(1)
    })

    it('frees the lot nobody bid on for a new round while the other goes on, linked both ways (G5)', async () => {
      const [first, second] = hall.tender.lots.map(({ id }) => id)
      const start = (lots: string[]) => cast.agency.call(startTenderContract, { body: { project: hall.tender.project, lots } })
      expect(await problemCode(start([first ?? '', second ?? '']))).to.equal('lot-already-tendered')
      const again = await start([second ?? ''])
      expect(again.round).to.equal(2)
      const rounds = async (of: string, as: Pick<TestPerson, 'call'>) =>
        (await as.call(listRoundsContract, { params: { tender: of } })).rounds
      expect(await rounds(hall.tender.id, cast.agency)).to.deep.include({
        tender: again.id,
        round: 2,
        state: 'draft',
        publishedAt: null,
        lots: [second],
        failedLots: [],
      })
      expect((await rounds(again.id, cast.agency)).map(({ tender, failedLots }) => [tender, failedLots])).to.deep.equal([
        [hall.tender.id, [second]],
      ])
      expect(await rounds(hall.tender.id, running().client), 'a draft').to.deep.equal([])
      expect(await problemCode(rounds(again.id, running().client))).to.equal('not-found')
    })

    it('lists the published results to everybody, the newest first, page by page', async () => {
      const page = (after?: string) =>
        running().client.call(contracts.listResults, { query: { limit: 1, ...(after === undefined ? {} : { after }) } })
      const first = await page()
      expect(first.results.map(({ tender }) => tender)).to.deep.equal([hall.tender.id])
      expect(first.results[0]).to.include({ winner: '角宿0设备有限公司', price: '9000000.00', title: hall.tender.title })
      const second = await page(first.next ?? '')
      expect(second.results).to.have.length(1)
      expect([second.results[0]?.tender === hall.tender.id, second.next]).to.deep.equal([false, null])
    })
  })
})
