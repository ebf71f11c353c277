import { expect } from 'chai'
import { ProblemError } from '#shared/contracts/client.ts'
import { countUnread, markAllRead, markMessageRead, readInbox } from '#shared/contracts/notifications.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { appendEvent } from '../../server/features/ledger/index.ts'
import { messageKinds, notify } from '../../server/features/notifications/index.ts'
import { messageModel } from '../../server/features/notifications/message.model.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'

describe('the inbox', () => {
  const platform = usePlatform()
  let bidder: TestPerson
  let other: TestPerson
  const connection = () => platform().server.platform.connection
  const ledger = () => platform().server.features.ledger

  before(async () => {
    bidder = await platform().register('bidder')
    other = await platform().register('custodian')
    await platform().beat()
    await messageModel(connection()).deleteMany({})
    await bidder.logIn()
    await other.logIn()
  })

  afterEach(() => messageModel(connection()).deleteMany({}))

  const tell = (party: string, kind: string, facts: Record<string, string> = {}, person?: string) =>
    inTransaction(connection(), (session) =>
      notify({ connection: connection(), random: platform().random }, session, {
        kind,
        to: [{ party, person }],
        at: instantOf(platform().clock.now()),
        subject: { party },
        facts,
      }),
    )

  it('gets its message by itself when an event that concerns the party is on the ledger, once, in both languages', async () => {
    await inTransaction(connection(), (session) =>
      appendEvent(ledger().deps, session, {
        type: 'project.accepted',
        subject: { project: '7'.repeat(32) },
        at: instantOf(platform().clock.now()),
        facts: { name: '城中区道路改造', code: 'A9901002026', parties: [bidder.party] },
      }),
    )
    expect((await bidder.call(countUnread, {})).unread).to.equal(0)
    await platform().beat()
    await platform().beat()
    const { messages, unread } = await bidder.call(readInbox, {})
    expect(unread).to.equal(1)
    expect(messages).to.have.length(1)
    expect(messages[0]).to.deep.include({
      kind: 'project.accepted',
      title: { zh: '项目已受理', en: 'Your project was accepted' },
      text: { zh: '“城中区道路改造”已受理，编号 A9901002026。', en: '"城中区道路改造" was accepted as A9901002026.' },
      subject: { project: '7'.repeat(32) },
      isRead: false,
    })
    expect((await other.call(readInbox, {})).messages).to.deep.equal([])
  })

  it('tells the party that its role was approved, and the centre that one was asked for', async () => {
    const centre = await platform().centre()
    await centre.logIn()
    const agency = await platform().register('agency')
    await platform().beat()
    await agency.logIn()
    const { messages } = await agency.call(readInbox, {})
    expect(messages.map(({ kind }) => kind)).to.include.members(['party.registered', 'role.approved'])
    const approved = messages.find(({ kind }) => kind === 'role.approved')
    expect(approved?.text).to.deep.equal({ zh: '角色“招标代理”已生效。', en: 'The role "agency" is in force.' })
    expect((await centre.call(readInbox, {})).messages.map(({ kind }) => kind)).to.not.include('role.approved')
  })

  it('is read by each person for itself, one message or all up to a moment', async () => {
    await tell(bidder.party, 'role.approved', { role: 'bidder' })
    platform().clock.advance(1000)
    await tell(bidder.party, 'certificate.restored')
    platform().clock.advance(1000)
    await tell(bidder.party, 'person.restored')
    const { messages } = await bidder.call(readInbox, {})
    expect(messages.map(({ kind }) => kind)).to.deep.equal(['person.restored', 'certificate.restored', 'role.approved'])
    const [newest, middle] = messages
    await bidder.call(markMessageRead, { params: { message: middle?.id ?? '' } })
    expect((await bidder.call(countUnread, {})).unread).to.equal(2)
    const unread = await bidder.call(readInbox, { query: { unread: 'true' } })
    expect(unread.messages.map(({ kind }) => kind)).to.deep.equal(['person.restored', 'role.approved'])
    const rest = await bidder.call(markAllRead, { body: { upTo: middle?.at ?? instantOf(0) } })
    expect(rest.unread).to.equal(1)
    expect((await bidder.call(readInbox, { query: { unread: 'true' } })).messages[0]?.id).to.equal(newest?.id)
  })

  it('comes in pages without a gap or a repetition, also among messages of one moment', async () => {
    for (let count = 0; count < 7; count += 1) await tell(bidder.party, 'person.restored')
    const seen: string[] = []
    let after: string | undefined
    for (;;) {
      const page = await bidder.call(readInbox, { query: { limit: '3', ...(after === undefined ? {} : { after }) } })
      seen.push(...page.messages.map(({ id }) => id))
      if (page.next === null) break
      after = page.next
    }
    expect(seen).to.have.length(7)
    expect(new Set(seen).size).to.equal(7)
  })

  it('shows nobody the messages of others: neither another party’s nor those to one person', async () => {
    await tell(bidder.party, 'certificate.bound', {}, 'f'.repeat(32))
    expect((await bidder.call(readInbox, {})).messages).to.deep.equal([])
    await tell(bidder.party, 'certificate.bound', {}, bidder.person)
    const [own] = (await bidder.call(readInbox, {})).messages
    expect(own?.kind).to.equal('certificate.bound')
    const refused = other.call(markMessageRead, { params: { message: own?.id ?? '' } })
    expect(await codeOf(refused)).to.equal('not-found')
    expect(await codeOf(platform().client.call(readInbox, {}))).to.equal('sign-in-required')
    expect(await codeOf(bidder.call(readInbox, { query: { after: 'AAAA' } }))).to.equal('invalid-request')
  })

  it('names moments in Beijing time, and a fact that is missing by a dash', async () => {
    await tell(bidder.party, 'notice.published', { title: '道路', deadlineAt: '2026-12-14T01:00:00.000Z' })
    const [message] = (await bidder.call(readInbox, {})).messages
    expect(message?.text).to.deep.equal({
      zh: '“道路”（—）已发布，投标截止 2026-12-14 09:00（北京时间）。',
      en: '"道路" (—) was published. Bids are due at 2026-12-14 09:00 (Beijing time).',
    })
  })

  it('has for every kind a title and a text in both languages, whose facts it keeps', () => {
    const kept = ['title', 'code', 'name', 'role', 'deadlineAt', 'answerDueAt']
    const ofAwards = [
      'lot',
      'dueAt',
      'winner',
      'price',
      'total',
      'rank',
      'groundZh',
      'groundEn',
      'reasons',
      'limitZh',
      'limitEn',
      'failureZh',
      'failureEn',
    ]
    const ofReReviews = ['reason', 'before', 'after']
    const keptOf = (type: string) => {
      if (type.startsWith('award.')) return [...kept, ...ofAwards, ...ofReReviews]
      return type.startsWith('deposit.') ? [...kept, 'lot', 'dueAt'] : kept
    }
    for (const [type, { title, text, to }] of Object.entries(messageKinds)) {
      expect(to, type).to.not.have.length(0)
      for (const words of [title.zh, title.en, text.zh, text.en]) {
        expect(words, type).to.not.equal('')
        for (const [, name] of words.matchAll(/\{(\w+)\}/g)) expect(keptOf(type), `${type}: ${name}`).to.include(name)
      }
    }
  })
})

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'given',
    (error: unknown) => {
      if (error instanceof ProblemError) return error.problem.code
      throw error
    },
  )
}
