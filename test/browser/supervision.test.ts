import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { listAlerts } from '#shared/contracts/supervision.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import { type Cast, castOf, logInAll } from '../support/notices.ts'
import { bidIn, hallOf, throughToPublished } from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

describe('a clue at the regulator’s desk', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let cast: Cast
  let page: Page

  before(async function () {
    this.timeout(120_000)
    cast = await castOf(platform(), 3)
    const hall = await hallOf(platform(), { cast })
    for (const [index, price] of ['900000.00', '920000.00', '910000.00', '930000.00'].entries()) {
      const bidder = await platform().register('bidder', { name: `室宿${index}建设有限公司` })
      await bidIn(hall, bidder, price)
    }
    await throughToPublished(hall, hall.bids)
    await platform().beat()
    await logInAll(cast)
    page = await browser().open({ origin: platform().origin })
    await signInAt(page, cast.regulator, '/work/alerts')
    await page.getByRole('heading', { level: 1, name: '预警线索' }).waitFor(SOON)
  })

  it('stands in a list that says out of how many lots it came', async () => {
    await page.getByText('已计算 1 个标段，其中 1 个有线索。').waitFor(SOON)
    await page.getByRole('cell', { name: '离散系数、等差或等比' }).waitFor(SOON)
    await expectAccessible(page)
  })

  it('tells what was found, that it is no verdict, how it was computed and what would refute it', async () => {
    await page.getByRole('link', { name: /一标段/ }).click()
    await page.getByText('线索，需核实，不是认定').waitFor(SOON)
    await page.getByText('4 个报价由低到高每一步几乎相等，与平均步距的最大偏差为 0.000000。').waitFor(SOON)
    await page.getByRole('img', { name: '4 个报价由低到高' }).waitFor(SOON)
    await page.getByText('CV = s / m').waitFor(SOON)
    expect(await page.getByText('什么能推翻它：').count()).to.equal(2)
    await page.getByText('P04 相对距离 · 无发现').waitFor(SOON)
    await expectAccessible(page)
  })

  it('is read on a phone without scrolling sideways', async () => {
    await page.setViewportSize({ width: 360, height: 740 })
    await expectNoSidewaysScroll(page)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('is triaged by a signed act with a reason, after which the next steps are offered', async () => {
    await page.getByRole('button', { name: '初核', exact: true }).click()
    const dialog = page.locator('dialog[open]')
    await dialog.getByRole('textbox').fill('已调取四家组价文件，待比对。')
    await dialog.getByRole('button', { name: '初核', exact: true }).click()
    await page.getByRole('button', { name: '立案', exact: true }).waitFor(SOON)
    await page.getByText('已调取四家组价文件，待比对。').waitFor(SOON)
    const { alerts } = await cast.regulator.call(listAlerts, {})
    expect(alerts.map(({ state }) => state)).to.deep.equal(['triaged'])
  })
})
