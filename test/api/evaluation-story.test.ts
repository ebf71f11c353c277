import { expect } from 'chai'
import * as contracts from '#shared/contracts/evaluation.ts'
import { getQualification, qualifyBidders } from '#shared/contracts/evaluation-qualification.ts'
import { fromHex, fromUtf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { pseudonymsOf } from '#shared/scoring/pseudonyms.ts'
import { sheetDigest } from '#shared/scoring/sheet.ts'
import {
  about,
  type Committee,
  evaluatedHall,
  lock,
  review,
  seat,
  sheetOf,
  sign,
  technicalBid,
  toPreliminary,
  toRecorded,
  undertake,
} from '../support/evaluation.ts'
import { type Cast, castOf } from '../support/notices.ts'
import { factsOf, type Hall, type HallBid } from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode, problemCodeOf } from '../support/problem-code.ts'

describe('an evaluation from the seated committee to the signed report', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  let hall: Hall
  let bids: HallBid[]
  let committee: Committee
  const stateOf = async () => (await running().client.call(contracts.getEvaluation, { params: { tender: hall.tender.id } })).state
  const memberAt = (index: number) => {
    const member = committee.members[index]
    if (member === undefined) throw new Error('no such seat')
    return member
  }

  before('four bids are opened; the fourth is above the ceiling', async function () {
    this.timeout(120_000)
    cast = await castOf(running(), 3)
    hall = await evaluatedHall(running(), cast, { lowPrice: null })
    bids = []
    for (const [index, price] of ['9000000.00', '9500000.00', '10000000.00', '11500000.01'].entries())
      bids.push(
        await technicalBid(
          hall,
          await running().register('bidder', { name: `角宿${index}建设有限公司` }),
          price,
          String(60 + index * 20),
        ),
      )
    await toRecorded(hall)
  })

  it('has not begun before a committee is seated', async () => {
    const asked = running().client.call(contracts.getEvaluation, { params: { tender: hall.tender.id } })
    expect(await problemCode(asked)).to.equal('evaluation-not-begun')
  })

  it('says of its committee how many sit, and no name: not in the view, not on the chain (X3)', async () => {
    committee = await seat(hall)
    const view = await running().client.call(contracts.getEvaluation, { params: { tender: hall.tender.id } })
    expect(view).to.include({ state: 'seated', round: 1, seats: 5 })
    const chain = JSON.stringify(await factsOf(hall, 'evaluation.committee-seated'))
    for (const { person } of committee.members)
      for (const name of [person.person, person.party]) expect(JSON.stringify(view) + chain).to.not.include(name)
  })

  it('asks the tenderer for no check of qualification: by tendering law that is the committee’s (G6)', async () => {
    const params = { tender: hall.tender.id }
    await cast.agency.logIn()
    expect(await cast.agency.call(getQualification, { params })).to.deep.include({ items: [], lots: [] })
    const votes = hall.bids.map(({ bid }) => ({ bid: bid.manifestSha256, item: 'qualified', isPassed: true, reason: null }))
    const body = { lot: hall.tender.lots[0]?.id ?? '', votes }
    const checked = cast.agency.act(qualifyBidders, { params, subject: { ...params, round: 1 }, body })
    expect(await problemCode(checked)).to.equal('qualification-not-asked')
  })

  it('lets nobody vote or read before the undertaking (X4, X7)', async () => {
    const { person } = memberAt(0)
    const vote = person.act(contracts.electChair, { ...(await about(committee)), body: { seat: 1 } })
    expect(await problemCode(vote)).to.equal('undertaking-missing')
    const { lots } = await committee.desk(memberAt(0))
    expect(lots[0]?.bids.map(({ files, fields, bidder }) => [files.length, fields, bidder === null])).to.deep.equal(
      bids.map(() => [0, null, false]),
    )
    await undertake(committee, memberAt(0))
    expect(await problemCode(undertake(committee, memberAt(0)))).to.equal('already-acted')
  })

  it('knows nobody who does not sit on it', async () => {
    const stranger = await running().register('expert')
    await stranger.logIn()
    const params = { tender: hall.tender.id }
    expect(await problemCode(stranger.call(contracts.getEvaluationDesk, { params }))).to.equal('not-on-committee')
    const undertaken = stranger.act(contracts.signUndertaking, {
      ...(await about(committee)),
      body: { statement: 'evaluation-undertaking/1' },
    })
    expect(await problemCode(undertaken)).to.equal('not-on-committee')
  })

  it('elects a chair by more than half, and refuses a second one', async () => {
    for (const member of committee.members.slice(1)) await undertake(committee, member)
    const vote = async (index: number, forSeat: number) =>
      memberAt(index).person.act(contracts.electChair, { ...(await about(committee)), body: { seat: forSeat } })
    await vote(0, 2)
    await vote(1, 1)
    await vote(2, 2)
    expect((await committee.desk(memberAt(0))).chair).to.equal(null)
    expect(await stateOf()).to.equal('seated')
    await vote(3, 2)
    expect((await committee.desk(memberAt(0))).chair).to.equal(2)
    expect(await stateOf()).to.equal('preliminary')
    expect(await problemCode(vote(4, 1))).to.equal('evaluation-wrong-step')
  })

  it('refuses a review that is not whole, or fails something without a reason (X17)', async () => {
    const { plan, lots } = await committee.desk(memberAt(0))
    const [lot] = lots
    const whole = (lot?.bids ?? []).flatMap(({ bid }) =>
      plan.preliminary.map(({ id: item }) => ({ bid, item, isPassed: true, reason: null })),
    )
    const give = async (votes: readonly { bid: string; item: string; isPassed: boolean; reason: string | null }[]) =>
      memberAt(0).person.act(contracts.reviewBids, {
        ...(await about(committee)),
        body: { lot: lot?.lot ?? '', votes: [...votes] },
      })
    expect(await problemCode(give(whole.slice(1)))).to.equal('review-refused')
    expect(await problemCode(give(whole.map((vote) => ({ ...vote, isPassed: false }))))).to.equal('review-refused')
    expect(await problemCode(give([...whole, ...whole]))).to.equal('review-refused')
  })

  it('shows no blind document by its name, and none at all before the scoring', async () => {
    const { lots } = await committee.desk(memberAt(0))
    expect(lots[0]?.blind).to.deep.equal([])
    expect(lots[0]?.bids[0]?.files.map(({ name }) => name)).to.deep.equal(['报价.pdf'])
    const params = { tender: hall.tender.id, lot: lots[0]?.lot ?? '', bid: 'A', place: '0' }
    expect(await problemCode(memberAt(0).person.call(contracts.getEvaluationDocument, { params }))).to.equal(
      'evaluation-wrong-step',
    )
    const byName = { ...params, bid: lots[0]?.bids[0]?.bid ?? '' }
    expect(await problemCode(memberAt(0).person.call(contracts.getEvaluationDocument, { params: byName }))).to.equal('not-found')
  })

  it('rejects by majority with its reasons, and above the ceiling by itself (N8, X17)', async () => {
    const third = bids[2]?.bid.manifestSha256 ?? ''
    for (const [index, member] of committee.members.entries())
      await review(committee, member, index < 3 ? [{ bid: third, item: 'qualified' }] : [])
    expect(await stateOf()).to.equal('scoring')
    const { lots } = await committee.desk(memberAt(4))
    const rejected = new Map(lots[0]?.rejections.map(({ bid, rejections }) => [bid, rejections]))
    expect(rejected.get(third)).to.deep.equal([
      { ground: 'unqualified', foundBy: 'qualified', reasons: ['第1席：不符合', '第2席：不符合', '第3席：不符合'] },
    ])
    expect(rejected.get(bids[3]?.bid.manifestSha256 ?? '')?.map(({ foundBy }) => foundBy)).to.deep.equal(['ceiling-price'])
    expect(rejected.size).to.equal(2)
  })

  it('shows technical documents under pseudonyms from the draw’s seed, with neutral names and sizes', async () => {
    const { lots } = await committee.desk(memberAt(0))
    const [lot] = lots
    const all = bids.map(({ bid }) => bid.manifestSha256)
    const names = pseudonymsOf(fromHex(committee.seed), lot?.lot ?? '', all)
    const valid = all.slice(0, 2).map((bid) => names.get(bid) ?? '')
    expect(lot?.blind.map(({ bid, bidder, fields }) => [bid, bidder, fields])).to.deep.equal(
      valid.sort().map((name) => [name, null, null]),
    )
    expect(lot?.blind[0]?.files).to.deep.equal([{ place: 0, name: '技术文件-1.pdf' }])
    const params = { tender: hall.tender.id, lot: lot?.lot ?? '', bid: names.get(all[0] ?? '') ?? '', place: '0' }
    const bytes = await memberAt(0).person.call(contracts.getEvaluationDocument, { params })
    expect(bytes.length).to.equal(1024 * 1024)
    const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0))
    expect(fromUtf8(bytes.subarray(8, 8 + size))).to.equal('%PDF 施工方案 9000000.00')
    expect(bytes.subarray(8 + size).every((byte) => byte === 0)).to.equal(true)
  })

  it('refuses a score off its scale, and takes none of the sheet', async () => {
    const { person } = memberAt(0)
    const give = async (points: string) => {
      const sheet = await sheetOf(committee, memberAt(0), () => points)
      return person.act(contracts.lockScores, { ...(await about(committee)), body: { sheet, salt: 'ab'.repeat(32) } })
    }
    expect(await problemCode(give('25.5'))).to.equal('score-refused')
    expect(await problemCode(give('0.3'))).to.equal('score-refused')
    expect((await committee.desk(memberAt(0))).seats[0]?.locked).to.deep.equal([])
  })

  it('keeps every sheet from everybody until all are locked; the ledger has each digest at once (X8)', async () => {
    const names = pseudonymsOf(
      fromHex(committee.seed),
      hall.tender.lots[0]?.id ?? '',
      bids.map(({ bid }) => bid.manifestSha256),
    )
    const first = names.get(bids[0]?.bid.manifestSha256 ?? '')
    const locked: { sheet: Awaited<ReturnType<typeof sheetOf>>; salt: string }[] = []
    for (const [index, member] of committee.members.slice(0, 4).entries()) {
      locked.push(
        await lock(committee, member, (name, criterion) =>
          criterion === 'safety' ? '10' : index === 0 && name === first ? '5' : '20',
        ),
      )
    }
    expect(await problemCode(lock(committee, memberAt(0)))).to.equal('already-acted')
    const desk = await committee.desk(memberAt(4))
    expect(desk.lots[0]?.sheets).to.deep.equal([])
    expect(desk.lots[0]?.result).to.equal(null)
    const own = await committee.desk(memberAt(0))
    expect(own.lots[0]?.sheets.map(({ sheet }) => sheet.seat)).to.deep.equal([1])
    const facts = await factsOf(hall, 'evaluation.scores-locked')
    expect(facts.map(({ sheetSha256 }) => sheetSha256)).to.deep.equal(locked.map(({ sheet, salt }) => sheetDigest(salt, sheet)))
    expect(await stateOf()).to.equal('scoring')
    await lock(committee, memberAt(4))
    expect(await stateOf()).to.equal('totalled')
    expect((await committee.desk(memberAt(4))).lots[0]?.sheets).to.have.length(5)
  })

  it('waits for the author of an abnormal score, and takes no change but that one (X13)', async () => {
    const { lots } = await committee.desk(memberAt(0))
    const [lot] = lots
    const bid = bids[0]?.bid.manifestSha256 ?? ''
    expect(
      lot?.result?.abnormal.map(({ seat: at, bid: of, criterion, isHigh }) => ({ at, of, criterion, isHigh })),
    ).to.deep.equal([{ at: 1, of: bid, criterion: 'method', isHigh: false }])
    const totalOf = (of: typeof lot) => of?.result?.bids.find((each) => each.bid === bid)?.total
    // (5 + 4 × 20) / 5 = 17 of 25; 10 of 15; 20 of 20 for 60 days; 40 of 40 for the lowest price.
    expect(totalOf(lot)).to.equal('87.00')
    const explain = async (index: number, points: string | null) =>
      memberAt(index).person.act(contracts.explainScore, {
        ...(await about(committee)),
        body: { lot: lot?.lot ?? '', bid, criterion: 'method', points, explanation: '误将他人方案记于此处，更正。' },
      })
    expect(await problemCode(explain(1, '18'))).to.equal('change-refused')
    expect(await problemCode(explain(0, '25.5'))).to.equal('change-refused')
    expect(await stateOf()).to.equal('totalled')
    await explain(0, '20')
    expect(await stateOf()).to.equal('signing')
    const after = (await committee.desk(memberAt(0))).lots[0]
    expect(totalOf(after)).to.equal('90.00')
    expect(after?.explanations).to.have.length(1)
    expect(after?.explanations[0]).to.include({ seat: 1, before: '5.0000', after: '20' })
  })

  it('is signed by its members, dissent in writing; silence after the limit is consent, and recorded (X14)', async () => {
    await sign(committee, memberAt(0))
    await sign(committee, memberAt(1), '对第一名的施工方案评分持保留意见。')
    expect(await problemCode(sign(committee, memberAt(0)))).to.equal('already-acted')
    await sign(committee, memberAt(2))
    await sign(committee, memberAt(3))
    const { stepEndsAt } = await running().client.call(contracts.getEvaluation, { params: { tender: hall.tender.id } })
    running().clock.set(Date.parse(stepEndsAt ?? ''))
    await running().runDue()
    expect(await stateOf()).to.equal('completed')
    const [completed] = await factsOf(hall, 'evaluation.completed')
    expect(completed).to.deep.include({ signed: [1, 2, 3, 4], silent: [5], dissenting: [2] })
  })

  it('gives its report to tenderer and regulator and to no bidder, as JSON with every sheet and as signed PDF', async () => {
    const params = { tender: hall.tender.id }
    for (const reader of [cast.tenderer, cast.regulator]) {
      await reader.logIn()
      const text = fromUtf8(await reader.call(contracts.getEvaluationReport, { params }))
      const [completed] = await factsOf(hall, 'evaluation.completed')
      const report = JSON.parse(text) as {
        lots: { sheets: { sheet: never; salt: string; digest: string }[]; candidates: string[] }[]
      }
      expect(sha256Hex(new TextEncoder().encode(text))).to.equal(completed?.['reportSha256'])
      expect(report.lots[0]?.candidates).to.deep.equal(bids.slice(0, 2).map(({ bid }) => bid.manifestSha256))
      for (const { sheet, salt, digest } of report.lots[0]?.sheets ?? []) expect(sheetDigest(salt, sheet)).to.equal(digest)
      expect(report.lots[0]?.sheets).to.have.length(5)
      for (const { person } of committee.members) expect(text).to.not.include(person.person)
    }
    const pdf = await cast.tenderer.call(contracts.getEvaluationReportPdf, { params })
    expect(fromUtf8(pdf.subarray(0, 5))).to.equal('%PDF-')
    const [bidder] = bids
    await bidder?.person.logIn()
    const refused = bidder?.person.call(contracts.getEvaluationReport, { params }) ?? Promise.resolve()
    expect(await problemCode(refused)).to.equal('forbidden')
  })

  it('leaves no member’s name in a dump of what the evaluation and the ledger store: seats and acts lie sealed (X3)', async () => {
    const { connection } = running().server.platform
    const { db } = connection
    if (db === undefined) throw new Error('no database')
    const names = committee.members.flatMap(({ person }) => [person.person, person.party, person.credentials.name])
    const collections = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
    const ours = collections.filter((name) => name.startsWith('evaluation') || name === 'awards')
    expect(ours).to.include.members(['evaluations', 'evaluationOpinions', 'evaluationActs', 'awards'])
    const chain = ['ledgerPending', 'ledgerEntries']
    for (const name of [...ours, ...chain]) {
      const found = chain.includes(name) ? { tender: hall.tender.id } : {}
      const dump = JSON.stringify(await db.collection(name).find(found).toArray())
      for (const member of names) expect(dump.includes(member), `${name} names ${member}`).to.equal(false)
    }
    const acts = collections.filter((name) => /acts$/i.test(name) && name !== 'evaluationActs')
    expect(acts).to.have.length.above(0)
    for (const name of acts)
      expect(await db.collection(name).countDocuments({ type: { $regex: '^evaluation\\.' } }), name).to.equal(0)
    expect(await db.collection('evaluationActs').countDocuments({})).to.be.at.least(20)
  })

  it('was begun by nobody’s word: a committee against X1 is refused', async () => {
    const another = await evaluatedHall(running(), cast)
    for (const price of ['9000000.00', '9500000.00', '10000000.00'])
      await technicalBid(another, await running().register('bidder'), price)
    await toRecorded(another)
    expect(await problemCodeOf(seat(another, 4))).to.equal('committee-refused')
    expect(await problemCodeOf(seat(another, 3))).to.equal('committee-refused')
    await toPreliminary(await seat(another, 5))
  })
})
