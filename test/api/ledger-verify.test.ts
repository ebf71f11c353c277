import { execFile, execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { addressOf } from '#shared/contracts/client.ts'
import { readDeadlineCheckpoint, readLogKey, readTenderChain } from '#shared/contracts/ledger.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { appendEvent, appendOpaque, checkpointDeadline, logYear } from '../../server/features/ledger/index.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { random } from '../support/ledger.ts'
import { usePlatform } from '../support/platform.ts'

const script = fileURLToPath(new URL('../../docs/verify_log.py', import.meta.url))
const tender = '78'.repeat(16)
const run = promisify(execFile)

const isThere = (command: string) => {
  try {
    execFileSync(command, [command === 'openssl' ? 'version' : '--version'])
    return true
  } catch {
    return false
  }
}

// A machine without these tools has nothing to compare with: there the published vectors of test/shared/transparency-* stand for them.
const describeWithTools = isThere('python3') && isThere('openssl') ? describe : (_title: string, _tests: () => void) => undefined

describeWithTools('docs/verify_log.py, with nothing but Python and openssl', () => {
  const platform = usePlatform()
  let folder: string

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mirror-'))
    await grow(120)
  })

  after(() => (folder === undefined ? undefined : rm(folder, { recursive: true })))

  async function grow(entries: number): Promise<void> {
    const { connection } = platform().server.platform
    const { deps } = platform().server.features.ledger
    await inTransaction(connection, async (session) => {
      for (let count = 0; count < entries; count += 1) await appendOpaque(deps, session, { c: random(32) })
      const at = instantOf(platform().clock.now())
      await appendEvent(deps, session, {
        type: 'notice.published',
        subject: { tender },
        at,
        tender,
        facts: { title: '道路', entries },
      })
    })
    await platform().beat()
  }

  const logUrl = () => `${platform().origin}/api/log/${logYear(platform().clock.now())}`

  /** The script's output, or what it said when it did not verify. */
  async function verify(...parameters: string[]): Promise<string> {
    return run('python3', ['-B', script, ...parameters]).then(
      ({ stdout }) => stdout,
      (error: { stderr: string }) => error.stderr.trim(),
    )
  }

  it('is at most a hundred lines', async () => {
    expect((await readFile(script, 'utf8')).trimEnd().split('\n').length).to.be.at.most(100)
  })

  it('mirrors the log, re-hashes it to the signed root, and goes on from the mirror as the log grows past a bundle', async () => {
    expect(await verify(logUrl(), folder)).to.match(/^kaibiao\.test\/\d{4}: 121 entries hash to the root [0-9a-f]{64}\n/)
    await grow(240)
    expect(await verify(logUrl(), folder)).to.contain(': 362 entries hash to the root ')
    expect(await verify('-', folder), 'without a network').to.contain(': 362 entries hash to the root ')
  })

  it('leaves text and signature of the checkpoint as openssl takes them', async () => {
    await writeFile(join(folder, 'key.pem'), await platform().client.call(readLogKey, {}))
    const line = (await verify('-', folder)).split('now: openssl ')[1]?.trim().split(' ') ?? []
    const verified = await run(
      'openssl',
      line.map((word) => (word === 'key.pem' ? join(folder, word) : word)),
    )
    expect(verified.stdout).to.contain('Verified Successfully')
  })

  it('checks that a tender’s public chain stands in the log, and that nobody changed a word of it', async () => {
    const answer = await fetch(new URL(addressOf(readTenderChain, { tender }), platform().origin))
    const chain = (await answer.json()) as { events: { event: { subject: { tender: string } } }[] }
    const file = join(folder, 'chain.json')
    await writeFile(file, JSON.stringify(chain))
    expect(await verify('-', folder, '--chain', file)).to.contain('entries hash to the root')
    const [first] = chain.events
    if (first !== undefined) first.event.subject.tender = '0'.repeat(32)
    await writeFile(file, JSON.stringify(chain))
    expect(await verify('-', folder, '--chain', file)).to.equal('NOT VERIFIED: event 1 of the chain is not in the log')
  })

  it('says so when an entry was changed, taken out, or when the log is another one', async () => {
    const entries = join(folder, 'entries')
    const whole = await readFile(entries, 'utf8')
    const lines = whole.trimEnd().split('\n')
    lines[200] = lines[199] ?? ''
    await writeFile(entries, `${lines.join('\n')}\n`)
    expect(await verify('-', folder)).to.match(/^NOT VERIFIED: the first 362 entries no longer have the root/)
    await writeFile(entries, `${lines.slice(1).join('\n')}\n`)
    expect(await verify('-', folder)).to.match(/^NOT VERIFIED: 361 entries do not hash/)
    lines[300] = '{"c":"x","t":"ledger/1"}'
    await writeFile(entries, `${lines.join('\n')}\n`)
    expect(await verify(logUrl(), folder)).to.equal('NOT VERIFIED: entry 300 is no longer the one mirrored')
    await writeFile(entries, whole)
    const checkpoint = join(folder, 'checkpoint')
    const note = await readFile(checkpoint, 'utf8')
    await writeFile(checkpoint, note.replace('kaibiao.test', 'elsewhere.test'))
    expect(await verify(logUrl(), folder)).to.contain('this is another log than the one mirrored')
    await writeFile(checkpoint, note)
    expect(await verify(logUrl(), folder)).to.contain(': 362 entries')
  })

  it('gives a deadline checkpoint whose RFC 3161 token openssl verifies over the note', async () => {
    const { ledger } = platform().server.features
    await checkpointDeadline({ ledger }, { tender, at: instantOf(platform().clock.now()) })
    const { checkpoint, timestamp } = await platform().client.call(readDeadlineCheckpoint, { params: { tender } })
    const { certificates } = (await platform().client.call(getPlatform, {})).timestamp
    const pem = certificates.map((der) => {
      return `-----BEGIN CERTIFICATE-----\n${Buffer.from(der, 'base64url').toString('base64')}\n-----END CERTIFICATE-----\n`
    })
    await writeFile(join(folder, 'trust.pem'), pem.join(''))
    await writeFile(join(folder, 'deadline.note'), checkpoint)
    await writeFile(join(folder, 'deadline.tst'), Buffer.from(timestamp?.token ?? '', 'base64url'))
    const command = 'ts -verify -token_in -in deadline.tst -data deadline.note -CAfile trust.pem'
    const { stdout } = await run('openssl', command.split(' '), { cwd: folder })
    expect(stdout).to.contain('Verification: OK')
    await writeFile(join(folder, 'deadline.note'), checkpoint.replace('\n', '\n\n'))
    const refused = await run('openssl', command.split(' '), { cwd: folder }).then(
      () => 'accepted',
      () => 'refused',
    )
    expect(refused).to.equal('refused')
  })
})
