import { expect } from 'chai'
import * as awards from '#shared/contracts/awards.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import * as contracts from '#shared/contracts/evaluation.ts'
import { listEvaluationTasks } from '#shared/contracts/evaluation-tasks.ts'
import { readInbox } from '#shared/contracts/notifications.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { parseCommitteeActs } from '#shared/evaluation/committee-acts.ts'
import { verifyCommitteeActs } from '#shared/evaluation/verify-committee-acts.ts'
import { fromHex, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import type { ChangeCause } from '#shared/scoring/changes.ts'
import { pseudonymsOf } from '#shared/scoring/pseudonyms.ts'
import { parseNoteKey } from '#shared/transparency/signed-note.ts'
import { bagModel } from '../../server/features/archive/bag.model.ts'
import { checkPdfAStructure } from '../../server/platform/pdf/check-pdf-a.ts'
import {
  about,
  type Committee,
  evaluatedHall,
  lock,
  type Member,
  qualify,
  review,
  seat,
  sign,
  technicalBid,
  toPreliminary,
  toRecorded,
} from '../support/evaluation.ts'
import { acceptedProject, type Cast, castOf, logInAll, projectForm } from '../support/notices.ts'
import { factsOf, type Hall } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

type Award = ResultOf<typeof awards.getAwards>['awards'][number]

const HOUR = 3_600_000

describe('a re-review of a signed report (87-64, X13)', function () {
  this.timeout(180_000)
  const platform = usePlatform()
  let cast: Cast
  let hall: Hall
  let committee: Committee
  let firstReport = ''
  const people: TestPerson[] = []

  const bidOf = (index: number) => hall.bids[index]?.bid.manifestSha256 ?? ''
  const tenderOf = () => ({ tender: hall.tender.id })
  const lotOf = () => ({ tender: hall.tender.id, lot: hall.tender.lots[0]?.id ?? '' })
  const memberAt = (index: number): Member => {
    const member = committee.members[index]
    if (member === undefined) throw new Error('no such seat')
    return member
  }
  const evaluationNow = () => platform().client.call(contracts.getEvaluation, { params: tenderOf() })
  async function awardOf(as: Pick<TestPerson, 'call'> = cast.agency): Promise<Award> {
    const [award] = (await as.call(awards.getAwards, { params: tenderOf() })).awards
    if (award === undefined) throw new Error('no award')
    return award
  }
  const named = async () => ({ params: lotOf(), subject: { ...lotOf(), version: (await awardOf()).version } })
  /** Sessions are short: after the clock has moved everybody logs in anew. */
  async function refresh(): Promise<void> {
    await logInAll(cast)
    for (const person of [...people, ...committee.members.map(({ person: member }) => member)]) await person.logIn()
  }
  const order = async (
    ground: ChangeCause,
    person: TestPerson = cast.agency,
    reason = '经复核发现，须由原评标委员会重新评审。',
  ) =>
    person.act(awards.orderReReview, {
      params: lotOf(),
      subject: { ...lotOf(), version: (await awardOf()).version, round: (await evaluationNow()).round },
      body: { ground, reason },
    })
  const correct = async (index: number, points: string | null, bid = bidOf(0), criterion = 'method') =>
    memberAt(index).person.act(contracts.explainScore, {
      ...(await about(committee)),
      body: { lot: lotOf().lot, bid, criterion, points, explanation: '重新评审时更正。' },
    })
  const conclude = async ({ person }: Member, isGiven: boolean) =>
    person.act(contracts.concludeReReview, { ...(await about(committee)), body: { isGiven, text: '已复核全部评分与汇总。' } })
  const publish = async (bids: readonly number[]) =>
    cast.agency.act(awards.publishCandidates, { ...(await named()), body: { candidates: bids.map(bidOf) } })
  const object = () =>
    people[1]?.act(awards.objectToCandidates, { params: lotOf(), subject: lotOf(), body: { text: '评分畸低。' } })
  /** Signs on to the end, and lets the award hear of it. */
  async function signAll(): Promise<void> {
    for (const member of committee.members) await sign(committee, member)
    await platform().runDue()
    await platform().beat()
  }
  const pass = async (moment: string | null) => {
    platform().clock.set(Date.parse(moment ?? ''))
    await platform().runDue()
    await platform().beat()
    await refresh()
  }
  /** What an award makes of an evaluation is on the ledger one beat later. */
  const inboxOf = async (person: TestPerson) => {
    await platform().beat()
    return (await person.call(readInbox, {})).messages
  }

  before('a member has kept an abnormally low score, which cost the cheapest bid its place', async function () {
    this.timeout(120_000)
    cast = await castOf(platform(), 3)
    for (let index = 0; index < 3; index += 1)
      people.push(await platform().register('bidder', { name: `心宿${index}建设有限公司` }))
    hall = await evaluatedHall(platform(), cast, { lowPrice: null })
    for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00'].entries())
      await technicalBid(hall, people[index] as TestPerson, price)
    await toRecorded(hall)
    committee = await seat(hall)
    await toPreliminary(committee)
    for (const member of committee.members) await review(committee, member)
    const all = hall.bids.map(({ bid }) => bid.manifestSha256)
    const cheapest = pseudonymsOf(fromHex(committee.seed), lotOf().lot, all).get(bidOf(0))
    for (const [index, member] of committee.members.entries())
      await lock(committee, member, (name, criterion) =>
        criterion === 'safety' ? '10' : index === 0 && name === cheapest ? '5' : '20',
      )
    await correct(0, null)
    await signAll()
    await refresh()
    firstReport = sha256Hex(await cast.agency.call(contracts.getEvaluationReport, { params: tenderOf() }))
    await publish([1, 0, 2])
  })

  it('is ordered by those who run the tender, and by nobody else; on one of the four grounds, and on no other', async () => {
    for (const person of [people[0] as TestPerson, memberAt(0).person, cast.regulator])
      expect(await problemCode(order('sum-error', person))).to.equal('forbidden')
    expect(await problemCode(order('late-doubts' as ChangeCause))).to.not.be.oneOf(['none', 'forbidden'])
    const params = lotOf()
    const old = cast.agency.act(awards.orderReReview, {
      params,
      subject: { ...params, version: (await awardOf()).version, round: 9 },
      body: { ground: 'sum-error', reason: '。' },
    })
    expect(await problemCode(old)).to.equal('act-wrong-subject')
    expect(await evaluationNow()).to.deep.include({ state: 'completed', round: 1, reReview: null })
  })

  describe('that finds nothing', () => {
    let endBefore = 0
    let orderedAt = 0

    before(async () => {
      endBefore = Date.parse((await awardOf()).publicityEndsAt ?? '')
      platform().clock.set(endBefore - HOUR)
      await refresh()
      orderedAt = platform().clock.now()
      await order('sum-error')
    })

    it('is told to everybody, with its ground; the award stands still, and refuses what is asked of it in its words', async () => {
      const award = await awardOf(platform().client)
      expect(award.reReviews).to.have.length(1)
      expect(award.reReviews[0]).to.deep.include({ ground: 'sum-error', endedAt: null, isChanged: null, after: [] })
      // What was published before is known; the third is a candidate as well.
      expect(award.reReviews[0]?.before.map(({ bid, rank }) => [bid, rank])).to.deep.equal([
        [bidOf(1), 1],
        [bidOf(0), 2],
        [bidOf(2), 3],
      ])
      expect(await evaluationNow()).to.deep.include({ state: 're-reviewing', round: 2 })
      expect(await problemCode(Promise.resolve(object()))).to.equal('award-in-re-review')
      expect(await problemCode(order('out-of-range'))).to.equal('award-in-re-review')
      platform().clock.set(endBefore + HOUR)
      await platform().runDue()
      await refresh()
      expect((await awardOf()).state).to.equal('publicity')
    })

    it('lets no score change, and nobody leave or score anew', async () => {
      expect((await evaluationNow()).state).to.equal('re-reviewing')
      for (const points of ['20', null]) expect(await problemCode(correct(0, points))).to.equal('change-refused')
      expect(await problemCode(lock(committee, memberAt(0)))).to.equal('evaluation-wrong-step')
      const excused = cast.regulator.act(contracts.excuseMember, {
        ...(await about(committee)),
        body: { seat: 1, reason: '失联。' },
      })
      expect(await problemCode(excused)).to.equal('evaluation-wrong-step')
      expect((await memberAt(1).person.call(listEvaluationTasks, {})).items.map(({ task }) => task)).to.deep.equal(['re-review'])
      expect(await problemCode(conclude({ seat: 1, person: cast.tenderer }, true))).to.equal('not-on-committee')
      await conclude(memberAt(1), false)
      expect(await problemCode(conclude(memberAt(1), true))).to.equal('already-acted')
      expect((await memberAt(1).person.call(listEvaluationTasks, {})).items.map(({ task }) => task)).to.deep.equal([null])
    })

    it('gives more time when more than a third of the committee ask for it (X16)', async () => {
      const ask = async ({ person }: Member) =>
        person.act(contracts.requestMoreTime, { ...(await about(committee)), body: { reason: '资料较多。' } })
      const { stepEndsAt } = await evaluationNow()
      await ask(memberAt(0))
      expect((await evaluationNow()).stepEndsAt).to.equal(stepEndsAt)
      await ask(memberAt(2))
      expect(Date.parse((await evaluationNow()).stepEndsAt ?? '')).to.be.at.least(Date.parse(stepEndsAt ?? '') + 3 * 24 * HOUR)
    })

    it('leaves the earlier report standing and readable meanwhile', async () => {
      for (const reader of [cast.agency, cast.regulator]) {
        const standing = await reader.call(contracts.getEvaluationReport, { params: tenderOf() })
        expect(sha256Hex(standing)).to.equal(firstReport)
      }
    })

    it('ends with its time, and with the time for signatures: who says nothing has nothing to correct, and agrees (X14)', async () => {
      await pass((await evaluationNow()).stepEndsAt)
      expect((await evaluationNow()).state).to.equal('re-signing')
      const { report } = await committee.desk(memberAt(0))
      expect(JSON.parse(report?.text ?? '{}')).to.deep.include({ round: 2 })
      expect((JSON.parse(report?.text ?? '{}') as { reReview: object }).reReview).to.deep.include({
        ground: 'sum-error',
        supersedes: firstReport,
        changes: [],
      })
      await sign(committee, memberAt(0))
      await pass((await evaluationNow()).stepEndsAt)
      expect((await evaluationNow()).state).to.equal('completed')
    })

    it('lets the award go on where it was, its publicity later by the time it stood still', async () => {
      const award = await awardOf(platform().client)
      expect(award).to.deep.include({ state: 'publicity' })
      expect(award.reReviews[0]).to.deep.include({ isChanged: false, earlierReportSha256: firstReport })
      const endedAt = Date.parse(award.reReviews[0]?.endedAt ?? '')
      expect(Date.parse(award.publicityEndsAt ?? '')).to.be.at.least(endBefore + (endedAt - orderedAt))
      expect(award.candidates.map(({ bid }) => bid)).to.deep.equal([1, 0, 2].map(bidOf))
      expect((await inboxOf(people[2] as TestPerson)).map(({ kind }) => kind)).to.include.members([
        'award.re-review-ordered',
        'award.re-review-unchanged',
      ])
      expect((await inboxOf(cast.regulator)).map(({ kind }) => kind)).to.not.include('award.re-review-report')
    })
  })

  describe('that changes the result, ordered because a bidder objected', () => {
    before(async () => {
      await object()
      expect((await awardOf()).state).to.equal('objected')
      // Two press at the same moment: one of them orders it.
      const codes = await Promise.all([cast.agency, cast.tenderer].map((person) => problemCode(order('abnormal-score', person))))
      expect(codes.filter((code) => code === 'none')).to.have.length(1)
      expect(codes.filter((code) => code !== 'none')[0]).to.be.oneOf(['award-in-re-review', 'act-wrong-subject', 'state-changed'])
    })

    it('takes from the author of a flagged score its correction, once, on its scale, and nothing from anybody else', async () => {
      expect(await problemCode(correct(1, '18'))).to.equal('change-refused')
      expect(await problemCode(correct(0, '20', bidOf(1)))).to.equal('change-refused')
      expect(await problemCode(correct(0, '10.5', bidOf(0), 'safety'))).to.equal('change-refused')
      expect(await problemCode(correct(0, '25.5'))).to.equal('change-refused')
      await correct(0, '20')
      expect(await problemCode(correct(0, '19'))).to.equal('already-acted')
    })

    it('survives a server that is started again in the middle, of the review and of the signing', async () => {
      for (const member of committee.members.slice(0, 4)) await conclude(member, true)
      const before = await evaluationNow()
      await platform().restart()
      await refresh()
      expect(await evaluationNow()).to.deep.equal(before)
      expect((await awardOf()).reReviews.at(-1)).to.include({ endedAt: null })
      await conclude(memberAt(4), true)
      expect((await evaluationNow()).state).to.equal('re-signing')
      await sign(committee, memberAt(0))
      await platform().restart()
      await refresh()
      for (const member of committee.members.slice(1)) await sign(committee, member)
      await platform().runDue()
      await platform().restart()
      await platform().beat()
      await refresh()
      expect((await evaluationNow()).state).to.equal('completed')
    })

    it('begins the award again from the new report, which names the one before, what changed and why', async () => {
      const award = await awardOf()
      expect(award).to.deep.include({ state: 'reported', publishedAt: null, publicityEndsAt: null })
      expect(award.candidates.map(({ bid }) => bid)).to.deep.equal([0, 1, 2].map(bidOf))
      const text = fromUtf8(await cast.tenderer.call(contracts.getEvaluationReport, { params: tenderOf() }))
      const report = JSON.parse(text) as { reReview: { changes: unknown[]; supersedes: string; conclusions: unknown[] } }
      // (5 + 4 × 20) / 5 = 17 before, 20 now; 10 of 15; 10 of 20 for 90 days; 40 of 40 for the lowest price.
      expect(report.reReview.changes).to.deep.equal([
        { bid: bidOf(0), rankBefore: 2, rankAfter: 1, totalBefore: '77.00', totalAfter: '80.00' },
        { bid: bidOf(1), rankBefore: 1, rankAfter: 2, totalBefore: '77.89', totalAfter: '77.89' },
      ])
      expect(report.reReview.conclusions).to.have.length(5)
      expect(
        checkPdfAStructure(await cast.tenderer.call(contracts.getEvaluationReportPdf, { params: tenderOf() })),
      ).to.deep.equal([])
      expect(award.reReviews.at(-1)).to.include({ reportSha256: sha256Hex(utf8(text)), isChanged: true })
      for (const { person } of committee.members) expect(text).to.not.include(person.person)
    })

    it('keeps both earlier reports readable for their readers, and for no bidder', async () => {
      const digests = (await awardOf()).reReviews.map(({ earlierReportSha256 }) => earlierReportSha256)
      expect(digests[0]).to.equal(firstReport)
      for (const report of digests) {
        const params = { ...tenderOf(), report }
        expect(sha256Hex(await cast.regulator.call(contracts.getEarlierReport, { params }))).to.equal(report)
        const pdf = await cast.tenderer.call(contracts.getEarlierReportPdf, { params })
        expect(fromUtf8(pdf.subarray(0, 5))).to.equal('%PDF-')
        expect(await problemCode((people[0] as TestPerson).call(contracts.getEarlierReport, { params }))).to.equal('forbidden')
      }
      const unknown = cast.regulator.call(contracts.getEarlierReport, { params: { ...tenderOf(), report: 'ab'.repeat(32) } })
      expect(await problemCode(unknown)).to.equal('not-found')
    })

    it('is reported to the regulator with what changed, and to bidders without (87-64, ZTB 44)', async () => {
      const report = (await inboxOf(cast.regulator)).find(({ kind }) => kind === 'award.re-review-report')
      expect(report?.text.zh).to.include('原候选人：1. 心宿1建设有限公司 77.89、2. 心宿0建设有限公司 77.00')
      expect(report?.text.zh).to.include('现候选人：1. 心宿0建设有限公司 80.00、2. 心宿1建设有限公司 77.89')
      const told = await inboxOf(people[2] as TestPerson)
      expect(told.map(({ kind }) => kind)).to.include('award.re-review-changed')
      expect(JSON.stringify(told)).to.not.include('80.00')
      expect((await awardOf(platform().client)).reReviews.at(-1)).to.deep.include({ after: [], isChanged: true })
    })

    it('publishes the new candidates, its period anew, once what was objected is answered (A1, A2)', async () => {
      expect(await problemCode(publish([1, 0, 2]))).to.equal('candidates-differ')
      expect(await problemCode(publish([0, 1, 2]))).to.equal('answer-objections-first')
      await cast.agency.act(awards.answerAwardObjection, {
        ...(await named()),
        body: { objection: (await awardOf()).objections[0]?.id ?? '', text: '已组织重新评审，评分已更正。' },
      })
      await publish([0, 1, 2])
      const award = await awardOf(platform().client)
      expect(award.state).to.equal('publicity')
      expect(Date.parse(award.publicityEndsAt ?? '') - platform().clock.now()).to.be.at.least(3 * 24 * HOUR)
      const { before = [], after = [] } = award.reReviews.at(-1) ?? {}
      expect(before.map(({ name, total }) => [name, total])[0]).to.deep.equal(['心宿1建设有限公司', '77.89'])
      expect(after.map(({ name, total }) => [name, total])[0]).to.deep.equal(['心宿0建设有限公司', '80.00'])
    })
  })

  describe('after the award', () => {
    before(async () => {
      await pass((await awardOf()).publicityEndsAt)
      await cast.tenderer.act(awards.decideAward, {
        ...(await named()),
        body: { winner: bidOf(0), cause: null, reason: null },
      })
      await platform().beat()
    })

    it('is refused: the award notice binds (TL 45, 87-70)', async () => {
      expect(await problemCode(order('abnormal-score'))).to.equal('award-wrong-step')
    })

    it('stands among what the committee signed, and whoever checks that finds each report signed and ordered', async () => {
      const bundle = parseCommitteeActs(await platform().client.call(contracts.getCommitteeActs, { params: tenderOf() }))
      const { logVerifierKey } = await platform().client.call(getPlatform, {})
      const verify = (of: typeof bundle) =>
        verifyCommitteeActs(of, {
          logKeys: [parseNoteKey(logVerifierKey)],
          trust: platform().pki.trust,
          isRevocationChecked: true,
        })
      const { checks } = await verify(bundle)
      expect(checks.filter(({ verdict }) => verdict === 'fail')).to.deep.equal([])
      const passed = (of: string) => checks.filter((check) => check.name === of && check.verdict === 'pass').length
      // Two successors, two orders, two rounds in which nothing else was done; three reports of five, one and five signatures, each with its sum.
      expect([passed('re-reviewed-as-ordered'), passed('report-signed')]).to.deep.equal([6, 14])
      const without = structuredClone(bundle)
      without.acts = without.acts.filter(({ act }) => !act.includes('"type":"evaluation.re-review"'))
      const failed = (await verify(without)).checks.filter(({ verdict }) => verdict === 'fail').map(({ name: of }) => of)
      expect(new Set(failed)).to.deep.equal(new Set(['acts-complete']))
    })

    it('counts on the chain what happened, once each', async () => {
      expect(await factsOf(hall, 'evaluation.re-review-began')).to.have.length(2)
      expect(await factsOf(hall, 'award.re-review-unchanged')).to.have.length(1)
      expect(await factsOf(hall, 'award.re-review-changed')).to.have.length(1)
      expect((await factsOf(hall, 'evaluation.completed')).map(({ supersedesSha256 }) => supersedesSha256 ?? null)[0]).to.equal(
        null,
      )
      expect((await factsOf(hall, 'evaluation.completed'))[1]).to.include({ supersedesSha256: firstReport })
    })

    it('leaves every report in the archive', async () => {
      await cast.tenderer.act(awards.failAward, { ...(await named()), body: { reason: '中标人放弃。' } })
      await platform().beat()
      const bags = await bagModel(platform().server.platform.connection).find({ tender: hall.tender.id }).lean()
      const paths = bags.at(-1)?.files.map(({ path }) => path) ?? []
      expect(paths.filter((path) => path.startsWith('data/06-评标/superseded/'))).to.deep.equal([
        'data/06-评标/superseded/1-report.json',
        'data/06-评标/superseded/1-report.pdf',
        'data/06-评标/superseded/2-report.json',
        'data/06-评标/superseded/2-report.pdf',
      ])
      expect(paths).to.include('data/06-评标/report.json')
    })
  })

  describe('of a lot whose candidates those of another hang on, by the law of procurement', () => {
    const lotAt = (place: number) => ({ tender: hall.tender.id, lot: hall.tender.lots[place]?.id ?? '' })
    const bidAt = (place: number, bidder: number) => hall.bids[place * 3 + bidder]?.bid.manifestSha256 ?? ''
    const awardAt = async (place: number): Promise<Award> => {
      const { awards: all } = await cast.agency.call(awards.getAwards, { params: tenderOf() })
      const award = all.find(({ lot }) => lot === lotAt(place).lot)
      if (award === undefined) throw new Error('no award')
      return award
    }
    const namedAt = async (place: number) => ({
      params: lotAt(place),
      subject: { ...lotAt(place), version: (await awardAt(place)).version },
    })
    const handOver = async (place: number) => cast.agency.act(awards.handOverReport, { ...(await namedAt(place)), body: {} })
    const decide = async (place: number, winner: string) =>
      cast.tenderer.act(awards.decideAward, { ...(await namedAt(place)), body: { winner, cause: null, reason: null } })
    const publishResult = async (place: number, winner: string) =>
      cast.agency.act(awards.publishResult, { ...(await namedAt(place)), body: { winner } })
    const candidatesAt = async (place: number) => (await awardAt(place)).candidates.map(({ bid }) => bid)

    before('one bidder may stand first on one lot only; the second lot is decided, and not yet published', async function () {
      this.timeout(120_000)
      await logInAll(cast)
      const [first, second] = projectForm(platform(), cast).lots
      if (first === undefined || second === undefined) throw new Error('two lots')
      const project = await acceptedProject(platform(), cast, {
        category: 'government-procurement',
        kind: 'goods',
        lots: [first, { ...second, ceilingPrice: first.ceilingPrice, budget: first.budget }],
      })
      hall = await evaluatedHall(platform(), cast, { lowPrice: null, maxLotsPerBidder: 1 }, project)
      for (const place of [0, 1])
        for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00'].entries())
          await technicalBid(hall, people[index] as TestPerson, price, '90', place)
      await toRecorded(hall)
      committee = await seat(hall)
      expect(await qualify(hall)).to.equal(2)
      await toPreliminary(committee)
      for (const member of committee.members) await review(committee, member)
      const all = [0, 1, 2].map((bidder) => bidAt(0, bidder))
      const cheapest = pseudonymsOf(fromHex(committee.seed), lotAt(0).lot, all).get(bidAt(0, 0))
      for (const [index, member] of committee.members.entries()) {
        await lock(committee, member, (name, criterion) =>
          criterion === 'safety' ? '10' : index === 0 && name === cheapest ? '5' : '20',
        )
        await lock(committee, member, undefined, 1)
      }
      await correct(0, null, bidAt(0, 0))
      await signAll()
      await refresh()
      for (const place of [0, 1]) await handOver(place)
      await decide(1, bidAt(1, 0))
    })

    it('holds both lots; changed, takes both back to the report, a decision that nobody knew of yet included (87-64)', async () => {
      expect(await candidatesAt(0)).to.deep.equal([1, 0, 2].map((bidder) => bidAt(0, bidder)))
      expect(await candidatesAt(1)).to.deep.equal([0, 2].map((bidder) => bidAt(1, bidder)))
      await order('abnormal-score')
      expect(await problemCode(publishResult(1, bidAt(1, 0)))).to.equal('award-in-re-review')
      expect((await awardAt(1)).reReviews[0]).to.include({ isOfAnotherLot: true, endedAt: null })
      await correct(0, '20', bidAt(0, 0))
      for (const member of committee.members) await conclude(member, true)
      await signAll()
      for (const place of [0, 1]) expect(await awardAt(place)).to.deep.include({ state: 'reported', winner: null })
      expect(await candidatesAt(0)).to.deep.equal([0, 1, 2].map((bidder) => bidAt(0, bidder)))
      expect(await candidatesAt(1)).to.deep.equal([1, 2].map((bidder) => bidAt(1, bidder)))
      const reports = (await inboxOf(cast.regulator)).filter(
        ({ kind, subject }) => kind === 'award.re-review-report' && subject['tender'] === hall.tender.id,
      )
      expect(reports).to.have.length(2)
    })

    it('goes on to the result by the new report; from then on no lot of them is re-reviewed', async () => {
      await handOver(1)
      await decide(1, bidAt(1, 1))
      await publishResult(1, bidAt(1, 1))
      expect((await awardAt(1)).winner).to.include({ name: '心宿1建设有限公司' })
      expect((await awardAt(0)).state).to.equal('reported')
      expect(await problemCode(order('sum-error'))).to.equal('linked-lot-decided')
    })
  })
})
