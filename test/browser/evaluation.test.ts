import { expect } from 'chai'
import type { Page } from 'playwright-core'
import * as contracts from '#shared/contracts/evaluation.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { sheetDigest } from '#shared/scoring/sheet.ts'
import { bidFor } from '../support/bids.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import {
  about,
  type Committee,
  evaluatedHall,
  lock,
  type Member,
  review,
  seat,
  sign,
  toRecorded,
  undertake,
} from '../support/evaluation.ts'
import { castOf } from '../support/notices.ts'
import { factsOf, type Hall, type HallBid, submitIn, targetOf } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { fileOf } from '../support/sealed-bid.ts'
import { giveKeysAt, signInAt } from '../support/sign-in.ts'

const CRITERIA = [
  {
    kind: 'subjective' as const,
    id: 'method',
    name: '施工方案',
    part: 'technical' as const,
    maximum: '25',
    step: '0.5',
    bands: [
      { name: '优', from: '20', to: '25', text: '专项措施齐全' },
      { name: '良', from: '10', to: '19.5', text: '措施完整' },
    ],
  },
  {
    kind: 'subjective' as const,
    id: 'safety',
    name: '安全文明施工',
    part: 'technical' as const,
    maximum: '15',
    step: '0.5',
    bands: [],
  },
  {
    kind: 'objective' as const,
    id: 'duration',
    name: '工期',
    part: 'commercial' as const,
    maximum: '20',
    rule: { kind: 'linear' as const, field: 'period', best: 60, worst: 120 },
  },
]

/** A PDF of one page that says one line, as the format has it: objects, cross-reference table, trailer. */
function pdfSaying(line: string): Uint8Array<ArrayBuffer> {
  const content = `BT /F1 24 Tf 72 700 Td (${line}) Tj ET`
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ]
  let text = '%PDF-1.7\n'
  const places = objects.map((object, index) => {
    const place = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return place
  })
  const start = text.length
  text += `xref\n0 6\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('')}`
  return utf8(`${text}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`)
}

describe('an expert evaluates in a browser (X3, X4, X8, X13, X14, X17)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let hall: Hall
  let committee: Committee
  let expert: Member
  let others: readonly Member[]
  let page: Page
  const bids: HallBid[] = []
  const address = () => `/work/evaluations/${hall.tender.id}`
  const tell = () => platform().beat()

  async function bidOf(person: TestPerson, price: string, line: string): Promise<HallBid> {
    const { bid } = await bidFor(platform().origin, targetOf(hall), person.credentials.signer, {
      envelopes: [
        { name: 'technical', fields: {}, files: [fileOf('施工方案.pdf', pdfSaying(line))] },
        { name: 'commercial', fields: { price, period: '90' }, files: [fileOf('报价.pdf', pdfSaying(`price ${price}`))] },
      ],
    })
    return submitIn(hall, person, bid)
  }

  before('three bids are opened and a committee of five is seated', async () => {
    hall = await evaluatedHall(platform(), await castOf(platform(), 3), { lowPrice: null, criteria: CRITERIA })
    for (const [index, price] of ['9000000.00', '9500000.00', '10000000.00'].entries())
      bids.push(
        await bidOf(
          await platform().register('bidder', { name: `井宿${index}建设有限公司` }),
          price,
          `Method statement ${index}`,
        ),
      )
    await toRecorded(hall)
    committee = await seat(hall)
    const [first, ...rest] = committee.members
    if (first === undefined) throw new Error('five members')
    expert = first
    others = rest
  })

  it('asks for the undertaking first, by the list of bidders, and shows no bid before it (X4)', async () => {
    page = await browser().open({ origin: platform().origin, width: 1440, height: 900 })
    await signInAt(page, expert.person, address())
    await page.getByText('请先签署评标承诺。').waitFor(SOON)
    expect(await page.getByRole('button', { name: '签署承诺' }).isDisabled()).to.equal(true)
    for (const name of bids.map(({ person }) => person.credentials.organization)) await page.getByText(name).first().waitFor()
    expect(await page.content()).to.not.include('9000000')
    await expectAccessible(page)
    await page.getByLabel('我已阅读以上承诺和投标人名单').check()
    await page.getByRole('button', { name: '签署承诺' }).click()
    await page.getByText('请推选评标委员会主任。').waitFor(SOON)
    for (const member of others) await undertake(committee, member)
    await page.getByRole('radio', { name: /^1 号席/ }).check()
    await page.getByRole('button', { name: '投出一票' }).click()
    await page.getByText('您推选了 1 号席').waitFor(SOON)
    for (const { person } of others.slice(0, 2))
      await person.act(contracts.electChair, { ...(await about(committee)), body: { seat: expert.seat } })
    await tell()
    await page.getByText('请完成初步评审').waitFor(SOON)
  })

  it('takes a review only when every item is judged and every failure has its reason (X17)', async () => {
    const give = page.getByRole('button', { name: '提交初步评审' })
    await page.getByText('还剩 9 项').waitFor(SOON)
    expect(await give.isDisabled()).to.equal(true)
    await page
      .getByText('price 9000000.00')
      .or(page.getByText('price 9500000.00'))
      .or(page.getByText('price 10000000.00'))
      .first()
      .waitFor({ state: 'attached' })
    await page.getByRole('radio', { name: '不合格', exact: true }).first().check()
    await page.getByText('还剩 9 项').waitFor()
    await page.getByLabel('不合格的理由').fill('授权委托书缺签字')
    await page.getByText('还剩 8 项').waitFor()
    await expectAccessible(page)
    // It was a mistake: the whole bid passes.
    await page.getByRole('button', { name: '本家全部合格' }).click()
    await page.getByText('还剩 6 项').waitFor()
    for (let next = 0; next < 2; next += 1) {
      await page.getByRole('button', { name: '下一家' }).click()
      await page.getByRole('button', { name: '本家全部合格' }).click()
    }
    await page.getByText('还剩 0 项').waitFor()
    await give.click()
    await page.getByRole('dialog').getByText('提交后不能更改').waitFor()
    await page.getByRole('button', { name: '签名提交' }).click()
    await page.getByText('您的初步评审已提交。').first().waitFor(SOON)
    for (const member of others) await review(committee, member)
    await platform().runDue()
    await tell()
    await page.getByText('请独立评分').waitFor(SOON)
  })

  it('shows blind documents beside the sheet, without a name (X8)', async () => {
    await page.getByRole('button', { name: /^投标人 A/ }).waitFor(SOON)
    await page.locator('.pdf-text', { hasText: /Method statement \d/ }).waitFor({ state: 'attached', ...SOON })
    await page.locator('canvas[data-page="1"]').waitFor(SOON)
    const scoring = await page.locator('.scoring').innerText()
    for (const name of bids.map(({ person }) => person.credentials.organization)) expect(scoring).to.not.include(name)
    await expectAccessible(page)
  })

  it('keeps scores as they are typed, encrypted, over a reload, and refuses what is off the scale', async () => {
    const points = page.getByLabel('施工方案 得分')
    await points.fill('25.5')
    await page.getByText('分数须在 0 到 25 之间').waitFor()
    await points.fill('20.2')
    await page.getByText('分数须是 0.5 分的整数倍').waitFor()
    await points.fill('21.5')
    await page.locator('.bands tr.on', { hasText: '优' }).waitFor()
    await page.getByLabel('评分理由（写入评标报告）').fill('监测频率与报警值明确')
    await page.getByText(/已自动保存/).waitFor()
    await page.getByText('还剩 5 项').waitFor()
    await page.reload()
    await page.getByRole('button', { name: '用证书打开' }).click(SOON)
    await giveKeysAt(page, expert.person)
    await page.getByText('还剩 5 项').waitFor(SOON)
    await page.getByRole('button', { name: /施工方案/ }).click()
    expect(await page.getByLabel('施工方案 得分').inputValue()).to.equal('21.5')
    expect(await page.getByLabel('评分理由（写入评标报告）').inputValue()).to.equal('监测频率与报警值明确')
  })

  it('says on a narrow window why scoring needs a wide one, and still lets read', async () => {
    await page.setViewportSize({ width: 768, height: 900 })
    await page.getByText('评分需要至少 1024 像素宽的窗口。').waitFor()
    expect(await page.getByLabel('施工方案 得分').count()).to.equal(0)
    await page.locator('.pdf-frame').waitFor()
    await expectNoSidewaysScroll(page)
    await expectAccessible(page)
    await page.setViewportSize({ width: 1440, height: 900 })
  })

  it('locks the sheet by one signature; its digest is on the chain, its points are nobody’s before all are in (X8)', async () => {
    const strip = page.locator('.bid-strip button')
    for (let index = 0; index < (await strip.count()); index += 1) {
      await strip.nth(index).click()
      for (const [name, points] of [
        ['施工方案', index === 0 ? '25' : '21.5'],
        ['安全文明施工', '10'],
      ] as const) {
        const row = page.locator('.sheet-row', { hasText: name })
        if ((await row.getAttribute('aria-expanded')) === 'false') await row.click()
        await page.getByLabel(`${name} 得分`).fill(points)
      }
    }
    await page.getByText('全部评完，可以签名锁定').waitFor()
    await page.getByRole('button', { name: '提交并锁定评分' }).click()
    await page.getByRole('dialog').getByText('锁定后不能修改').waitFor()
    await page.getByRole('button', { name: '签名提交' }).click()
    await page.getByText('您的评分已锁定，摘要已写入存证。').waitFor(SOON)
    const [own] = (await committee.desk(expert)).lots.flatMap(({ sheets }) => sheets)
    if (own === undefined) throw new Error('no sheet')
    expect(own.digest).to.equal(sheetDigest(own.salt, own.sheet))
    expect(own.sheet.scores).to.have.lengthOf(6)
    expect(JSON.stringify(await factsOf(hall, 'evaluation.scores-locked'))).to.include(own.digest)
    const seen = (await committee.desk(others[0] ?? expert)).lots.flatMap(({ sheets }) => sheets)
    expect(seen, 'what another member sees').to.deep.equal([])
  })

  it('has the author of an abnormal score explain it, and signs the report (X13, X14)', async () => {
    for (const member of others) await lock(committee, member, (_, criterion) => (criterion === 'method' ? '10' : '10'))
    await tell()
    const explanations = page.getByRole('heading', { name: '说明畸高畸低评分' })
    await explanations.first().waitFor(SOON)
    for (let left = await explanations.count(); left > 0; left -= 1) {
      await page.getByRole('textbox', { name: /^说明/ }).first().fill('方案有针对性，维持原分')
      await page.getByRole('button', { name: '提交说明' }).first().click()
      await page.getByRole('button', { name: '签名提交' }).click()
      if (left > 1)
        await page.waitForFunction((count) => document.querySelectorAll('h2').length < count, await page.locator('h2').count())
    }
    await platform().runDue()
    await tell()
    await page.getByText('请阅读并签署评标报告。').waitFor(SOON)
    await page.getByText('中标候选人').first().waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: '时间不够，请求延长' }).click()
    await page.getByRole('dialog').locator('textarea').fill('报告较长，需要复核')
    await page.getByRole('dialog').getByRole('button', { name: '时间不够，请求延长' }).click()
    await page.getByText('您的请求已提交').waitFor(SOON)
    expect(await factsOf(hall, 'evaluation.time-requested')).to.have.lengthOf(1)
    await page.getByRole('button', { name: '签署报告', exact: true }).click()
    await page.getByRole('button', { name: '签名提交' }).click()
    await page.getByText('您已签署评标报告。').waitFor(SOON)
    for (const member of others) await sign(committee, member)
    await platform().runDue()
    await tell()
    await page.getByText('评标完成，报告已签署。').first().waitFor(SOON)
    await page.getByRole('button', { name: '下载报告（PDF）' }).waitFor()
  })

  it('takes the signed report up again when the agency orders it, lets the author correct once, and shows both rankings (87-64, X13)', async () => {
    const agency = await browser().open({ origin: platform().origin })
    await signInAt(agency, hall.cast.agency, `/work/awards/${hall.tender.id}`)
    await agency.getByRole('button', { name: '组织重新评审', exact: true }).click(SOON)
    await agency.getByRole('radio', { name: '评分畸高、畸低' }).check()
    await agency.locator('dialog[open]').getByRole('textbox').fill('经复核，有评分畸高。')
    await expectAccessible(agency)
    await agency.getByRole('button', { name: '签名并组织', exact: true }).click()
    await agency.getByText('原评标委员会正在重新评审，各项期限停止计算。').waitFor(SOON)
    expect(await agency.getByRole('button', { name: '公示候选人' }).count(), 'what waits').to.equal(0)
    await tell()
    await page.getByText('请重新评审，并提交结论。').waitFor(SOON)
    await page.getByText('经复核，有评分畸高。').waitFor()
    expect(await page.getByRole('button', { name: '申请回避' }).count(), 'a way out of the original committee').to.equal(0)
    await page.getByRole('textbox', { name: /^说明/ }).first().fill('与其他委员核对后更正')
    await page
      .getByRole('textbox', { name: /^更正为/ })
      .first()
      .fill('12')
    await page.getByRole('button', { name: '提交说明' }).first().click()
    await page.getByRole('button', { name: '签名提交' }).click()
    await page.getByText('与其他委员核对后更正').first().waitFor(SOON)
    await page.getByRole('radio', { name: '存在所列情形', exact: true }).check()
    await page.getByRole('textbox', { name: /^结论说明/ }).fill('一处评分偏高，已更正。')
    await expectAccessible(page)
    await page.getByRole('button', { name: '提交结论' }).click()
    await page.getByRole('button', { name: '签名提交' }).click()
    await page.getByText('您的结论已提交。').waitFor(SOON)
    for (const { person } of others)
      await person.act(contracts.concludeReReview, { ...(await about(committee)), body: { isGiven: true, text: '同意。' } })
    await tell()
    await page.getByText('请阅读并签署评标报告。').waitFor(SOON)
    for (const member of committee.members) await sign(committee, member)
    await platform().runDue()
    await tell()
    await tell()
    await agency.getByText('评标结果改变').waitFor(SOON)
    const rows = agency.getByRole('table', { name: '重新评审前后的名次与得分' }).locator('tbody tr')
    expect(await rows.count()).to.equal(3)
    await agency.getByRole('button', { name: '下载原报告 PDF' }).waitFor()
    await expectAccessible(agency)
    await agency.context().close()
  })

  it('shows everybody else how far it is, and no name (X3)', async () => {
    const agency = await browser().open({ origin: platform().origin, width: 360, height: 780, language: 'en' })
    await signInAt(agency, hall.cast.agency, address())
    await agency.getByText('The committee has 5 members').waitFor(SOON)
    const content = await agency.content()
    for (const { person } of committee.members) expect(content).to.not.include(person.credentials.name)
    await expectNoSidewaysScroll(agency)
    await expectAccessible(agency)
  })
})
