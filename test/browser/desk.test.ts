import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { utf8 } from '#shared/primitives/bytes.ts'
import { expectAccessible, useBrowser } from '../support/browser.ts'
import { acceptSeat, type Cast, castOf, readTenderAs } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'
import { giveKeysAt, signInAt } from '../support/sign-in.ts'

describe('the desks: from a registration to a published notice, by people in four windows', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let cast: Cast
  let agency: Page
  let project = ''
  let tender = ''

  before(async () => {
    cast = await castOf(platform(), 5)
  })

  const open = (language: 'zh-CN' | 'en' = 'zh-CN', width = 1280) =>
    browser().open({ origin: platform().origin, language, width })
  const choose = async (page: Page, label: string, option: string) => {
    await page.getByLabel(label).click()
    await page.locator('.ant-select-item-option', { hasText: option }).first().click()
  }
  const confirm = (page: Page, label: string) => page.locator('dialog[open]').getByRole('button', { name: label }).click()
  const idIn = (page: Page) => page.url().match(/[0-9a-f]{32}/)?.[0] ?? ''

  it('the agency registers a project in four steps; what it typed survives a reload', async () => {
    agency = await open()
    await signInAt(agency, cast.agency, '/work/projects/new')
    await agency.getByLabel('项目名称').fill('城中区供水管网改造工程')
    await agency.getByLabel('行业代码').fill('E48')
    await agency.getByLabel('行政区划代码').fill('330102')
    await agency.getByLabel('项目所在地').fill('临江市城中区')
    await agency.getByLabel('资金来源').fill('市级财政资金')
    await agency.getByLabel('批准文件文号').fill('临发改审〔2026〕18号')
    await agency.getByLabel('项目概况').fill('改造供水管网 12 公里。')
    await agency.getByText('已于').waitFor()
    await agency.reload()
    expect(await agency.getByLabel('项目名称').inputValue()).to.equal('城中区供水管网改造工程')
    await agency.getByRole('button', { name: '下一步' }).click()
    await choose(agency, '招标人', '临江市水务局')
    await agency.getByRole('button', { name: '下一步' }).click()
    await agency.getByLabel('标段名称').fill('一标段')
    await agency.getByLabel('预算金额（元）').fill('12,000,000')
    await agency.getByLabel('最高限价（元）').fill('13000000')
    await agency.getByRole('button', { name: '下一步' }).click()
    await agency.getByText('最高限价不能高于预算').waitFor()
    await agency.getByLabel('最高限价（元）').fill('11800000')
    await agency.getByText('壹仟壹佰捌拾万元整').waitFor()
    await agency.getByRole('button', { name: '下一步' }).click()
    await agency.getByText('¥11,800,000.00').waitFor()
    await agency.getByRole('button', { name: '签名并登记' }).click()
    await giveKeysAt(agency, cast.agency)
    await agency.waitForURL(/\/work\/projects\/[0-9a-f]{32}$/)
    project = idIn(agency)
    await agency.getByText('已登记，等待中心受理').waitFor()
  })

  it('the centre finds it among its tasks and accepts it by a signed act', async () => {
    const centre = await open()
    await signInAt(centre, cast.centre, '/work')
    await centre.getByRole('link', { name: /受理项目登记.*城中区供水管网/ }).click()
    await centre.waitForURL(`**/work/projects/${project}`)
    await centre.getByRole('button', { name: '受理', exact: true }).click()
    await confirm(centre, '受理')
    await centre.getByText('已受理，可以招标').waitFor()
    expect(await centre.getByRole('button', { name: '开始招标' }).count(), 'nothing the policy forbids is a button').to.equal(0)
  })

  it('the agency writes the notice: statutory periods are computed, a short one is named with its article', async () => {
    await agency.reload()
    await agency.getByRole('button', { name: '开始招标' }).click()
    await agency.waitForURL(/\/work\/tenders\/[0-9a-f]{32}\/edit$/)
    tender = idIn(agency)
    await agency.getByLabel('摘要（用于列表和检索）').fill('改造供水管网 12 公里，资金已落实。')
    await agency.getByLabel('公告正文').fill('一、招标条件\n本项目已经批准建设。')
    await agency.locator('#qualification').fill('市政公用工程施工总承包二级及以上。')
    await agency.locator('#evaluation_text').fill('经评审的最低投标价法。')
    for (let seat = 1; seat <= 5; seat += 1) {
      await agency.getByLabel(`第 ${seat} 席`).click()
      await agency.keyboard.type(cast.custodians[seat - 1]?.credentials.organization ?? '')
      await agency.keyboard.press('Enter')
    }
    const deadline = agency.getByLabel('投标截止（即开标）时间')
    const lawful = await deadline.inputValue()
    await deadline.fill(`${(await agency.getByLabel('发布时间').inputValue()).slice(0, 10)}T23:59:59`)
    await agency.getByText('短于法定期限').waitFor()
    await agency.getByText('第二十四条').waitFor()
    await agency.getByRole('button', { name: '用最早时间' }).click()
    expect(await deadline.inputValue()).to.equal(lawful)
    await agency.getByRole('button', { name: '保存草稿' }).click()
    await agency.getByText('已保存到平台').waitFor()
    await agency
      .locator('input[type=file]')
      .setInputFiles({ name: '招标文件.pdf', mimeType: 'application/pdf', buffer: Buffer.from(utf8('%PDF-1.7 tender')) })
    await agency.getByText('第 1 版').waitFor()
    await expectAccessible(agency)
  })

  it('it writes what bids are judged by from a template: a sum that is no hundred is named at once, and what is saved is there again', async () => {
    expect(await agency.getByLabel('在本平台评标').isChecked(), 'a new notice begins with a plan').to.equal(true)
    await agency.locator('#evaluation_method').selectOption('comprehensive-scoring')
    await agency.getByText('满 100 分').waitFor()
    // Whoever evaluates elsewhere is not talked out of it by another method.
    await agency.getByLabel('在别处评标').check()
    await agency.locator('#evaluation_method').selectOption('low-price-score')
    await agency.locator('#evaluation_method').selectOption('comprehensive-scoring')
    expect(await agency.getByLabel('在别处评标').isChecked()).to.equal(true)
    await agency.getByLabel('在本平台评标').check()
    await agency.getByText('满 100 分').waitFor()
    const first = agency.getByLabel('满分').first()
    expect(await first.inputValue()).to.equal('24')
    await first.fill('20')
    await agency.getByText('还差 4 分').waitFor()
    await agency.getByText('价格分与各评审因素之和必须是 100 分').waitFor()
    await agency.getByLabel('价格分').fill('64')
    await agency.getByText('满 100 分').waitFor()
    expect(await agency.locator('.plan-fault').count(), 'no fault is left').to.equal(0)
    await expectAccessible(agency)
    await agency.getByRole('button', { name: '保存草稿' }).click()
    await agency.getByText('已保存到平台').waitFor()
    await agency.reload()
    expect(await agency.getByLabel('满分').first().inputValue()).to.equal('20')
    expect(await agency.getByLabel('价格分').inputValue()).to.equal('64')
  })

  it('it is filed when every custodian has accepted, not before', async () => {
    await agency.goto(`/work/tenders/${tender}`)
    await agency.getByText('有保管人尚未接受').waitFor()
    expect(await agency.getByRole('button', { name: '签名并备案' }).count()).to.equal(0)
    for (const custodian of cast.custodians) await acceptSeat(custodian, tender)
    await agency.reload()
    await agency.getByRole('button', { name: '签名并备案' }).click()
    await confirm(agency, '签名并备案')
    await giveKeysAt(agency, cast.agency)
    await agency.getByText('公告已备案，等待监管部门审查').waitFor()
  })

  it('the regulator reviews and approves; at its time it is published to everybody', async () => {
    const regulator = await open('en')
    await signInAt(regulator, cast.regulator, '/work/filings')
    await regulator.getByRole('link', { name: /供水管网/ }).click()
    await regulator.getByRole('button', { name: 'Approve', exact: true }).click()
    await confirm(regulator, 'Approve')
    await regulator.getByText('it is published by itself at its time').waitFor()
    const { publishAt } = await readTenderAs(cast.agency, tender)
    platform().clock.set(Date.parse(publishAt ?? '') + 1000)
    await platform().runDue()
    await platform().beat()
    await regulator.reload()
    await regulator.getByText('Published and open for bids').waitFor()
    await regulator.goto('/work/overview')
    await regulator.getByRole('heading', { name: 'Open for bids' }).waitFor()
    await expectAccessible(regulator)
    await regulator.goto(`/tenders/${tender}`)
    await regulator.getByText('points lost per percent above it: 1, below: 0.5').waitFor()
  })
})
