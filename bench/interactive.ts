import { once } from 'node:events'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import express from 'express'
import type { Browser } from 'playwright-core'
import { build, type Manifest } from 'vite'
import { clientPages } from '../server/platform/http/client-pages.ts'
import { launchBrowser } from '../test/support/browser.ts'
import { bidders, hallOf, throughToPublished } from '../test/support/opening-hall.ts'
import { interleave, type Measurement, median } from './support/measure.ts'
import { startBenchPlatform } from './support/platform.ts'

/** A phone of the lower middle against the machine that measures. */
const SLOWER = 4
const ROUNDS = 5
const BIDS = 12
/** The main thread must have been free for so long. */
const QUIET_MS = 1000
const PATIENCE_MS = 30_000
const POLL_MS = 200

/** A page of antd with one button, as little as an antd page can be. */
const emptyPage = `
import { Button, ConfigProvider } from 'antd'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
createRoot(document.getElementById('root')).render(createElement(ConfigProvider, null, createElement('h1', null, 'empty'), createElement(Button, { type: 'primary' }, 'go')))
`

/** Milliseconds until portal and opening hall can be used, with the processor slowed down four times, against an empty antd page. */
export async function measure(): Promise<readonly Measurement[]> {
  const bench = await startBenchPlatform({ isDurable: false })
  const antd = await serveEmptyPage()
  const browser = await launchBrowser()
  try {
    const hall = await hallOf(bench.platform)
    await throughToPublished(hall, await bidders(hall, BIDS))
    await bench.platform.beat()
    const pages = [
      ['interactive-portal', `${bench.platform.origin}/`, 'main h1, main h2', 'the start page'],
      [
        'interactive-hall',
        `${bench.platform.origin}/openings/${hall.tender.id}`,
        '.seal-list tbody tr, .tile',
        `an opening of ${BIDS} bids`,
      ],
    ] as const
    const lines: Measurement[] = []
    for (const [name, address, selector, what] of pages) {
      const rounds = await interleave(ROUNDS, {
        ours: () => interactiveAfter(browser, address, selector),
        baseline: () => interactiveAfter(browser, antd.address, 'h1'),
      })
      lines.push({
        name,
        ratio: median(rounds.baseline.map((baseline, round) => baseline / (rounds.ours[round] ?? Number.NaN))),
        ours: median(rounds.ours),
        baseline: median(rounds.baseline),
        unit: 'ms',
        what: `until ${what} can be used, processor ${SLOWER} times slower, against an empty antd page`,
      })
    }
    return lines
  } finally {
    await browser.close()
    await antd.close()
    await bench.close()
  }
}

/**
 * Milliseconds from the request until what the page is about is there and no task has kept the main thread for more than 50 ms since.
 * An empty cache each time.
 */
async function interactiveAfter(browser: Browser, address: string, selector: string): Promise<number> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWER })
    await page.addInitScript(`{
      globalThis.longEnd = 0
      new PerformanceObserver((list) => {
        for (const task of list.getEntries()) globalThis.longEnd = Math.max(globalThis.longEnd, task.startTime + task.duration)
      }).observe({ type: 'longtask', buffered: true })
      const look = () => {
        if (document.querySelector(${JSON.stringify(selector)}) === null) return requestAnimationFrame(look)
        globalThis.shownAt = performance.now()
      }
      requestAnimationFrame(look)
    }`)
    await page.goto(address, { waitUntil: 'commit' })
    const usableAt = `globalThis.shownAt === undefined ? 0 : Math.max(globalThis.shownAt, globalThis.longEnd)`
    const startedAt = performance.now()
    while (performance.now() - startedAt < PATIENCE_MS) {
      await setTimeout(POLL_MS)
      const [at, now] = (await page.evaluate(`[${usableAt}, performance.now()]`)) as [number, number]
      if (at > 0 && now - at > QUIET_MS) return at
    }
    throw new Error(`${address} was not usable in time`)
  } finally {
    await context.close()
  }
}

/** Builds the empty antd page and serves it the way the platform serves its own. */
async function serveEmptyPage(): Promise<{ readonly address: string; close(): Promise<void> }> {
  // Inside the client, where its packages are found; nothing is written there.
  const root = fileURLToPath(new URL('../client/', import.meta.url))
  const folder = await mkdtemp(join(tmpdir(), 'antd-'))
  const name = '\0empty'
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    plugins: [
      { name: 'empty', resolveId: (id) => (id === 'empty' ? name : null), load: (id) => (id === name ? emptyPage : null) },
    ],
    build: {
      outDir: folder,
      rolldownOptions: { input: 'empty', output: { entryFileNames: 'assets/[name]-[hash].js' }, onLog: () => undefined },
      manifest: 'manifest.json',
    },
  })
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest
  const entry = Object.values(manifest).find(({ isEntry }) => isEntry === true)?.file ?? ''
  await writeFile(
    join(folder, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>antd</title><div id="root"></div><script type="module" src="/${entry}"></script>`,
  )
  const server = express()
    .use(await clientPages(folder))
    .listen(0)
  await once(server, 'listening')
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.close()
      await once(server, 'close')
    },
  }
}
