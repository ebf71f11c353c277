import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { listArchives } from '#shared/contracts/archive.ts'
import * as awards from '#shared/contracts/awards.ts'
import { electChair, getEvaluationDesk } from '#shared/contracts/evaluation.ts'
import { nameRepresentatives } from '#shared/contracts/experts-draw.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { unzip } from '../../server/cli/demo/unzip.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import {
  admittedExpert,
  answerOf,
  askForDraw,
  calledExperts,
  commitAll,
  confirmAll,
  type DrawAnswer,
  type DrawHall,
  drawNow,
  escrowAll,
  revealAll,
  settledDraw,
  signPools,
  type TestExpert,
} from '../support/draw-hall.ts'
import {
  about,
  type Committee,
  committeeOf,
  evaluatedHall,
  lock,
  type Member,
  review,
  sign,
  technicalBid,
  toRecorded,
  undertake,
} from '../support/evaluation.ts'
import { castOf, logInAll } from '../support/notices.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

/** Equal steps between them: the opening raises a clue (P14). */
const PRICES = ['9000000.00', '9200000.00', '9400000.00', '9600000.00']

describe('from the opened bids to the contract by its people, each in a window of its own (X1–X17, A1–A4)', function () {
  this.timeout(180_000)
  const platform = usePlatform()
  const browser = useBrowser()
  const bidding: TestPerson[] = []
  let setting: DrawHall
  let draw: DrawAnswer
  let expert: TestExpert
  let committee: Committee
  let self: Member
  let others: readonly Member[]
  let visitor: Page
  let desk: Page
  let agency: Page
  let loser: Page

  const tender = () => setting.hall.tender.id
  const cast = () => setting.hall.cast
  const open = (width = 1280) => browser().open({ origin: platform().origin, width, height: 900 })
  const enter = async (person: TestPerson, path: string, width?: number) => {
    const page = await open(width)
    await signInAt(page, person, path)
    return page
  }
  const nameOf = (index: number) => bidding[index]?.credentials.organization ?? ''
  const bidderAt = (index: number) => {
    const person = bidding[index]
    if (person === undefined) throw new Error('nobody')
    return person
  }
  /** What is due happens; the second beat tells who watches what the reactions to the first have done. */
  const settle = async () => {
    await platform().runDue()
    await platform().beat()
    await platform().beat()
  }
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click(SOON)
  const signed = async (page: Page, button: string, done: RegExp) => {
    await page.locator('dialog[open]').getByRole('button', { name: button, exact: true }).click(SOON)
    await page.getByText(done).first().waitFor(SOON)
    await settle()
  }

  before('four bids are opened, and a library has just the four experts that are asked for', async () => {
    const hall = await evaluatedHall(platform(), await castOf(platform(), 3), { lowPrice: null })
    for (const [index, price] of PRICES.entries()) {
      const person = await platform().register('bidder', { name: `翼宿${index}建设有限公司` })
      bidding.push(person)
      await technicalBid(hall, person, price)
    }
    await toRecorded(hall)
    const experts: TestExpert[] = []
    for (const speciality of ['A06', 'A08', 'A08', 'A08']) experts.push(await admittedExpert(platform(), [speciality]))
    setting = { hall, platform: platform(), experts }
    await settle()
    await logInAll(hall.cast)
  })

  it('the regulator finds the clue that the opening raised, reads what would refute it, and takes it up (P14)', async () => {
    const regulator = await enter(cast().regulator, '/work/alerts')
    await regulator.getByRole('link', { name: /一标段/ }).click(SOON)
    await regulator.getByText('线索，需核实，不是认定').waitFor(SOON)
    await regulator.getByText('什么能推翻它：').first().waitFor(SOON)
    await press(regulator, '初核')
    await regulator.locator('dialog[open]').getByRole('textbox').fill('调取四家组价文件。')
    await regulator.locator('dialog[open]').getByRole('button', { name: '初核', exact: true }).click()
    await regulator.getByText('调取四家组价文件。').waitFor(SOON)
    await regulator.context().close()
  })

  it('a visitor watches the draw, step by step, and sees no name (X2, X3)', async () => {
    visitor = await open()
    await visitor.goto(`/draws/${tender()}`)
    await visitor.getByText('还没有申请抽取专家').waitFor(SOON)
    draw = await signPools(setting, await askForDraw(setting))
    await settle()
    await visitor.getByText('还差 3 方提交随机数承诺。').waitFor(SOON)
    const numbers = await commitAll(setting, draw)
    await settle()
    await visitor.getByText('还差 3 方把随机数托管给保管人。').waitFor(SOON)
    await escrowAll(setting, draw, numbers)
    await confirmAll(setting, draw)
    draw = await revealAll(setting, draw.draw, numbers)
    await settle()
    await visitor.getByText('还差 4 席').waitFor(SOON)
    expect(draw.calls.map(({ outcome }) => outcome)).to.deep.equal(['called', 'called', 'called', 'called'])
  })

  it('an expert finds its invitation, accepts, and goes on to its committee (X4)', async () => {
    const called = await calledExperts(setting)
    const [own, ...rest] = called
    if (own === undefined) throw new Error('nobody called')
    ;({ expert } = own)
    desk = await enter(expert.person, '/work/expert', 1440)
    await desk.getByText('您被随机抽中').waitFor(SOON)
    await press(desk, '接受')
    await press(desk, '签名答复')
    for (const { expert: other, invitation } of rest) await answerOf(other, invitation, 'accept')
    await cast().agency.act(nameRepresentatives, {
      params: { draw: draw.draw },
      subject: { tender: tender(), draw: draw.draw },
      body: { persons: [cast().tenderer.person] },
    })
    draw = await settledDraw(setting, draw.draw)
    expect(draw.state).to.equal('filled')
    await settle()
    await visitor.getByText('评标委员会已抽齐，共 5 人。').waitFor(SOON)
    const seen = await visitor.content()
    for (const { person } of setting.experts) expect(seen).to.not.include(person.credentials.name)

    const members: Member[] = []
    for (const person of [...setting.experts.map((each) => each.person), cast().tenderer]) {
      const { seat } = await person.call(getEvaluationDesk, { params: { tender: tender() } })
      members.push({ seat: seat ?? 0, person })
    }
    committee = committeeOf(setting.hall, members, '')
    const found = members.find(({ person }) => person === expert.person)
    if (found === undefined) throw new Error('the expert does not sit')
    self = found
    others = members.filter((member) => member !== found)
    await desk.getByRole('link', { name: '进入评标' }).click(SOON)
    await desk.waitForURL(`**/work/evaluations/${tender()}`)
  })

  it('undertakes, votes, and reviews every bid; the committee is of one mind (X4, X17)', async () => {
    await desk.getByLabel('我已阅读以上承诺和投标人名单').check(SOON)
    await press(desk, '签署承诺')
    await desk.getByText('请推选评标委员会主任。').waitFor(SOON)
    for (const member of others) await undertake(committee, member)
    await desk.getByRole('radio', { name: new RegExp(`^${self.seat} 号席`) }).check()
    await press(desk, '投出一票')
    await desk.getByText(`您推选了 ${self.seat} 号席`).waitFor(SOON)
    for (const { person } of others.slice(0, 2))
      await person.act(electChair, { ...(await about(committee)), body: { seat: self.seat } })
    await settle()
    await desk.getByText('请完成初步评审').waitFor(SOON)
    for (const index of PRICES.keys()) {
      if (index > 0) await press(desk, '下一家')
      await press(desk, '本家全部合格')
    }
    await desk.getByText('还剩 0 项').waitFor(SOON)
    await press(desk, '提交初步评审')
    await press(desk, '签名提交')
    await desk.getByText('您的初步评审已提交。').first().waitFor(SOON)
    for (const member of others) await review(committee, member)
    await settle()
  })

  it('scores four bids it cannot tell apart by name, locks, and signs the report (X8, X14)', async () => {
    await desk.getByRole('button', { name: /^投标人 A/ }).waitFor(SOON)
    const scoring = await desk.locator('.scoring').innerText()
    for (const index of PRICES.keys()) expect(scoring).to.not.include(nameOf(index))
    const strip = desk.locator('.bid-strip button')
    for (const index of PRICES.keys()) {
      await strip.nth(index).click()
      for (const [name, points] of [
        ['施工方案', '20'],
        ['安全文明施工', '10'],
      ] as const) {
        const row = desk.locator('.sheet-row', { hasText: name })
        if ((await row.getAttribute('aria-expanded')) === 'false') await row.click()
        await desk.getByLabel(`${name} 得分`).fill(points)
      }
    }
    await desk.getByText('全部评完，可以签名锁定').waitFor(SOON)
    await press(desk, '提交并锁定评分')
    await press(desk, '签名提交')
    await desk.getByText('您的评分已锁定，摘要已写入存证。').waitFor(SOON)
    for (const member of others) await lock(committee, member)
    await settle()
    await desk.getByText('请阅读并签署评标报告。').waitFor(SOON)
    await press(desk, '签署报告')
    await press(desk, '签名提交')
    await desk.getByText('您已签署评标报告。').waitFor(SOON)
    for (const member of others) await sign(committee, member)
    await settle()
    await desk.getByText('评标完成，报告已签署。').first().waitFor(SOON)
    await desk.context().close()
  })

  it('the agency publishes the candidates; a bidder objects and is answered, before everybody (A1, A2)', async () => {
    await visitor.goto(`/awards/${tender()}`)
    await visitor.getByText('评标报告已签署，尚未公示候选人。').waitFor(SOON)
    agency = await enter(cast().agency, `/work/awards/${tender()}`)
    await press(agency, '公示候选人')
    await signed(agency, '签名并公示', /候选人已公示/)
    await visitor.getByText('中标候选人正在公示。').waitFor(SOON)
    await visitor.getByText(nameOf(2)).first().waitFor(SOON)
    expect(await visitor.locator('body').textContent(), 'only three are candidates').to.not.include(nameOf(3))
    loser = await enter(bidderAt(1), `/work/awards/${tender()}`)
    await press(loser, '提出异议')
    await loser.locator('dialog[open]').getByLabel('异议内容').fill('请说明第一名的工期。')
    await signed(loser, '签名并提出', /异议已提出，公示暂停计时/)
    await visitor.getByText('有异议尚未答复，公示暂停计时。').waitFor(SOON)
    await press(agency, '答复异议')
    await agency.locator('dialog[open]').getByLabel('答复内容').fill('按投标函，九十日历天。')
    await signed(agency, '签名并答复', /异议已答复/)
    await visitor.getByText('按投标函，九十日历天。').waitFor(SOON)
  })

  it('the first candidate wins: winner and loser each read their own page (X15, A3, G8)', async () => {
    for (const page of [agency, loser]) await page.context().close()
    const { awards: before } = await platform().client.call(awards.getAwards, { params: { tender: tender() } })
    platform().clock.set(Date.parse(before[0]?.publicityEndsAt ?? ''))
    await settle()
    await visitor.getByText('公示已结束，等待招标人定标。').waitFor(SOON)
    agency = await enter(cast().agency, `/work/awards/${tender()}`)
    await press(agency, '定标')
    await agency
      .locator('dialog[open]')
      .getByRole('radio', { name: new RegExp(nameOf(0)) })
      .check()
    await signed(agency, '签名并定标', /已定标，中标通知书已发出/)
    await visitor.getByText(`已定标：${nameOf(0)}中标。`).waitFor(SOON)
    loser = await enter(bidderAt(1), `/work/awards/${tender()}`)
    await loser.getByText(/本单位未中标：名次第 2/).waitFor(SOON)
    await loser.context().close()
    await visitor.getByRole('link', { name: '查看并打印' }).click(SOON)
    await visitor.getByRole('heading', { name: '中标通知书' }).waitFor(SOON)
    await visitor.getByText(`${nameOf(0)}：`).waitFor(SOON)
  })

  it('the contract is drafted from the bid, signed by both in their windows, and published (A4, A7)', async () => {
    await press(agency, '拟定合同')
    await agency.locator('dialog[open]').getByLabel('合同条款').fill('按招标文件合同条款执行。')
    await signed(agency, '签名并拟定', /合同已拟定/)
    for (const person of [cast().tenderer, bidderAt(0)]) {
      const page = await enter(person, `/work/awards/${tender()}`)
      await press(page, '签署合同')
      await page.locator('dialog[open]').getByText('合同与投标文件逐项一致。').waitFor(SOON)
      await page.locator('dialog[open]').getByRole('checkbox').check()
      await signed(page, '签署合同', /合同已签署。/)
      await page.context().close()
    }
    await visitor.goto(`/awards/${tender()}`)
    await visitor.getByText('合同已由双方签署并公开。').waitFor(SOON)
    await visitor.getByText('按招标文件合同条款执行。').waitFor(SOON)
  })

  it('the draw is recomputed by the visitor’s own browser, names those who sat, and the archive has its bag (X3)', async () => {
    await visitor.goto(`/draws/${tender()}`)
    await visitor.getByText('抽取结果可以复算，逐位一致。').waitFor(SOON)
    expect((await drawNow(setting, draw.draw)).state).to.equal('released')
    const shown = await visitor.content()
    for (const { person } of setting.experts) expect(shown).to.include(person.credentials.name)
    await cast().centre.logIn()
    const { bags } = await cast().centre.call(listArchives, { params: { tender: tender() } })
    expect(bags.map(({ cause }) => cause)).to.include('award.contract-concluded')
  })

  it('the visitor’s own browser verifies what the committee signed, and the agency takes the whole bag away (X3, A8)', async () => {
    await visitor.goto(`/awards/${tender()}`)
    await visitor.getByRole('button', { name: '在本机核验' }).click(SOON)
    await visitor.getByText('评标委员会签署的文件与账本相符。').waitFor(SOON)
    expect(await visitor.locator('.ck.fail').count()).to.equal(0)
    await expectAccessible(visitor)

    await cast().agency.logIn()
    const page = await enter(cast().agency, `/work/tenders/${tender()}`, 360)
    await page.getByRole('link', { name: '归档' }).click(SOON)
    await page.getByText('档案已完整写成').waitFor(SOON)
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
    const arriving = page.waitForEvent('download', SOON)
    await page.getByRole('button', { name: '下载档案包' }).first().click()
    const zip = await readFile(await (await arriving).path())
    const bag = unzip(zip)
    const seal = [...bag].find(([path]) => path.endsWith('/tagmanifest-sha512.txt'))?.[1] ?? new Uint8Array()
    expect(await page.locator('.dig').first().getAttribute('title')).to.equal(sha256Hex(new Uint8Array(seal)))
    expect(await page.locator('.dig').nth(1).getAttribute('title')).to.equal(sha256Hex(new Uint8Array(zip)))
    await page.getByText('浏览器正在下载').waitFor(SOON)
    await visitor.goto('/verify')
    const file = { name: 'bag.zip', mimeType: 'application/zip', buffer: zip }
    await visitor.locator('.cols > div:first-child input[type=file]').setInputFiles([file])
    await visitor.getByText('档案完整：每个文件都在、都没有变').waitFor(SOON)
    expect(await visitor.locator('.ck.fail').count()).to.equal(0)
    await expectAccessible(visitor)
    await page.context().close()
  })
})
