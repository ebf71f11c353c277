import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { openCustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { openKeepFile } from '#shared/sealed-bid/keep-file.ts'
import { bidFor } from '../support/bids.ts'
import { SOON, useBrowser } from '../support/browser.ts'
import {
  acceptedProject,
  acceptSeat,
  type Cast,
  type CustodyKey,
  castOf,
  draftedTender,
  logInAll,
  projectForm,
  readTenderAs,
  type TenderAnswer,
  usualEnvelopes,
} from '../support/notices.ts'
import {
  closeAndList,
  openingOf,
  releaseIdentitiesOf,
  releaseSharesOf,
  reportOf,
  revealOf,
  sealable,
} from '../support/opening.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { giveKeysAt, signInAt } from '../support/sign-in.ts'
import { namesIn, watchNames } from '../support/watch-names.ts'

const CUSTODY_PASSPHRASE = '月落乌啼霜满天 江枫渔火对愁眠'
const KEEP_PASSPHRASE = '姑苏城外寒山寺 1876'

/** The bytes of a file that a page gives when something is done. */
async function savedBy(page: Page, work: () => Promise<void>): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), work()])
  return { name: download.suggestedFilename(), bytes: await readFile((await download.path()) ?? '') }
}

describe('a whole tender by its people, each in a window of its own (O1 to O8)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let cast: Cast
  let tender: TenderAnswer
  let agency: Page
  let regulator: Page
  let custodian: Page
  let bidder: Page
  let spectator: Page
  let bidding: readonly TestPerson[]
  let receipt: Buffer
  const keys: CustodyKey[] = []
  const otherBids: Awaited<ReturnType<typeof bidFor>>['bid'][] = []
  let namesSeen: () => Promise<number[]>
  const names = () => bidding.map(({ credentials }) => credentials.organization)
  const open = () => browser().open({ origin: platform().origin })
  const now = () => openingOf(platform(), tender.id)
  const first = <Item>([item]: readonly Item[]): Item => {
    if (item === undefined) throw new Error('nobody')
    return item
  }
  /** What is due happens, and everybody who watches hears of it. */
  const settle = async () => {
    await platform().runDue()
    await platform().beat()
  }
  /** Presses a button of legal effect in the hall. */
  const press = async (page: Page, name: string) => {
    const answered = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().includes('/api/openings/'),
    )
    await page.getByRole('button', { name, exact: true }).click(SOON)
    expect((await answered).status(), name).to.be.below(300)
    await settle()
  }
  /** The step's time runs out. The pages measure the server's clock anew, as they do every five minutes and when the network is back. */
  const passStep = async () => {
    platform().clock.set(Date.parse((await now()).stepEndsAt ?? ''))
    for (const page of [agency, bidder, spectator]) {
      const measured = page.waitForResponse((response) => response.url().endsWith('/api/time'))
      await page.evaluate(() => void window.dispatchEvent(new Event('online')))
      await measured
    }
    await settle()
  }
  const hall = () => `/openings/${tender.id}`

  before('a drafted tender with one lot and one envelope, three custodians, two of them needed', async () => {
    cast = await castOf(platform(), 3)
    bidding = [
      await platform().register('bidder', { name: '角宿建设有限公司' }),
      await platform().register('bidder', { name: '亢宿建设有限公司' }),
      await platform().register('bidder', { name: '氐宿建设有限公司' }),
    ]
    const lots = projectForm(platform(), cast).lots.slice(0, 1)
    tender = await draftedTender(platform(), cast, {
      project: await acceptedProject(platform(), cast, { lots }),
      draft: { envelopes: usualEnvelopes.slice(1) },
    })
  })

  it('a custodian makes its key, opens the test envelope with it, keeps the file, and accepts', async () => {
    custodian = await open()
    await signInAt(custodian, first(cast.custodians), '/work')
    await custodian
      .locator('main')
      .getByRole('link', { name: new RegExp(tender.title ?? '') })
      .first()
      .click()
    await custodian.waitForURL(`**/work/custody/${tender.id}`)
    await custodian.getByLabel('保管文件口令').fill(CUSTODY_PASSPHRASE)
    await custodian.getByLabel('再次输入口令').fill(CUSTODY_PASSPHRASE)
    const file = await savedBy(custodian, () => custodian.getByRole('button', { name: '生成密钥并试验' }).click())
    await custodian.getByLabel('我已保存该文件，并记住口令').check()
    await custodian.getByRole('button', { name: '签署接受' }).click()
    await custodian.getByText('密钥已在本页打开').waitFor(SOON)
    expect(await openCustodyFile(new Uint8Array(file.bytes), CUSTODY_PASSPHRASE)).to.include({ tender: tender.id, i: 1 })
    for (const other of cast.custodians.slice(1)) keys.push(await acceptSeat(other, tender.id))
  })

  it('the agency signs and files the notice by its certificate; the regulator finds it and approves', async () => {
    agency = await open()
    await signInAt(agency, cast.agency, `/work/tenders/${tender.id}`)
    await agency.reload()
    await agency.getByRole('button', { name: '签名并备案' }).click()
    await agency.locator('dialog[open]').getByRole('button', { name: '签名并备案' }).click()
    await giveKeysAt(agency, cast.agency)
    await agency.getByText('公告已备案，等待监管部门审查').waitFor(SOON)

    regulator = await open()
    await signInAt(regulator, cast.regulator, '/work')
    await regulator
      .locator('main')
      .getByRole('link', { name: new RegExp(tender.title ?? '') })
      .first()
      .click()
    await regulator.waitForURL(`**/work/tenders/${tender.id}`)
    await regulator.getByRole('button', { name: '备案通过', exact: true }).click()
    await regulator.locator('dialog[open]').getByRole('button', { name: '备案通过' }).click()
    await regulator.locator('dialog[open]').waitFor({ state: 'detached' })
    await regulator.getByRole('button', { name: '备案通过', exact: true }).waitFor({ state: 'detached' })
    platform().clock.advance(60_000)
    await settle()
    tender = await readTenderAs(cast.agency, tender.id)
    expect(tender.state).to.equal('published')
  })

  it('a spectator watches the hall without signing in, before anything is there', async () => {
    spectator = await open()
    await spectator.goto('/')
    await spectator
      .getByRole('link', { name: tender.title ?? '' })
      .first()
      .click(SOON)
    await spectator.getByRole('heading', { level: 1, name: tender.title ?? '' }).waitFor(SOON)
    await spectator.goto(hall())
    await spectator.getByText('尚未开标').first().waitFor(SOON)
    namesSeen = await watchNames(spectator, names())
  })

  it('a bidder fills the letter, adds a file, seals and submits, and keeps receipt and keep-file (B1, B5)', async () => {
    bidder = await open()
    await signInAt(bidder, first(bidding), `/work/bids/${tender.id}`)
    await bidder.getByRole('button', { name: '用证书打开' }).click()
    await bidder.getByRole('heading', { name: /^投标函/ }).waitFor(SOON)
    await bidder.locator('.letter input').nth(0).fill('9876543.21')
    await bidder.locator('.letter input').nth(1).fill('300')
    await bidder
      .locator('.envelope input[type=file]')
      .first()
      .setInputFiles({
        name: '报价明细.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from(`%PDF-1.7\n${'报价'.repeat(9000)}`),
      })
    await bidder.getByText('名称、类型、大小无误').waitFor(SOON)
    await bidder.getByText('保管人均已签署接受').waitFor(SOON)
    await bidder.getByRole('button', { name: '核对并加密递交' }).click()
    await bidder.getByRole('button', { name: '签名并加密递交' }).click()
    await bidder.getByText(/安全。您的第 1 版投标文件已完整收到并封存/).waitFor(SOON)
    await bidder.locator('.ck', { hasText: '投标函和全部文件完整打开' }).getByText('通过', { exact: true }).waitFor(SOON)
    ;({ bytes: receipt } = await savedBy(bidder, () => bidder.getByRole('button', { name: '下载回执' }).click()))
    await bidder.getByRole('button', { name: '保存保管文件' }).first().click()
    const dialog = bidder.locator('dialog[open]')
    await dialog.getByLabel('保管文件口令').fill(KEEP_PASSPHRASE)
    await dialog.getByLabel('再输入一次口令').fill(KEEP_PASSPHRASE)
    const keep = await savedBy(bidder, () => dialog.getByRole('button', { name: '保存保管文件' }).click())
    await bidder.getByText('保管文件已另存').waitFor(SOON)
    const kept = await openKeepFile(new Uint8Array(keep.bytes), KEEP_PASSPHRASE)
    expect(kept.receipt, 'the receipt is in the keep-file').to.deep.equal(JSON.parse(receipt.toString('utf8')))

    const target = await sealable(platform(), tender, keys)
    for (const [index, person] of bidding.slice(1).entries()) {
      platform().clock.advance(1000)
      const { bid } = await bidFor(platform().origin, target, person.credentials.signer, {
        envelopes: [{ name: 'commercial', fields: { price: `${index + 8}000000.00`, period: '280' }, files: [] }],
      })
      otherBids.push(bid)
    }
    await settle()
  })

  it('the deadline comes: three seals are listed without a name, and the custodian releases identities from its desk', async () => {
    await closeAndList(platform(), tender)
    await platform().beat()
    await spectator.getByText('清单上 3 份').waitFor(SOON)
    await spectator.getByRole('button', { name: '印墙' }).click()
    expect(await spectator.locator('.tile[data-state=shut]').count()).to.equal(3)
    await logInAll(cast)
    // A custodian goes by the clock of its own computer.
    await custodian.clock.setSystemTime(platform().clock.now() + 1000)
    await signInAt(custodian, first(cast.custodians), `/work/custody/${tender.id}`)
    await custodian.getByRole('button', { name: '从本浏览器打开' }).click()
    await custodian.getByRole('button', { name: '核验并签署放出' }).click()
    await custodian.getByText('已放出 3 份投标的身份份额').waitFor(SOON)
    for (const key of keys) await releaseIdentitiesOf(platform(), tender.id, key)
    await settle()
    expect((await now()).state).to.equal('revealing')
  })

  it('the bidder checks in and unlocks in the hall; its seal breaks before everybody’s eyes, nameless', async () => {
    await signInAt(bidder, first(bidding), hall())
    await bidder.locator('.reveal').getByRole('button', { name: '用证书打开' }).click(SOON)
    await bidder.getByText(/轮到您解密/).waitFor(SOON)
    await press(bidder, '签到')
    await bidder.locator('.reveal').getByRole('button', { name: '解密', exact: true }).click()
    await bidder.getByText(/您的锁已打开/).waitFor(SOON)
    await settle()
    await spectator.locator('.tile[data-state=cracked]').first().waitFor(SOON)
    expect(await spectator.locator('.tile[data-state=cracked]').count()).to.equal(1)
    await spectator.getByText('正在等 2 份投标的投标人解密').waitFor(SOON)
    for (const bid of otherBids) await revealOf(platform(), tender.id, bid)
    await settle()
    expect((await now()).state).to.equal('reporting')
  })

  it('the custodian reports; host and regulator check and sign which keys came (O4, O5)', async () => {
    await custodian.getByRole('button', { name: '核验并签署报告' }).click(SOON)
    await custodian.getByText('已报告 3 份投标的信封').waitFor(SOON)
    for (const key of keys) await reportOf(platform(), tender.id, key)
    await settle()
    await signInAt(agency, cast.agency, hall())
    await signInAt(regulator, cast.regulator, hall())
    for (const page of [agency, regulator]) {
      await page.getByText('与存证和承诺一致').waitFor(SOON)
      await press(page, '核对无误，签认')
    }
    expect((await now()).state).to.equal('releasing')
    expect(await namesIn(spectator, names()), 'names before publication').to.deep.equal([])
  })

  it('two of three custodians release: all names and prices come at once, none before (O1, O3)', async () => {
    await custodian.getByRole('button', { name: '核验并签署放出' }).click(SOON)
    await custodian.getByText('已放出 3 份投标的解密份额').waitFor(SOON)
    await releaseSharesOf(platform(), tender.id, first(keys))
    await settle()
    await spectator.locator('.tile[data-state=parted]').nth(2).waitFor(SOON)
    expect(await namesIn(spectator, names()), 'names while the third custodian is waited for').to.deep.equal([])
    await passStep()
    await spectator.getByText('名称与报价已同时公布').waitFor(SOON)
    expect(await spectator.locator('.tile[data-state=wide]').count()).to.equal(3)
    expect(await namesIn(spectator, names())).to.have.members(names())
    expect(await namesSeen(), 'how many names stood in the page, each time it changed').to.deep.equal([0, 3])
    await spectator.getByText('9,876,543.21').first().waitFor(SOON)
  })

  it('the host reads out, the bidder objects, the host answers before everybody (O7)', async () => {
    await press(agency, '签到')
    await press(agency, '读出这一家')
    await press(agency, '依次读出其余 2 家')
    await agency.getByText('全部读完。').waitFor(SOON)
    await bidder.locator('header .btn', { hasText: '提出异议' }).click()
    await bidder.getByLabel('异议内容').fill('请说明投标截止时间的依据。')
    await press(bidder, '签名并提出')
    await agency.getByLabel('答复').fill('见招标公告，时间由服务器时钟认定。')
    await press(agency, '签名并答复')
    await spectator.locator('.said').getByText('请说明投标截止时间的依据。').waitFor(SOON)
    await spectator.locator('.answer').getByText('见招标公告').waitFor(SOON)
  })

  it('host and bidder sign the record; whoever wants takes its PDF, and receipt and PDF verify (O8, B5)', async () => {
    await passStep()
    expect((await now()).state).to.equal('signing')
    for (const page of [agency, bidder]) {
      await page.getByText('与存证和承诺一致').waitFor(SOON)
      await press(page, '核对无误，签署')
      await page.getByText('您已签署这份开标记录。').waitFor(SOON)
    }
    // Everybody who is in the hall has spoken: nobody is waited for.
    await settle()
    const { state, record } = await now()
    expect([state, record?.signatures]).to.deep.equal(['recorded', 2])
    await spectator.getByRole('heading', { name: '开标结束' }).waitFor(SOON)
    const pdf = await savedBy(spectator, () => spectator.getByText('记录 PDF').click())
    expect(pdf.bytes.subarray(0, 5).toString('latin1')).to.equal('%PDF-')

    await spectator.goto('/verify')
    for (const [name, buffer, said] of [
      [pdf.name, pdf.bytes, '签章真实有效，文件自签章后未被改动。'],
      ['receipt.json', receipt, '回执真实有效，平台确已收到这份投标。'],
    ] as const) {
      const mimeType = 'application/octet-stream'
      await spectator.locator('.cols > div:first-child input[type=file]').setInputFiles({ name, mimeType, buffer })
      await spectator.locator('.verdict .head', { hasText: said }).waitFor(SOON)
      expect(await spectator.locator('.ck.fail').count(), name).to.equal(0)
    }
    await spectator.goto(`/verify?tender=${tender.id}`)
    await spectator.locator('.verdict .status.ok .head').first().waitFor(SOON)
  })
})
