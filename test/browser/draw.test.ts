import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { listDraws, signPool } from '#shared/contracts/experts-draw.ts'
import { getOwnExpert } from '#shared/contracts/experts-library.ts'
import { drawSeed, seedDigest, vrfInput } from '#shared/draw/contribution.ts'
import { vrfVerify } from '#shared/draw/ecvrf.ts'
import { fromHex, hex } from '#shared/primitives/bytes.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import {
  answerOf,
  calledExperts,
  commitAll,
  confirmAll,
  type DrawAnswer,
  type DrawHall,
  drawHall,
  drawNow,
  drawRequest,
  escrowAll,
  publishResult,
  revealAll,
  settledDraw,
  type TestExpert,
} from '../support/draw-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

describe('a draw in a browser (X1–X6, draw/1)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let setting: DrawHall
  let draw: DrawAnswer
  let page: Page
  let agencyDesk: Page
  const address = () => `/draws/${setting.hall.tender.id}`
  const tell = () => platform().beat()
  const namesOf = (experts: readonly TestExpert[]) => experts.map(({ person }) => person.credentials.name)
  const namesIn = async (shown: Page) => {
    const content = await shown.content()
    return namesOf(setting.experts).filter((name) => content.includes(name))
  }

  before('an opening is published, seven experts are admitted', async () => {
    setting = await drawHall(platform())
  })

  it('says before the request that nothing is drawn yet, and shows the pool live once it is reckoned', async () => {
    page = await browser().open({ origin: platform().origin, width: 1440, height: 900 })
    await page.goto(address())
    await page.getByText('还没有申请抽取专家').waitFor(SOON)
    await expectAccessible(page)
    const { cast, tender } = setting.hall
    const agency = await browser().open({ origin: platform().origin })
    await signInAt(agency, cast.agency, `/work/draws/${tender.id}`)
    const { evaluationAt } = drawRequest(setting)
    await agency.getByLabel(/^评标时间/).fill(instantOf(millisOf(evaluationAt) + 8 * 3_600_000).slice(0, 16))
    await agency.getByLabel(/^招标人代表人数/).fill('1')
    await agency.getByLabel(/^参与抽取的交易中心/).selectOption(cast.centre.party)
    await agency.getByLabel(/^参与抽取的监督部门/).selectOption(cast.regulator.party)
    await agency.getByRole('button', { name: '添加专业' }).click()
    for (const [index, [code, seats]] of (
      [
        ['A06', '1'],
        ['A08', '3'],
      ] as const
    ).entries()) {
      await agency.getByLabel(/^专业/).nth(index).selectOption(code)
      await agency
        .getByLabel(/^抽取人数/)
        .nth(index)
        .fill(seats)
    }
    await agency.getByText('评标委员会共 5 人，其中抽取 4 人').waitFor()
    await expectAccessible(agency)
    await agency.getByRole('button', { name: '签名申请抽取' }).click()
    await agency.getByRole('button', { name: '签署名单指纹' }).click(SOON)
    await agency.getByText('本单位已签署。').waitFor(SOON)
    const { items } = await platform().client.call(listDraws, { params: { tender: tender.id } })
    draw = await drawNow(setting, items[0]?.draw ?? '')
    expect(draw.signed).to.deep.equal(['requester'])
    await cast.regulator.act(signPool, {
      params: { draw: draw.draw },
      subject: { tender: draw.tender, draw: draw.draw },
      body: { draw: draw.draw },
    })
    await settledDraw(setting, draw.draw)
    await tell()
    agencyDesk = agency
    await page.getByText('还差 3 方提交随机数承诺。').waitFor(SOON)
    expect(await page.locator('.draw-funnel b').allInnerTexts()).to.deep.equal(['7', '7', '0', '7'])
    expect(await page.locator('.draw-party[data-state=waiting]').count()).to.equal(3)
  })

  it('follows commitments, escrow and the sealed seed as they are committed', async () => {
    const others = [setting.hall.cast.centre, setting.hall.cast.regulator]
    await agencyDesk.getByRole('button', { name: '生成随机数并签署承诺' }).click(SOON)
    await agencyDesk.getByRole('button', { name: '生成随机数并签署承诺' }).waitFor({ state: 'detached', ...SOON })
    const numbers = await commitAll(setting, draw, others)
    await tell()
    await page.getByText('还差 3 方把随机数托管给保管人。').waitFor(SOON)
    expect(await page.locator('.draw-party[data-state=committed]').count()).to.equal(3)
    await agencyDesk.getByRole('button', { name: '托管给保管人' }).click(SOON)
    await agencyDesk.getByRole('button', { name: '托管给保管人' }).waitFor({ state: 'detached', ...SOON })
    await escrowAll(setting, draw, numbers)
    await confirmAll(setting, draw)
    await revealAll(setting, draw.draw, numbers)
    await tell()
    await agencyDesk.getByRole('button', { name: '交出随机数' }).click(SOON)
    await agencyDesk.getByRole('button', { name: '交出随机数' }).waitFor({ state: 'detached', ...SOON })
    await agencyDesk.context().close()
    await settledDraw(setting, draw.draw)
    await tell()
    await page.getByText('还差 4 席').waitFor(SOON)
    draw = await drawNow(setting, draw.draw)
    expect(draw.seedSha256).to.match(/^[0-9a-f]{64}$/)
    await page.locator('.draw-seed', { hasText: draw.seedSha256?.slice(0, 4) ?? '' }).waitFor(SOON)
    await page.locator('.draw-ranks li[data-outcome=called] .mask').nth(3).waitFor(SOON)
    expect(await page.locator('.draw-ranks li[data-outcome=called] .mask').count()).to.equal(4)
    expect(await page.locator('.draw-ranks li[data-outcome=standby]').count()).to.be.at.least(2)
  })

  it('checks in the browser, before anything is opened, what can be checked, and leaves open what cannot', async () => {
    await page.locator('.draw-checks li[data-state=pass]', { hasText: '每一步都先于下一步入存证' }).waitFor(SOON)
    expect(await page.locator('.draw-checks li[data-state=fail]').allInnerTexts()).to.deep.equal([])
    expect(await page.locator('.draw-checks li[data-state=later]').count()).to.be.at.least(7)
    await expectAccessible(page)
  })

  it('lets an expert answer on a phone: what for, how long, what follows (X3)', async () => {
    const [first] = await calledExperts(setting)
    if (first === undefined) throw new Error('nobody called')
    const phone = await browser().open({ origin: platform().origin, width: 360, height: 780 })
    await signInAt(phone, first.expert.person, '/work/expert')
    await phone.getByText('您被随机抽中').waitFor(SOON)
    await phone.getByText('已入库，可以被抽取。').waitFor(SOON)
    await phone.getByRole('timer').first().waitFor()
    await expectNoSidewaysScroll(phone)
    await expectAccessible(phone)
    await phone.getByRole('button', { name: '需要回避' }).click()
    await phone.getByRole('dialog').getByText('将通知次序中的下一位').waitFor()
    await phone.getByRole('button', { name: '签名答复' }).click()
    await phone.getByText('目前没有邀请').waitFor(SOON)
    draw = await settledDraw(setting, draw.draw)
    await tell()
    await page.locator('.draw-ranks li[data-outcome=declined]', { hasText: '本人申明回避' }).waitFor(SOON)
    expect(draw.calls.map(({ outcome }) => outcome).sort()).to.deep.equal(['called', 'called', 'called', 'called', 'declined'])
    await phone.context().close()
  })

  it('shows the committee full, and not one name (X3)', async () => {
    const called = (await calledExperts(setting)).filter(({ invitation }) => invitation.state === 'called')
    const last = called.at(-1)
    for (const { expert, invitation } of called.slice(0, -1)) await answerOf(expert, invitation, 'accept')
    if (last === undefined) throw new Error('nobody called')
    const desk = await browser().open({ origin: platform().origin, language: 'en' })
    await signInAt(desk, last.expert.person, '/work/expert')
    await desk.getByRole('button', { name: 'Accept', exact: true }).click(SOON)
    await desk.getByRole('button', { name: 'Sign the answer' }).click()
    await desk.getByRole('link', { name: 'To the evaluation' }).waitFor(SOON)
    await desk.context().close()
    draw = await settledDraw(setting, draw.draw)
    expect(draw.state).to.equal('filled')
    await tell()
    await page.getByText('评标委员会已抽齐，共 5 人。').waitFor(SOON)
    expect(await namesIn(page)).to.deep.equal([])
  })

  it('recomputes everything in the browser once the result is public, and names those who sat (X3)', async () => {
    await publishResult(setting)
    draw = await settledDraw(setting, draw.draw)
    expect(draw.state).to.equal('released')
    await tell()
    await page.getByText('抽取结果可以复算，逐位一致。').waitFor(SOON)
    await page.locator('.draw-checks li[data-state=pass]', { hasText: '次序逐位相同' }).waitFor(SOON)
    expect(await page.locator('.draw-checks li[data-state=fail]').allInnerTexts()).to.deep.equal([])
    expect(await page.locator('.draw-checks li[data-state=later]').allInnerTexts()).to.deep.equal([])
    const { pool, release, parties } = draw
    const beta = vrfVerify({
      publicKey: fromHex(pool.vrfKey),
      alpha: vrfInput(
        draw.draw,
        parties.map(({ c }) => c ?? ''),
      ),
      proof: fromHex(release?.platform.pi ?? ''),
    })
    if (beta === undefined) throw new Error('no proof')
    const seed = drawSeed({ beta, numbers: (release?.numbers ?? []).map(({ r }) => (r === null ? null : fromHex(r))) })
    expect(seedDigest(draw.draw, seed)).to.equal(draw.seedSha256)
    expect(await page.locator('.draw-seed code').innerText()).to.equal(hex(seed))
    const sat = (draw.names ?? []).map(({ name }) => name)
    expect(sat).to.have.lengthOf(4)
    expect(await namesIn(page)).to.have.members(sat)
    await expectAccessible(page)
  })

  it('reads on a phone, in English, without scrolling sideways', async () => {
    const phone = await browser().open({ origin: platform().origin, width: 360, height: 780, language: 'en' })
    await phone.goto(address())
    await phone.getByText('The draw can be recomputed and agrees, place by place.').waitFor(SOON)
    await expectNoSidewaysScroll(phone)
    await expectAccessible(phone)
  })

  it('takes an application in one form, and lets the centre admit it once it has said what for (X6)', async () => {
    const person = await platform().register('expert')
    const own = await browser().open({ origin: platform().origin, width: 360, height: 780 })
    page = own
    await signInAt(own, person, '/work/expert')
    await own.getByRole('button', { name: '签名申请' }).click(SOON)
    await own.getByText('请填写姓名').waitFor()
    await own.getByLabel(/^姓名/).fill('房宿评审')
    await own.getByLabel(/^职称/).fill('高级工程师')
    await own.getByLabel(/^所在地区/).fill('330102')
    await own.getByLabel(/^工作单位/).fill('澜川市建筑设计研究院')
    await own.getByLabel(/^评标专业/).selectOption('A0402')
    await own.getByLabel(/^资格与从业经历/).fill('从业十二年')
    await expectNoSidewaysScroll(own)
    await expectAccessible(own)
    await own.getByRole('button', { name: '签名申请' }).click()
    await own.getByText('申请已提交，等待交易中心审核。').waitFor(SOON)

    const centre = await browser().open({ origin: platform().origin })
    page = centre
    await signInAt(centre, await platform().centre(), '/work/experts')
    await centre.getByText('专家库保密，每次查阅都留痕。').waitFor(SOON)
    expect(await centre.getByText('房宿评审').count()).to.equal(0)
    await centre.getByLabel(/^查阅目的/).fill('审核入库申请')
    await centre.getByRole('button', { name: '记录目的并查阅' }).click()
    await centre.getByRole('heading', { name: '房宿评审' }).waitFor(SOON)
    await expectAccessible(centre)
    await centre.getByRole('button', { name: '准予入库' }).click()
    const dialog = centre.getByRole('dialog')
    await dialog.locator('textarea').fill('材料齐全')
    await dialog.getByRole('button', { name: '准予入库' }).click()
    await dialog.waitFor({ state: 'hidden' })
    await person.logIn()
    const standing = await person.call(getOwnExpert, {})
    expect(standing).to.include({ state: 'admitted', name: '房宿评审' })
    expect(standing.specialities).to.deep.equal(['A0402'])
    await own.context().close()
    await centre.context().close()
  })
})
