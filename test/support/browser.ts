import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { expect } from 'chai'
import type { Browser, BrowserContext, LaunchOptions, Page } from 'playwright-core'
import { builtClientFolder } from '../../server/platform/http/client-pages.ts'

/** How a page is opened. */
export interface PageOptions {
  /** Scheme, host and port of the platform. */
  readonly origin: string
  readonly language?: 'zh-CN' | 'en'
  /** CSS pixels; 1280 × 800 unless told. */
  readonly width?: number
  readonly height?: number
  /** Goes on in the context (storage, cookies) of a page opened before. */
  readonly beside?: Page
  /** Addresses outside the origin that are meant to be called: the token agent's loopback port. */
  readonly mayCall?: RegExp
}

/** The browser of a test file. */
export interface Browsing {
  /** Opens an empty page of one person or visitor: its own cookies and storage. */
  open(options: PageOptions): Promise<Page>
  /** A folder that goes when the tests have run. */
  readonly folder: string
}

/** How long a test waits for what a page shows: costs nothing where the machine is quick, and tells nothing where it is slow. */
export const SOON = { timeout: 60_000 } as const

const require = createRequire(import.meta.url)
let launched: Promise<Browser> | undefined
let isClosedWithMocha = false

/**
 * A real Chromium for a `describe`. Whatever a page does in any of its tests, three things hold or the test fails: nothing crashed, the
 * content security policy was not violated, and no request left the origin.
 */
export function useBrowser(): () => Browsing {
  let browsing: (Browsing & { close(): Promise<void> }) | undefined
  const faults: string[] = []
  before('start the browser', async function () {
    this.timeout(60_000)
    expect(existsSync(join(builtClientFolder(), 'index.html')), 'the built client (npm run build)').to.equal(true)
    if (!isClosedWithMocha) {
      isClosedWithMocha = true
      closeAfterMocha(this.test?.parent)
    }
    launched ??= launchBrowser()
    browsing = await browsingWith(await launched, faults)
  })
  afterEach('nothing crashed, no policy violated, nothing left the origin', () => {
    expect(faults.splice(0)).to.deep.equal([])
  })
  after('close the pages', async () => {
    await browsing?.close()
  })
  return () => {
    if (browsing === undefined) throw new Error('the browser runs inside tests and hooks only')
    return browsing
  }
}

/** Starts Chromium: the one `CHROMIUM_PATH` names, or the one of the npm package; Chinese is drawn with the npm Noto Sans SC. */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { chromium } = await import('playwright-core')
  return chromium.launch({ ...(await launchOptions()), ...options })
}

/** What Chromium is started with; for a persistent context too. */
export async function launchOptions(): Promise<LaunchOptions> {
  // Read before the package is imported: it then unpacks the libraries that a bare machine lacks.
  process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs20.x'
  const { default: packaged } = await import('@sparticuz/chromium')
  const executablePath = process.env['CHROMIUM_PATH'] ?? (await packaged.executablePath())
  const quiet = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
  return { executablePath, args: ['--no-sandbox', ...quiet], env: { ...process.env, FONTCONFIG_FILE: await fontConfiguration() } }
}

/** Checks a page with axe: WCAG 2.2 A and AA, nothing serious or critical. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
  // Without the mode for frames of other origins, which no page has: it opens an empty page for every audit.
  const audit = () => new AxeBuilder({ page }).setLegacyMode().withTags(tags).analyze()
  let { violations } = await audit()
  // A colour on its way to another is neither: what is still wrong when it has arrived is a fault.
  if (violations.some(({ id }) => id === 'color-contrast')) {
    await page.waitForTimeout(1000)
    violations = (await audit()).violations
  }
  const told = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('; ')}`,
    )
  expect(told, page.url()).to.deep.equal([])
}

/** Checks that a page does not scroll sideways, once what follows the size of the window has followed it. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  await page
    .waitForFunction(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth, undefined, {
      timeout: 3000,
    })
    .catch(() => undefined)
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(over, `${page.url()} is wider than its window by`).to.be.at.most(0)
}

async function browsingWith(browser: Browser, faults: string[]): Promise<Browsing & { close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'kaibiao-browser-'))
  const contexts = new Set<BrowserContext>()
  return {
    folder,
    async open({ origin, language = 'zh-CN', width = 1280, height = 800, beside, mayCall }) {
      const context =
        beside?.context() ?? (await browser.newContext({ baseURL: origin, locale: language, viewport: { width, height } }))
      if (!contexts.has(context)) {
        contexts.add(context)
        await context.addInitScript((chosen) => {
          if (localStorage.getItem('kaibiao.preferences') === null)
            localStorage.setItem('kaibiao.preferences', JSON.stringify({ language: chosen }))
        }, language)
      }
      const page = await context.newPage()
      page.setDefaultTimeout(SOON.timeout)
      watchFaults(page, origin, mayCall, faults)
      return page
    },
    async close() {
      await Promise.all([...contexts].map((context) => context.close()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Collects what must not happen on any page. For pages that a test opens in a context of its own, too. */
export function watchFaults(page: Page, origin: string, mayCall: RegExp | undefined, faults: string[]): void {
  page.on('pageerror', (error) => faults.push(`${page.url()} crashed: ${error.stack || `${error.name} ${error.message}`}`))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/i.test(message.text())) faults.push(`policy: ${message.text()}`)
  })
  page.on('request', (request) => {
    const url = request.url()
    if (/^(?:blob|data|about):/.test(url) || url.startsWith(`${origin}/`) || mayCall?.test(url) === true) return
    faults.push(`left the origin: ${url}`)
  })
  page.on('websocket', (socket) => {
    const url = socket.url()
    if (url.startsWith(`${origin.replace(/^http/, 'ws')}/`) || mayCall?.test(url) === true) return
    faults.push(`left the origin: ${url}`)
  })
}

async function fontConfiguration(): Promise<string> {
  const fonts = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'))
  const folder = join(tmpdir(), 'kaibiao-fonts')
  const file = join(folder, 'fonts.conf')
  await mkdir(folder, { recursive: true })
  const faces = ['400Regular', '600SemiBold', '700Bold'].map((face) => `<dir>${join(fonts, face)}</dir>`).join('')
  const prefer = ['sans-serif', 'serif', 'monospace']
    .map((family) => `<alias><family>${family}</family><prefer><family>Noto Sans SC</family></prefer></alias>`)
    .join('')
  const header = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">'
  await writeFile(file, `${header}<fontconfig>${faces}<cachedir>${join(folder, 'cache')}</cachedir>${prefer}</fontconfig>`)
  return file
}

function closeAfterMocha(suite: Mocha.Suite | undefined): void {
  let root = suite
  while (root?.parent) root = root.parent
  root?.afterAll('end the browser', async () => {
    await (await launched)?.close()
  })
}
