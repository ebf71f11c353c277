import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { Yuan } from '#shared/primitives/money.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import { type Committee, evaluatedHall, seat, technicalBid, toPreliminary, toRecorded, toSigned } from '../support/evaluation.ts'
import { acceptedProject, type Cast, castOf, logInAll } from '../support/notices.ts'
import type { Hall } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

describe('from the check of qualification to the award by the law of procurement in a browser (G6–G10)', function () {
  this.timeout(180_000)
  const platform = usePlatform()
  const browser = useBrowser()
  const people: TestPerson[] = []
  let cast: Cast
  let hall: Hall
  let committee: Committee
  let agency: Page
  let visitor: Page
  let loser: Page

  const bidderAt = (index: number) => {
    const person = people[index]
    if (person === undefined) throw new Error('nobody')
    return person
  }
  const dialogOf = (page: Page) => page.locator('dialog[open]')
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const sign = async (page: Page, button: string, done: RegExp) => {
    await dialogOf(page).getByRole('button', { name: button, exact: true }).click()
    await page.getByText(done).waitFor(SOON)
    await platform().beat()
  }
  before('a purchase whose committee is seated', async () => {
    cast = await castOf(platform(), 3)
    for (let index = 0; index < 3; index += 1)
      people.push(await platform().register('bidder', { name: `斗宿${index}设备有限公司` }))
    const project = await acceptedProject(platform(), cast, { category: 'government-procurement', kind: 'goods' })
    const deposits = [
      { lot: project.lots[0]?.id ?? '', amount: '240000.00' as Yuan, payment: '交至临江银行 9558 8000 0001，接受电子保函。' },
    ]
    hall = await evaluatedHall(platform(), cast, { lowPrice: null }, project, { deposits })
    for (const [index, price] of ['9000000.00', '9500000.00', '9900000.00'].entries())
      await technicalBid(hall, bidderAt(index), price)
    await toRecorded(hall)
    committee = await seat(hall)
    await toPreliminary(committee)
    await platform().beat()
    await logInAll(cast)
  })

  it('has the agency check the qualification of every bidder first, from its workbench (G6)', async () => {
    const desk = await browser().open({ origin: platform().origin })
    await signInAt(desk, cast.agency, '/work')
    await desk
      .getByRole('link', { name: /^资格审查：/ })
      .first()
      .click()
    await desk.getByText('还剩 3 项').waitFor(SOON)
    await desk.getByText('报价.pdf').first().waitFor(SOON)
    expect(await desk.locator('main').textContent()).to.not.include('施工方案')
    await expectAccessible(desk)
    for (const index of people.keys()) {
      await desk.getByRole('button', { name: `斗宿${index}设备有限公司` }).click()
      await press(desk, '本家全部合格')
    }
    await press(desk, '签名并提交资格审查结果')
    await dialogOf(desk).getByText('合格投标人不足三家的标包不得评标').waitFor(SOON)
    await dialogOf(desk).getByRole('button', { name: '签名提交', exact: true }).click()
    await desk.getByText('所有投标人资格合格。').waitFor(SOON)
    await expectAccessible(desk)
    await desk.context().close()
    await toSigned(committee)
    await platform().beat()
    await logInAll(cast)
  })

  it('has the report handed over and the winner decided, of which the public learns nothing yet', async () => {
    visitor = await browser().open({ origin: platform().origin })
    await visitor.goto(`/awards/${hall.tender.id}`)
    await visitor.getByText('评标报告已签署，待送交采购人。').waitFor(SOON)
    agency = await browser().open({ origin: platform().origin })
    await signInAt(agency, cast.agency, `/work/awards/${hall.tender.id}`)
    await agency.getByText('向采购人送交评标报告', { exact: true }).waitFor(SOON)
    await press(agency, '送交评标报告')
    await sign(agency, '签名并送交', /评标报告已送交/)
    await press(agency, '确定中标人')
    await dialogOf(agency).getByRole('radio', { name: /斗宿0/ }).waitFor(SOON)
    await sign(agency, '签名并定标', /中标人已确定，请公告结果/)
    await visitor.getByText('中标人已确定，结果待公告。').waitFor(SOON)
    await visitor.getByText('公告中标结果', { exact: true }).waitFor(SOON)
    expect(await visitor.locator('body').textContent()).to.not.include('斗宿')
    await expectAccessible(visitor)
  })

  it('publishes the result with everything the law asks for, and lists it', async () => {
    await press(agency, '公告结果')
    await dialogOf(agency).getByText('斗宿0设备有限公司').waitFor(SOON)
    await sign(agency, '签名并公告', /结果已公告，中标通知书已发出/)
    await visitor.getByText('结果已公告：斗宿0设备有限公司中标。').waitFor(SOON)
    await visitor.getByText('质疑截止', { exact: true }).waitFor(SOON)
    await visitor.getByText('如何提出质疑和投诉').waitFor(SOON)
    await expectAccessible(visitor)
    await visitor.goto('/results')
    await visitor.getByRole('cell', { name: '斗宿0设备有限公司' }).waitFor(SOON)
    await expectAccessible(visitor)
    await visitor.goto('/')
    await visitor.getByRole('heading', { name: /最新中标结果/ }).waitFor(SOON)
    await visitor.goto(`/awards/${hall.tender.id}`)
  })

  it('takes a query in its own words and answers it', async () => {
    loser = await browser().open({ origin: platform().origin })
    await signInAt(loser, bidderAt(1), `/work/awards/${hall.tender.id}`)
    await loser.getByText(/本单位未中标：名次第 2/).waitFor(SOON)
    await press(loser, '提出质疑')
    await dialogOf(loser).getByLabel('质疑内容').fill('评分有误。')
    await sign(loser, '签名并提出', /质疑已提出/)
    await visitor.getByText('投诉或质疑处理中，合同暂停签署。').waitFor(SOON)
    await agency.locator('.dispute').getByText('斗宿1设备有限公司').waitFor(SOON)
    await press(agency, '答复质疑')
    await dialogOf(agency).getByLabel('答复内容').fill('经查，评分无误。')
    await sign(agency, '签名并答复', /质疑已答复/)
    await visitor.getByText('经查，评分无误。').waitFor(SOON)
  })

  it('has the deposits received recorded at the desk, and returned; a bidder sees its own alone (G11)', async () => {
    await press(agency, '登记收到的保证金（3 家未登记）')
    for (const index of [0, 1]) {
      const payer = dialogOf(agency).getByRole('group', { name: `斗宿${index}设备有限公司` })
      await payer.getByRole('checkbox').check()
      await payer.getByLabel('付款账户').fill(`6222 000${index}`)
    }
    await expectAccessible(agency)
    await sign(agency, '签名并登记（2 家）', /已登记，投标人会收到通知/)
    await loser.getByText('6222 0001').waitFor(SOON)
    expect(await loser.locator('main').textContent()).to.not.include('6222 0000')
    await press(agency, '退还：斗宿1设备有限公司')
    await dialogOf(agency).getByLabel('转账凭证号').fill('凭证 0001')
    await sign(agency, '签名确认退还', /已确认退还，投标人会收到通知/)
    await loser.locator('.deposit').getByText('凭证 0001').waitFor(SOON)
    await expectAccessible(agency)
    await agency.goto('/work/deposits')
    await agency.getByRole('cell', { name: '斗宿0设备有限公司' }).waitFor(SOON)
    await expectAccessible(agency)
    await loser.setViewportSize({ width: 360, height: 780 })
    await loser.goto(`/work/deposits/${hall.tender.id}`)
    await loser.getByText('凭证 0001').waitFor(SOON)
    await expectNoSidewaysScroll(loser)
    await expectAccessible(loser)
    await visitor.goto(`/tenders/${hall.tender.id}`)
    await visitor.getByText('谁交了保证金，平台在开标结果公布之前不登记').waitFor(SOON)
    await visitor.goto(`/awards/${hall.tender.id}`)
    await agency.goto(`/work/awards/${hall.tender.id}`)
  })

  it('fits a phone, in English too', async () => {
    const phone = await browser().open({ origin: platform().origin, width: 360, height: 780, language: 'en' })
    await phone.goto(`/awards/${hall.tender.id}`)
    await phone.getByText(/The result is published: /).waitFor(SOON)
    await expectNoSidewaysScroll(phone)
    await phone.goto('/results')
    await phone.getByText('¥9,000,000.00').waitFor(SOON)
    await expectNoSidewaysScroll(phone)
    await expectAccessible(phone)
    await phone.context().close()
  })

  it('tenders the lot nobody bid on again, alone, from the desk', async () => {
    await agency.getByText('有标段未成交，可以单独重新招标。').waitFor(SOON)
    await press(agency, '重新招标')
    await agency.waitForURL(/\/work\/tenders\/[0-9a-f]+\/edit/, SOON)
    await agency.goto(`/work/awards/${hall.tender.id}`)
    await agency.getByRole('link', { name: '第 2 轮' }).waitFor(SOON)
  })
})
