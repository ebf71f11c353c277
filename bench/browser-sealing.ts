import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, truncate, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import express from 'express'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build, type Manifest } from 'vite'
import { clientPages } from '../server/platform/http/client-pages.ts'
import { launchOptions } from '../test/support/browser.ts'
import { SOMEBODY, testPki } from '../test/support/pki.ts'
import { testTender } from '../test/support/sealed-bid.ts'
import { interleave, type Measurement, rateOf } from './support/measure.ts'

const MEGABYTE = 1e6
const SMALL_BYTES = 256 * 1024 * 1024
const LARGE_BYTES = 1024 * 1024 * 1024
const PIECE_BYTES = 4 * 1024 * 1024
const ROUNDS = 3
const SAMPLE_MS = 250

/** The client's own sealing worker and its own storage, without the pages around them. */
const entry = `
import { dropStaging } from './crypto/opfs.ts'
import { startSealing } from './crypto/sealing.ts'

const file = () => document.querySelector('input').files[0]

globalThis.seal = async ({ target, certificate, chain }) => {
  const bytes = (numbers) => Uint8Array.from(numbers)
  const signer = {
    certificate: bytes(certificate),
    chain: chain.map(bytes),
    algorithm: 'ecdsa-p256',
    sign: async (tbs) => bytes(await signOutside([...tbs])),
  }
  const custodians = target.custodians.map(({ i, keySpki }) => ({ i, keySpki: bytes(keySpki) }))
  const fields = { price: '1230000.00', period: '90' }
  const staging = 'bench' + performance.now()
  const sealing = startSealing({})
  const startedAt = performance.now()
  const { isStaged } = await sealing.seal(
    { target: { ...target, custodians }, intent: 'bid', envelopes: [{ name: 'commercial', fields, files: [file()] }], staging },
    signer,
  )
  const seconds = (performance.now() - startedAt) / 1000
  sealing.end()
  await dropStaging(staging)
  if (!isStaged) throw new Error('no room to stage the ciphertext')
  return seconds
}

globalThis.encryptBare = async (size) => {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const piece = new Uint8Array(${PIECE_BYTES})
  const startedAt = performance.now()
  for (let at = 0; at < size; at += piece.length)
    await crypto.subtle.encrypt({ name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(12)) }, key, piece)
  return (performance.now() - startedAt) / 1000
}
`

/**
 * Sealing a file in Chromium by the client's worker, from the disk to the browser's own storage (read twice, three digests, encrypted in
 * chunks of 16 KiB, written), against the cipher alone over bytes in memory in the same page; and the memory both take.
 */
export async function measure(): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'browser-sealing-'))
  const [small, large] = await Promise.all([fileOf(folder, 'small.pdf', SMALL_BYTES), fileOf(folder, 'large.pdf', LARGE_BYTES)])
  const pages = await servePage(folder)
  // A context in memory has no room for large files.
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), await launchOptions())
  try {
    const [page = await context.newPage()] = context.pages()
    const resident = await residentOf(context.browser())
    await page.goto(pages.address)
    const choose = (path: string) => page.locator('input').setInputFiles(path)
    const encrypt = (size: number) => page.evaluate<number>(`encryptBare(${size})`)
    const seal = `seal(${JSON.stringify(await orderFor(page))})`
    const peakOf = () => peakDuring(() => page.evaluate<number>(seal), resident)
    await choose(small)
    // Before the cipher's own pieces fill the memory.
    const ofSmall = await peakOf()
    const rounds = await interleave(ROUNDS, {
      ours: () => page.evaluate<number>(seal),
      baseline: () => encrypt(SMALL_BYTES),
    })
    await choose(large)
    const ofLarge = await peakOf()
    const bare = await encrypt(LARGE_BYTES)
    return [
      rateOf({
        name: 'browser-sealing',
        rounds,
        amount: SMALL_BYTES / MEGABYTE,
        unit: 'MB/s',
        what: 'sealing 268 MB in Chromium, from the disk into its storage, against bare crypto.subtle.encrypt of 4 MiB pieces in memory',
      }),
      rateOf({
        name: 'browser-sealing-1gb',
        rounds: { ours: [ofLarge.seconds], baseline: [bare] },
        amount: LARGE_BYTES / MEGABYTE,
        unit: 'MB/s',
        what: 'the same for 1,074 MB, once, while its memory is measured',
      }),
      {
        name: 'browser-sealing-memory',
        ratio: ofSmall.peak / ofLarge.peak,
        ours: ofLarge.peak / MEGABYTE,
        baseline: ofSmall.peak / MEGABYTE,
        unit: 'MB',
        what: 'most memory of page and worker while 1,074 MB were sealed, all their process holds (resident), against 268 MB',
      },
    ]
  } finally {
    await context.close()
    await pages.close()
  }
}

/** A reading of the resident memory of the browser's pages and their workers, bytes; 0 where the system does not tell it (/proc). */
async function residentOf(browser: Browser | null): Promise<() => Promise<number>> {
  const session = await browser?.newBrowserCDPSession()
  return async () => {
    const { processInfo = [] } = (await session?.send('SystemInfo.getProcessInfo')) ?? {}
    const renderers = processInfo.filter(({ type }) => type === 'renderer')
    const kibibytes = await Promise.all(
      renderers.map(async ({ id }) => {
        const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '')
        return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0)
      }),
    )
    return 1024 * Math.max(0, ...kibibytes)
  }
}

/** Seconds that work took, and the highest of the readings meanwhile. */
async function peakDuring(work: () => Promise<number>, read: () => Promise<number>) {
  let isOver = false
  let peak = 0
  const ended = work().finally(() => {
    isOver = true
  })
  while (!isOver) {
    peak = Math.max(peak, await read())
    await setTimeout(SAMPLE_MS)
  }
  return { seconds: await ended, peak }
}

/** What is to be sealed, as a page can be told; the private key stays here and signs for it. */
async function orderFor(page: Page) {
  const pki = await testPki()
  const { signer } = await pki.person(SOMEBODY)
  const { target } = await testTender({ maxEnvelopeBytes: 2 ** 31 })
  await page.exposeFunction('signOutside', async (tbs: number[]) => [...(await signer.sign(Uint8Array.from(tbs)))])
  return {
    target: { ...target, custodians: target.custodians.map(({ i, keySpki }) => ({ i, keySpki: [...keySpki] })) },
    certificate: [...signer.certificate],
    chain: signer.chain.map((der) => [...der]),
  }
}

async function fileOf(folder: string, name: string, size: number): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, '%PDF-1.7\n')
  await truncate(path, size)
  return path
}

/** Builds the page and serves it as the platform serves its own, isolated across origins as the platform's pages are. */
async function servePage(folder: string): Promise<{ readonly address: string; close(): Promise<void> }> {
  const root = fileURLToPath(new URL('../client/', import.meta.url))
  const outDir = join(folder, 'page')
  const id = join(root, 'browser-sealing.js')
  await mkdir(outDir)
  await build({
    configFile: false,
    root,
    logLevel: 'silent',
    publicDir: false,
    worker: { format: 'es' },
    plugins: [{ name: 'page', resolveId: (name) => (name === 'page' ? id : null), load: (name) => (name === id ? entry : null) }],
    build: { outDir, target: 'es2023', manifest: 'manifest.json', rolldownOptions: { input: 'page' } },
  })
  const manifest = JSON.parse(await readFile(join(outDir, 'manifest.json'), 'utf8')) as Manifest
  const script = Object.values(manifest).find(({ isEntry }) => isEntry === true)?.file ?? ''
  await writeFile(
    join(outDir, 'index.html'),
    `<!doctype html><meta charset="utf-8"><title>sealing</title><input type="file"><script type="module" src="/${script}"></script>`,
  )
  const server = express()
    .use((_request, response, next) => {
      response.setHeader('cross-origin-opener-policy', 'same-origin')
      response.setHeader('cross-origin-embedder-policy', 'require-corp')
      next()
    })
    .use(await clientPages(outDir))
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
