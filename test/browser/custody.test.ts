import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { listCustodyContract, readCustodiansContract } from '#shared/contracts/notices/custody.ts'
import { openCustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { bidFor } from '../support/bids.ts'
import { expectAccessible, expectNoSidewaysScroll, useBrowser } from '../support/browser.ts'
import { publishResult } from '../support/draw-hall.ts'
import {
  acceptSeat,
  approveTender,
  type Cast,
  type CustodyKey,
  castOf,
  draftedTender,
  fileTender,
  logInAll,
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
  signSettlementOf,
} from '../support/opening.ts'
import { usePlatform } from '../support/platform.ts'
import { giveKeysAt, signInAt } from '../support/sign-in.ts'

const PASSPHRASE = '临江市公证处 保管于二〇二六'

describe('a custodian at its desk in a browser (opening/1)', function () {
  this.timeout(90_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let cast: Cast
  let draft: TenderAnswer
  let others: CustodyKey[]
  let desk: Page
  let address = ''

  before(async () => {
    cast = await castOf(platform(), 3)
    draft = await draftedTender(platform(), cast, { draft: { envelopes: usualEnvelopes.slice(1) } })
    address = `/work/custody/${draft.id}`
  })

  const custodian = () => {
    const [first] = cast.custodians
    if (first === undefined) throw new Error('no custodian')
    return first
  }
  const openKeptKey = async () => {
    await desk.getByRole('button', { name: '从本浏览器打开' }).click()
  }

  it('accepts a seat: makes a key, tests it, saves it under a passphrase, and only then signs', async () => {
    desk = await browser().open({ origin: platform().origin })
    await signInAt(desk, custodian(), '/work/custody')
    await desk.getByText('有 1 个项目等待您办理').waitFor()
    await expectAccessible(desk)
    await desk.getByRole('link', { name: draft.title ?? '' }).click()
    await desk.getByLabel('保管文件口令').fill('short')
    await desk.getByRole('button', { name: '生成密钥并试验' }).click()
    await desk.getByRole('alert').getByText('口令至少 12 个字符').waitFor()
    await desk.getByLabel('保管文件口令').fill(PASSPHRASE.normalize())
    await desk.getByLabel('再次输入口令').fill(PASSPHRASE)
    const [download] = await Promise.all([
      desk.waitForEvent('download'),
      desk.getByRole('button', { name: '生成密钥并试验' }).click(),
    ])
    await desk.getByText('新密钥已打开试验信封，尚未签署').waitFor()
    await expectAccessible(desk)
    expect((await seatOf())?.seat, 'nothing is signed yet').to.equal('asked')
    expect(await desk.getByRole('button', { name: '签署接受' }).isDisabled()).to.equal(true)
    await desk.getByLabel('我已保存该文件，并记住口令').check()
    await desk.getByRole('button', { name: '签署接受' }).click()
    await desk.getByText('密钥已在本页打开').waitFor()
    const file = new Uint8Array(await readFile((await download.path()) ?? ''))
    const custody = await openCustodyFile(file, PASSPHRASE)
    expect(custody).to.include({ tender: draft.id, i: 1, origin: platform().origin })
    expect((await seatOf())?.seat).to.equal('accepted')
  })

  it('finds its key again after a reload, encrypted in this browser, and confirms that it opens', async () => {
    const keys: CustodyKey[] = []
    for (const other of cast.custodians.slice(1)) keys.push(await acceptSeat(other, draft.id))
    others = keys
    await fileTender(cast, draft.id)
    await approveTender(cast, draft.id)
    platform().clock.advance(60_000)
    await platform().runDue()
    await platform().beat()
    await desk.reload()
    await openKeptKey()
    await giveKeysAt(desk, custodian())
    await desk.getByText('密钥已在本页打开').waitFor()
    await desk.getByRole('button', { name: '检查并签署确认' }).click()
    await desk.getByText('已确认密钥能够打开').waitFor()
    const { custodians } = await platform().client.call(readCustodiansContract, { params: { tender: draft.id } })
    expect(custodians.find(({ i }) => i === 1)?.readyAt).to.be.a('string')
  })

  it('keeps every share by its own clock, then releases identities, reports and releases by one act each', async () => {
    const tender = await readTenderAs(cast.agency, draft.id)
    const target = await sealable(platform(), tender, others)
    const bids = []
    for (const price of ['1000.00', '1100.00', '1200.00']) {
      const bidder = await platform().register('bidder')
      const { bid } = await bidFor(platform().origin, target, bidder.credentials.signer, {
        envelopes: [{ name: 'commercial', fields: { price, period: '90' }, files: [] }],
      })
      bids.push(bid)
    }
    const beforeDeadline = platform().clock.now()
    await closeAndList(platform(), tender)
    await platform().beat()
    await logInAll(cast)

    await desk.clock.setSystemTime(beforeDeadline)
    await signInAt(desk, custodian(), address)
    await desk.getByText('请放出身份份额').waitFor()
    await openKeptKey()
    await desk.getByRole('button', { name: '核验并签署放出' }).click()
    await desk.getByText('尚未到公开链上的最新截止时间').waitFor()
    await expectAccessible(desk)
    expect((await openingOf(platform(), draft.id)).custodians[0]?.hasReleasedIdentities).to.equal(false)

    await desk.clock.setSystemTime(platform().clock.now() + 1000)
    await desk.reload()
    await openKeptKey()
    await giveKeysAt(desk, custodian())
    await desk.getByRole('button', { name: '核验并签署放出' }).click()
    await desk.getByText('已放出 3 份投标的身份份额').waitFor()
    for (const key of others) await releaseIdentitiesOf(platform(), draft.id, key)
    await platform().runDue()

    for (const bid of bids) await revealOf(platform(), draft.id, bid)
    await platform().runDue()
    if ((await openingOf(platform(), draft.id)).state === 'revealing') {
      platform().clock.advance(3600_000)
      await platform().runDue()
    }
    await platform().beat()
    await logInAll(cast)
    await desk.reload()
    await openKeptKey()
    await giveKeysAt(desk, custodian())
    await desk.getByRole('button', { name: '核验并签署报告' }).click()
    await desk.getByText('已报告 3 份投标的信封').waitFor()
    for (const key of others) await reportOf(platform(), draft.id, key)
    await platform().runDue()
    await signSettlementOf(platform(), draft.id, cast)
    await platform().runDue()
    await platform().beat()
    await desk.getByRole('button', { name: '核验并签署放出' }).click({ timeout: 30_000 })
    await desk.getByText('已放出 3 份投标的解密份额').waitFor()
    for (const key of others) await releaseSharesOf(platform(), draft.id, key)
    await platform().runDue()
    expect((await openingOf(platform(), draft.id)).state).to.equal('published')
  })

  it('destroys the key when the tender is over, and says so by a signed act', async () => {
    for (let look = 0; look < 5 && (await seatOf())?.state !== 'opened'; look += 1) {
      platform().clock.advance(2 * 3600_000)
      await platform().runDue()
      await platform().beat()
      await custodian().logIn()
    }
    expect(await seatOf()).to.include({ state: 'opened', isKeyNeeded: true })
    await publishResult({ hall: { tender: await readTenderAs(cast.agency, draft.id) }, platform: platform() })
    await desk.goto(address)
    await expectNoSidewaysScroll(desk)
    await desk.getByLabel('我已删除所有保管文件副本').check()
    await desk.getByRole('button', { name: '删除并签署销毁' }).click()
    await giveKeysAt(desk, custodian())
    await desk.getByText('销毁于').waitFor()
    expect((await seatOf())?.destroyedAt).to.be.a('string')
    await desk.goto('/work/custody')
    await desk.getByText('现在没有需要您办理的事项').waitFor()
  })

  async function seatOf() {
    const { seats } = await custodian().call(listCustodyContract, {})
    return seats.find(({ tender }) => tender === draft.id)
  }
})
