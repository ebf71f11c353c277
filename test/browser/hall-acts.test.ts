import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { getOpening } from '#shared/contracts/opening-reading.ts'
import { SOON, useBrowser } from '../support/browser.ts'
import { releaseSharesOf } from '../support/opening.ts'
import {
  bidders,
  factsOf,
  hallOf,
  nowAt,
  passStep,
  settled,
  throughToPublished,
  toListed,
  toReporting,
  toRevealing,
  toSettling,
} from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

describe('acts in the opening hall in a browser', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  const enter = async (person: TestPerson, tender: string) => {
    const page = await browser().open({ origin: platform().origin })
    await signInAt(page, person, `/openings/${tender}`)
    return page
  }

  /** Presses a button of legal effect; what it did is on the ledger afterwards, and told to whoever watches. */
  const press = async (page: Page, name: string) => {
    const answered = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().includes('/api/openings/'),
    )
    await page.getByRole('button', { name, exact: true }).click()
    expect((await answered).status(), name).to.be.below(300)
    await platform().beat()
  }

  it('has tenderer and regulator sign the settlement only after the page has checked it itself (O4, O5)', async () => {
    const hall = await hallOf(platform())
    const bids = await bidders(hall, 4)
    await toListed(hall)
    await toRevealing(hall)
    await toReporting(hall, bids.slice(0, 3))
    await toSettling(hall)
    for (const [person, as] of [
      [hall.cast.agency, 'tenderer'],
      [hall.cast.regulator, 'regulator'],
    ] as const) {
      const page = await enter(person, hall.tender.id)
      await page.getByText('与存证和承诺一致').waitFor(SOON)
      await page.getByText('查看 9 项核对').click()
      expect(await page.locator('.ck .s.ok').count(), 'checks that passed').to.equal(9)
      await press(page, '核对无误，签认')
      await page.getByText(as === 'tenderer' ? '招标人已签认' : '监管部门已签认').waitFor(SOON)
      await page.context().close()
    }
    await settled(hall)
    expect((await factsOf(hall, 'opening.settlement-signed')).map(({ as }) => as)).to.deep.equal(['tenderer', 'regulator'])
    expect((await nowAt(hall)).state).to.equal('releasing')
    for (const key of hall.keys) await releaseSharesOf(platform(), hall.tender.id, key)
    expect((await settled(hall)).state).to.equal('published')
  })

  it('offers no signature under a settlement that the ledger contradicts', async () => {
    const hall = await hallOf(platform())
    const bids = await bidders(hall, 4)
    await toListed(hall)
    await toRevealing(hall)
    await toReporting(hall, bids.slice(0, 3))
    await toSettling(hall)
    const page = await browser().open({ origin: platform().origin })
    // A server that blames somebody whose key came, and spares the one who was silent.
    await page.route('**/api/openings/*/settlement', async (route) => {
      const answer = (await (await route.fetch()).json()) as { settlement: string; sha256: string }
      await route.fulfill({
        json: { ...answer, settlement: answer.settlement.replaceAll('"isKeyRevealed":false', '"isKeyRevealed":true') },
      })
    })
    await signInAt(page, hall.cast.agency, `/openings/${hall.tender.id}`)
    await page.getByText('这份文书与存证对不上，请不要签名。').waitFor(SOON)
    expect(await page.locator('.ck.fail').count()).to.be.greaterThan(0)
    expect(await page.getByRole('button', { name: '核对无误，签认' }).count()).to.equal(0)
  })

  it('has the host read out, a bidder object, the host answer, and both sign the record (O7, O8)', async () => {
    const hall = await hallOf(platform())
    const bids = await bidders(hall, 3)
    await throughToPublished(hall, bids)
    const [first] = bids
    if (first === undefined) throw new Error('three bids')
    const host = await enter(hall.cast.agency, hall.tender.id)
    const bidder = await enter(first.person, hall.tender.id)

    await press(host, '签到')
    await host.locator('.facts').getByText('招标代理签到。').waitFor(SOON)
    await press(host, '读出这一家')
    await bidder.getByText('唱标：01 号').waitFor(SOON)
    await bidder.locator('tr.cur').waitFor(SOON)
    await press(host, '依次读出其余 2 家')
    await host.getByText('全部读完。').waitFor(SOON)
    expect((await factsOf(hall, 'opening.read-out')).flatMap(({ manifests }) => manifests as string[])).to.have.length(3)

    await bidder.locator('header .btn', { hasText: '提出异议' }).click()
    await bidder.getByLabel('异议内容').fill('请说明投标截止时间的依据。')
    await press(bidder, '签名并提出')
    await host.locator('.said').getByText('请说明投标截止时间的依据。').waitFor(SOON)
    await host.getByLabel('答复').fill('见招标公告，时间由服务器时钟认定。')
    await press(host, '签名并答复')
    await bidder.locator('.answer').getByText('见招标公告').waitFor(SOON)

    await bidder.getByPlaceholder('输入消息').fill('收到。')
    await press(bidder, '发送')
    await host.locator('.chat').getByText('收到。').waitFor(SOON)
    await press(host, '屏蔽')
    await bidder.locator('.chat').getByText('主持人已屏蔽').waitFor(SOON)

    expect((await passStep(hall)).state).to.equal('signing')
    await host.context().close()
    await bidder.context().close()
    for (const person of [hall.cast.agency, first.person]) {
      const page = await enter(person, hall.tender.id)
      await page.getByText('与存证和承诺一致').waitFor(SOON)
      await press(page, '核对无误，签署')
      await page.getByText('您已签署这份开标记录。').waitFor(SOON)
      await page.context().close()
    }
    const { record } = await platform().client.call(getOpening, { params: { tender: hall.tender.id } })
    expect(record?.signatures).to.equal(2)
    expect((await passStep(hall)).state).to.equal('recorded')
    const visitor = await browser().open({ origin: platform().origin })
    await visitor.goto(`/openings/${hall.tender.id}`)
    const [download] = await Promise.all([visitor.waitForEvent('download'), visitor.getByText('记录 PDF').click()])
    expect(download.suggestedFilename()).to.match(/\.pdf$/)
  })

  it('refuses a signature with a reason, which is recorded and blocks nothing', async () => {
    const hall = await hallOf(platform())
    const bids = await bidders(hall, 3)
    await throughToPublished(hall, bids)
    expect((await passStep(hall)).state).to.equal('signing')
    const [first] = bids
    if (first === undefined) throw new Error('three bids')
    const page = await enter(first.person, hall.tender.id)
    await page.getByRole('button', { name: '拒签…' }).click(SOON)
    await page.getByLabel('拒签理由').fill('唱标次序有误。')
    await press(page, '签名拒签')
    await page.getByText('您已拒签，并已记入。').waitFor(SOON)
    expect((await factsOf(hall, 'opening.record-signed')).map(({ isRefusal }) => isRefusal)).to.deep.equal([true])
  })

  it('tells a custodian what is awaited of it, and leads to its desk', async () => {
    const hall = await hallOf(platform())
    await bidders(hall, 3)
    await toListed(hall)
    const [custodian] = hall.cast.custodians
    if (custodian === undefined) throw new Error('no custodian')
    const page = await enter(custodian, hall.tender.id)
    await page.getByText('请您核对投标人身份').waitFor(SOON)
    expect(await page.getByRole('link', { name: '到保管工作台' }).getAttribute('href')).to.equal(
      `/work/custody/${hall.tender.id}`,
    )
    expect(await page.getByRole('button', { name: '读出这一家' }).count(), 'nothing forbidden is a button').to.equal(0)
  })

  it('gives a bidder the place to unlock in the hall itself, with and without a session', async () => {
    const hall = await hallOf(platform())
    const [first] = await bidders(hall, 3)
    if (first === undefined) throw new Error('three bids')
    await toListed(hall)
    await toRevealing(hall)
    const bidder = await enter(first.person, hall.tender.id)
    await bidder.locator('.reveal').waitFor(SOON)
    expect(await bidder.locator('.full .status').count(), 'one status line of one’s own').to.equal(1)
    const visitor = await browser().open({ origin: platform().origin })
    await visitor.goto(`/openings/${hall.tender.id}`)
    await visitor.getByRole('button', { name: '我是投标人' }).click(SOON)
    await visitor.locator('.reveal').waitFor(SOON)
  })
})
