import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { listDraws } from '#shared/contracts/experts-draw.ts'
import { getOwnExpert, listExpertReadings, listOrganisationTies } from '#shared/contracts/experts-library.ts'
import { listExpertAssessments } from '#shared/contracts/experts-tasks.ts'
import { signDrawPool } from '#shared/draw/draw-acts.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
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
  drawRequest,
  escrowAll,
  fillCommittee,
  publishResult,
  revealAll,
  settledDraw,
  signPools,
  type TestExpert,
} from '../support/draw-hall.ts'
import { evaluatedHall, technicalBid, toRecorded } from '../support/evaluation.ts'
import { freshCreditCode } from '../support/identity.ts'
import { castOf } from '../support/notices.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

describe('what tenderer, centre and regulator do about a committee, in a browser (X1–X6)', function () {
  this.timeout(180_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let setting: DrawHall
  let draw: DrawAnswer
  let second: DrawAnswer
  let left: TestExpert | undefined
  const desk = () => `/work/draws/${setting.hall.tender.id}`
  const readings = async () => {
    // Sessions are short, and the clock has moved.
    await setting.hall.cast.regulator.logIn()
    return (await setting.hall.cast.regulator.call(listExpertReadings, { query: {} })).items
  }
  const at = async (person: TestPerson, path: string, options: { width?: number; language?: 'en' } = {}) => {
    const page = await browser().open({ origin: platform().origin, width: 1440, height: 900, ...options })
    await signInAt(page, person, path)
    return page
  }
  const answerDialog = async (page: Page, button: string, reason: string, typed?: string) => {
    const dialog = page.getByRole('dialog')
    await dialog.waitFor(SOON)
    await dialog.locator('textarea').fill(reason)
    if (typed !== undefined) await dialog.locator('input:not([type=date])').last().fill(typed)
    await dialog.getByRole('button', { name: button }).click()
    await dialog.waitFor({ state: 'hidden', ...SOON })
  }

  const settle = async () => {
    await platform().runDue()
    await platform().beat()
    await platform().beat()
  }
  const ceremony = async (of: DrawAnswer) => {
    const numbers = await commitAll(setting, of)
    await escrowAll(setting, of, numbers)
    await confirmAll(setting, of)
    await revealAll(setting, of.draw, numbers)
    return fillCommittee(setting, of.draw)
  }

  before('a draw is asked for, seven experts are in the library', async () => {
    const hall = await evaluatedHall(platform(), await castOf(platform(), 3), { lowPrice: null })
    for (const price of ['9000000.00', '9500000.00', '9900000.00'])
      await technicalBid(hall, await platform().register('bidder'), price)
    await toRecorded(hall)
    const experts: TestExpert[] = []
    for (const speciality of ['A06', 'A06', 'A06', 'A08', 'A08', 'A08', 'A08'])
      experts.push(await admittedExpert(platform(), [speciality]))
    setting = { hall, platform: platform(), experts }
    draw = await askForDraw(setting)
  })

  it('the regulator finds its task, excludes an expert from the draw, and the pool is another one', async () => {
    const { regulator } = setting.hall.cast
    const [excluded] = setting.experts
    const page = await at(regulator, '/work')
    await page.getByRole('link', { name: /^签署专家抽取名单/ }).click(SOON)
    await page.getByRole('heading', { name: '监督部门列明回避专家' }).waitFor(SOON)
    const before = (await readings()).length
    await page
      .getByRole('button', { name: /专家（留痕）$/ })
      .first()
      .click()
    await page.getByRole('group').getByText(nameOf(excluded)).click(SOON)
    expect(await readings()).to.have.length(before + 1)
    await expectAccessible(page)
    await page.getByRole('button', { name: '列明 1 位专家回避' }).click()
    await answerDialog(page, '列明 1 位专家回避', '与投标人有经济往来')
    await page.getByText('监督部门列明 1', { exact: true }).waitFor(SOON)
    const { items } = await platform().client.call(listDraws, { params: { tender: setting.hall.tender.id } })
    expect(items[0]?.draw).not.to.equal(draw.draw)
    draw = await drawNow(setting, items[0]?.draw ?? '')
    expect(draw.pool.excluded).to.deep.equal({ 'regulator-listed': 1 })
    await page.context().close()
  })

  it('the regulator may declare the draw void until the committee is seated, and has to type the word', async () => {
    await signPools(setting, draw)
    draw = await ceremony(draw)
    expect(draw.state).to.equal('filled')
    const page = await at(setting.hall.cast.regulator, desk())
    await page.getByRole('button', { name: '宣布抽取无效' }).click(SOON)
    const dialog = page.getByRole('dialog')
    await dialog.locator('textarea').fill('名单有误')
    expect(await dialog.getByRole('button', { name: '宣布抽取无效' }).isDisabled()).to.equal(true)
    await page.context().close()
  })

  it('the agency names the tenderer’s representative (X1)', async () => {
    const page = await at(setting.hall.cast.agency, desk(), { width: 360 })
    await page.getByRole('group', { name: '请指定 1 人' }).getByRole('checkbox').first().check(SOON)
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
    await page.getByRole('button', { name: '签名指定' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '签名指定' }).click()
    await page.getByText('1 名招标人代表已指定。').waitFor(SOON)
    expect((await drawNow(setting, draw.draw)).hasRepresentatives).to.equal(true)
    await page.context().close()
  })

  it('the centre vacates a seat by its number, and the next in order is called (X4)', async () => {
    const seat = draw.calls.find(({ stratum, outcome }) => stratum === 'A08' && outcome === 'accepted')?.seat ?? ''
    const page = await at(setting.hall.cast.centre, desk())
    const row = page.getByRole('row', { name: seat.slice(0, 8) })
    await row.getByRole('button', { name: '更换' }).click(SOON)
    expect(await page.content()).not.to.contain(nameOf(setting.experts[3]))
    await answerDialog(page, '更换', '未按时到场')
    await row.waitFor({ state: 'detached', ...SOON })
    await settledDraw(setting, draw.draw)
    draw = await fillCommittee(setting, draw.draw)
    expect(draw.calls.filter(({ outcome }) => outcome === 'vacated').map((call) => call.seat)).to.deep.equal([seat])
    expect(draw.state).to.equal('filled')
    await page.context().close()
  })

  it('the agency finds that seats are missing when nobody is left to call, and has just those drawn (补抽, X4)', async () => {
    await settle()
    const { cast, tender } = setting.hall
    const leaving = (await calledExperts(setting)).find(({ invitation }) => invitation.speciality === 'A08')
    if (leaving === undefined) throw new Error('nobody sits')
    left = leaving.expert
    await answerOf(leaving.expert, leaving.invitation, 'conflict')
    await settle()
    expect((await settledDraw(setting, draw.draw)).state).to.equal('closed')
    setting = { ...setting, experts: [...setting.experts, await admittedExpert(platform(), ['A08'])] }
    const page = await at(cast.agency, '/work')
    await page.getByRole('link', { name: /^补抽评标委员会空缺席位/ }).click(SOON)
    await page.getByText('评标委员会空缺 1 席，次序中已无人可递补。').waitFor(SOON)
    const { evaluationAt } = drawRequest(setting)
    await page.getByLabel(/^评标时间/).fill(instantOf(millisOf(evaluationAt) + 8 * 3_600_000).slice(0, 16), SOON)
    await page.getByLabel(/^参与抽取的交易中心/).selectOption(cast.centre.party)
    await page.getByLabel(/^参与抽取的监督部门/).selectOption(cast.regulator.party)
    await page.getByLabel(/^补抽的理由/).fill('成员申明回避，递补名单用完')
    expect(await page.getByLabel(/^招标人代表人数/).count(), 'the committee is given').to.equal(0)
    await expectAccessible(page)
    await page.getByRole('button', { name: '签名申请抽取' }).click()
    await page.getByRole('button', { name: '签署名单指纹' }).click(SOON)
    await page.getByText('本单位已签署。').waitFor(SOON)
    const { items } = await platform().client.call(listDraws, { params: { tender: tender.id } })
    second = await drawNow(setting, items.at(-1)?.draw ?? '')
    expect(second.pool).to.deep.include({ completes: draw.draw, excluded: { 'called-before': 5 } })
    expect(second.pool.strata.map(({ name, seats, size }) => [name, seats, size])).to.deep.equal([['A08', 1, 1]])
    await page.context().close()
  })

  it('everybody sees which draw it completes, that those called before were left out, and that both can be checked', async () => {
    await signDrawPool(setting.hall.cast.regulator, second)
    second = await settledDraw(setting, second.draw)
    second = await ceremony(second)
    expect(second.state).to.equal('filled')
    await settle()
    const page = await browser().open({ origin: platform().origin, width: 360, height: 780 })
    await page.goto(`/draws/${setting.hall.tender.id}`)
    await page.getByText('本次为补抽：补足第 1 次抽取所组成的评标委员会的空缺席位。').waitFor(SOON)
    await page.locator('.draw-checks li[data-state=pass]', { hasText: '补抽的正是空缺席位' }).waitFor(SOON)
    expect(await page.locator('.draw-checks li[data-state=fail]').allInnerTexts()).to.deep.equal([])
    await page.getByText('已被通知过 5（含其他专业）').waitFor()
    await page.getByText('补抽的理由：成员申明回避，递补名单用完').waitFor()
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
    await page.getByRole('link', { name: '查看该次抽取' }).click()
    await page.getByText('本次抽取的递补次序已用完，3 位成员继续履职。').waitFor(SOON)
    await page.context().close()
  })

  it('each side assesses the experts once their names are public, on a phone and in English too (一标一评)', async () => {
    await publishResult(setting)
    const page = await at(setting.hall.cast.agency, desk(), { width: 360, language: 'en' })
    const first = (await drawNow(setting, draw.draw)).names?.find(({ seat }) => seat !== null)
    const form = page.getByRole('form', { name: `Assess ${first?.name ?? ''}`, exact: true })
    await form.getByLabel(/^Punctuality/).fill('101', SOON)
    await form.getByText('A whole number from 0 to 100').waitFor()
    for (const mark of [/^Punctuality/, /^Discipline/, /^Fairness/, /^Competence/]) await form.getByLabel(mark).fill('90')
    await form.getByLabel(/^Remark/).fill('按时到场，独立评审。')
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
    await form.getByRole('button', { name: 'Sign the assessment' }).click()
    await form.waitFor({ state: 'detached', ...SOON })
    await setting.hall.cast.agency.logIn()
    const { items } = await setting.hall.cast.agency.call(listExpertAssessments, { params: { tender: draw.tender } })
    expect(items.find(({ name }) => name === first?.name)?.own?.marks.punctuality).to.equal(90)
    await page.context().close()
  })

  it('the regulator reads why those who were called did not sit, each paper compared with the public log, and its reading is on record (X6)', async () => {
    const before = (await readings()).length
    const page = await at(setting.hall.cast.regulator, desk())
    const card = page.locator('section', { has: page.getByRole('heading', { name: '第 1 次抽取中被通知而未就席的专家' }) })
    await card.getByRole('button', { name: '查阅姓名与理由（留痕）' }).click(SOON)
    const row = card.getByRole('row', { name: nameOf(left) })
    await row.getByText('席位已让出').waitFor(SOON)
    // Released a moment ago, and under no signed checkpoint yet: that says nothing of the paper.
    expect(await row.getByText('与存证不一致').count()).to.equal(0)
    await settle()
    await row.getByText('与存证一致').waitFor(SOON)
    await expectAccessible(page)
    expect(await readings()).to.have.length(before + 1)
    await page.context().close()
  })

  it('an expert finds its own call that came to nothing, with what it is said to have answered', async () => {
    if (left === undefined) throw new Error('nobody left')
    const page = await at(left.person, '/work/expert', { width: 360 })
    await page.getByRole('heading', { name: '我被通知而未就席的抽取' }).waitFor(SOON)
    await page.getByText('席位已让出').waitFor(SOON)
    await page.getByText('与存证一致').waitFor(SOON)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载签名答复' }).click()
    expect(await readFile(await (await saved).path(), 'utf8')).to.include('conflict')
    await expectNoSidewaysScroll(page)
    await page.context().close()
  })

  it('the regulator reads the library once, suspends an expert, and nothing is read again for it (X6)', async () => {
    const { regulator } = setting.hall.cast
    const expert = setting.experts[1]
    const page = await at(regulator, '/work/experts')
    const before = (await readings()).length
    await page.getByLabel(/^查阅目的/).fill('年度考核', SOON)
    await page.getByLabel('状态').selectOption('admitted')
    await page.getByRole('button', { name: '记录目的并查阅' }).click()
    const record = page.getByRole('article', { name: nameOf(expert) })
    await record.getByRole('button', { name: '暂停' }).click(SOON)
    await page.getByRole('dialog').locator('input[type=date]').fill('2030-01-01')
    await answerDialog(page, '暂停', '未按规定回避')
    await record.getByText('2030-01-01').waitFor(SOON)
    await record.getByRole('button', { name: '恢复' }).waitFor()
    expect(await readings()).to.have.length(before + 1)
    await record.getByRole('button', { name: '重新查阅本档案（留痕）' }).click()
    await page.getByText('年度考核').nth(1).waitFor(SOON)
    await expectAccessible(page)
    expect(await readings()).to.have.length(before + 2)
    await expert?.person.logIn()
    const own = await expert?.person.call(getOwnExpert, {})
    expect(own).to.include({ state: 'suspended', reason: '未按规定回避', suspendedUntil: '2029-12-31T16:00:00.000Z' })

    const codes = [freshCreditCode(platform()), freshCreditCode(platform())] as const
    await page.getByLabel(/^单位的统一社会信用代码/).fill(codes[0])
    await page.getByLabel(/^关联单位的统一社会信用代码/).fill(codes[1])
    await page.getByLabel(/^依据/).fill('企业信用信息公示系统')
    await page.getByRole('button', { name: '签名登记' }).click()
    await page.getByRole('cell', { name: codes[1] }).waitFor(SOON)
    const ties = await regulator.call(listOrganisationTies, { query: {} })
    expect(ties.items.map(({ creditCode, other }) => [creditCode, other])).to.deep.equal([[...codes]])
    await page.context().close()
  })
})

function nameOf(expert: TestExpert | undefined): string {
  if (expert === undefined) throw new Error('no such expert')
  return expert.person.credentials.name
}
