import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { answerQuestionContract, askQuestionContract, listOpenQuestionsContract } from '#shared/contracts/notices/questions.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import { amendTender, type Cast, castOf, publishedTender, type TenderAnswer } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

const DAY_MS = 86_400_000

describe('the portal in a browser', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let cast: Cast
  let tender: TenderAnswer
  let other: TenderAnswer

  before('publish two tenders, one of them amended', async () => {
    cast = await castOf(platform(), 3)
    const { tender: first } = await publishedTender(platform(), cast)
    ;({ tender: other } = await publishedTender(platform(), cast, { draft: { title: '东湖片区道路照明设备采购公告' } }))
    platform().clock.advance(DAY_MS)
    await Promise.all([cast.agency, cast.regulator].map((person) => person.logIn()))
    tender = await amendTender(cast, first.id, { qualification: '市政公用工程施工总承包二级及以上资质。' })
    await platform().beat()
  })

  const open = async (path: string, options: { language?: 'zh-CN' | 'en'; width?: number } = {}): Promise<Page> => {
    const page = await browser().open({ origin: platform().origin, ...options })
    await page.goto(path)
    await page.locator('h1').first().waitFor()
    return page
  }

  it('says on the home page how much is open, what opens next and how long that takes by the server’s clock', async () => {
    const page = await open('/')
    await page.getByRole('heading', { level: 1, name: '2 个项目正在招标，今天开标 0 场' }).waitFor()
    const next = page.locator('.next')
    await next.getByText('截止前，谁投了、投了几家，任何人都看不到。').waitFor()
    const clock = await next.getByRole('timer').innerText()
    expect(clock).to.match(/^2[0-9]\s*天\s*\d{2}:\d{2}:\d{2}$/)
    expect(await page.title()).to.equal('开标 Kaibiao')
    expect(await page.locator('.util').innerText()).to.contain('（北京时间）')
  })

  it('shows the banner of the demo rule pack only where the platform runs by it', async () => {
    const page = await open('/')
    expect(await page.locator('.demo-bar').count()).to.equal(0)
  })

  it('searches from the home page: the words stand in the address, and the address alone finds the same', async () => {
    const page = await open('/')
    await page.getByLabel('搜索招标公告').fill('照明')
    await page.getByRole('button', { name: '搜索', exact: true }).click()
    await page.waitForURL(/\/tenders\?q=/)
    await page.getByText('共 1 条，已全部显示').waitFor()
    await page.getByRole('link', { name: '东湖片区道路照明设备采购公告' }).waitFor()
    const again = await open(new URL(page.url()).pathname + new URL(page.url()).search)
    await again.getByText('共 1 条，已全部显示').waitFor()
    await again.getByRole('link', { name: '东湖片区道路照明设备采购公告' }).waitFor()
    expect(await again.getByLabel('搜索招标公告').inputValue()).to.equal('照明')
  })

  it('filters by the whole set in a drawer, shows each filter as a chip, takes one off, and goes back', async () => {
    const page = await open('/tenders')
    await page.getByRole('button', { name: '筛选' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByLabel('标的').selectOption('goods')
    await drawer.getByLabel('金额不少于（元）').fill('1,000,000')
    await drawer.getByRole('button', { name: '查看结果' }).click()
    await page.waitForURL(/kind=goods/)
    expect(new URL(page.url()).searchParams.get('budgetFrom')).to.equal('1000000.00')
    await page.getByText('没有符合条件的公告').waitFor()
    await page.getByRole('link', { name: /标的 货物/ }).click()
    await page.waitForURL((url) => !url.search.includes('kind='))
    await page.locator('.list > li').nth(1).waitFor()
    await page.goBack()
    await page.getByText('没有符合条件的公告').waitFor()
  })

  it('keeps a search in this browser and says what is new since', async () => {
    const page = await open('/tenders?q=给水厂')
    await page.getByLabel('给当前条件起个名字').fill('给水厂')
    await page.getByRole('button', { name: '保存到本浏览器' }).click()
    platform().clock.advance(60_000)
    await Promise.all([cast.agency, cast.centre, cast.regulator, ...cast.custodians].map((person) => person.logIn()))
    await publishedTender(platform(), cast, { draft: { title: '北岸给水厂扩建工程施工招标公告' } })
    const later = await browser().open({ origin: platform().origin, beside: page })
    await later.goto('/tenders')
    await later.getByText('1 条新公告').waitFor()
    await later.getByRole('link', { name: '给水厂', exact: true }).click()
    await later.locator('.list > li').getByText('新发布').waitFor()
  })

  it('shows a tender: its life, its countdown, its statutory periods with the articles', async () => {
    const page = await open(`/tenders/${tender.id}`)
    expect(await page.locator('.life [aria-current=step]').innerText()).to.contain('投标')
    await page.getByText('《招标投标法》第二十四条').waitFor()
    await page.getByText('第 1 号变更 → 投标截止').waitFor()
    await page.getByText('壹仟肆佰肆拾万元整').first().waitFor()
    expect(await page.title()).to.equal(`${tender.title} · 开标 Kaibiao`)
  })

  it('compares a downloaded document with the digest in the notice, in the browser', async () => {
    const page = await open(`/tenders/${tender.id}?tab=documents`)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载并核对', exact: true }).first().click()
    expect((await download).suggestedFilename()).to.equal(tender.documents[0]?.name)
    await page.getByText('已下载，与公告所载摘要一致').waitFor()
  })

  it('does not save a document whose bytes are others than the notice says', async () => {
    const page = await open(`/tenders/${tender.id}?tab=documents`)
    await page.route('**/api/documents/*', (route) => route.fulfill({ body: 'something else' }))
    await page.getByRole('button', { name: '下载并核对', exact: true }).first().click()
    await page.getByText('下载的内容与公告所载摘要不一致，未保存').waitFor()
  })

  it('sets an amendment beside what it replaces, what went struck and what came underlined', async () => {
    const page = await open(`/tenders/${tender.id}?tab=changes`)
    await page.getByRole('heading', { name: '第 1 号变更' }).waitFor()
    expect(await page.locator('.diff del').allInnerTexts()).to.include('三')
    expect(await page.locator('.diff ins').allInnerTexts()).to.include('二')
    await page.getByRole('button', { name: '只看变更后' }).click()
    expect(await page.locator('.diff').count()).to.equal(0)
    await page.getByText('市政公用工程施工总承包二级及以上资质。').waitFor()
  })

  it('lists amendments and answers of all tenders, and leads from each to its place at the notice (P10)', async () => {
    await cast.agency.logIn()
    await platform().client.call(askQuestionContract, {
      body: { tender: other.id, text: '备件是否计价？', tokenSha256: 'a'.repeat(64) },
    })
    const [open1] = (await cast.agency.call(listOpenQuestionsContract, { params: { tender: other.id } })).questions
    const question = open1?.id ?? ''
    await cast.agency.act(answerQuestionContract, {
      params: { tender: other.id },
      subject: { tender: other.id, question },
      body: { question: '备件是否计入报价？', answer: '不计入。', affectsBids: false },
    })
    const page = await open('/')
    await page.locator('.side').getByRole('link', { name: other.title }).waitFor(SOON)
    expect(await page.locator('.list .tag.warn').first().innerText()).to.contain('有变更，截止时间不变')
    await page.getByRole('navigation', { name: '频道' }).first().getByRole('link', { name: '澄清与变更' }).click()
    await page.locator('.changes > li').nth(1).waitFor(SOON)
    expect(await page.locator('.changes .ttl').allInnerTexts()).to.deep.equal([other.title, tender.title])
    await expectAccessible(page)
    await page.getByRole('link', { name: '变更', exact: true }).click()
    await page.getByText('共 1 条，已全部显示').waitFor(SOON)
    await page.goBack()
    await page.getByRole('link', { name: other.title }).click()
    await page.locator(`#question-${question}:focus`).waitFor(SOON)
    const narrow = await open('/changes?kind=answer&q=备件', { language: 'en', width: 360 })
    await narrow.getByText('Q: 备件是否计入报价？').waitFor(SOON)
    await expectNoSidewaysScroll(narrow)
    await expectAccessible(narrow)
  })

  it('takes a question without a name or a session, and finds its answer by the code', async () => {
    const page = await open(`/tenders/${other.id}?tab=questions`)
    const sent = page.waitForRequest('**/api/questions')
    await page.getByLabel('问题').fill('工期从哪天起算？')
    await page.getByRole('button', { name: '提交问题' }).click()
    await page.getByText('问题已送达，没有任何信息指向您。').waitFor()
    expect((await sent).headers()['authorization']).to.equal(undefined)
    await page.getByRole('button', { name: '查看答复' }).click()
    await page.getByText('还没有答复').waitFor()
  })

  it('checks the public chain of a tender where the visitor sits', async () => {
    const page = await open(`/tenders/${tender.id}?tab=trail`)
    await page.getByText(/已在本机核对：\d+ 条首尾相接/).waitFor()
    expect(await page.locator('.tbl tbody tr').first().innerText()).to.contain('公告发布')
  })

  it('says so when a chain has been tampered with', async () => {
    const page = await browser().open({ origin: platform().origin })
    await page.route('**/api/tenders/*/chain', async (route) => {
      const response = await route.fetch()
      const text = await response.text()
      await route.fulfill({ response, body: text.replace('"notice.published"', '"notice.terminated"') })
    })
    await page.goto(`/tenders/${tender.id}?tab=trail`)
    await page.getByText('第 1 条的承诺与内容不符').waitFor()
  })

  it('changes its language without losing the place, names the zone in English, and keeps the choice', async () => {
    const page = await open(`/tenders/${tender.id}?tab=documents`)
    await page.locator('.util').getByRole('button', { name: '切换到英文' }).click()
    await page.getByRole('heading', { name: 'Tender documents' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).to.equal('en')
    expect(await page.locator('.util').innerText()).to.contain('UTC+8')
    await page.reload()
    await page.getByRole('heading', { name: 'Tender documents' }).waitFor()
  })

  it('turns to large type and one column for easy reading, and keeps the choice', async () => {
    const page = await open('/')
    const sizeOf = () =>
      page.evaluate(() => Number.parseFloat(getComputedStyle(document.querySelector('.list .sub') ?? document.body).fontSize))
    await page.locator('.list .sub').first().waitFor()
    const before = await sizeOf()
    await page.getByRole('button', { name: '关怀版 · 无障碍' }).click()
    expect(await sizeOf()).to.be.greaterThan(before + 3)
    await page.reload()
    await page.getByRole('button', { name: '退出关怀版' }).waitFor()
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
  })

  it('works by keyboard alone: to the content, through a menu, into a tab', async () => {
    const page = await open('/')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal('跳到主要内容')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => location.hash)).to.equal('#main')
    await page.locator('summary').focus()
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal('招标人')
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.tagName)).to.equal('SUMMARY')
    await page.goto(`/tenders/${tender.id}`)
    await page.getByRole('link', { name: /^文件/ }).focus()
    await page.keyboard.press('Enter')
    await page.waitForURL(/tab=documents/)
  })

  it('says that nothing is at an address, and leads back', async () => {
    const page = await browser().open({ origin: platform().origin })
    await page.goto('/nothing/here')
    await page.getByText('这个地址没有内容').waitFor()
    await page.getByRole('link', { name: '返回首页' }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.goto(`/tenders/${'0'.repeat(32)}`)
    await page.getByRole('alert').getByText('请求编号').waitFor()
  })

  it('says what is safe when the network goes', async () => {
    const page = await open('/')
    await page.context().setOffline(true)
    await page.getByText('您已提交并取得回执的内容不受影响').waitFor()
    await page.context().setOffline(false)
    await page.getByText('您已提交并取得回执的内容不受影响').waitFor({ state: 'hidden' })
  })

  it('stays whole where a part of a page did not come, and says so where a page did not', async () => {
    const page = await browser().open({ origin: platform().origin })
    for (const part of ['ledger-note', 'search-page'])
      await page.route(new RegExp(`/assets/${part}-[^/]+\\.js$`), (route) => route.abort())
    await page.goto('/')
    await page.getByText('网络中断，这一部分没有加载出来。').waitFor(SOON)
    await page.getByRole('heading', { name: '最新开标记录' }).waitFor()
    await page.goto('/tenders')
    await page.getByRole('heading', { name: '这一页没有加载完' }).waitFor(SOON)
    await page.unrouteAll()
    await page.getByRole('button', { name: '重新加载' }).click()
    await page.getByRole('heading', { name: '这一页没有加载完' }).waitFor({ ...SOON, state: 'hidden' })
    await page.getByRole('heading', { level: 1 }).waitFor(SOON)
  })

  // Each page by itself is walked in every-route; here what the address opens on it.
  for (const [language, width] of [
    ['zh-CN', 1280],
    ['en', 360],
  ] as const)
    it(`has no serious fault of accessibility on any tab or list, and none wider than its window (${language}, ${width})`, async () => {
      const page = await browser().open({ origin: platform().origin, language, width })
      for (const path of [
        '/tenders?scope=all&q=公告',
        ...['documents', 'questions', 'changes', 'record', 'trail'].map((tab) => `/tenders/${tender.id}?tab=${tab}`),
      ]) {
        await page.goto(path)
        await page.locator('h1').first().waitFor()
        await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
        await expectAccessible(page)
        for (const each of [360, 1280]) {
          await page.setViewportSize({ width: each, height: 800 })
          await expectNoSidewaysScroll(page)
        }
        await page.setViewportSize({ width, height: 800 })
      }
    })
})
