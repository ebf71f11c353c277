import { expect } from 'chai'
import { type BeijingDay, beijingDayOf } from '#shared/calendar/beijing.ts'
import { listArchives } from '#shared/contracts/archive.ts'
import * as awards from '#shared/contracts/awards.ts'
import { ProblemError } from '#shared/contracts/client.ts'
import type { ActBodyOf, ResultOf } from '#shared/contracts/contract.ts'
import * as contracts from '#shared/contracts/deposits.ts'
import { readAct } from '#shared/contracts/ledger.ts'
import { terminateTenderContract } from '#shared/contracts/notices/tenders.ts'
import { readInbox } from '#shared/contracts/notifications.ts'
import { concat, fromUtf8 } from '#shared/primitives/bytes.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { bidFor } from '../support/bids.ts'
import { evaluated, evaluatedEnvelopes, technicalBid, toRecorded } from '../support/evaluation.ts'
import {
  acceptedProject,
  amendTender,
  type Cast,
  castOf,
  draftedTender,
  logInAll,
  type ProjectAnswer,
} from '../support/notices.ts'
import { type Hall, hallOf, submitIn, targetOf } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'
import { planOf } from '../support/scoring.ts'

type Deposits = ResultOf<typeof contracts.getDeposits>
type Deposit = Deposits['deposits'][number]

const DAY = 86_400_000

/** The problem a call is refused with. */
async function problemOf(call: Promise<unknown>) {
  const error = await call.then(
    () => undefined,
    (refused: unknown) => refused,
  )
  if (!(error instanceof ProblemError)) throw new Error('not refused')
  return { code: error.problem.code, facts: error.problem.facts ?? {} }
}

const payment = '户名：临江公正招标代理有限公司；开户行：临江银行；账号：6222 0000 0001。接受电子保函。'

describe('bid deposits: asked for, received, given back (N9, B8, N12, G11)', function () {
  this.timeout(120_000)
  const running = usePlatform()
  let cast: Cast
  let project: ProjectAnswer
  let hall: Hall
  const people: TestPerson[] = []

  const personAt = (index: number) => {
    const person = people[index]
    if (person === undefined) throw new Error('nobody')
    return person
  }
  const lotAt = (place: number) => project.lots[place]?.id ?? ''
  const askedOn = (place: number, amount: string) => ({ lot: lotAt(place), amount: amount as Yuan, payment })
  /** Of both lots; nobody bids on the second. */
  const asked = (amount = '240000.00') => [askedOn(0, amount), askedOn(1, '60000.00')]
  const today = () => beijingDayOf(running().clock.now())
  const dayBefore = (days: number) => beijingDayOf(running().clock.now() - days * DAY)
  const params = (place = 0) => ({ tender: hall.tender.id, lot: lotAt(place) })
  const depositsAs = (person: Pick<TestPerson, 'call'>): Promise<Deposits> =>
    person.call(contracts.getDeposits, { params: { tender: hall.tender.id } })
  async function depositOf(index: number, as: TestPerson = cast.agency): Promise<Deposit> {
    const found = (await depositsAs(as)).deposits.find(({ party, lot }) => party === personAt(index).party && lot === lotAt(0))
    if (found === undefined) throw new Error('no deposit')
    return found
  }
  const paid = (reference: string, receivedOn: BeijingDay = dayBefore(1)) => ({
    form: 'transfer' as const,
    amount: '240000.00' as Yuan,
    receivedOn,
    reference,
  })
  const record = (deposits: ActBodyOf<typeof contracts.recordDeposits>['deposits'], by: TestPerson = cast.agency) =>
    by.act(contracts.recordDeposits, { params: params(), subject: params(), body: { deposits } })
  const claim = (person: TestPerson, ground: 'withdrawn' | 'not-opened' | 'extension-refused' | 'unrecorded') =>
    person.act(contracts.claimDeposit, {
      params: params(),
      subject: params(),
      body: { ...paid('6217 1111'), ground, refundTo: '原路退回' },
    })
  async function named(index: number) {
    const { id, version } = await depositOf(index)
    return { params: { ...params(), deposit: id }, subject: { ...params(), deposit: id, version } }
  }
  const give = async (index: number, changes: Partial<ActBodyOf<typeof contracts.returnDeposit>> = {}, by = cast.agency) =>
    by.act(contracts.returnDeposit, {
      ...(await named(index)),
      body: {
        principal: '240000.00' as Yuan,
        interest: '0.00' as Yuan,
        returnedOn: today(),
        reference: '转账凭证 0001',
        ownFault: null,
        interestNote: null,
        ...changes,
      },
    })
  const chain = async () => tenderChain({ connection: running().server.platform.connection }, hall.tender.id)
  async function refresh(): Promise<void> {
    await logInAll(cast)
    for (const person of people) await person.logIn()
  }
  async function at(moment: number): Promise<void> {
    running().clock.set(moment)
    await running().runDue()
    await running().beat()
    await running().runDue()
    await running().beat()
    await refresh()
  }
  const kindsOf = async (person: TestPerson) => {
    await running().beat()
    await running().beat()
    await person.logIn()
    return (await person.call(readInbox, { query: { limit: 100 } })).messages
      .filter(({ kind }) => kind.startsWith('deposit.'))
      .map(({ kind }) => kind)
  }

  before(async () => {
    cast = await castOf(running(), 3)
    for (let index = 0; index < 4; index += 1)
      people.push(await running().register('bidder', { name: `箕宿${index}设备有限公司` }))
    project = await acceptedProject(running(), cast, { category: 'government-procurement', kind: 'goods' })
  })

  it('asks for two per cent of the lot’s budget at most, in draft and amendment (N9)', async () => {
    const tooHigh = draftedTender(running(), cast, { project, draft: { deposits: asked('240000.01') } })
    const problem = await problemOf(tooHigh)
    expect(problem).to.include({ code: 'deposit-too-high' })
    expect(problem.facts).to.include({ rule: 'N9', maximum: '240000.00' })
    const evaluation = { method: 'comprehensive-scoring' as const, text: '见评标办法数据。', plan: planOf({ lowPrice: null }) }
    // The refused draft began a round, which a second of the same lots would meet.
    const fresh = await acceptedProject(running(), cast, { category: 'government-procurement', kind: 'goods' })
    project = fresh
    hall = await hallOf(running(), { cast, project, draft: { envelopes: evaluatedEnvelopes, evaluation, deposits: asked() } })
    expect(hall.tender.notice?.deposits).to.deep.equal(asked())
    const amended = amendTender(cast, hall.tender.id, { deposits: asked('300000.00') })
    expect(await problemCode(amended)).to.equal('deposit-too-high')
    const other = [{ lot: 'f'.repeat(32), amount: '1.00' as Yuan, payment }]
    expect(await problemCode(amendTender(cast, hall.tender.id, { deposits: other }))).to.equal('lot-unknown')
  })

  it('learns nothing of deposits before names are public: nothing is taken, nothing is kept (O3, P9)', async () => {
    for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00', '9950000.00'].entries())
      await technicalBid(hall, personAt(index), price)
    const { bid } = await bidFor(running().origin, targetOf(hall), personAt(3).credentials.signer, {
      envelopes: [
        { name: 'technical', fields: {}, files: [] },
        { name: 'commercial', fields: {}, files: [] },
      ],
      intent: 'withdrawal',
    })
    await submitIn(hall, personAt(3), bid)
    const before = (await chain()).length
    expect(await problemCode(claim(personAt(3), 'withdrawn'))).to.equal('deposits-not-open')
    const early = record([{ party: personAt(0).party, ...paid('6222 1') }])
    expect(await problemCode(early)).to.equal('deposits-not-open')
    expect(await depositsAs(cast.agency)).to.deep.include({ isOpen: false, deposits: [] })
    expect((await depositsAs(cast.agency)).lots.map(({ bidders }) => bidders)).to.deep.equal([[], []])
    expect((await chain()).length).to.equal(before)
  })

  it('has the keeper sign what it received, to be read by the bidder concerned, the keeper and the regulator only', async () => {
    const honest = hall.bids.slice(0, 3)
    hall.bids.splice(0, hall.bids.length, ...honest)
    await toRecorded(hall)
    for (const person of [cast.agency, cast.tenderer]) expect(await kindsOf(person)).to.include('deposit.to-record')
    expect(await kindsOf(personAt(0))).to.deep.equal([])
    await running().beat()
    await refresh()
    const bidders = (await depositsAs(cast.agency)).lots[0]?.bidders
    expect(bidders?.map(({ name }) => name)).to.have.members([0, 1, 2].map((index) => `箕宿${index}设备有限公司`))
    const withdrawn = record([{ party: personAt(3).party, ...paid('6222 3') }])
    expect(await problemCode(withdrawn), 'a withdrawn bid has no name').to.equal('not-a-bidder-of-the-lot')
    const tomorrow = beijingDayOf(running().clock.now() + DAY)
    expect(await problemCode(record([{ party: personAt(0).party, ...paid('6222 0', tomorrow) }]))).to.equal('deposit-day-refused')
    expect(await problemCode(record([{ party: personAt(0).party, ...paid('6222 0') }], personAt(0)))).to.equal('forbidden')
    // Tenderer and agency at once: nobody is recorded twice, neither is met by more than a problem.
    const received = [0, 1, 2].map((index) => ({ party: personAt(index).party, ...paid(`6222 ${index}`) }))
    const outcomes = await Promise.allSettled([record(received), record(received, cast.tenderer), record(received)])
    expect(outcomes.some(({ status }) => status === 'fulfilled')).to.equal(true)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(await problemCode(Promise.reject(outcome.reason as Error))).to.be.oneOf(['state-changed', 'deposit-wrong-step'])
    expect((await depositsAs(cast.regulator)).deposits).to.have.length(3)
    expect((await depositsAs(personAt(1))).deposits.map(({ party }) => party)).to.deep.equal([personAt(1).party])
    expect(await depositOf(1, personAt(1))).to.deep.include({ state: 'held', term: null, isOverdue: false })
    expect(await problemCode(depositsAs(running().client))).to.equal('sign-in-required')
    await running().beat()
    const recorded = (await chain()).find(({ event }) => event.type === 'deposit.recorded')
    const text = JSON.stringify(recorded?.facts)
    for (const person of people) expect(text).to.not.include(person.party)
    expect(text).to.not.include('6222')
    const act = running().client.call(readAct, { params: { sha256: recorded?.event.actSha256 ?? '' } })
    expect(await problemCode(act), 'the act is nobody else’s').to.equal('not-found')
  })

  it('replaces a receipt that was wrong, and takes a claim from who withdrew: its days run from it (G11)', async () => {
    await record([{ party: personAt(2).party, ...paid('6222 2', dayBefore(3)) }])
    expect((await depositOf(2)).receipt?.receivedOn).to.equal(dayBefore(3))
    expect(await problemCode(claim(personAt(2), 'withdrawn')), 'it was opened').to.equal('deposit-claim-unfounded')
    expect(await problemCode(claim(personAt(2), 'unrecorded')), 'it is recorded').to.equal('deposit-claim-unfounded')
    const declined = await claim(personAt(2), 'extension-refused')
    expect(declined).to.include({ state: 'held' })
    expect(declined.term).to.deep.include({ basis: 'extension-refused', isPlatformsOwn: true })
    const denied = await cast.agency.act(contracts.refuseDepositClaim, {
      ...(await named(2)),
      body: { reason: '未要求延长投标有效期。' },
    })
    expect([denied.state, denied.term, denied.claim?.refusal?.reason]).to.deep.equal(['held', null, '未要求延长投标有效期。'])
    expect(await problemCode(claim(personAt(3), 'not-opened')), 'the lot was opened').to.equal('deposit-claim-unfounded')
    const claimed = await claim(personAt(3), 'withdrawn')
    expect(claimed).to.include({ state: 'claimed' })
    expect(claimed.term).to.deep.include({ basis: 'withdrawal' })
    expect(claimed.term?.article).to.include({ id: 'G11', zh: '财政部令第87号第三十八条' })
    expect(await problemCode(claim(personAt(3), 'withdrawn'))).to.equal('deposit-claimed-already')
    expect(await problemCode(give(3)), 'not confirmed yet').to.equal('deposit-wrong-step')
    const refused = await cast.tenderer.act(contracts.refuseDepositClaim, {
      ...(await named(3)),
      body: { reason: '账户未见此款。' },
    })
    expect(refused).to.include({ state: 'refused' })
    const contested = await personAt(3).act(contracts.contestDeposit, { ...(await named(3)), body: { text: '附转账回单。' } })
    expect(contested.contests.map(({ text }) => text)).to.deep.equal(['附转账回单。'])
    await record([{ party: personAt(3).party, ...paid('6217 1111') }])
    expect(await give(3)).to.include({ state: 'returned' })
    expect(await kindsOf(cast.agency)).to.include.members(['deposit.claimed', 'deposit.contested'])
    expect(await kindsOf(personAt(3))).to.include.members(['deposit.claim-refused', 'deposit.returned'])
  })

  it('gives back what was paid for a lot that had too few bidders, from when that was found (O6)', async () => {
    const lot = params(1)
    const body = { ...paid('6217 1111'), amount: '60000.00' as Yuan, ground: 'not-opened' as const, refundTo: '原路退回' }
    const { term, id, version } = await personAt(3).act(contracts.claimDeposit, { params: lot, subject: lot, body })
    expect(term).to.deep.include({ basis: 'lot-failed', isPlatformsOwn: true })
    const subject = { ...lot, deposit: id, version }
    const answer = { params: { ...lot, deposit: id }, subject, body: { reason: '未收到。' } }
    await cast.agency.act(contracts.refuseDepositClaim, answer)
    expect(await problemCode(cast.agency.act(contracts.refuseDepositClaim, answer)), 'signed of another version').to.equal(
      'act-wrong-subject',
    )
  })

  it('is due for losers five working days from the award notice; the winner’s waits for its contract (G11)', async () => {
    await evaluated(hall)
    await running().beat()
    await refresh()
    const award = async () => (await cast.agency.call(awards.getAwards, { params: { tender: hall.tender.id } })).awards[0]
    const about = async () => ({ params: params(), subject: { ...params(), version: (await award())?.version ?? 0 } })
    await cast.agency.act(awards.handOverReport, { ...(await about()), body: {} })
    const winner = hall.bids[0]?.bid.manifestSha256 ?? ''
    await cast.tenderer.act(awards.decideAward, { ...(await about()), body: { winner, cause: null, reason: null } })
    expect(await depositOf(1), 'decided, not published').to.deep.include({ term: null })
    await cast.agency.act(awards.publishResult, { ...(await about()), body: { winner } })
    await running().beat()
    await running().beat()
    const lost = await depositOf(1)
    expect(lost.term).to.deep.include({ basis: 'award-notice' })
    expect(Date.parse(lost.term?.overdueAt ?? '') - running().clock.now()).to.be.within(5 * DAY, 13 * DAY)
    expect((await depositOf(0)).term).to.equal(null)
    expect((await depositOf(0)).mayBeKeptFor).to.include('stated-in-documents')
    expect(await kindsOf(cast.agency)).to.include('deposit.due')
    const { deposits } = await cast.agency.call(contracts.listDeposits, {})
    expect(deposits[0]).to.include({ overdueAt: lost.term?.overdueAt, isOverdue: false, isKeeper: true })
    expect((await cast.regulator.call(contracts.listDeposits, {})).deposits, 'nothing is late').to.deep.equal([])
    const bond = cast.agency.act(contracts.turnDepositIntoBond, {
      ...(await named(0)),
      body: { interest: '0.00' as Yuan, interestNote: null },
    })
    expect(await problemCode(bond)).to.equal('deposit-no-bond')
    expect(await problemCode(claim(personAt(1), 'extension-refused')), 'nothing is left to extend').to.equal(
      'deposit-claim-unfounded',
    )
  })

  it('is overdue in public when its time is over, and late costs interest, told to the fen (G11)', async () => {
    const overdueAt = Date.parse((await depositOf(1)).term?.overdueAt ?? '')
    await at(overdueAt - 1)
    expect(await depositOf(1)).to.deep.include({ isOverdue: false })
    await at(overdueAt)
    expect((await chain()).filter(({ event }) => event.type === 'deposit.overdue')).to.have.length(2)
    expect((await cast.regulator.call(contracts.listDeposits, {})).deposits.map(({ isOverdue }) => isOverdue)).to.deep.equal([
      true,
      true,
    ])
    for (const person of [cast.regulator, cast.tenderer, personAt(1)]) expect(await kindsOf(person)).to.include('deposit.overdue')
    await at(overdueAt + 9 * DAY)
    const owed = { daysLate: 10, late: '348.00' }
    expect((await depositOf(1)).owed).to.include(owed)
    const short = await problemOf(give(1, { interest: '347.99' as Yuan }))
    expect(short).to.include({ code: 'deposit-interest-owed' })
    expect(short.facts).to.include({ ...owed, owed: '348.00', rule: 'G11' })
    expect(await problemCode(give(1, { principal: '239999.00' as Yuan }))).to.equal('deposit-principal-differs')
    expect(await problemCode(give(1, { returnedOn: '2020-01-01' as BeijingDay }))).to.equal('deposit-day-refused')
    expect(await problemCode(give(1, {}, personAt(1)))).to.equal('forbidden')
    expect(await give(1, { interest: '348.00' as Yuan })).to.deep.include({ state: 'returned', owed: null })
    const own = await give(2, { ownFault: '投标人账户已注销，多次联系未提供新账户。' })
    expect(own.settlement).to.include({ daysLate: 10, ownFault: '投标人账户已注销，多次联系未提供新账户。' })
    expect(await problemCode(give(1))).to.equal('deposit-wrong-step')
  })

  it('keeps none but on a ground of the law; with the last one settled the archive’s bag tells how each ended', async () => {
    const keep = async (ground: 'no-contract' | 'stated-in-documents') =>
      cast.agency.act(contracts.keepDeposit, {
        ...(await named(0)),
        body: { ground, reason: '中标人无正当理由拒绝签订合同（采购文件第12条）。' },
      })
    expect(await problemCode(keep('no-contract')), 'a ground of the other law').to.equal('deposit-not-keepable')
    const version = (await cast.agency.call(awards.getAwards, { params: { tender: hall.tender.id } })).awards[0]?.version ?? 0
    const about = { params: params(), subject: { ...params(), version } }
    await cast.agency.act(awards.failAward, { ...about, body: { reason: '中标人拒绝签订合同。' } })
    await running().beat()
    await running().beat()
    expect((await depositOf(0)).term, 'the lot has ended').to.deep.include({ basis: 'lot-failed' })
    expect(await keep('stated-in-documents')).to.include({ state: 'kept' })
    expect(await kindsOf(personAt(0))).to.include('deposit.kept')
    await running().beat()
    await cast.agency.logIn()
    const { bags } = await cast.agency.call(listArchives, { params: { tender: hall.tender.id } })
    expect(bags.at(-1)).to.include({ cause: 'deposit.all-settled' })
    const last = bags.at(-1)?.files.find(({ path }) => path.endsWith('/deposits.json'))
    expect(last?.path).to.equal(`data/07-公示与中标/${lotAt(0)}/deposits.json`)
    const chunks: Uint8Array[] = []
    for await (const chunk of await running().server.platform.blobs.open(last?.sha256 ?? '')) chunks.push(chunk as Uint8Array)
    const file = fromUtf8(concat(...chunks))
    expect(file).to.include('"kind":"kept"').and.include('"daysLate":10').and.not.include('箕宿')
    for (const person of people) expect(file).to.not.include(person.party)
  })

  it('gives everything back with the bank’s interest when the tender is terminated (N12)', async () => {
    project = await acceptedProject(running(), cast)
    hall = await hallOf(running(), { cast, project, draft: { deposits: [askedOn(0, '240000.00')] } })
    await refresh()
    await cast.agency.act(terminateTenderContract, {
      params: { tender: hall.tender.id },
      subject: { tender: hall.tender.id, version: hall.tender.version },
      body: { reason: '项目资金安排变化。' },
    })
    const other = cast.agency.act(contracts.recordDeposits, {
      params: params(1),
      subject: params(1),
      body: { deposits: [{ party: personAt(0).party, ...paid('1') }] },
    })
    expect(await problemCode(other), 'the other lot asked for none').to.equal('deposit-not-required')
    const claimed = await personAt(1).act(contracts.claimDeposit, {
      params: params(),
      subject: params(),
      body: { ...paid('6222 1', dayBefore(31)), ground: 'not-opened', refundTo: '原路退回' },
    })
    expect(claimed.term).to.deep.include({ basis: 'termination', isPlatformsOwn: true, hasBankInterest: true })
    await record([{ party: personAt(1).party, ...paid('6222 1', dayBefore(31)) }])
    const short = await problemOf(give(1))
    expect(short.facts).to.include({ late: '0.00', bank: '72.33', rule: 'N12' })
    expect(await give(1, { interest: '10.33' as Yuan, interestNote: '开户行活期利率0.05%，利息回单见附件。' })).to.include({
      state: 'returned',
    })
  })
})
