import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { base64url } from '#shared/primitives/bytes.ts'
import { sealCustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { forgetVault } from '../../server/features/experts/vault.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import {
  askForDraw,
  commitAll,
  confirmAll,
  type DrawAnswer,
  type DrawHall,
  drawHall,
  drawNow,
  escrowAll,
  giveShares,
  type PartyNumber,
  revealAll,
  settledDraw,
  signPools,
} from '../support/draw-hall.ts'
import type { CustodyKey } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

const PASSPHRASE = '临江市公证处 保管于二〇二六'

describe('custodians open a draw whose party is silent, by their pages (draw/1)', function () {
  this.timeout(180_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let setting: DrawHall
  let draw: DrawAnswer
  let numbers: PartyNumber[]
  let desk: Page
  let other: Page
  const address = () => `/work/custody/${draw.tender}`
  const keyOf = (index: number): CustodyKey => {
    const key = setting.hall.keys[index]
    if (key === undefined) throw new Error('no custodian')
    return key
  }

  before('every party of a draw has sealed its number', async () => {
    setting = await drawHall(platform(), { A06: 2, A08: 4 })
    draw = await askForDraw(setting)
    await signPools(setting, draw)
    numbers = await commitAll(setting, draw)
    draw = await escrowAll(setting, draw, numbers)
    await platform().beat()
  })

  it('shows on the desk which draw waits, and until when', async () => {
    desk = await deskOf(keyOf(0), '/work/custody')
    await desk.getByText('有 1 个项目等待您办理').waitFor(SOON)
    const entry = desk.locator('.entries li', { hasText: '请确认托管可打开' })
    await entry.getByText(/^\d\d:\d\d$/).waitFor(SOON)
    await expectAccessible(desk)
    await entry.getByRole('link').first().click()
    await desk.getByText('请确认 5 份托管信封都能打开').waitFor(SOON)
  })

  it('confirms that the envelopes open: by its own judgement, and without a share leaving', async () => {
    await openKey(desk, keyOf(0))
    await desk.getByRole('button', { name: '核验并签署确认' }).click(SOON)
    await desk.getByText('已确认 5 份托管可打开').waitFor(SOON)
    await expectAccessible(desk)
    expect((await drawNow(setting, draw.draw)).confirmations).to.deep.equal([{ i: 1, unreadable: [] }])
    draw = await confirmAll(setting, draw, setting.hall.keys.slice(1))
    expect(draw.state).to.equal('revealing')
    await platform().beat()
    await desk.getByText('各方正在交出随机数').waitFor(SOON)
  })

  it('keeps the share of a party that still has time by the clock of its own computer, whatever the platform asks', async () => {
    await revealAll(setting, draw.draw, numbers.slice(0, 2))
    const endsAt = Date.parse((await drawNow(setting, draw.draw)).stepEndsAt ?? '')
    platform().clock.set(endsAt)
    await desk.clock.setSystemTime(endsAt - 30_000)
    draw = await settledDraw(setting, draw.draw)
    await platform().beat()
    const silent = draw.parties.find(({ party }) => party === draw.wanted[0])?.name ?? ''
    await desk.getByText(`请提交份额：${silent}的随机数`).waitFor(SOON)
    await desk.getByRole('button', { name: '核验并提交份额' }).click(SOON)
    await desk.getByText('按您电脑的时钟和申请人签署的时限，该方仍有时间').waitFor(SOON)
    expect((await drawNow(setting, draw.draw)).given).to.deep.equal([{ of: draw.wanted[0], i: [] }])
  })

  it('gives it when the time is over; with the second of them the draw goes on', async () => {
    await desk.clock.setSystemTime(platform().clock.now() + 1000)
    await desk.getByRole('button', { name: '核验并提交份额' }).click(SOON)
    await desk.getByText('已提交 1 项份额').waitFor(SOON)
    await desk.getByText('已有 1 名保管人提交，需要 2 名').waitFor(SOON)
    other = await deskOf(keyOf(1), address())
    await openKey(other, keyOf(1))
    await other.getByRole('button', { name: '核验并提交份额' }).click(SOON)
    await other.getByText('已提交 1 项份额').waitFor(SOON)
    draw = await settledDraw(setting, draw.draw)
    expect(draw.state).to.equal('calling')
    await platform().beat()
    await desk.getByText('正在按次序通知专家，现在没有您的步骤').waitFor(SOON)
  })

  it('gives the key of names back after a restart only once its custodian has agreed', async () => {
    forgetVault(platform().server.platform, draw.draw)
    await desk.getByText('请提交份额：姓名密钥').waitFor(SOON)
    const give = desk.getByRole('button', { name: '核验并提交份额' })
    expect(await give.isDisabled()).to.equal(true)
    await desk.getByLabel(/我知道：2 份姓名密钥的份额/).check()
    await expectAccessible(desk)
    await give.click()
    await desk.getByText('已提交 1 项份额').waitFor(SOON)
    draw = await giveShares(setting, draw.draw, keyOf(2))
    expect(draw.wanted).to.deep.equal([])
  })

  it('reads on a phone without scrolling sideways', async () => {
    await other.setViewportSize({ width: 360, height: 780 })
    await other.getByText('正在按次序通知专家，现在没有您的步骤').waitFor(SOON)
    await expectNoSidewaysScroll(other)
    // The bar on top must not lie over what is judged.
    await other.evaluate(() => scrollTo(0, 0))
    await expectAccessible(other)
  })

  async function deskOf(key: CustodyKey, path: string): Promise<Page> {
    const page = await browser().open({ origin: platform().origin })
    await page.clock.setSystemTime(platform().clock.now() + 1000)
    await signInAt(page, key.custodian, path)
    return page
  }

  async function openKey(page: Page, { i, keySpki, privateKey }: CustodyKey): Promise<void> {
    const privateKeyPkcs8 = base64url(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)))
    const custody = { v: 'custody/1', origin: platform().origin, tender: draw.tender, i, keySpki, privateKeyPkcs8 } as const
    const buffer = Buffer.from(await sealCustodyFile({ ...custody, logs: [] }, PASSPHRASE, platform().random))
    await page.locator('input[type=file]').first().setInputFiles({ name: 'custody.json', mimeType: 'application/json', buffer })
    await page.getByLabel('保管文件口令').fill(PASSPHRASE)
    await page.getByRole('button', { name: '打开', exact: true }).click()
  }
})
