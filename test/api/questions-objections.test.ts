import { expect } from 'chai'
import { signAct } from '#shared/acts/build-act.ts'
import { answerObjectionContract, fileObjectionContract, listObjectionsContract } from '#shared/contracts/notices/questions.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import {
  acceptedProject,
  amendTender,
  type Cast,
  castOf,
  logInAll,
  publishedTender,
  readTenderAs,
  type TenderAnswer,
} from '../support/notices.ts'
import type { TestPerson } from '../support/platform.ts'
import { usePlatform } from '../support/platform.ts'

const DAY_MS = 86_400_000

describe('objections to the documents', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast
  let bidder: TestPerson

  before(async () => {
    cast = await castOf(platform(), 3)
    bidder = await platform().register('bidder')
  })
  beforeEach(() => logInAll(cast))

  const object = (tender: TenderAnswer, person = bidder) =>
    person.act(fileObjectionContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, notice: tender.noticeSha256 ?? '' },
      body: { text: '业绩要求与项目规模不相称。' },
    })
  const answer = (tender: string, objection: string) =>
    cast.agency.act(answerObjectionContract, {
      params: { tender },
      subject: { tender, objection },
      body: { answer: '已核实，予以调整。' },
    })

  it('N5: pause an engineering tender until the answer, which moves the deadline by as long', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const objection = await object(tender)
    // Filed on Thursday 12 March 2026: the answer is late from Monday 16 March on.
    expect(objection.answerDueAt).to.equal('2026-03-15T16:00:00.000Z')
    const paused = await readTenderAs(platform().client, tender.id)
    expect(paused.suspensions.map(({ cause }) => cause)).to.deep.equal(['objection'])
    expect(await refusalOf(amendTender(cast, tender.id, { summary: '更正' }, { affectsBids: false }))).to.equal(
      'tender-suspended',
    )
    platform().clock.advance(DAY_MS)
    await logInAll(cast)
    await answer(tender.id, objection.id)
    const resumed = await readTenderAs(platform().client, tender.id)
    expect(resumed.isSuspended).to.equal(false)
    expect(millisOf(resumed.deadlineAt ?? instantOf(0)) - millisOf(tender.deadlineAt ?? instantOf(0))).to.be.at.least(DAY_MS)
    expect(await refusalOf(answer(tender.id, objection.id))).to.equal('objection-answered')
  })
  it('N5: of two the tender waits for both answers', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const first = await object(tender)
    const second = await object(tender, await platform().register('bidder'))
    await answer(tender.id, first.id)
    expect((await readTenderAs(platform().client, tender.id)).isSuspended).to.equal(true)
    await answer(tender.id, second.id)
    expect((await readTenderAs(platform().client, tender.id)).isSuspended).to.equal(false)
  })
  it('name nobody in public: the objector is known to agency and regulator, its act is not public, the answered text is', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const objection = await object(tender)
    const list = async (person: { call: TestPerson['call'] }) =>
      (await person.call(listObjectionsContract, { params: { tender: tender.id } })).objections
    expect(await list(platform().client)).to.deep.equal([])
    expect((await list(cast.agency))[0]?.by?.party).to.equal(bidder.party)
    expect((await list(cast.regulator))[0]?.by?.party).to.equal(bidder.party)
    await bidder.logIn()
    expect((await list(bidder)).map(({ id }) => id)).to.deep.equal([objection.id])
    await answer(tender.id, objection.id)
    const [seen] = await list(platform().client)
    expect(seen).to.deep.include({ by: null, text: '业绩要求与项目规模不相称。' })
    const { connection } = platform().server.platform
    const chain = await tenderChain({ connection }, tender.id)
    expect(chain.map(({ event }) => event.type)).to.deep.equal([
      'notice.published',
      'tender.suspended',
      'objection.answered',
      'tender.resumed',
    ])
    expect(JSON.stringify(chain)).to.not.include(bidder.party).and.not.include(bidder.person)
    await platform().beat()
    const stored = await connection.collection('ledgerActs').findOne({ type: 'objection.file', nonce: { $regex: '' } })
    expect(stored?.['isPublic']).to.equal(false)
  })
  it('N5: come at least ten days before the deadline, with the article in the problem', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const deadline = millisOf(tender.deadlineAt ?? instantOf(0))
    platform().clock.set(deadline - 9 * DAY_MS)
    const problem = await problemOf(object(tender))
    expect(problem.code).to.equal('objection-too-late')
    expect(problem.facts).to.include({ rule: 'N5', articleZh: '《招标投标法实施条例》第二十二条' })
    platform().clock.set(deadline - 10 * DAY_MS)
    await logInAll(cast)
    expect((await object(tender)).text).to.equal('业绩要求与项目规模不相称。')
  })
  it('N5: unanswered in three days are reported, and the tender goes on standing still', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const objection = await object(tender)
    platform().clock.set(millisOf(objection.answerDueAt))
    await platform().runDue()
    await logInAll(cast)
    const { connection } = platform().server.platform
    const overdue = await connection
      .collection('ledgerPending')
      .countDocuments({ 'event.type': 'objection.overdue', 'event.subject.objection': objection.id })
    expect(overdue).to.equal(1)
    expect((await readTenderAs(platform().client, tender.id)).isSuspended).to.equal(true)
    const [seen] = (await cast.agency.call(listObjectionsContract, { params: { tender: tender.id } })).objections
    expect(seen?.isOverdue).to.equal(true)
  })
  it('G10: procurement counts seven working days from publication and does not stand still', async () => {
    const project = await acceptedProject(platform(), cast, { category: 'government-procurement', kind: 'goods' })
    const { tender } = await publishedTender(platform(), cast, { project })
    await object(tender)
    expect((await readTenderAs(platform().client, tender.id)).isSuspended).to.equal(false)
    platform().clock.set(millisOf(tender.objectionsUntil ?? instantOf(0)))
    expect((await problemOf(object(tender))).facts).to.include({ rule: 'G10' })
  })
  it('count once: the same signed act sent again is refused and holds the tender no longer', async () => {
    const { tender } = await publishedTender(platform(), cast)
    const act = await signAct({
      signer: bidder.signer,
      platform: 'kaibiao.test',
      type: 'objection.file',
      subject: { tender: tender.id, notice: tender.noticeSha256 },
      body: { text: '评分标准不明。' },
      actor: { party: bidder.party, person: bidder.person },
      at: instantOf(platform().clock.now()),
      random: platform().random,
    })
    const send = () => platform().client.call(fileObjectionContract, { params: { tender: tender.id }, act })
    const objection = await send()
    expect(await refusalOf(send())).to.equal('act-replayed')
    await answer(tender.id, objection.id)
    expect(await refusalOf(send())).to.equal('act-replayed')
    expect((await readTenderAs(platform().client, tender.id)).isSuspended).to.equal(false)
  })
  it('are signed by a bidder for the notice in force', async () => {
    const { tender } = await publishedTender(platform(), cast)
    expect(await refusalOf(object({ ...tender, noticeSha256: 'e'.repeat(64) }))).to.equal('act-wrong-subject')
    expect(await refusalOf(object(tender, cast.regulator))).to.equal('forbidden')
  })
})
