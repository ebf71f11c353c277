import { expect } from 'chai'
import {
  answerQuestionContract,
  askQuestionContract,
  listOpenQuestionsContract,
  listQuestionsContract,
  lookUpQuestionContract,
} from '#shared/contracts/notices/questions.ts'
import { fromHex, hex } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import { type Cast, castOf, logInAll, publishedTender, type TenderAnswer } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

const DAY_MS = 86_400_000

describe('questions', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast
  let tender: TenderAnswer

  before(async () => {
    cast = await castOf(platform(), 3)
  })
  beforeEach(async () => {
    await logInAll(cast)
    tender = (await publishedTender(platform(), cast)).tender
  })

  const ask = async (text: string, token = hex(platform().random(32))) => {
    await platform().client.call(askQuestionContract, {
      body: { tender: tender.id, text, tokenSha256: sha256Hex(fromHex(token)) },
    })
    return token
  }
  const openQuestions = async () =>
    (await cast.agency.call(listOpenQuestionsContract, { params: { tender: tender.id } })).questions
  const answer = (question: string, affectsBids = false) =>
    cast.agency.act(answerQuestionContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, question },
      body: { question: '工期从何时起算？', answer: '自开工令载明之日起算。', affectsBids },
    })

  it('are asked without session or signature, and only the token tells which is whose', async () => {
    const token = await ask('我公司在建项目较多，工期从何时起算？')
    const [open] = await openQuestions()
    expect(open?.text).to.equal('我公司在建项目较多，工期从何时起算？')
    expect(await platform().client.call(lookUpQuestionContract, { body: { token } })).to.deep.equal({
      tender: tender.id,
      text: open?.text,
      answered: null,
    })
    expect(await refusalOf(platform().client.call(lookUpQuestionContract, { body: { token: 'f'.repeat(64) } }))).to.equal(
      'not-found',
    )
  })
  it('leave nothing of the asker at rest or in the log: no name, no address, no time, no count on the ledger', async () => {
    const { connection } = platform().server.platform
    const pending = await connection.collection('ledgerPending').countDocuments()
    const logged = platform().log.length
    const token = await ask('匿名的问题')
    const stored = await connection.collection('questions').findOne({ tokenSha256: sha256Hex(fromHex(token)) })
    expect(Object.keys(stored ?? {}).sort()).to.deep.equal(['_id', 'answer', 'tender', 'text', 'tokenSha256'])
    expect(JSON.stringify(stored)).to.not.include(token)
    expect(await connection.collection('ledgerPending').countDocuments()).to.equal(pending)
    expect(platform().log.length).to.equal(logged)
  })
  it('are seen by those who run the tender, in no order of time, and by nobody else until answered', async () => {
    for (const text of ['甲', '乙', '丙', '丁']) await ask(text)
    const ids = (await openQuestions()).map(({ id }) => id)
    expect(ids).to.deep.equal([...ids].sort())
    const stranger = await platform().register('agency')
    await stranger.logIn()
    expect(await refusalOf(stranger.call(listOpenQuestionsContract, { params: { tender: tender.id } }))).to.equal('forbidden')
    expect((await platform().client.call(listQuestionsContract, { params: { tender: tender.id } })).questions).to.deep.equal([])
  })
  it('are answered to everybody at once, in the wording the agency publishes, by a signed act on the chain (P10)', async () => {
    const token = await ask('我公司在建项目较多，工期从何时起算？')
    const [open] = await openQuestions()
    await answer(open?.id ?? '')
    const { questions } = await platform().client.call(listQuestionsContract, { params: { tender: tender.id } })
    expect(questions.map((found) => found.question)).to.deep.equal(['工期从何时起算？'])
    const mine = await platform().client.call(lookUpQuestionContract, { body: { token } })
    expect(mine.answered).to.deep.equal(questions[0])
    const chain = await tenderChain({ connection: platform().server.platform.connection }, tender.id)
    expect(chain.at(-1)?.event).to.include({ type: 'question.answered', actSha256: questions[0]?.actSha256 })
    expect(await refusalOf(answer(open?.id ?? ''))).to.equal('question-answered')
  })
  it('sent twice with one token are one question', async () => {
    const token = await ask('同一个问题')
    await ask('改写后的问题', token)
    expect((await openQuestions()).map(({ text }) => text)).to.deep.equal(['同一个问题'])
  })
  it('come too late after their time, which a suspension would have moved', async () => {
    platform().clock.set(millisOf(tender.questionsUntil ?? instantOf(0)) + 1)
    const problem = await problemOf(ask('太迟的问题'))
    expect(problem.code).to.equal('question-too-late')
    expect(problem.facts).to.deep.equal({ questionsUntil: tender.questionsUntil })
  })
  it('whose answers affect bids keep 15 days to the deadline: nearer, only an amendment helps (N4)', async () => {
    await ask('工期从何时起算？')
    const [open] = await openQuestions()
    platform().clock.set(millisOf(tender.deadlineAt ?? instantOf(0)) - 10 * DAY_MS)
    await logInAll(cast)
    expect((await problemOf(answer(open?.id ?? '', true))).facts).to.include({ rule: 'N4', period: 'clarification-to-deadline' })
    expect((await answer(open?.id ?? '', false)).answer).to.equal('自开工令载明之日起算。')
  })
})
