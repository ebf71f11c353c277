import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import * as contracts from '#shared/contracts/awards.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { readProjectContract, resumeProjectContract, suspendProjectContract } from '#shared/contracts/projects.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import { evaluated, evaluatedHall, technicalBid, toRecorded } from '../support/evaluation.ts'
import { type Cast, castOf, logInAll } from '../support/notices.ts'
import { factsOf, type Hall } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

const PRICES = ['9000000.00', '9500000.00', '9900000.00']

type Award = ResultOf<typeof contracts.getAwards>['awards'][number]

describe('from the publicity to the signed contract in a browser', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  const people: TestPerson[] = []
  let cast: Cast
  let hall: Hall
  let visitor: Page
  let agency: Page
  let loser: Page
  let winner: Page
  let tenderer: Page

  const params = () => ({ tender: hall.tender.id, lot: hall.tender.lots[0]?.id ?? '' })
  const publicPage = () => `/awards/${hall.tender.id}`
  const desk = () => `/work/awards/${hall.tender.id}`
  const bidderAt = (index: number) => {
    const person = people[index]
    if (person === undefined) throw new Error('nobody')
    return person
  }
  const awardNow = async (): Promise<Award> => {
    const { awards } = await platform().client.call(contracts.getAwards, { params: { tender: hall.tender.id } })
    const [award] = awards
    if (award === undefined) throw new Error('no award')
    return award
  }
  const enter = async (person: TestPerson, beside?: Page) => {
    const page = await browser().open({ origin: platform().origin, ...(beside === undefined ? {} : { beside }) })
    await signInAt(page, person, desk())
    await page.getByRole('heading', { level: 1 }).waitFor(SOON)
    return page
  }
  const dialogOf = (page: Page) => page.locator('dialog[open]')
  /** Signs what the open dialog asks; the page says that it is done. */
  const sign = async (page: Page, button: string, done: RegExp) => {
    await dialogOf(page).getByRole('button', { name: button, exact: true }).click()
    await page.getByText(done).waitFor(SOON)
    await platform().beat()
  }
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return
    for (const [index, page] of [visitor, agency, loser, winner].entries())
      await page?.screenshot({ path: `${browser().folder}/awards-${index}.png`, fullPage: true })
  })

  before('a tender whose report is signed', async () => {
    cast = await castOf(platform(), 3)
    for (let index = 0; index < 3; index += 1)
      people.push(await platform().register('bidder', { name: `氐宿${index}建设有限公司` }))
    hall = await evaluatedHall(platform(), cast, { lowPrice: null })
    for (const [index, price] of PRICES.entries()) await technicalBid(hall, bidderAt(index), price)
    await toRecorded(hall)
  })

  it('says that there is no report yet, then that the candidates come, and names none before they are published (ZTB 44)', async () => {
    visitor = await browser().open({ origin: platform().origin })
    await visitor.goto(publicPage())
    await visitor.getByText('评标报告尚未完成').waitFor(SOON)
    await evaluated(hall)
    // The first beat has the awards begin, the second tells who watches.
    await platform().beat()
    await platform().beat()
    await visitor.getByText('评标报告已签署，尚未公示候选人。').waitFor(SOON)
    expect(await visitor.locator('body').textContent()).to.not.include('氐宿0')
    await expectAccessible(visitor)
  })

  it('has the agency publish the candidates of the report in its order, and the visitor see them at once (A1)', async () => {
    agency = await enter(cast.agency)
    await agency.getByText('尚未公示，只有招标人、代理机构和监管部门可见').waitFor(SOON)
    // By the keyboard alone.
    await agency.getByRole('button', { name: '公示候选人', exact: true }).press('Enter')
    await dialogOf(agency).getByRole('button', { name: '签名并公示', exact: true }).press('Enter')
    await agency.getByText(/候选人已公示/).waitFor(SOON)
    await platform().beat()
    await visitor.getByText('中标候选人正在公示。').waitFor(SOON)
    const rows = visitor.locator('section', { hasText: '中标候选人' }).locator('tbody tr')
    expect(await rows.count()).to.equal(3)
    for (const [index, price] of ['¥9,000,000.00', '¥9,500,000.00', '¥9,900,000.00'].entries()) {
      const row = (await rows.nth(index).textContent()) ?? ''
      expect(row).to.include(`氐宿${index}建设有限公司`)
      expect(row).to.include(price)
    }
    await visitor.getByRole('timer').waitFor()
    await visitor.getByText('如何提出异议和投诉').waitFor()
    await expectAccessible(visitor)
  })

  it('stops the clock when a bidder objects, keeps its name from the public, and goes on with the answer (A2)', async () => {
    loser = await enter(bidderAt(1))
    expect(await loser.getByRole('button', { name: '定标', exact: true }).count(), 'what policy forbids').to.equal(0)
    await press(loser, '提出异议')
    await dialogOf(loser).getByLabel('异议内容').fill('第一名的业绩不真实。')
    await expectAccessible(loser)
    await sign(loser, '签名并提出', /异议已提出，公示暂停计时/)
    await visitor.getByText('有异议尚未答复，公示暂停计时。').waitFor(SOON)
    await visitor.getByText('第一名的业绩不真实。').waitFor()
    expect(await visitor.getByRole('timer').count(), 'a clock that runs').to.equal(0)
    expect(await visitor.locator('.dispute').textContent()).to.not.include('氐宿1')
    await agency.locator('.dispute').getByText('氐宿1建设有限公司').waitFor(SOON)
    await press(agency, '答复异议')
    await dialogOf(agency).getByLabel('答复内容').fill('经查属实，评审无误。')
    await sign(agency, '签名并答复', /异议已答复/)
    await visitor.getByText('经查属实，评审无误。').waitFor(SOON)
    await visitor.getByText('中标候选人正在公示。').waitFor(SOON)
    await expectAccessible(visitor)
  })

  it('holds the award while a complaint is with the regulator, by its own clock (A6)', async () => {
    await agency.context().close()
    await loser.context().close()
    platform().clock.set(Date.parse((await awardNow()).publicityEndsAt ?? ''))
    await platform().runDue()
    await platform().beat()
    await visitor.getByText('公示已结束，等待招标人定标。').waitFor(SOON)
    agency = await enter(cast.agency)
    await agency.getByRole('button', { name: '定标', exact: true }).waitFor(SOON)
    loser = await enter(bidderAt(1))
    await press(loser, '提出投诉')
    await dialogOf(loser).getByLabel('投诉内容').fill('答复与事实不符。')
    await sign(loser, '签名并投诉', /投诉已提交行政监督部门/)
    await visitor.getByText('待受理').waitFor(SOON)
    expect(await visitor.locator('body').textContent()).to.not.include('答复与事实不符。')
    const regulator = await enter(cast.regulator)
    const judge = async (decision: RegExp) => {
      await press(regulator, '处理投诉')
      await dialogOf(regulator).getByRole('radio', { name: decision }).check()
      await dialogOf(regulator).getByLabel('处理意见').fill('经查。')
      await sign(regulator, '签名并决定', /投诉处理决定已记录/)
    }
    await judge(/^受理/)
    await visitor.getByText('监管部门已受理投诉，定标暂停。').waitFor(SOON)
    await agency.getByText('监管部门已受理投诉，定标暂停。').waitFor(SOON)
    expect(await agency.getByRole('button', { name: '定标', exact: true }).count()).to.equal(0)
    await judge(/^驳回/)
    await visitor.getByText('公示已结束，等待招标人定标。').waitFor(SOON)
    await regulator.context().close()
  })

  it('awards once when two staff press at the same moment, and tells the second what happened (X15)', async () => {
    tenderer = await enter(cast.tenderer)
    for (const page of [agency, tenderer]) {
      await press(page, '定标')
      await dialogOf(page).getByRole('radio', { name: /氐宿0/ }).waitFor()
    }
    // A later candidate only with a cause of the law and a reason.
    await dialogOf(agency).getByRole('radio', { name: /氐宿1/ }).check()
    expect(await dialogOf(agency).getByRole('button', { name: '签名并定标' }).isDisabled()).to.equal(true)
    await dialogOf(agency).getByRole('radio', { name: /氐宿0/ }).check()
    await sign(agency, '签名并定标', /已定标，中标通知书已发出/)
    await dialogOf(tenderer).getByRole('button', { name: '签名并定标' }).click()
    await dialogOf(tenderer).getByRole('alert').waitFor(SOON)
    await dialogOf(tenderer).getByText('您的操作没有生效', { exact: false }).waitFor(SOON)
    await press(tenderer, '关闭，查看最新状态')
    await tenderer.getByText('已定标：氐宿0建设有限公司中标。').waitFor(SOON)
    expect(await factsOf(hall, 'award.decided')).to.have.length(1)
  })

  it('gives everybody the result and the signed notice, and a loser its own score, rank and reason (A3, G8)', async () => {
    await visitor.getByText('已定标：氐宿0建设有限公司中标。').waitFor(SOON)
    const [download] = await Promise.all([
      visitor.waitForEvent('download'),
      visitor.getByRole('link', { name: '下载中标通知书 PDF' }).click(),
    ])
    expect((await readFile((await download.path()) ?? '')).subarray(0, 5).toString('latin1')).to.equal('%PDF-')
    await visitor.getByRole('link', { name: '查看并打印' }).click()
    await visitor.getByRole('heading', { name: '中标通知书' }).waitFor(SOON)
    await visitor.getByText('氐宿0建设有限公司：').waitFor()
    await expectAccessible(visitor)
    await visitor.emulateMedia({ media: 'print' })
    expect(await visitor.getByRole('button', { name: '打印' }).isVisible(), 'buttons on paper').to.equal(false)
    expect(await visitor.getByText('玖佰万元整').isVisible()).to.equal(true)
    await visitor.emulateMedia({ media: 'screen' })
    await visitor.goto(publicPage())
    await loser.getByText(/本单位未中标：名次第 2/).waitFor(SOON)
    expect(await loser.getByRole('button', { name: '签署合同' }).count()).to.equal(0)
    await expectAccessible(loser)
  })

  it('shows the agency the written report it gives the regulator, who reads it; the public sees that it was given (ZTB 47, A5)', async () => {
    await visitor.getByText('尚未提交监管部门').waitFor(SOON)
    await press(agency, '提交书面报告')
    await dialogOf(agency).getByText('第 1 中标候选人').waitFor(SOON)
    await dialogOf(agency).getByLabel('补充说明').fill('无其他情况。')
    await expectAccessible(agency)
    await sign(agency, '签名并提交', /书面报告已提交监管部门。/)
    await visitor.getByText('已提交监管部门', { exact: true }).waitFor(SOON)
    expect(await visitor.getByText('查看报告内容').count()).to.equal(0)
    const regulator = await enter(cast.regulator)
    await regulator.getByText('查看报告内容').click()
    await regulator.getByText('无其他情况。').waitFor(SOON)
    await expectAccessible(regulator)
    await regulator.context().close()
  })

  it('drafts the contract from the bid, and has it signed by both in two windows, then published (A4, A7)', async () => {
    await press(agency, '拟定合同')
    expect(await dialogOf(agency).getByText('¥9,000,000.00').count()).to.equal(1)
    await dialogOf(agency).getByLabel('合同条款').fill('按招标文件合同条款执行。')
    await sign(agency, '签名并拟定', /合同已拟定/)
    expect(await visitor.locator('body').textContent()).to.not.include('按招标文件合同条款执行。')
    winner = await enter(bidderAt(0))
    for (const page of [tenderer, winner]) {
      await press(page, '签署合同')
      const dialog = dialogOf(page)
      await dialog.getByText('合同与投标文件逐项一致。').waitFor(SOON)
      const button = dialog.getByRole('button', { name: '签署合同' })
      expect(await button.isDisabled(), 'before it was read').to.equal(true)
      await dialog.getByRole('checkbox').check()
    }
    await expectAccessible(winner)
    await sign(tenderer, '签署合同', /合同已签署。/)
    expect((await awardNow()).state).to.equal('signing')
    await sign(winner, '签署合同', /合同已签署。/)
    expect((await awardNow()).state).to.equal('contracted')
    await visitor.getByText('合同已由双方签署并公开。').waitFor(SOON)
    await visitor.getByText('按招标文件合同条款执行。').waitFor(SOON)
    // The winner began before the tenderer had signed; what it was told about its own act stands, for it was the last.
    await winner.getByText('合同已由双方签署并公开。').waitFor(SOON)
    expect(await winner.getByText('合同已签署。').isVisible()).to.equal(true)
    await expectAccessible(visitor)
  })

  it('marks by word, not by colour alone, a published contract that differs from the bid', async () => {
    const page = await browser().open({ origin: platform().origin })
    // A server that publishes a candidate's price other than the contract's.
    await page.route(`**/api/awards/${hall.tender.id}`, async (route) => {
      const answer = await (await route.fetch()).text()
      await route.fulfill({
        contentType: 'application/json',
        body: answer.replaceAll('"price":"9000000.00"', '"price":"8000000.00"'),
      })
    })
    await page.goto(publicPage())
    await page.getByText('有 1 项与投标文件不一致。').waitFor(SOON)
    await page.getByText('不一致', { exact: true }).waitFor()
    await page.context().close()
  })

  it('shows no text as the contract that the published digest does not name', async () => {
    const page = await browser().open({ origin: platform().origin })
    await page.route('**/api/awards/*/*/contract', async (route) => {
      const answer = await (await route.fetch()).text()
      await route.fulfill({ contentType: 'application/json', body: answer.replace('9000000.00', '9900000.00') })
    })
    await page.goto(publicPage())
    await page.getByText('收到的合同文本与公布的摘要不符，请不要签署。').waitFor(SOON)
    await page.context().close()
  })

  it('fits a phone, in English too', async () => {
    const page = await browser().open({ origin: platform().origin, width: 360, height: 780, language: 'en' })
    await page.goto(publicPage())
    await page.getByText('The contract is signed by both and published.').waitFor(SOON)
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
    await page.goto(`${publicPage()}/${params().lot}/notice`)
    await page.getByRole('heading', { name: 'Award notice' }).waitFor(SOON)
    await expectNoSidewaysScroll(page)
    await page.context().close()
  })

  it('leads there from the notice, and lists what the desk has opened', async () => {
    await visitor.goto(`/tenders/${hall.tender.id}?tab=record`)
    await visitor.getByRole('link', { name: '中标候选人公示、异议与中标结果' }).click()
    await visitor.getByText('合同已由双方签署并公开。').waitFor(SOON)
    await agency.getByRole('link', { name: '公示与定标' }).first().click()
    await agency.getByRole('heading', { level: 1, name: '公示与定标' }).waitFor(SOON)
    await agency.getByText('合同已公开').waitFor(SOON)
    await expectAccessible(agency)
  })
})

describe('a lot among equals that ends without an award, in a browser', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()

  it('lets the tenderer choose among the equals of the report (87-68), stands still while suspended, ends, and is tendered again', async () => {
    const cast = await castOf(platform(), 3)
    const hall = await evaluatedHall(platform(), cast, { lowPrice: null, maxCandidates: 1 })
    for (let index = 0; index < 3; index += 1)
      await technicalBid(hall, await platform().register('bidder', { name: `房宿${index}建设有限公司` }), '9000000.00')
    await toRecorded(hall)
    await evaluated(hall)
    await platform().beat()
    await logInAll(cast)
    const page = await browser().open({ origin: platform().origin })
    await signInAt(page, cast.agency, `/work/awards/${hall.tender.id}`)
    const dialog = page.locator('dialog[open]')
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click()

    await press('公示候选人')
    expect(await dialog.getByRole('button', { name: '签名并公示' }).isDisabled(), 'before one is chosen').to.equal(true)
    await dialog.getByLabel(/第 1 名/).selectOption({ label: '房宿1建设有限公司 ¥9,000,000.00' })
    await dialog.getByRole('button', { name: '签名并公示' }).click()
    await page.getByText('候选人已公示。').waitFor(SOON)
    await page.locator('tbody').getByText('房宿1建设有限公司').waitFor(SOON)
    expect(await page.locator('tbody tr').count()).to.equal(1)

    const { project } = hall.tender
    const directive = async () => {
      const { version } = await cast.centre.call(readProjectContract, { params: { project } })
      return { params: { project }, subject: { project, version }, body: { reason: '接到投诉，需核查。' } }
    }
    await cast.regulator.act(suspendProjectContract, await directive())
    await platform().beat()
    await platform().beat()
    await page.getByText('项目已暂停，各项期限停止计算。').waitFor(SOON)
    await page.getByText('公示期剩余，已暂停计时').waitFor()
    expect(await page.getByRole('timer').count(), 'a clock that runs').to.equal(0)
    expect(await page.getByRole('button', { name: '宣布未成交' }).count()).to.equal(0)
    await cast.regulator.act(resumeProjectContract, await directive())
    await platform().beat()
    await platform().beat()

    await press('宣布未成交')
    await dialog.getByLabel('原因').fill('候选人均放弃中标。')
    await dialog.getByRole('button', { name: '签名并宣布' }).click()
    await page.getByText('招标人公布的原因：候选人均放弃中标。').waitFor(SOON)
    await expectAccessible(page)
    await press('重新招标')
    await page.waitForURL(/\/work\/tenders\/[0-9a-f]+\/edit/, SOON)
    await page.goto(`/work/awards/${hall.tender.id}`)
    await page.getByRole('link', { name: '第 2 轮' }).waitFor(SOON)
  })
})
