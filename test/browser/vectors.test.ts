import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { useBrowser } from '../support/browser.ts'
import { bundleForBrowser } from '../support/browser-bundle.ts'
import { usePlatform } from '../support/platform.ts'

/** The tests of test/shared that hold the formats to their vectors: in Chromium the very same files run as in Node. */
const FILES = ['sealed-bid-vectors', 'sealed-bid-chunked-encryption', 'pki-vectors', 'draw-vectors', 'transparency-merkle-tree']

/** What mocha is to the test files, as little as they need of it; it gives every test's title and, of those that fail, why. */
const RUNNER = `
const suites = [{ title: '', before: [], entries: [] }]
const timed = { timeout: () => timed }
globalThis.describe = (title, define) => {
  // The half of the tests that asks for Node's own cryptography.
  if (title.endsWith('by node:crypto')) return
  const suite = { title, before: [], entries: [] }
  suites.at(-1).entries.push(suite)
  suites.push(suite)
  define.call(timed)
  suites.pop()
}
globalThis.it = (title, run) => (suites.at(-1).entries.push({ title, run }), timed)
globalThis.before = (...all) => suites.at(-1).before.push(all.at(-1))
globalThis.after = () => { throw new Error('no test of vectors has anything to clear away') }
globalThis.Buffer = { from: (text) => Uint8Array.from(atob(text.replace(/\\s/g, '')), (character) => character.charCodeAt(0)) }
globalThis.runTests = async () => {
  const told = []
  const run = async (suite, path) => {
    for (const prepare of suite.before) await prepare.call(timed)
    for (const entry of suite.entries) {
      const title = path + entry.title
      if (entry.run === undefined) await run(entry, title + ': ')
      else await Promise.resolve().then(() => entry.run.call(timed)).then(() => told.push({ title }), (error) => told.push({ title, fault: String(error.stack ?? error) }))
    }
  }
  await run(suites[0], '')
  return told
}
`

interface Outcome {
  readonly title: string
  readonly fault?: string
}

describe('the shared vectors in Chromium, by the very tests that Node runs', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let page: Page
  let outcomes: readonly Outcome[]

  before('bundle the tests into one module of the platform’s origin, and run it', async () => {
    const tests = FILES.map((file) => `import './test/shared/${file}.test.ts'`).join('\n')
    const code = `${RUNNER}${await bundleForBrowser(tests, { hasVectors: true })}`
    page = await browser().open({ origin: platform().origin })
    await page.route('**/assets/vectors.js', (route) => route.fulfill({ contentType: 'text/javascript', body: code }))
    await page.goto('/help')
    await page.addScriptTag({ url: '/assets/vectors.js', type: 'module' })
    await page.waitForFunction('globalThis.runTests !== undefined')
    outcomes = await page.evaluate<Outcome[]>('runTests()')
  })

  it('each arrives at every byte', () => {
    expect(outcomes.filter(({ fault }) => fault !== undefined)).to.deep.equal([])
  })

  it('none was left out: sealed bids, their chunks, signatures and containers, the draw, the tree', () => {
    const titles = outcomes.map(({ title }) => title)
    expect(titles.length).to.be.at.least(60)
    for (const what of [
      'letter, file, key and salt give the same payload.enc again, byte for byte, and it opens',
      'the identity envelope opens with two of the three keys, and proves the bidder',
      'writes the same bytes as the Python implementation for 0 bytes',
      'PKCS#12 files open, modern, 3DES and RC2, with a password in Chinese',
      'signatures verify, ours and openssl’s, and their signers are trusted or revoked as said',
      'has the published root at every size, appended one by one or at once',
    ])
      expect(
        titles.some((title) => title.includes(what)),
        what,
      ).to.equal(true)
  })
})
