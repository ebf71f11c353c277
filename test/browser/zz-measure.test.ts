import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { useBrowser } from '../support/browser.ts'
import { bidders, bundleText, type Hall, hallOf, passStep, throughToPublished } from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'

describe('measure', function () {
  this.timeout(400_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let hall: Hall
  before(async function () {
    this.timeout(120_000)
    hall = await hallOf(platform())
    const bids = await bidders(hall, 3)
    await throughToPublished(hall, bids)
    await passStep(hall)
    await passStep(hall)
    await platform().beat()
  })
  const watch = (page: Page) => page.evaluate(`(() => { const w = window; w.long = []; w.gap = 0; w.n = 0;
    new PerformanceObserver((l) => { for (const e of l.getEntries()) w.long.push(Math.round(e.duration)) }).observe({ type: 'longtask' });
    let last = performance.now();
    function tick() { const now = performance.now(); w.gap = Math.max(w.gap, now - last); last = now; w.n += 1; requestAnimationFrame(tick) }
    requestAnimationFrame(tick) })()`)
  const read = (page: Page) => page.evaluate(() => { const w = window as never as { long: number[]; gap: number; n: number }; return { longest: Math.max(0, ...w.long), count: w.long.length, sum: w.long.reduce((a, b) => a + b, 0), rafGap: Math.round(w.gap), frames: w.n } })
  const run = async (name: string, path: string) => {
    const page = await browser().open({ origin: platform().origin })
    await page.goto('/verify')
    await page.getByText('本平台自己公布的根证书与存证公钥').waitFor()
    await watch(page)
    const t = Date.now()
    await page.locator('.cols > div:first-child input[type=file]').setInputFiles(path)
    await page.locator('.verdict .status .head').first().waitFor({ timeout: 300_000 })
    console.log(name, Date.now() - t, 'ms', await page.locator('.verdict .status .head').first().innerText(), JSON.stringify(await read(page)))
    await page.close()
  }
  it('bundle', async () => {
    const bundle = JSON.parse(await bundleText(hall))
    const base = { acts: bundle.acts.length, bids: bundle.bids.length }
    const acts = bundle.acts, bids = bundle.bids
    bundle.acts = Array.from({ length: 60 }, () => acts).flat()
    bundle.bids = Array.from({ length: 60 }, () => bids).flat()
    const path = join(browser().folder, 'big.json')
    await writeFile(path, JSON.stringify(bundle))
    console.log('bundle bytes', JSON.stringify(bundle).length, base, bundle.acts.length, bundle.bids.length)
    await run('bundle', path)
  })
  it('pdf', async () => {
    const path = join(browser().folder, 'big.pdf')
    const size = 250 * 1024 * 1024
    const head = Buffer.from('%PDF-1.7\n'), sig = Buffer.from('<3000>'), tail = Buffer.from('\n%%EOF\n')
    const range = Buffer.from(`\n/ByteRange [0 ${size - 500} ${size - 500 + sig.length} ${500 - sig.length}]\n`)
    const all = Buffer.alloc(size, 32)
    head.copy(all, 0); range.copy(all, 200); sig.copy(all, size - 500); tail.copy(all, size - tail.length)
    await writeFile(path, all)
    await run('pdf', path)
  })
})
