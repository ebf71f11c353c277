import { expect } from 'chai'
import type { Route } from 'playwright-core'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import { releaseIdentitiesOf, releaseSharesOf, reportOf, revealOf, signSettlementOf } from '../support/opening.ts'
import {
  bidders,
  type Hall,
  type HallBid,
  hallOf,
  nowAt,
  passStep,
  settled,
  throughToPublished,
  toListed,
  toReleasing,
  toReporting,
  toRevealing,
  toSettling,
} from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { namesIn, watchNames } from '../support/watch-names.ts'

/** The names of all who bid. */
function namesOf(bids: readonly HallBid[]): string[] {
  return bids.map(({ person }) => person.credentials.organization)
}

/** Every fact there is goes to whoever watches. */
async function tell(hall: Hall): Promise<void> {
  await hall.platform.beat()
}

describe('the opening hall in a browser', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  const open = async (
    hall: Hall,
    options: { path?: string; view?: 'wall' | 'list'; width?: number; height?: number; language?: 'zh-CN' | 'en' } = {},
  ) => {
    const { path = '', view = 'wall', ...rest } = options
    const page = await browser().open({ origin: platform().origin, ...rest })
    await page.addInitScript((chosen) => localStorage.setItem('kaibiao.hall.view', chosen), view)
    await page.goto(`/openings/${hall.tender.id}${path}`)
    return page
  }

  it('shows a spectator the whole ceremony, nameless until all names and prices come in one frame (O1, O3)', async () => {
    const hall = await hallOf(platform())
    const page = await open(hall)
    await page.getByText('尚未开标').first().waitFor(SOON)
    await page.getByText('没有人知道谁投了标').first().waitFor()
    const bids = await bidders(hall, 4)
    const names = namesOf(bids)
    const seen = await watchNames(page, names)

    await toListed(hall)
    await tell(hall)
    await page.getByRole('heading', { name: '已列出全部投标' }).waitFor(SOON)
    await page.getByText('清单上 4 份').waitFor(SOON)
    expect(await page.locator('.tile').count()).to.equal(4)
    expect(await page.locator('.tile[data-state=shut]').count()).to.equal(4)

    await toRevealing(hall)
    await tell(hall)
    await page.getByText('正在等 4 份投标的投标人解密').waitFor(SOON)
    const [first, second, third, silent] = bids
    if (first === undefined || second === undefined || third === undefined || silent === undefined) throw new Error('four bids')
    await revealOf(platform(), hall.tender.id, first.bid)
    await tell(hall)
    await page.locator('.tile[data-state=cracked]').first().waitFor(SOON)
    expect(await page.locator('.tile[data-state=cracked]').count()).to.equal(1)
    await page.getByText('正在等 3 份投标的投标人解密').waitFor(SOON)
    await page.locator('.tile[data-state=cracked]').getByText('投标人锁已开').waitFor()

    // The fourth never comes.
    await toReporting(hall, [second, third])
    await tell(hall)
    await page.getByRole('heading', { name: '保管人检查信封' }).waitFor(SOON)
    await toSettling(hall)
    await tell(hall)
    await page.getByRole('heading', { name: '责任认定' }).first().waitFor(SOON)
    await page.locator('.tile[data-state=drained]').waitFor(SOON)
    await toReleasing(hall)
    await tell(hall)
    await page.getByRole('heading', { name: '保管人解密' }).first().waitFor(SOON)
    expect(await namesIn(page, names)).to.deep.equal([])
    expect(await page.content()).not.to.include('1,000,000')

    for (const key of hall.keys) await releaseSharesOf(platform(), hall.tender.id, key)
    await settled(hall)
    await tell(hall)
    await page.getByText('名称与报价已同时公布').waitFor(SOON)
    expect(await page.locator('.tile[data-state=wide]').count()).to.equal(3)
    expect(await namesIn(page, names)).to.have.members(names)
    expect(await seen(), 'how many names stood in the page, each time it changed').to.deep.equal([0, 4])

    // Whose cause it is, by which article, and what it does not change for the others.
    const blame = page.locator('.blame')
    expect(await blame.innerText())
      .to.include('属投标人原因，其余投标照常进行')
      .and.to.include('第三十一条')
    await expectAccessible(page)
    await page.getByRole('button', { name: '列表' }).click()
    await expectAccessible(page)
  })

  it('begins though the answer that nothing has begun is still on its way when it does', async () => {
    const hall = await hallOf(platform())
    await bidders(hall, 3)
    const page = await browser().open({ origin: platform().origin })
    const held = new Promise<Route>((resolve) => {
      void page.route(`**/api/openings/${hall.tender.id}`, async (route) => resolve(route), { times: 1 })
    })
    const joined = page
      .waitForEvent('websocket', SOON)
      .then((socket) =>
        socket.waitForEvent('framereceived', { ...SOON, predicate: ({ payload }) => payload.includes('isMissed') }),
      )
    await page.goto(`/openings/${hall.tender.id}`)
    const route = await held
    const answer = await route.fetch()
    expect(answer.status()).to.equal(409)
    await joined
    await toListed(hall)
    await tell(hall)
    await page.getByRole('heading', { name: '已列出全部投标' }).waitFor(SOON)
    await page.getByText('清单上 3 份').waitFor(SOON)
    // What comes too late takes nothing back.
    await route.fulfill({ response: answer })
    await toRevealing(hall)
    await tell(hall)
    await page.getByText('正在等 3 份投标的投标人解密').waitFor(SOON)
  })

  it('shows the final state at once after the connection was away, without motion and without repeating anything', async () => {
    const hall = await hallOf(platform())
    const bids = await bidders(hall, 3)
    await toListed(hall)
    await toRevealing(hall)
    const page = await open(hall)
    await page.getByText('正在等 3 份投标的投标人解密').waitFor(SOON)
    await page.context().setOffline(true)
    await toReporting(hall, bids)
    await toSettling(hall)
    await toReleasing(hall)
    for (const key of hall.keys) await releaseSharesOf(platform(), hall.tender.id, key)
    await settled(hall)
    await page.context().setOffline(false)
    await page.getByText('名称与报价已同时公布').waitFor({ timeout: 60_000 })
    expect(await page.locator('.tile[data-state=wide]').count()).to.equal(3)
    const facts = await page.locator('.facts li').allInnerTexts()
    expect(new Set(facts).size, 'facts stand once each').to.equal(facts.length)
    // On paper stands the opening, not what is said to whoever sits at the page.
    const spectator = page.getByText('您正在旁观。')
    expect(await spectator.isVisible()).to.equal(true)
    await page.emulateMedia({ media: 'print' })
    expect(await spectator.isVisible()).to.equal(false)
    expect(await page.getByText('名称与报价已同时公布').first().isVisible()).to.equal(true)
  })

  it('is a wall screen that fits its window, with the same seals and no way to press anything', async () => {
    const hall = await hallOf(platform())
    const bids = await bidders(hall, 3)
    await toListed(hall)
    await toRevealing(hall)
    for (const { bid } of bids) await revealOf(platform(), hall.tender.id, bid)
    const page = await open(hall, { path: '/wall', width: 1920, height: 1080 })
    await page.locator('.tile[data-state=cracked]').first().waitFor(SOON)
    expect(await page.locator('.tile[data-state=cracked]').count()).to.equal(3)
    expect(await namesIn(page, namesOf(bids))).to.deep.equal([])
    await page.locator('.scan svg').waitFor(SOON)
    const over = await page.evaluate(() => [
      document.documentElement.scrollWidth - innerWidth,
      document.documentElement.scrollHeight - innerHeight,
    ])
    expect(over).to.deep.equal([0, 0])
    await expectAccessible(page)
    await toReporting(hall, [])
    await toSettling(hall)
    await toReleasing(hall)
    for (const key of hall.keys) await releaseSharesOf(platform(), hall.tender.id, key)
    await settled(hall)
    await tell(hall)
    await page.locator('.tile[data-state=wide]').first().waitFor(SOON)
    expect(await namesIn(page, namesOf(bids))).to.have.members(namesOf(bids))
    expect(await page.locator('.wall-plot .r .pt').count()).to.equal(3)
  })

  it('reads on a phone, in English, without scrolling sideways', async () => {
    const hall = await hallOf(platform())
    const bids = await bidders(hall, 3)
    await throughToPublished(hall, bids)
    for (const view of ['list', 'wall'] as const) {
      const page = await open(hall, { width: 360, height: 780, language: 'en', view })
      await page.getByText('All names and prices are public').waitFor(SOON)
      await expectNoSidewaysScroll(page)
      await expectAccessible(page)
      await page.context().close()
    }
  })

  it('says that a tender failed with too few bidders, and that nothing was opened (O6)', async () => {
    const hall = await hallOf(platform())
    const bids = await bidders(hall, 2)
    await toListed(hall)
    for (const key of hall.keys) await releaseIdentitiesOf(platform(), hall.tender.id, key)
    expect((await settled(hall)).state).to.equal('failed')
    const page = await open(hall)
    await page.getByText('流标：有效投标人少于三家。').waitFor(SOON)
    expect(await namesIn(page, namesOf(bids))).to.deep.equal([])
    await expectAccessible(page)
  })

  it('waits without a limit for custodians who do not come, and says for whom', async () => {
    const hall = await hallOf(platform())
    const bids = await bidders(hall, 3)
    await toListed(hall)
    await toRevealing(hall)
    await toReporting(hall, bids)
    for (const key of hall.keys) await reportOf(platform(), hall.tender.id, key)
    await settled(hall)
    await signSettlementOf(platform(), hall.tender.id, hall.cast)
    await settled(hall)
    expect((await passStep(hall)).stepEndsAt).to.equal(null)
    const page = await open(hall)
    const { custodians } = await nowAt(hall)
    await page.getByText(`正在等保管人 ${custodians.map(({ name }) => name).join('、')} 交出份额`).waitFor(SOON)
    await page.getByText('不设时限').first().waitFor()
  })
})
