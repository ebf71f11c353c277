import { expect } from 'chai'
import * as contracts from '#shared/contracts/evaluation.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import {
  type Committee,
  lock,
  review,
  seat,
  technicalBid,
  toPreliminary,
  toRecorded,
  twoEnvelopesHall,
} from '../support/evaluation.ts'
import { castOf } from '../support/notices.ts'
import { releaseSharesOf } from '../support/opening.ts'
import type { Hall } from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { giveKeysAt, signInAt } from '../support/sign-in.ts'

describe('the second reading of a tender of two envelopes, in a browser (双信封)', function () {
  this.timeout(180_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let hall: Hall
  let committee: Committee

  before('every score is locked; nobody knows a price', async function () {
    this.timeout(180_000)
    const cast = await castOf(platform(), 3)
    hall = await twoEnvelopesHall(platform(), cast)
    for (const price of ['9000000.00', '9500000.00', '10000000.00'])
      await technicalBid(hall, await platform().register('bidder'), price)
    await toRecorded(hall)
    committee = await seat(hall)
    await toPreliminary(committee)
    const third = hall.bids[2]?.bid.manifestSha256 ?? ''
    for (const member of committee.members) await review(committee, member, [{ bid: third, item: 'qualified' }])
    for (const member of committee.members) await lock(committee, member)
    await platform().beat()
  })

  it('is opened by the agency from the list it has checked, and shows all prices at once when k have released', async () => {
    const address = `/openings/${hall.tender.id}`
    const visitor = await browser().open({ origin: platform().origin, width: 360 })
    await visitor.goto(`/tenders/${hall.tender.id}?tab=record`)
    await visitor.getByText('报价信封仍然密封。').waitFor(SOON)
    await visitor.goto(address)
    await visitor.getByText('报价信封仍然密封。').waitFor(SOON)
    await visitor.getByRole('link', { name: '第二次开标' }).click()
    await visitor.waitForURL((url) => url.pathname === `${address}/price`, SOON)
    await visitor.getByText('未通过评审的，报价信封不再开启').waitFor(SOON)
    await expectAccessible(visitor)

    await visitor.getByRole('link', { name: '大屏幕' }).waitFor(SOON)
    const wall = await browser().open({ origin: platform().origin, width: 1920, height: 1080, language: 'en' })
    await wall.goto(`${address}/price/wall`)
    await wall.getByText('The price envelopes are still sealed.').waitFor(SOON)
    await wall.locator('.wall .vsteps li').nth(3).waitFor(SOON)
    expect(await wall.locator('.wall .vsteps li').count(), 'steps of the second reading alone').to.equal(4)

    const page = await browser().open({ origin: platform().origin })
    await hall.cast.agency.logIn()
    await signInAt(page, hall.cast.agency, `${address}/price`)
    await page.getByRole('heading', { name: '开启名单' }).waitFor(SOON)
    expect(await page.getByText('资格不合格').count()).to.equal(1)
    await expectAccessible(page)
    await page.getByRole('button', { name: '签名开启 2 家的报价信封' }).click()
    const keys = page.locator('dialog[open]')
    const isAsked = await Promise.race([
      keys.waitFor(SOON).then(() => true),
      page
        .getByRole('heading', { name: '保管人解密' })
        .waitFor(SOON)
        .then(() => false),
    ])
    if (isAsked) await giveKeysAt(page, hall.cast.agency)
    await page.getByRole('heading', { name: '保管人解密' }).waitFor(SOON)

    await platform().beat()
    await wall.locator('.tile').nth(1).waitFor(SOON)
    expect(await wall.locator('main').innerText()).to.not.match(/\d,\d{3},\d{3}/)

    for (const key of hall.keys) {
      await key.custodian.logIn()
      await releaseSharesOf(platform(), hall.tender.id, key, undefined, 'price')
    }
    await platform().runDue()
    await platform().beat()
    await page.getByRole('heading', { name: '报价已同时公布' }).waitFor(SOON)
    await visitor.getByRole('heading', { name: '报价已同时公布' }).waitFor(SOON)
    // The seals part first, then names and prices stand at one moment.
    await wall.locator('.tile .face').getByText('¥9,500,000').waitFor(SOON)
    const onWall = await wall.locator('main').innerText()
    expect(onWall).to.include('9,000,000').and.include('9,500,000').and.not.include('10,000,000')
    expect(await wall.locator('.wall-plot .r .pt').count()).to.equal(2)
    expect(await wall.locator('main').getByRole('link').count(), 'nothing to press').to.equal(0)
    await expectAccessible(wall)
    await page.getByRole('heading', { name: '唱标' }).waitFor(SOON)
    await expectAccessible(page)
    await expectNoSidewaysScroll(visitor)
    const text = await visitor.locator('main').innerText()
    expect(text).to.include('9,000,000.00').and.include('9,500,000.00').and.not.include('10,000,000.00')
    const { state } = await platform().client.call(contracts.getEvaluation, { params: { tender: hall.tender.id } })
    expect(state).to.equal('awaiting-prices')
  })
})
