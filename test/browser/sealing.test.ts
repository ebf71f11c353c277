import { truncate, writeFile } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import type { BrowserContext, Page } from 'playwright-core'
import { launchOptions, SOON, useBrowser, watchFaults } from '../support/browser.ts'
import { type Hall, hallOf } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { giveKeysAt, signInAt } from '../support/sign-in.ts'

const LARGE_BYTES = 300 * 1024 * 1024

describe('sealing and uploading large bids in a browser (B3)', function () {
  this.timeout(150_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let hall: Hall
  let context: BrowserContext
  let line: Line
  let page: Page
  let bidder: TestPerson
  let large = ''
  const faults: string[] = []

  before('a bidder with 300 MB at a browser that keeps its storage on the disk', async () => {
    hall = await hallOf(platform(), { draft: { limits: { maxEnvelopeBytes: 1_073_741_824 } } })
    bidder = await platform().register('bidder')
    const { folder } = browser()
    large = join(folder, '施工组织设计.pdf')
    await writeFile(large, '%PDF-1.7\n')
    await truncate(large, LARGE_BYTES)
    line = await lineTo(platform().origin)
    // A context in memory has no room for large files.
    const { chromium } = await import('playwright-core')
    context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      ...(await launchOptions()),
      baseURL: line.origin,
      locale: 'zh-CN',
      viewport: { width: 1440, height: 1000 },
    })
    page = await context.newPage()
    page.on('dialog', (dialog) => void dialog.accept())
    watchFaults(page, line.origin, undefined, faults)
    await signInAt(page, bidder, `/work/bids/${hall.tender.id}`)
    await page.getByRole('button', { name: '用证书打开' }).click()
  })
  after(async () => {
    await context?.close()
    line?.end()
  })

  const prepare = async (files: string[]) => {
    await page.locator('.letter input').nth(0).fill('7654321.00')
    await page.locator('.letter input').nth(1).fill('365')
    await page.locator('.envelope input[type=file]').first().setInputFiles(files)
    await page.getByText('名称、类型、大小无误').waitFor(SOON)
    await page.getByText('保管人均已签署接受').waitFor(SOON)
    await page.getByRole('button', { name: '核对并加密递交' }).click()
    await page.getByRole('button', { name: '签名并加密递交' }).click()
  }
  const comeBack = async () => {
    await page.reload()
    await page.getByRole('button', { name: '用证书打开' }).click()
    await giveKeysAt(page, bidder)
  }
  /** Waits until so much of the upload shows as done, in percent. */
  const uploaded = async (percent: number) => {
    const bar = page.locator('[data-step=upload] [role=progressbar]')
    while (Number(await bar.getAttribute('aria-valuenow', SOON)) < percent) await page.waitForTimeout(50)
  }

  it('broken off while it seals leaves no bid and no ciphertext behind, and the letter as it was', async () => {
    await prepare([large])
    await page.getByText('尚未递交：投标文件正在这台电脑上加密、上传').waitFor(SOON)
    await comeBack()
    await page.getByText('您还没有递交投标文件。').waitFor(SOON)
    expect(await page.locator('.letter input').nth(0).inputValue()).to.equal('7654321.00')
    await page.getByText('浏览器不能自己重新打开文件，请再次选择').waitFor()
    expect(await page.evaluate(staged), 'folders left in OPFS').to.equal(0)
  })

  it('goes on by itself after the network was cut, and after a reload from where it was, without the files (B3)', async () => {
    await prepare([large])
    await uploaded(10)
    line.cut()
    await page.getByText('网络已断开，恢复后自动继续。').waitFor(SOON)
    line.mend()
    await uploaded(40)
    line.cut()
    await page.getByText('网络已断开，恢复后自动继续。').waitFor(SOON)
    line.mend()
    await comeBack()
    await page.getByText('尚未递交：投标文件已经加密，但还没有全部到达平台').waitFor(SOON)
    const offsets: number[] = []
    page.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']))
    })
    await page.getByRole('button', { name: '继续递交' }).click()
    await page.getByText(/安全。您的第 1 版投标文件已完整收到并封存/).waitFor(SOON)
    expect(offsets[0], 'goes on past what had arrived').to.be.greaterThan(16 * 1024 * 1024)
    await page.evaluate(`new Promise((resolve) => setTimeout(resolve, 300))`)
    expect(await page.evaluate(staged), 'folders left in OPFS').to.equal(0)
    expect(faults).to.deep.equal([])
  })

  it('is refused when the deadline passes while it uploads, and says that the first version stays valid', async () => {
    await page.getByRole('button', { name: '替换投标文件' }).click()
    await page
      .locator('.envelope input[type=file]')
      .first()
      .setInputFiles({
        name: '新版.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from('%PDF-1.7 second version'),
      })
    await page.getByText('名称、类型、大小无误').waitFor(SOON)
    await page.getByRole('button', { name: '核对并加密递交' }).click()
    await page.getByRole('button', { name: '签名并加密递交' }).click()
    line.cut()
    await page.getByText('网络已断开，恢复后自动继续。').waitFor(SOON)
    platform().clock.set(Date.parse(hall.tender.deadlineAt ?? '') + 1000)
    line.mend()
    await page.getByText(/您的第 1 版投标文件仍然有效；替换版到达时已过截止时间，平台拒收/).waitFor(SOON)
  })
})

/** Counts, in the page, the folders of staged ciphertext. */
const staged = `(async () => {
  try {
    const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('sealed')
    let count = 0
    for await (const _ of root.keys()) count += 1
    return count
  } catch {
    return 0
  }
})()`

/** A network line to the platform that can be cut and mended. */
interface Line {
  readonly origin: string
  cut(): void
  mend(): void
  end(): void
}

async function lineTo(origin: string): Promise<Line> {
  const { port } = new URL(origin)
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    if (isCut) return near.destroy()
    const far = connect(Number(port), '127.0.0.1')
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
      one.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const own = typeof address === 'object' && address !== null ? address.port : 0
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    origin: `http://127.0.0.1:${own}`,
    cut() {
      isCut = true
      drop()
    },
    mend() {
      isCut = false
    },
    end() {
      server.close()
      drop()
    },
  }
}
