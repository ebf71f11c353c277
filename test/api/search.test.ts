import { expect } from 'chai'
import type { QueryGivenOf } from '#shared/contracts/contract.ts'
import { listChangesContract } from '#shared/contracts/notices/changes.ts'
import { exportTendersContract, listTendersContract, readFeedContract } from '#shared/contracts/notices/public-list.ts'
import { answerQuestionContract, askQuestionContract, listOpenQuestionsContract } from '#shared/contracts/notices/questions.ts'
import { terminateTenderContract } from '#shared/contracts/notices/tenders.ts'
import { fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import {
  acceptedProject,
  amendTender,
  type Cast,
  castOf,
  draftedTender,
  logInAll,
  publishedTender,
  type TenderAnswer,
} from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

const DAY_MS = 86_400_000

type ChangesQuery = NonNullable<QueryGivenOf<typeof listChangesContract>>

/** What tells the tenders of this file apart. */
interface Wish {
  readonly title: string
  readonly summary?: string
  readonly category?: string
  readonly region?: string
  readonly regionName?: string
  readonly industry?: string
  readonly budget?: string
  readonly deadlineDays?: number
}

describe('the public list', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  let cast: Cast
  const published = new Map<string, TenderAnswer>()

  const publish = async (wish: Wish) => {
    const budget = (wish.budget ?? '5000000.00') as Yuan
    const category = wish.category ?? 'engineering'
    const project = await acceptedProject(platform(), cast, {
      name: wish.title,
      category,
      kind: category === 'engineering' ? 'works' : 'goods',
      industry: wish.industry ?? 'E48',
      region: wish.region ?? '330102',
      regionName: wish.regionName ?? '浙江省杭州市上城区',
      lots: [{ id: randomId(platform().random), name: '整体', budget, ceilingPrice: budget }],
    })
    const { tender } = await publishedTender(platform(), cast, {
      project,
      draft: {
        title: wish.title,
        summary: wish.summary ?? '公开招标。',
        deadlineAt: instantOf(platform().clock.now() + (wish.deadlineDays ?? 25) * DAY_MS),
      },
    })
    published.set(wish.title, tender)
    platform().clock.advance(1000)
  }

  before(async () => {
    cast = await castOf(platform(), 3)
    await publish({ title: '城中区老旧小区改造', deadlineDays: 40 })
    await publish({
      title: '城南中学教学楼',
      summary: '位于城区中部。',
      region: '320106',
      regionName: '江苏省南京市鼓楼区',
      budget: '80000000.00',
      deadlineDays: 30,
    })
    await publish({
      title: '医用CT设备采购',
      category: 'government-procurement',
      industry: 'C35',
      budget: '900000.00',
      deadlineDays: 35,
    })
    await publish({ title: '中心城道路照明（ＬＥＤ）', deadlineDays: 26 })
    await draftedTender(platform(), cast, { draft: { title: '城中区尚未发布的项目' } })
  })
  beforeEach(() => logInAll(cast))

  const titles = async (query: object) => {
    const { tenders } = await platform().client.call(listTendersContract, { query: query as never })
    return tenders.map(({ title }) => title)
  }

  it('finds any part of a Chinese word: 城中 finds 城中区, and not 城南中学', async () => {
    expect(await titles({ q: '城中' })).to.deep.equal(['城中区老旧小区改造'])
    expect(await titles({ q: '中区' })).to.deep.equal(['城中区老旧小区改造'])
    expect(await titles({ q: '照' }), 'a single character').to.deep.equal(['中心城道路照明（ＬＥＤ）'])
  })
  it('checks candidates exactly: pairs that stand apart are no match', async () => {
    // 城区, 区中 and 中部 all stand in one summary as 城区中部; 城中部 does not.
    expect(await titles({ q: '城区中部' })).to.deep.equal(['城南中学教学楼'])
    expect(await titles({ q: '区中学' })).to.deep.equal([])
  })
  it('finds number, parties, region and full-width letters, all words together', async () => {
    const code = published.get('城中区老旧小区改造')?.code ?? ''
    expect(await titles({ q: code.toLowerCase() })).to.deep.equal(['城中区老旧小区改造'])
    expect(await titles({ q: '鼓楼' })).to.deep.equal(['城南中学教学楼'])
    expect(await titles({ q: 'led' })).to.deep.equal(['中心城道路照明（ＬＥＤ）'])
    expect(await titles({ q: '水务局 ct' })).to.deep.equal(['医用CT设备采购'])
    expect(await titles({ q: '公正招标' })).to.have.length(4)
    expect(await titles({ q: '水务局 不存在' })).to.deep.equal([])
  })
  it('filters by category, kind, industry, region, budget, parties and number', async () => {
    expect(await titles({ category: 'government-procurement' })).to.deep.equal(['医用CT设备采购'])
    expect(await titles({ kind: 'goods' })).to.deep.equal(['医用CT设备采购'])
    expect(await titles({ industry: 'C' })).to.deep.equal(['医用CT设备采购'])
    expect(await titles({ region: '32' })).to.deep.equal(['城南中学教学楼'])
    expect(await titles({ region: '3301' })).to.have.length(3)
    expect(await titles({ budgetFrom: '900000.01', budgetTo: '5000000.00' })).to.have.members([
      '城中区老旧小区改造',
      '中心城道路照明（ＬＥＤ）',
    ])
    expect(await titles({ tenderer: '水务' })).to.have.length(4)
    expect(await titles({ agency: '水务' })).to.deep.equal([])
    expect(await titles({ method: 'invited-tender' })).to.deep.equal([])
  })
  it('filters by Beijing days of publication or deadline, both ends included', async () => {
    // Published on 12 March 2026 in Beijing; deadlines 26, 30, 35 and 40 days later.
    expect(await titles({ dateFrom: '2026-03-12', dateTo: '2026-03-12' })).to.have.length(4)
    expect(await titles({ dateTo: '2026-03-11' })).to.deep.equal([])
    expect(await titles({ dateKind: 'deadline', dateFrom: '2026-04-11', dateTo: '2026-04-16' })).to.deep.equal([
      '城南中学教学楼',
      '医用CT设备采购',
    ])
    expect(await refusalOf(titles({ dateFrom: '2026-13-41' }))).to.equal('invalid-request')
  })
  it('shows what closes soonest first, and what is newest or dearest when asked', async () => {
    expect(await titles({})).to.deep.equal(['中心城道路照明（ＬＥＤ）', '城南中学教学楼', '医用CT设备采购', '城中区老旧小区改造'])
    expect(await titles({ sort: 'newest' })).to.deep.equal([
      '中心城道路照明（ＬＥＤ）',
      '医用CT设备采购',
      '城南中学教学楼',
      '城中区老旧小区改造',
    ])
    expect((await titles({ sort: 'budget' }))[0]).to.equal('城南中学教学楼')
    expect(await titles({ scope: 'all' })).to.deep.equal(await titles({ sort: 'newest' }))
  })
  it('pages by a cursor that stays true while tenders come and go', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    for (let page = 0; page < 10; page += 1) {
      const { tenders, next } = await platform().client.call(listTendersContract, {
        query: { sort: 'newest', limit: 1, ...(cursor === undefined ? {} : { cursor }) },
      })
      seen.push(...tenders.map(({ title }) => title))
      if (page === 1) await publish({ title: '翻页时新来的公告', deadlineDays: 50 })
      if (next === null) break
      cursor = next
    }
    expect(seen).to.deep.equal(['中心城道路照明（ＬＥＤ）', '医用CT设备采购', '城南中学教学楼', '城中区老旧小区改造'])
    expect(
      await refusalOf(platform().client.call(listTendersContract, { query: { sort: 'oldest', cursor: cursor ?? '' } })),
    ).to.equal('cursor-refused')
    expect(await refusalOf(platform().client.call(listTendersContract, { query: { cursor: 'AAAA' } }))).to.equal('cursor-refused')
  })
  it('finds an amended notice by its new words and no longer by the old', async () => {
    const tender = published.get('翻页时新来的公告')
    await amendTender(cast, tender?.id ?? '', { title: '更名后的公告' }, { affectsBids: false })
    expect(await titles({ q: '更名' })).to.deep.equal(['更名后的公告'])
    expect(await titles({ q: '翻页' })).to.deep.equal([])
  })
  it('is exported as CSV that spreadsheets read as text, formulas included', async () => {
    await publish({ title: '=HYPERLINK("http://x","招标")', deadlineDays: 60 })
    const csv = fromUtf8(await platform().client.call(exportTendersContract, { query: { sort: 'newest' } }))
    expect(csv.startsWith('\uFEFFcode,title,category')).to.equal(true)
    const lines = csv.trimEnd().split('\r\n')
    expect(lines).to.have.length(7)
    expect(lines[1]).to.include(`"'=HYPERLINK(""http://x"",""招标"")"`)
    expect(lines[1]).to.include(',5000000.00,')
  })
  it('is an Atom feed of notices of every kind, newest first, with markup escaped and filters kept', async () => {
    const tender = published.get('城南中学教学楼')
    await cast.agency.act(terminateTenderContract, {
      params: { tender: tender?.id ?? '' },
      subject: { tender: tender?.id ?? '', version: tender?.version ?? 0 },
      body: { reason: '资金 < 需要 & 暂停' },
    })
    const feed = fromUtf8(await platform().client.call(readFeedContract, {}))
    expect(feed.startsWith('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"')).to.equal(true)
    const entries = [...feed.matchAll(/<title>【(.*?)】(.*?)<\/title>/g)].map((match) => `${match[1]} ${match[2]}`)
    expect(entries[0]).to.equal('终止公告 城南中学教学楼')
    expect(entries).to.include('澄清与变更 更名后的公告')
    expect(entries).to.have.length(8)
    expect(feed).to.include('资金 &lt; 需要 &amp; 暂停')
    const ids = [...feed.matchAll(/<entry>\n<id>(.*?)<\/id>/g)].map((match) => match[1])
    expect(new Set(ids).size).to.equal(entries.length)
    const south = fromUtf8(await platform().client.call(readFeedContract, { query: { region: '32' } }))
    expect([...south.matchAll(/<entry>/g)]).to.have.length(2)
    expect(await titles({ q: '城南' })).to.deep.equal([])
    expect(await titles({ q: '城南', status: 'terminated' })).to.deep.equal(['城南中学教学楼'])
    expect((await problemOf(titles({ status: 'draft' }))).errors?.[0]?.pointer).to.equal('/query/status')
  })

  describe('the list of changes', () => {
    const changes = async (query: ChangesQuery = {}) =>
      (await platform().client.call(listChangesContract, { query })).changes.map(({ kind, title }) => `${kind} ${title}`)
    let answered: string

    before('a question is answered, and the deadline moves once more', async () => {
      await logInAll(cast)
      const tender = published.get('医用CT设备采购')?.id ?? ''
      await platform().client.call(askQuestionContract, {
        body: { tender, text: '备件是否计价？', tokenSha256: sha256Hex(utf8('1')) },
      })
      const [open] = (await cast.agency.call(listOpenQuestionsContract, { params: { tender } })).questions
      answered = open?.id ?? ''
      await cast.agency.act(answerQuestionContract, {
        params: { tender },
        subject: { tender, question: answered },
        body: { question: '备件是否计入报价？', answer: '不计入，另行约定。', affectsBids: true },
      })
      platform().clock.advance(1)
      const later = published.get('中心城道路照明（ＬＥＤ）')
      const deadlineAt = instantOf(millisOf(later?.deadlineAt ?? instantOf(0)) + DAY_MS)
      await amendTender(cast, later?.id ?? '', { deadlineAt }, { affectsBids: false })
    })

    it('has every amendment and every answer, the newest first, with what leads to its place (P10)', async () => {
      expect(await changes()).to.deep.equal([
        'amendment 中心城道路照明（ＬＥＤ）',
        'answer 医用CT设备采购',
        'amendment 更名后的公告',
      ])
      const [answer] = (await platform().client.call(listChangesContract, { query: { kind: 'answer' } })).changes
      expect(answer).to.deep.include({
        question: { id: answered, text: '备件是否计入报价？' },
        text: '不计入，另行约定。',
        affectsBids: true,
      })
    })
    it('is searched by words of title, question and answer, filtered, and read page after page', async () => {
      expect(await changes({ q: '备件' })).to.deep.equal(['answer 医用CT设备采购'])
      expect(await changes({ q: '另行约定' })).to.deep.equal(['answer 医用CT设备采购'])
      expect(await changes({ q: '照明' })).to.deep.equal(['amendment 中心城道路照明（ＬＥＤ）'])
      expect(await changes({ kind: 'amendment', q: '备件' })).to.deep.equal([])
      expect(await changes({ category: 'none' })).to.deep.equal([])
      expect(await changes({ dateTo: '2020-01-01' })).to.deep.equal([])
      const seen: string[] = []
      for (let cursor: string | undefined, page = 0; page < 5; page += 1) {
        const answer = await platform().client.call(listChangesContract, {
          query: { limit: 1, ...(cursor === undefined ? {} : { cursor }) },
        })
        seen.push(...answer.changes.map(({ title }) => title))
        if (answer.next === null) break
        cursor = answer.next
      }
      expect(seen).to.deep.equal(['中心城道路照明（ＬＥＤ）', '医用CT设备采购', '更名后的公告'])
      expect(await refusalOf(changes({ cursor: 'AAAA' }))).to.equal('cursor-refused')
    })
    it('is a feed of its own, whose entries lead to the page', async () => {
      const feed = fromUtf8(await platform().client.call(readFeedContract, { query: { channel: 'changes' } }))
      const entries = [...feed.matchAll(/<title>【(.*?)】(.*?)<\/title>/g)].map((match) => match[1])
      expect(entries).to.deep.equal(['澄清与变更', '答疑', '澄清与变更'])
      expect(feed).to.include('问：备件是否计入报价？').and.to.include(`?tab=questions#question-${answered}`)
    })
    it('marks the tender in the public list, and says whether its deadline moved', async () => {
      const { tenders } = await platform().client.call(listTendersContract, { query: { scope: 'all', limit: 100 } })
      const moved = new Map(tenders.map(({ title, amended }) => [title, amended?.isDeadlineMoved]))
      expect(moved.get('中心城道路照明（ＬＥＤ）')).to.equal(true)
      expect(moved.get('更名后的公告')).to.equal(false)
      expect(moved.get('医用CT设备采购')).to.equal(undefined)
    })
  })
})
