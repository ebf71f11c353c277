import { expect } from 'chai'
import { beijingDayOf } from '#shared/calendar/beijing.ts'
import { getRegulatorReport, regulatorReportField, reportToRegulator } from '#shared/contracts/award-report.ts'
import * as contracts from '#shared/contracts/awards.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import * as contractsOfDeposits from '#shared/contracts/deposits.ts'
import { startTenderContract } from '#shared/contracts/notices/tenders.ts'
import { readInbox } from '#shared/contracts/notifications.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import { evaluated, evaluatedHall, review, seat, technicalBid, toPreliminary, toRecorded } from '../support/evaluation.ts'
import { acceptedProject, type Cast, castOf, logInAll, readTenderAs } from '../support/notices.ts'
import { factsOf, type Hall } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

type Award = ResultOf<typeof contracts.getAwards>['awards'][number]

interface Reporting {
  readonly as?: TestPerson
  readonly remarks?: string | null
  readonly digest?: string
}

const DAY = 86_400_000

describe('from the report to the published contract', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  const people: TestPerson[] = []
  const bidderAt = (index: number) => {
    const person = people[index]
    if (person === undefined) throw new Error('nobody')
    return person
  }

  before(async () => {
    cast = await castOf(running(), 3)
    for (let index = 0; index < 3; index += 1)
      people.push(await running().register('bidder', { name: `氐宿${index}建设有限公司` }))
  })

  /** A tender with a signed report: the lower the price the better the place. */
  async function reported(): Promise<Hall> {
    const project = await acceptedProject(running(), cast)
    const deposits = [{ lot: project.lots[0]?.id ?? '', amount: '240000.00' as Yuan, payment: '接受电子保函。' }]
    const hall = await evaluatedHall(running(), cast, { lowPrice: null }, project, { deposits })
    for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00'].entries())
      await technicalBid(hall, bidderAt(index), price)
    await toRecorded(hall)
    await evaluated(hall)
    await running().beat()
    await refresh()
    return hall
  }
  /** Sessions are short: after the clock has moved everybody logs in anew. */
  async function refresh(): Promise<void> {
    await logInAll(cast)
    for (const person of people) await person.logIn()
  }
  const paramsOf = (hall: Hall) => ({ tender: hall.tender.id, lot: hall.tender.lots[0]?.id ?? '' })
  const bidOf = (hall: Hall, index: number) => hall.bids[index]?.bid.manifestSha256 ?? ''
  async function awardOf(hall: Hall, as: Pick<TestPerson, 'call'> = cast.agency): Promise<Award> {
    const { awards } = await as.call(contracts.getAwards, { params: { tender: hall.tender.id } })
    const [award] = awards
    if (award === undefined) throw new Error('no award')
    return award
  }
  async function named(hall: Hall) {
    const params = paramsOf(hall)
    return { params, subject: { ...params, version: (await awardOf(hall)).version } }
  }
  const publish = async (hall: Hall, order: readonly number[] = [0, 1, 2]) =>
    cast.agency.act(contracts.publishCandidates, {
      ...(await named(hall)),
      body: { candidates: order.map((index) => bidOf(hall, index)) },
    })
  const object = async (hall: Hall, person: TestPerson, text = '第一名的业绩不真实。') =>
    person.act(contracts.objectToCandidates, { params: paramsOf(hall), subject: paramsOf(hall), body: { text } })
  const decide = async (hall: Hall, body: { winner: string; cause: 'gave-up' | null; reason: string | null }) =>
    cast.tenderer.act(contracts.decideAward, { ...(await named(hall)), body })
  const reportOf = (hall: Hall, person: Pick<TestPerson, 'call'> = cast.agency) =>
    person.call(getRegulatorReport, { params: paramsOf(hall) })
  /** Gives the regulator the report as it is composed now, or of a digest that is given. */
  const report = async (hall: Hall, { as = cast.agency, remarks = null, digest }: Reporting = {}) =>
    as.act(reportToRegulator, {
      ...(await named(hall)),
      body: { composedSha256: digest ?? sha256Hex(await reportOf(hall)), remarks },
    })
  const regulatorTold = async (hall: Hall) => {
    await running().beat()
    await running().beat()
    const { messages } = await cast.regulator.call(readInbox, { query: { limit: 100 } })
    return messages.filter(({ subject }) => subject['tender'] === hall.tender.id)
  }
  /** The agency records the deposits of bidders, paid thirty-one days ago; answers them as the platform then shows them. */
  const recordDeposits = async (hall: Hall, indexes: readonly number[]) => {
    const receivedOn = beijingDayOf(running().clock.now() - 31 * DAY)
    const payment = { form: 'transfer' as const, amount: '240000.00' as Yuan, receivedOn }
    const body = { deposits: indexes.map((index) => ({ party: bidderAt(index).party, reference: `6222 ${index}`, ...payment })) }
    const about = { params: paramsOf(hall), subject: paramsOf(hall) }
    const { deposits } = await cast.agency.act(contractsOfDeposits.recordDeposits, { ...about, body })
    return deposits
  }
  const reportDueOf = ({ limits }: Award) => limits.find(({ name }) => name === 'regulator-report')?.dueAt
  async function passPublicity(hall: Hall): Promise<void> {
    running().clock.set(Date.parse((await awardOf(hall)).publicityEndsAt ?? ''))
    await running().runDue()
    await refresh()
  }

  describe('a tender everybody agrees on', () => {
    let hall: Hall
    before(async function () {
      this.timeout(120_000)
      hall = await reported()
    })

    it('has its candidates told to those who run it and to nobody else before publication (ZTB 44)', async () => {
      expect((await awardOf(hall)).candidates.map(({ bid }) => bid)).to.deep.equal([0, 1, 2].map((index) => bidOf(hall, index)))
      for (const person of [bidderAt(0), running().client]) expect((await awardOf(hall, person)).candidates).to.deep.equal([])
    })

    it('publishes the candidates of the report in its order, and no others (A1)', async () => {
      expect(await problemCode(publish(hall, [1, 0, 2]))).to.equal('candidates-differ')
      expect(await problemCode(publish(hall, [0, 1]))).to.equal('candidates-differ')
      const stranger = bidderAt(0).act(contracts.publishCandidates, {
        ...(await named(hall)),
        body: { candidates: [bidOf(hall, 0)] },
      })
      expect(await problemCode(stranger)).to.equal('forbidden')
      await publish(hall)
      const award = await awardOf(hall, running().client)
      expect(award.state).to.equal('publicity')
      expect(award.candidates.map(({ place, name, price, total }) => [place, name, price, total !== null])).to.deep.equal([
        [1, '氐宿0建设有限公司', '9000000.00', true],
        [2, '氐宿1建设有限公司', '9500000.00', true],
        [3, '氐宿2建设有限公司', '9900000.00', true],
      ])
      const length = Date.parse(award.publicityEndsAt ?? '') - Date.parse(award.publishedAt ?? '')
      expect(length).to.be.at.least(3 * DAY)
      expect(await problemCode(publish(hall))).to.equal('award-wrong-step')
    })

    it('awards nothing before the publicity has ended (A1)', async () => {
      expect(await problemCode(decide(hall, { winner: bidOf(hall, 0), cause: null, reason: null }))).to.equal('award-wrong-step')
      await running().runDue()
      expect((await awardOf(hall)).state).to.equal('publicity')
      expect(await problemCode(report(hall, { digest: 'ab'.repeat(32) })), 'A5: nothing to report').to.equal('award-wrong-step')
      expect(await problemCode(reportOf(hall))).to.equal('award-wrong-step')
      await passPublicity(hall)
      expect((await awardOf(hall)).state).to.equal('deciding')
      expect(await problemCode(object(hall, bidderAt(1)))).to.equal('award-wrong-step')
    })

    it('goes to the first candidate, or to another for a cause of the law and with the reason (X15)', async () => {
      expect(await problemCode(decide(hall, { winner: bidOf(hall, 1), cause: null, reason: null }))).to.equal('winner-not-first')
      expect(await problemCode(decide(hall, { winner: bidOf(hall, 1), cause: 'gave-up', reason: null }))).to.equal(
        'winner-not-first',
      )
      expect(await problemCode(decide(hall, { winner: 'ab'.repeat(32), cause: null, reason: null }))).to.equal('not-a-candidate')
    })

    it('is decided once, however many press at the same moment', async () => {
      const { params, subject } = await named(hall)
      const body = { winner: bidOf(hall, 0), cause: null, reason: null }
      const codes = await Promise.all(
        [cast.tenderer, cast.agency].map((person) => problemCode(person.act(contracts.decideAward, { params, subject, body }))),
      )
      expect(codes.filter((code) => code === 'none')).to.have.length(1)
      expect(
        codes.filter((code) => code === 'award-wrong-step' || code === 'act-wrong-subject' || code === 'state-changed'),
      ).to.have.length(1)
      expect(await factsOf(hall, 'award.decided')).to.have.length(1)
      const award = await awardOf(hall, running().client)
      expect(award.winner).to.include({ name: '氐宿0建设有限公司', price: '9000000.00', cause: null })
      expect(award.committee).to.have.length(5)
    })

    it('owes its regulator a written report in fifteen days, composed of what stands on the ledger (ZTB 47, A5)', async () => {
      const award = await awardOf(hall, running().client)
      const [decided] = await factsOf(hall, 'award.decided')
      expect(reportDueOf(award)).to.equal(decided?.['regulatorReportDueAt'])
      expect(Date.parse(reportDueOf(award) ?? '') - Date.parse(award.winner?.at ?? '')).to.be.at.least(15 * DAY)
      expect(award.regulatorReport).to.equal(null)
      const composed = regulatorReportField.parse(JSON.parse(fromUtf8(await reportOf(hall))))
      expect(composed).to.deep.include({ tender: hall.tender.id, method: hall.tender.method, remarks: null })
      expect(composed.notice.sha256).to.equal(hall.tender.noticeSha256)
      expect(composed.documents).to.have.length(hall.tender.documents.length)
      expect(composed.evaluation.committee).to.deep.equal(award.committee)
      expect(composed.bidders.map(({ bid, rank }) => [bid, rank])).to.have.deep.members(
        [0, 1, 2].map((index) => [bidOf(hall, index), index + 1]),
      )
      expect(composed.publicity.candidates.map(({ name }) => name)).to.deep.equal(award.candidates.map(({ name }) => name))
      expect(composed.result).to.include({
        name: '氐宿0建设有限公司',
        price: '9000000.00',
        noticePdfSha256: decided?.['noticePdfSha256'],
      })
    })

    it('has the report given once, by those who run it, as it was shown to them; the regulator reads it (A5)', async () => {
      const digest = sha256Hex(await reportOf(hall))
      expect(await problemCode(report(hall, { as: bidderAt(0), digest }))).to.equal('forbidden')
      expect(await problemCode(report(hall, { digest: 'ab'.repeat(32) }))).to.equal('record-changed')
      expect(await problemCode(reportOf(hall, cast.regulator)), 'none yet').to.equal('not-found')
      await report(hall, { as: cast.tenderer, remarks: '无其他情况。' })
      expect(await problemCode(report(hall, { digest }))).to.equal('already-acted')
      const text = await reportOf(hall, cast.regulator)
      expect(JSON.parse(fromUtf8(text))).to.include({ v: 'regulator-report/1', remarks: '无其他情况。' })
      const award = await awardOf(hall, running().client)
      expect(award.regulatorReport).to.include({ sha256: sha256Hex(text), isLate: false })
      expect(reportDueOf(award)).to.equal(undefined)
      expect((await factsOf(hall, 'award.reported-to-regulator'))[0]).to.include({
        regulatorReportSha256: sha256Hex(text),
        isLate: false,
      })
      for (const stranger of [bidderAt(0), bidderAt(1)]) expect(await problemCode(reportOf(hall, stranger))).to.equal('forbidden')
      const told = (await regulatorTold(hall)).find(({ kind }) => kind === 'award.reported-to-regulator')
      expect(told?.text.zh).to.contain('氐宿0建设有限公司')
    })

    it('gives everybody the award notice as signed PDF (A3)', async () => {
      const pdf = await running().client.call(contracts.getAwardNotice, { params: paramsOf(hall) })
      const [decided] = await factsOf(hall, 'award.decided')
      expect(sha256Hex(pdf)).to.equal(decided?.['noticePdfSha256'])
      expect(fromUtf8(pdf.subarray(0, 5))).to.equal('%PDF-')
    })

    it('tells every loser its own score, rank and reason, and nobody else’s (87-69, G8)', async () => {
      const params = paramsOf(hall)
      const own = await bidderAt(2).call(contracts.getOwnResult, { params })
      expect(own).to.include({ bid: bidOf(hall, 2), isWinner: false, isValid: true, rank: 3, winner: '氐宿0建设有限公司' })
      // 20 of 25 and 10 of 15 for everybody; 10 of 20 for 90 days; 40 × 9.0 / 9.9 for the price.
      expect([own.technical, own.commercial, own.priceScore, own.total]).to.deep.equal(['30.00', '10.00', '36.36', '76.36'])
      const stranger = await running().register('bidder')
      await stranger.logIn()
      expect(await problemCode(stranger.call(contracts.getOwnResult, { params }))).to.equal('not-a-bidder-of-the-lot')
    })

    it('takes no contract that differs from the bid in any point (A4)', async () => {
      const draft = async (points: Record<string, string>) =>
        cast.agency.act(contracts.draftContract, { ...(await named(hall)), body: { points, terms: '按招标文件合同条款执行。' } })
      expect(await problemCode(draft({ price: '9100000.00', period: '90' }))).to.equal('contract-deviates')
      expect(await problemCode(draft({ price: '9000000.00' }))).to.equal('contract-deviates')
      expect(await problemCode(draft({ price: '9000000.00', period: '90', extra: '增加工程' }))).to.equal('contract-deviates')
      await draft({ price: '9000000.00', period: '90' })
      expect((await awardOf(hall)).contract?.signedAs).to.deep.equal([])
    })

    it('has the contract signed by both and by nobody else, and publishes it then (A4, A7)', async () => {
      const params = paramsOf(hall)
      expect(await problemCode(running().client.call(contracts.getContract, { params }))).to.equal('not-found')
      const text = fromUtf8(await bidderAt(0).call(contracts.getContract, { params }))
      const contractSha256 = sha256Hex(new TextEncoder().encode(text))
      const sign = (person: TestPerson, digest = contractSha256) =>
        person.act(contracts.signContract, { params, subject: params, body: { contractSha256: digest } })
      expect(await problemCode(sign(bidderAt(1)))).to.equal('not-a-party-to-the-contract')
      expect(await problemCode(sign(cast.tenderer, 'ab'.repeat(32)))).to.equal('record-changed')
      await sign(cast.tenderer)
      expect(await problemCode(sign(cast.tenderer))).to.equal('already-acted')
      expect((await awardOf(hall)).state).to.equal('signing')
      await sign(bidderAt(0))
      expect((await awardOf(hall, running().client)).state).to.equal('contracted')
      const published = fromUtf8(await running().client.call(contracts.getContract, { params }))
      expect(published).to.equal(text)
      expect((JSON.parse(text) as { comparison: unknown }).comparison).to.deep.equal([
        { bid: '90', contract: '90', isEqual: true, point: 'period' },
        { bid: '9000000.00', contract: '9000000.00', isEqual: true, point: 'price' },
      ])
      expect(await factsOf(hall, 'award.contract-concluded')).to.have.length(1)
    })

    it('owes every bidder its deposit with the bank’s interest within five days of it; the winner’s may become its bond (A4)', async () => {
      const [won, lost] = await recordDeposits(hall, [0, 1])
      if (won === undefined || lost === undefined) throw new Error('no deposits')
      for (const { term } of [won, lost]) {
        expect(term).to.deep.include({ basis: 'contract', hasBankInterest: true, isPlatformsOwn: false })
        expect(term?.article).to.include({ id: 'A4', zh: '《招标投标法实施条例》第五十七条第二款' })
        expect(Date.parse(term?.overdueAt ?? '') - Date.parse(term?.from ?? '')).to.be.within(5 * DAY, 8 * DAY)
      }
      expect([won.mayBeKeptFor, won.mayBecomeBond, lost.mayBecomeBond]).to.deep.equal([[], true, false])
      const about = ({ id: deposit, version }: typeof won) => {
        const params = { ...paramsOf(hall), deposit }
        return { params, subject: { ...params, version } }
      }
      const body = { interest: '72.33' as Yuan, interestNote: null }
      const bond = (of: typeof won, interest = body.interest) =>
        cast.agency.act(contractsOfDeposits.turnDepositIntoBond, { ...about(of), body: { ...body, interest } })
      expect(await problemCode(bond(lost))).to.equal('deposit-no-bond')
      expect(await problemCode(bond(won, '0.00' as Yuan))).to.equal('deposit-interest-owed')
      expect(await bond(won)).to.include({ state: 'bonded' })
    })
  })

  describe('an objection (A2)', () => {
    let hall: Hall
    let endBefore: number
    before(async function () {
      this.timeout(120_000)
      hall = await reported()
      await publish(hall)
      endBefore = Date.parse((await awardOf(hall)).publicityEndsAt ?? '')
    })

    it('stops the clock of the publicity until the last answer, which moves its end by that time', async () => {
      running().clock.advance(DAY)
      await refresh()
      await object(hall, bidderAt(1))
      await object(hall, bidderAt(2))
      running().clock.set(endBefore + DAY)
      await running().runDue()
      await refresh()
      const stopped = await awardOf(hall)
      expect(stopped.state).to.equal('objected')
      const answer = async (objection: string) =>
        cast.agency.act(contracts.answerAwardObjection, {
          ...(await named(hall)),
          body: { objection, text: '经查属实，评审无误。' },
        })
      await answer(stopped.objections[0]?.id ?? '')
      expect((await awardOf(hall)).state).to.equal('objected')
      expect(await problemCode(answer(stopped.objections[0]?.id ?? ''))).to.equal('already-acted')
      await answer(stopped.objections[1]?.id ?? '')
      const after = await awardOf(hall)
      expect(after.state).to.equal('publicity')
      const stoppedMs = endBefore + DAY - Date.parse(stopped.objections[0]?.at ?? '')
      expect(Date.parse(after.publicityEndsAt ?? '')).to.be.at.least(endBefore + stoppedMs)
    })

    it('is told with its answer to everybody, its author to those concerned', async () => {
      expect((await awardOf(hall, running().client)).objections.map(({ by, answer }) => [by, answer !== null])).to.deep.equal([
        [null, true],
        [null, true],
      ])
      expect((await awardOf(hall)).objections.map(({ by }) => by)).to.deep.equal(['氐宿1建设有限公司', '氐宿2建设有限公司'])
    })

    it('comes before a complaint, which the regulator decides by its own clock and which holds the award (A6)', async () => {
      const complain = async (person: TestPerson) =>
        person.act(contracts.complainOfAward, {
          params: paramsOf(hall),
          subject: paramsOf(hall),
          body: { text: '答复与事实不符。' },
        })
      expect(await problemCode(complain(bidderAt(0)))).to.equal('objection-first')
      await complain(bidderAt(1))
      await passPublicity(hall)
      const [complaint] = (await awardOf(hall)).complaints
      expect(complaint).to.include({ state: 'filed', text: '答复与事实不符。' })
      expect((await awardOf(hall, running().client)).complaints[0]).to.include({ text: null })
      const judge = async (decision: 'accepted' | 'dismissed') =>
        cast.regulator.act(contracts.decideComplaint, {
          ...(await named(hall)),
          body: { complaint: complaint?.id ?? '', decision, finding: '经查。' },
        })
      expect(await problemCode(judge('dismissed'))).to.equal('award-wrong-step')
      await judge('accepted')
      expect((await awardOf(hall)).complaints[0]?.decideBy).to.not.equal(null)
      const decided = () => decide(hall, { winner: bidOf(hall, 0), cause: null, reason: null })
      expect(await problemCode(decided())).to.equal('award-held')
      await judge('dismissed')
      await decided()
      expect((await awardOf(hall)).state).to.equal('awarded')
    })
  })

  describe('a first candidate that gives up', () => {
    it('leaves the award to the second, with cause and reason in public (X15), and a report that is late says so (A5)', async () => {
      const hall = await reported()
      await publish(hall)
      await passPublicity(hall)
      await decide(hall, { winner: bidOf(hall, 1), cause: 'gave-up', reason: '第一名书面放弃。' })
      expect((await awardOf(hall, running().client)).winner).to.include({
        name: '氐宿1建设有限公司',
        cause: 'gave-up',
        reason: '第一名书面放弃。',
      })
      running().clock.set(Date.parse(reportDueOf(await awardOf(hall)) ?? ''))
      await running().runDue()
      await refresh()
      expect((await factsOf(hall, 'award.limit-passed')).map((facts) => facts['limit'])).to.deep.equal(['regulator-report'])
      expect((await regulatorTold(hall)).map(({ kind }) => kind)).to.include('award.limit-passed')
      await report(hall)
      expect((await factsOf(hall, 'award.reported-to-regulator'))[0], 'taken, and late in public (A5)').to.include({
        isLate: true,
      })
      expect((await awardOf(hall, running().client)).regulatorReport).to.include({ isLate: true })
      // Of who stood before the winner and would not conclude, the deposit may be kept (Implementing Regulations 74); a loser's may not.
      const [gaveUp, lost] = await recordDeposits(hall, [0, 2])
      expect([gaveUp?.mayBeKeptFor.includes('no-contract'), lost?.mayBeKeptFor]).to.deep.equal([true, ['revoked']])
    })
  })

  describe('a lot that ends without a winner', () => {
    it('fails its tender, and the next round is linked to it', async () => {
      const hall = await evaluatedHall(running(), cast, { lowPrice: null })
      for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00'].entries())
        await technicalBid(hall, bidderAt(index), price)
      await toRecorded(hall)
      const committee = await seat(hall)
      await toPreliminary(committee)
      const failing = hall.bids.map(({ bid }) => ({ bid: bid.manifestSha256, item: 'responsive' }))
      for (const member of committee.members) await review(committee, member, failing)
      await running().beat()
      await refresh()
      const award = await awardOf(hall)
      expect(award).to.include({ state: 'failed', failure: 'all-rejected' })
      const tender = await readTenderAs(cast.agency, hall.tender.id)
      expect(tender.state).to.equal('failed')
      const again = await cast.agency.call(startTenderContract, {
        body: { project: tender.project, lots: tender.lots.map(({ id }) => id) },
      })
      expect(again.round).to.equal(2)
    })

    it('is ended by the tenderer’s act with its reason', async () => {
      const hall = await reported()
      await publish(hall)
      await cast.tenderer.act(contracts.failAward, { ...(await named(hall)), body: { reason: '候选人均放弃中标。' } })
      expect(await awardOf(hall, running().client)).to.include({ state: 'failed', failure: '候选人均放弃中标。' })
      expect((await readTenderAs(cast.agency, hall.tender.id)).state).to.equal('failed')
    })
  })
})
