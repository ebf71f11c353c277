import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'
import { freePort } from '../support/server-process.ts'
import { type Stop, stops, type TourFacts } from './stops.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = join(root, 'docs/tour')

/** Takes the pictures of the illustrated tour from the real pages of a running demo, and writes the page that shows them. */
async function takeTour(): Promise<void> {
  const port = await freePort()
  const demo = spawn(process.execPath, ['--enable-source-maps', 'dist/server/cli/kaibiao-admin.js', 'demo'], {
    cwd: root,
    env: { ...process.env, KAIBIAO_PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  demo.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const browser = await launchBrowser()
  try {
    await mkdir(folder, { recursive: true })
    await until(
      () => output.includes('就绪 / Ready'),
      1_200_000,
      () => output.slice(-2000),
    )
    const origin = `http://localhost:${port}`
    const facts = await factsOf(origin)
    for (const stop of stops) {
      await picture(browser, origin, stop, facts)
      process.stdout.write(`${stop.file}\n`)
    }
    await writeFile(join(folder, 'README.md'), page())
  } finally {
    await browser.close()
    demo.kill('SIGINT')
    await new Promise((done) => demo.once('close', done))
  }
}

async function factsOf(origin: string): Promise<TourFacts> {
  const answer = await fetch(`${origin}/api/tenders?scope=all&limit=100`)
  const { tenders } = (await answer.json()) as {
    tenders: { id: string; title: string; state: string; deadlineAt: string }[]
  }
  // Those whose deadline is farthest: a picture takes its time.
  tenders.sort((one, other) => (one.deadlineAt < other.deadlineAt ? 1 : -1))
  const found = (what: string, holds: (tender: (typeof tenders)[number]) => boolean) => {
    const tender = tenders.find(holds)
    if (tender === undefined) throw new Error(`the demo has no tender: ${what}`)
    return tender.id
  }
  const named = (part: string) => found(part, ({ title }) => title.includes(part))
  const users = (await (await fetch(`${origin}/api/demo/users`)).json()) as {
    items: { role: string; organization: string }[]
  }
  return {
    contracted: named('加氢装置'),
    scoring: named('循环水站'),
    objected: named('变电所'),
    open: found('published', ({ state }) => state === 'published'),
    expert: users.items.find(({ role }) => role === 'expert')?.organization ?? '',
  }
}

async function picture(browser: Browser, origin: string, stop: Stop, facts: TourFacts): Promise<void> {
  const [width, height] = stop.size ?? [1280, 860]
  const context = await browser.newContext({ baseURL: origin, viewport: { width, height }, deviceScaleFactor: 1 })
  await context.addInitScript(
    (language) => localStorage.setItem('kaibiao.preferences', JSON.stringify({ language })),
    stop.language ?? 'zh-CN',
  )
  const tab = await context.newPage()
  const as = typeof stop.as === 'function' ? stop.as(facts) : stop.as
  if (as === undefined) await tab.goto(stop.path(facts))
  else await signIn(tab, as, stop.path(facts))
  await tab.locator('h1').first().waitFor()
  await tab.waitForLoadState('networkidle')
  await stop.before?.(tab)
  await sleep(800)
  await tab.screenshot({ path: join(folder, stop.file) })
  await context.close()
}

/** Signs in on the way to a page: the keys stay at hand, as long as nothing is loaded anew. */
async function signIn(tab: Page, organization: string, path: string): Promise<void> {
  await tab.goto(`/sign-in?next=${encodeURIComponent(path)}`)
  await tab.locator('button.demo-person', { hasText: organization }).first().click()
  await tab.waitForURL((url) => url.pathname === path)
}

/** The page, made from the same list as the pictures. */
function page(): string {
  const parts = stops.map(({ file, title, text }) => `## ${title}\n\n${text}\n\n![${title}](${file})\n`)
  const head =
    '# A tour of Kaibiao\n\nEvery picture is a real page of the running demo (`npm run demo`), taken by `npm run tour`. People and firms are invented;\nthe prices are those of a real opening. Every statutory day lasts a second in the demo, which each page says at its top.\n'
  return `${head}\n${parts.join('\n')}`
}

async function until(holds: () => boolean, patienceMs: number, tell: () => string): Promise<void> {
  const endsAt = Date.now() + patienceMs
  while (!holds()) {
    if (Date.now() > endsAt) throw new Error(`the demo is not ready: ${tell()}`)
    await sleep(200)
  }
}

await takeTour()
