import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { base64url } from '#shared/primitives/bytes.ts'
import { type CustodyFile, sealCustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { nodeRandom } from '../../cli/node-runtime.ts'
import { runCli } from '../../cli/run-cli.ts'
import type { CustodyKey } from './notices.ts'
import type { Hall } from './opening-hall.ts'

const PASSWORD = 'p12-口令'
const PASSPHRASE = 'a passphrase of one’s own'

/** What `kaibiao` answered to a custodian, by its JSON. */
interface CustodianAnswer {
  readonly code: number
  readonly done: readonly string[]
  readonly refused: readonly { readonly refusal: string; readonly of?: string; readonly why?: string }[]
  readonly refusal: string | undefined
  readonly unreadable: readonly unknown[]
}

/** Custodians at their command lines: the files each of them keeps, in a folder of their own. */
export interface CustodianLine {
  /** Runs a command as the custodian of seat `i`, by the platform's clock; `wait` is what happens while it watches. */
  run(command: string, i: number, options?: readonly string[], wait?: () => Promise<void>): Promise<CustodianAnswer>
  /** The same in words, as the person at the keyboard reads them. */
  say(command: string, i: number, options?: readonly string[]): Promise<{ readonly code: number; readonly words: string }>
  remove(): Promise<void>
}

/** The custody file of a custodian whose client has seen nothing of the log yet. */
export async function custodyOf(
  { platform, tender }: Pick<Hall, 'platform' | 'tender'>,
  { i, keySpki, privateKey }: CustodyKey,
): Promise<CustodyFile> {
  const privateKeyPkcs8 = base64url(new Uint8Array(await crypto.subtle.exportKey('pkcs8', privateKey)))
  return { v: 'custody/1', origin: platform.origin, tender: tender.id, i, keySpki, privateKeyPkcs8, logs: [] }
}

/** Writes down what the custodians of a tender keep: trust, certificate and custody file. */
export async function custodianLine(hall: Pick<Hall, 'platform' | 'tender' | 'keys'>): Promise<CustodianLine> {
  const { platform, keys } = hall
  const folder = await mkdtemp(join(tmpdir(), 'kaibiao-custodians-'))
  const at = (i: number, what: 'p12' | 'custody') => join(folder, `${i}.${what}`)
  await platform.pki.writeTrust(join(folder, 'trust'))
  for (const key of keys) {
    await writeFile(at(key.i, 'p12'), await key.custodian.credentials.signing.pkcs12(PASSWORD))
    await writeFile(at(key.i, 'custody'), await sealCustodyFile(await custodyOf(hall, key), PASSPHRASE, nodeRandom))
  }
  async function call(line: readonly string[], i: number, wait?: () => Promise<void>) {
    const written = { stdout: '', stderr: '' }
    const into = (name: keyof typeof written) => ({
      write(text: string) {
        written[name] += text
      },
    })
    const files = ['--custody', at(i, 'custody'), '--p12', at(i, 'p12'), '--trust', join(folder, 'trust')]
    await platform.beat()
    const code = await runCli([...line, ...files], {
      stdout: into('stdout'),
      stderr: into('stderr'),
      environment: { KAIBIAO_PASSPHRASE: PASSPHRASE, KAIBIAO_P12_PASSWORD: PASSWORD },
      fetch: globalThis.fetch,
      random: nodeRandom,
      now: () => platform.clock.now(),
      wait: async () => wait?.(),
    })
    return { code, ...written }
  }
  return {
    async run(command, i, options = [], wait) {
      const { code, stdout } = await call([command, ...options, '--json'], i, wait)
      const json = (stdout === '' ? {} : JSON.parse(stdout)) as Partial<Omit<CustodianAnswer, 'code'>>
      const { done = [], refused = [], refusal, unreadable = [] } = json
      return { code, done, refused, refusal, unreadable }
    },
    async say(command, i, options = []) {
      const { code, stdout, stderr } = await call([command, ...options], i)
      return { code, words: stdout + stderr }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
