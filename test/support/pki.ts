import { execFileSync, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Bytes } from '#shared/primitives/bytes.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { makePki, type Pki } from '../../certs/make.ts'

/** The moment the tests' PKI is made for unless a test says otherwise: a Thursday noon in Beijing. */
export const TEST_PKI_AT = Date.UTC(2026, 2, 12, 4)

const made = new Map<number, Promise<Pki>>()

/** The tests' PKI as of a moment (milliseconds); made once per run and moment. Real X.509, valid from 20 days before to two years after. */
export function testPki(at: number = TEST_PKI_AT): Promise<Pki> {
  const pki = made.get(at) ?? makePki({ at })
  made.set(at, pki)
  return pki
}

/** Whether an openssl of the 3 series is here to compare with; where it is not, the committed vectors remain. */
export const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).startsWith('OpenSSL 3.')
  } catch {
    return false
  }
})()

/** A folder of its own for files handed to a tool; the caller removes it when the test is over. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'kaibiao-pki-'))
  try {
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** What a tool said and whether it accepted. */
export interface ToolAnswer {
  readonly isAccepted: boolean
  readonly output: string
}

/** Runs openssl on files: `files` are written first, their names are the arguments' business. */
export async function openssl(
  folder: string,
  args: readonly string[],
  files: Readonly<Record<string, Uint8Array | string>> = {},
): Promise<ToolAnswer> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  const done = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  return { isAccepted: done.status === 0, output: `${done.stdout}${done.stderr}` }
}

/** Reads what a tool wrote. */
export async function readBytes(folder: string, name: string): Promise<Bytes> {
  return new Uint8Array(await readFile(join(folder, name)))
}

/** Random bytes for tests. */
export const random: RandomBytes = (length) => new Uint8Array(randomBytes(length))

/** A person to make a certificate for; the credit code is a valid one. */
export const SOMEBODY = { name: '张三', organization: '某某建设工程有限公司', creditCode: '91310000MA1FL0AB7G' } as const
