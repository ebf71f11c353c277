import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Page, Request } from 'playwright-core'
import { utf8 } from '#shared/primitives/bytes.ts'
import { keptManifestSha256 } from '#shared/sealed-bid/client/keep-bid.ts'
import { openKeepFile } from '#shared/sealed-bid/keep-file.ts'
import { parseManifest } from '#shared/sealed-bid/manifest.ts'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import {
  bidders,
  type Hall,
  hallOf,
  nowAt,
  settled,
  toListed,
  toPublished,
  toReleasing,
  toReporting,
  toRevealing,
  toSettling,
} from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { giveKeysAt, signInAt } from '../support/sign-in.ts'

const PRICE = '87654321.09'
const MARKER = 'Kaibiao-Dateimarke-48151623'
const PASSPHRASE = '月落乌啼霜满天 1876'

const pdf = (name: string, size = 20_000) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.concat([Buffer.from(`%PDF-1.7\n${MARKER}\n`), Buffer.alloc(size, 0x61)]),
})

/** Opens a bidder's page of a tender: signed in, the vault open. */
async function deskOf(page: Page, person: TestPerson, tender: string): Promise<void> {
  await signInAt(page, person, `/work/bids/${tender}`)
  await openVault(page)
}

async function openVault(page: Page): Promise<void> {
  await page.getByRole('button', { name: '用证书打开' }).click()
  await page.getByRole('heading', { name: /^投标函/ }).waitFor(SOON)
}

async function fillLetter(page: Page, price = PRICE): Promise<void> {
  await page.locator('.letter input').nth(0).fill(price)
  await page.locator('.letter input').nth(1).fill('365')
}

/** The rehearsal that follows a receipt has opened everything. */
async function rehearsed(page: Page): Promise<void> {
  await page.locator('.ck', { hasText: '投标函和全部文件完整打开' }).getByText('通过', { exact: true }).waitFor(SOON)
}

async function sealAndSubmit(page: Page, button = '核对并加密递交'): Promise<void> {
  await page.getByText('保管人均已签署接受').waitFor(SOON)
  await page.getByRole('button', { name: button }).click()
  await page.getByRole('button', { name: '签名并加密递交' }).click()
}

/** Reads, in the page, everything that lies readable in the browser: IndexedDB, OPFS, localStorage, sessionStorage. */
const READ_STORAGE = `(async () => {
  const latin = (bytes) => new TextDecoder('latin1').decode(bytes)
  const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })]
  const walk = (value) => {
    if (value instanceof Uint8Array || value instanceof ArrayBuffer) return latin(value)
    if (typeof value === 'object' && value !== null) return Object.entries(value).map(([key, one]) => key + walk(one)).join(' ')
    return String(value)
  }
  const asked = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  for (const { name } of await indexedDB.databases()) {
    const database = await asked(indexedDB.open(name))
    for (const store of database.objectStoreNames)
      found.push(...(await asked(database.transaction(store).objectStore(store).getAll())).map(walk))
    database.close()
  }
  const files = async (folder) => {
    for await (const handle of folder.values()) {
      found.push(handle.name)
      if (handle.kind === 'directory') await files(handle)
      else found.push(latin(await (await handle.getFile()).arrayBuffer()))
    }
  }
  await files(await navigator.storage.getDirectory())
  return found.join('\\n')
})()`

function storedText(page: Page): Promise<string> {
  return page.evaluate<string>(READ_STORAGE)
}

function watchRequests(page: Page): { text(): string; anonymous: Request[] } {
  const bodies: string[] = []
  const anonymous: Request[] = []
  page.on('request', (request) => {
    bodies.push(`${request.url()} ${request.postDataBuffer()?.toString('latin1') ?? ''}`)
    if (/\/api\/(?:bids|uploads)/.test(request.url())) anonymous.push(request)
  })
  return { text: () => bodies.join('\n'), anonymous }
}

describe('a bidder in a browser (B1, B3, B4, B5)', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let hall: Hall
  let bidder: TestPerson
  let page: Page
  let requests: ReturnType<typeof watchRequests>
  let keepFile: Buffer
  let savedCiphertext: string
  let other: Page

  before('a tender open for bids', async () => {
    hall = await hallOf(platform())
    bidder = await platform().register('bidder')
    await bidders(hall, 2)
  })

  it('says first that nothing is handed in, and keeps what is typed encrypted in this browser', async () => {
    page = await browser().open({ origin: platform().origin })
    requests = watchRequests(page)
    await deskOf(page, bidder, hall.tender.id)
    await page.getByText('您还没有递交投标文件。').waitFor()
    await fillLetter(page)
    await page.getByText('草稿已加密保存在本机').waitFor()
    expect(await storedText(page), 'what lies in the browser').to.not.include('87654321')
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  })

  it('looks at files before they are read whole: type, name, emptiness', async () => {
    const input = page.locator('.envelope input[type=file]').first()
    await input.setInputFiles([
      { name: '伪装.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ this is a program') },
      { name: '空.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) },
      pdf('报价明细.pdf'),
    ])
    await page.getByText('文件内容与扩展名不符').first().waitFor()
    await page.getByText('文件是空的').waitFor()
    await page.getByText('保管人均已签署接受').waitFor(SOON)
    await page.getByRole('button', { name: '核对并加密递交' }).click()
    await page.getByRole('alert').getByText('有文件不能递交').waitFor()
    await page.getByRole('button', { name: '移除 伪装.pdf' }).click()
    await page.getByRole('button', { name: '移除 空.pdf' }).click()
    await page.getByText('名称、类型、大小无误').waitFor()
  })

  it('shows the custodians by name before sealing, seals, submits without any name, and gives the receipt (B5)', async () => {
    await page.getByRole('button', { name: '核对并加密递交' }).click()
    const dialog = page.locator('dialog[open]')
    for (const { name } of hall.tender.custodians) expect(await dialog.textContent()).to.include(name)
    await page.getByRole('button', { name: '签名并加密递交' }).click()
    await page.getByText(/安全。您的第 1 版投标文件已完整收到并封存/).waitFor(SOON)
    await rehearsed(page)
    expect(requests.anonymous.length, 'requests of uploads and bids').to.be.at.least(3)
    for (const request of requests.anonymous) {
      const headers = await request.allHeaders()
      expect(headers, request.url()).to.not.have.any.keys('authorization', 'cookie', 'referer')
    }
    const sent = requests.text()
    for (const secret of ['87654321', MARKER]) {
      expect(sent, 'what was sent').to.not.include(secret)
      expect(await storedText(page), 'what lies in the browser').to.not.include(secret)
    }
    await expectAccessible(page)
  })

  it('insists on the keep-file before the page is left, and gives it under a passphrase', async () => {
    await page.getByRole('link', { name: '消息与待办' }).first().click()
    await page.getByText('不保存保管文件就离开？').waitFor()
    await page.getByRole('button', { name: '留下保存' }).click()
    await page.getByRole('button', { name: '保存保管文件' }).first().click()
    await page.getByLabel('保管文件口令').fill(PASSPHRASE)
    await page.getByLabel('再输入一次口令').fill(PASSPHRASE)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('dialog[open]').getByRole('button', { name: '保存保管文件' }).click(),
    ])
    keepFile = await readFile((await download.path()) ?? '')
    const keep = await openKeepFile(new Uint8Array(keepFile), PASSPHRASE)
    expect(keep.receipt, 'the receipt is in the keep-file').to.not.equal(undefined)
    await page.getByText('保管文件已另存').waitFor()
  })

  it('replaces the bid: the first stays valid until the second is in (B4)', async () => {
    platform().clock.advance(60_000)
    await page.getByRole('button', { name: '替换投标文件' }).click()
    await fillLetter(page, '87000000')
    await sealAndSubmit(page)
    await page.getByText(/安全。您的第 2 版投标文件已完整收到并封存/).waitFor(SOON)
    await rehearsed(page)
  })

  it('withdraws after the receipt’s digits were typed, and may bid again', async () => {
    platform().clock.advance(60_000)
    await page.getByRole('button', { name: '撤回投标' }).click()
    const dialog = page.locator('dialog[open]')
    const confirm = dialog.getByRole('button', { name: '撤回投标', exact: true })
    expect(await confirm.isDisabled()).to.equal(true)
    const label = (await dialog.locator('label').textContent()) ?? ''
    await dialog.locator('input').fill(/[0-9a-f]{8}/.exec(label)?.[0] ?? '')
    await confirm.click()
    await page.getByText('您已撤回投标，现在没有有效的投标文件。').waitFor(SOON)
    platform().clock.advance(60_000)
    await fillLetter(page)
    await sealAndSubmit(page)
    await page.getByText(/安全。您的第 4 版投标文件已完整收到并封存/).waitFor(SOON)
  })

  it('prints the receipt, and lists the bid among one’s own', async () => {
    await rehearsed(page)
    await page.getByRole('button', { name: '保存保管文件' }).first().click()
    await page.getByLabel('保管文件口令').fill(PASSPHRASE)
    await page.getByLabel('再输入一次口令').fill(PASSPHRASE)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('dialog[open]').getByRole('button', { name: '保存保管文件' }).click(),
    ])
    keepFile = await readFile((await download.path()) ?? '')
    await page.getByText('保管文件已另存').waitFor()
    const [ciphertext] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '另存密文' }).click(),
    ])
    const { payloads } = await openKeepFile(new Uint8Array(keepFile), PASSPHRASE)
    savedCiphertext = await ciphertext.path()
    expect((await stat(savedCiphertext)).size, 'the copy that helps where the platform loses its own').to.equal(payloads[0]?.size)
    await page.getByRole('link', { name: '打印或存为 PDF' }).click()
    await page.getByText('平台确认：').waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: '我的投标' }).first().click()
    await page.getByText('已封存').waitFor()
    await expectAccessible(page)
  })

  it('takes a keep-file on another computer, and reveals with it at the opening (O2)', async () => {
    await toListed(hall)
    await toRevealing(hall)
    other = await browser().open({ origin: platform().origin })
    await bidder.logIn()
    await signInAt(other, bidder, '/work/bids')
    await other.getByRole('button', { name: '用证书打开' }).click()
    await other.getByText('本机还没有投标或草稿').waitFor(SOON)
    await other.getByRole('button', { name: '导入保管文件' }).click()
    await other
      .locator('dialog[open] input[type=file]')
      .setInputFiles({ name: 'bid.keep', mimeType: 'application/octet-stream', buffer: keepFile })
    await other.getByLabel('保管文件口令').fill('ein falsches Wort')
    await other.getByRole('button', { name: '打开', exact: true }).click()
    await other.locator('dialog[open]').getByRole('alert').waitFor(SOON)
    await other.getByLabel('保管文件口令').fill(PASSPHRASE)
    await other.getByRole('button', { name: '打开', exact: true }).click()
    await other.locator('a', { hasText: hall.tender.title }).first().click()
    await other.getByText(/轮到您解密/).waitFor(SOON)
    await expectAccessible(other)
    await other.getByRole('button', { name: '解密', exact: true }).click()
    await other.getByText(/您的锁已打开/).waitFor(SOON)
    const manifestSha256 = keptManifestSha256(await openKeepFile(new Uint8Array(keepFile), PASSPHRASE))
    const seal = (await nowAt(hall)).seals.find((one) => one.manifestSha256 === manifestSha256)
    expect(seal?.state).to.equal('revealed')
  })

  it('supplies, from the file it saved, the ciphertext that the platform has lost (step 7)', async () => {
    const { manifest } = await openKeepFile(new Uint8Array(keepFile), PASSPHRASE)
    const [described] = parseManifest(utf8(manifest)).envelopes
    await rm(join(platform().folder, 'blobs', described?.payload.sha256 ?? ''))
    await toReporting(hall, hall.bids)
    await toSettling(hall)
    await toReleasing(hall)
    expect((await toPublished(hall)).state, 'it waits for what is lost').to.equal('releasing')
    await platform().beat()

    await other.getByText('平台存储的商务信封密文丢失或损坏，请现在补交。').waitFor(SOON)
    await expectAccessible(other)
    await other.getByRole('button', { name: '补交商务信封的密文' }).click()
    const input = other.locator('.mend input[type=file]')
    await input.setInputFiles({ name: 'other.sealed', mimeType: '', buffer: Buffer.from('another file') })
    await other.getByText('这不是原来的密文').waitFor()
    await input.setInputFiles(savedCiphertext)
    await other.getByText('密文已补交，摘要相符。').waitFor(SOON)
    expect((await settled(hall)).state).to.equal('published')
  })

  it('explains a certificate revoked after sign-in; the sealed bid, the letter and the vault stay', async () => {
    const other = await hallOf(platform())
    const unlucky = await platform().register('bidder')
    const desk = await browser().open({ origin: platform().origin })
    await deskOf(desk, unlucky, other.tender.id)
    await fillLetter(desk)
    await desk.getByText('草稿已加密保存在本机').waitFor()
    await platform().pki.revoke(unlucky.credentials.signing.certificate, platform().clock.now())

    await platform().server.platform.trust.reload()
    await sealAndSubmit(desk)

    await desk.getByText('尚未递交：平台不接受您的证书，您没有有效的投标文件。').waitFor(SOON)
    await desk.getByRole('alert').getByText('证书已被吊销').waitFor()
    await desk.getByRole('button', { name: '继续递交' }).waitFor()
    expect(await storedText(desk), 'the ciphertext of the envelope').to.include('commercial')
    await expectAccessible(desk)
    await desk.getByRole('button', { name: '放弃这一版' }).click()
    await desk.getByText('您还没有递交投标文件。').waitFor()
    expect(await desk.locator('.letter input').nth(0).inputValue()).to.equal(PRICE)
  })

  it('follows a tender from its notice without telling the platform (B9)', async () => {
    const other = await hallOf(platform())
    const notice = await browser().open({ origin: platform().origin })
    await bidder.logIn()
    await signInAt(notice, bidder, `/tenders/${other.tender.id}`)
    await notice.getByRole('button', { name: '关注', exact: true }).waitFor()
    const sent = watchRequests(notice)
    await notice.getByRole('button', { name: '关注', exact: true }).click()
    await notice.getByRole('button', { name: '取消关注' }).waitFor(SOON)
    expect(sent.text()).to.not.match(/POST|PUT|follow/)
    await notice.goto('/work/bids')
    await notice.getByRole('button', { name: '用证书打开' }).click()
    await giveKeysAt(notice, bidder)
    await notice.getByRole('link', { name: other.tender.title }).first().waitFor(SOON)
  })

  it('checks a computer by the real thing: seals, uploads and opens a test envelope, and drops it; at 360 in English', async () => {
    // The clock of the computer is compared with the server's, so this test needs the true one.
    platform().clock.set(Date.now())
    const visitor = await browser().open({ origin: platform().origin, language: 'en', width: 360 })
    const uploads = watchRequests(visitor)
    await visitor.goto('/help/environment')
    await visitor.getByRole('button', { name: 'Run the check' }).click()
    await visitor.getByText(/^This computer can bid. Passed at/).waitFor(SOON)
    expect(uploads.anonymous.map((request) => request.method())).to.include.members(['POST', 'PATCH', 'DELETE'])
    await expectAccessible(visitor)
    await expectNoSidewaysScroll(visitor)
  })
})
