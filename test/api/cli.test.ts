import { spawn } from 'node:child_process'
import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { getPlatform } from '#shared/contracts/platform.ts'
import type { Credential } from '../../certs/make.ts'
import { nodeRandom } from '../../cli/node-runtime.ts'
import { runCli } from '../../cli/run-cli.ts'
import { publishResult } from '../support/draw-hall.ts'
import {
  approveTender,
  type Cast,
  castOf,
  draftedTender,
  fileTender,
  type TenderAnswer,
  usualEnvelopes,
} from '../support/notices.ts'
import { closeAndList, openingOf, signSettlementOf } from '../support/opening.ts'
import { type TestPerson, type TestPlatform, usePlatform } from '../support/platform.ts'

const PASSWORD = 'p12-口令'
const PASSPHRASE = 'a passphrase of one’s own'

/** What a run of the command line left behind. */
interface Run {
  readonly code: number
  readonly json: Record<string, unknown>
  readonly stderr: string
}

describe('kaibiao, the command line: a whole tender by bidders, custodians and a stranger (B1, P2, P7)', function () {
  this.timeout(60_000)
  const running = usePlatform()
  let platform: TestPlatform
  let cast: Cast
  let tender: TenderAnswer
  let folder: string
  let logKey: string
  const bidders: TestPerson[] = []

  before('prepare a project and a draft', async () => {
    platform = running()
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-cli-'))
    await platform.pki.writeTrust(at('trust'))
    cast = await castOf(platform)
    tender = await draftedTender(platform, cast, { draft: { envelopes: usualEnvelopes } })
    for (const [index, custodian] of cast.custodians.entries())
      await saveP12(`custodian${index + 1}`, custodian.credentials.signing)
    const trusted = await kaibiao('trust', '--origin', platform.origin, '--trust', at('trust'))
    expect(trusted, trusted.stderr).to.deep.include({ code: 0 })
    logKey = (await platform.client.call(getPlatform, {})).logVerifierKey
  })

  after(async () => rm(folder, { recursive: true, force: true }))

  it('accept: every custodian accepts its seat with a fresh key of its own', async () => {
    for (const i of [1, 2, 3, 4, 5]) {
      const run = await custodian(i, 'accept', '--origin', platform.origin, '--tender', tender.id)
      expect(run, run.stderr).to.deep.include({ code: 0 })
      expect(run.json).to.include({ tender: tender.id, i })
      const kept = await readFile(at(`custody${i}`), 'utf8')
      expect(kept).to.contain('custody-sealed/1').and.not.to.contain('privateKey')
    }
    await fileTender(cast, tender.id)
    tender = await approveTender(cast, tender.id)
    platform.clock.advance(60_000)
    await goOn()
  })

  it('accept never writes over a key that is there', async () => {
    const run = await custodian(1, 'accept', '--origin', platform.origin, '--tender', tender.id)
    expect(run.code).to.equal(2)
  })

  it('check: a custodian confirms that its key still opens', async () => {
    const run = await custodian(2, 'check')
    expect(run, run.stderr).to.deep.include({ code: 0, json: { tender: tender.id, i: 2, isReady: true } })
  })

  it('notice: the notice is fetched and verified, custodians by name', async () => {
    const run = await kaibiao(
      'notice',
      '--origin',
      platform.origin,
      '--tender',
      tender.id,
      '--trust',
      at('trust'),
      '--out',
      at('pack'),
    )
    expect(run, run.stderr).to.deep.include({ code: 0 })
    expect(run.json).to.include({ title: tender.title })
    expect(run.json['custodians']).to.have.length(5)
    const [first] = run.json['custodians'] as { name: string; certifiedAs: string }[]
    expect(first?.certifiedAs).to.equal(cast.custodians[0]?.credentials.organization)
  })

  it('notice: a notice whose custodian is not proven is refused before anything is sealed', async () => {
    const pack = JSON.parse(await readFile(at('pack'), 'utf8'))
    await writeFile(
      at('pack-forged'),
      JSON.stringify({ ...pack, acceptances: [pack.acceptances[0], ...pack.acceptances.slice(0, 4)] }),
    )
    await saveP12(
      'nobody',
      (await platform.pki.person({ name: '某', organization: '某公司', creditCode: '91350100M000100Y43' })).signing,
    )
    const run = await kaibiao(...sealing('nobody', at('forged'), at('pack-forged'), '1.00'))
    expect(run.code).to.equal(3)
    expect(run.json['error']).to.include({ code: 'custodian-not-proven' })
  })

  it('seal: off line, with nothing but the pack, files and a certificate', async () => {
    for (const [index, price] of ['11000000.00', '10800000.00', '10950000.00', '11200000.00'].entries()) {
      const person = await platform.register('bidder', { name: `轸宿${index + 1}建设有限公司` })
      bidders.push(person)
      await saveP12(`bidder${index}`, person.credentials.signing)
      await writeFile(at(`报价${index}.pdf`), `%PDF-1.7 ${price}`)
      const run = await kaibiao(
        ...sealing(`bidder${index}`, at(`bid${index}`), at('pack'), price, `commercial=${at(`报价${index}.pdf`)}`),
      )
      expect(run, run.stderr).to.deep.include({ code: 0 })
      expect(run.stderr).to.contain('commercial encrypting 100 %')
      const keep = await readFile(join(at(`bid${index}`), 'bid.keep'), 'utf8')
      expect(keep).to.contain('keep-sealed/1').and.not.to.contain(price)
    }
  })

  it('seal: a field that is missing, and a file that is not there, are said plainly', async () => {
    const arguments_ = sealing('bidder0', at('bad'), at('pack'), '1.00')
    const without = await kaibiao(
      ...arguments_.filter((argument) => !argument.startsWith('commercial.period') && argument !== '--period'),
    )
    expect(without.code).to.equal(2)
    const missing = await kaibiao(...arguments_, '--file', 'commercial=/nowhere/x.pdf')
    expect(missing.code).to.equal(5)
  })

  it('submit: uploads, hands in and verifies the receipt; the same again gets the same receipt', async () => {
    for (const index of [0, 1, 2, 3]) {
      const run = await bidder(index, 'submit')
      expect(run, run.stderr).to.deep.include({ code: 0 })
      expect((run.json['checks'] as { verdict: string }[]).filter(({ verdict }) => verdict === 'fail')).to.deep.equal([])
      platform.clock.advance(1000)
    }
    const before = await readFile(join(at('bid0'), 'receipt.json'), 'utf8')
    const again = await bidder(0, 'submit')
    expect(again, again.stderr).to.deep.include({ code: 0, stderr: '' })
    expect(await readFile(join(at('bid0'), 'receipt.json'), 'utf8')).to.equal(before)
  })

  it('submit: a damaged ciphertext is refused by name, and nothing counts', async () => {
    const run = await kaibiao(...sealing('bidder0', at('damaged'), at('pack'), '1.00'))
    expect(run.code).to.equal(0)
    const path = join(at('damaged'), 'commercial.payload.enc')
    const bytes = await readFile(path)
    bytes[500_000] = (bytes[500_000] ?? 0) ^ 1
    await writeFile(path, bytes)
    const refused = await kaibiao('submit', '--keep', join(at('damaged'), 'bid.keep'), '--trust', at('trust'))
    expect(refused.code).to.equal(3)
    expect(refused.json['error']).to.include({ code: 'payload-wrong-digest' })
  })

  it('submit: a wrong passphrase is said plainly', async () => {
    await writeFile(at('wrong'), 'wrong')
    const keep = join(at('bid0'), 'bid.keep')
    const run = await kaibiao('submit', '--keep', keep, '--trust', at('trust'), '--passphrase-file', at('wrong'))
    expect(run.code).to.equal(3)
    expect(run.json['error']).to.include({ code: 'keep-file-wrong-passphrase' })
  })

  it('seal and submit again: a later bid replaces the earlier (B4)', async () => {
    expect((await kaibiao(...sealing('bidder0', at('bid0b'), at('pack'), '10700000.00'))).code).to.equal(0)
    expect((await kaibiao('submit', '--keep', join(at('bid0b'), 'bid.keep'), '--trust', at('trust'))).code).to.equal(0)
    platform.clock.advance(1000)
  })

  it('withdraw: a withdrawal is as large as the bid it withdraws, and gets a receipt like any other (B4)', async () => {
    const keep = ['--keep', join(at('bid3'), 'bid.keep'), '--notice', at('pack'), '--trust', at('trust'), '--out', at('gone')]
    const run = await kaibiao('withdraw', ...keep, '--p12', at('bidder3.p12'))
    expect(run, run.stderr).to.deep.include({ code: 0 })
    for (const envelope of ['qualification', 'commercial']) {
      const size = async (of: string) => (await readFile(join(at(of), `${envelope}.payload.enc`))).length
      expect(await size('gone')).to.equal(await size('bid3'))
    }
  })

  it('verify-receipt: off line, with the entry’s proof from the log', async () => {
    await platform.beat()
    const proof = ['--origin', platform.origin]
    const run = await kaibiao('verify-receipt', '--receipt', join(at('bid1'), 'receipt.json'), '--trust', at('trust'), ...proof)
    expect(run, run.stderr).to.deep.include({ code: 0 })
    const checks = run.json['checks'] as { name: string; verdict: string }[]
    expect(checks.find(({ name }) => name === 'ledger-entry')).to.include({ verdict: 'pass' })
    const other = await kaibiao(
      'verify-receipt',
      '--receipt',
      join(at('bid1'), 'receipt.json'),
      '--trust',
      at('trust'),
      '--manifest',
      'f'.repeat(64),
    )
    expect(other.code).to.equal(1)
  })

  it('release: nothing leaves a custodian’s device before the deadline', async () => {
    const run = await custodian(1, 'release', '--trust', at('trust'))
    expect(run, run.stderr).to.deep.include({ code: 0 })
    expect(run.json).to.deep.include({ done: [] })
  })

  it('submit: after the deadline a bid handed in before still gets its receipt, and a new one is late (B3)', async () => {
    expect((await kaibiao(...sealing('bidder1', at('late'), at('pack'), '1.00'))).code).to.equal(0)
    await closeAndList(platform, tender)
    await goOn()
    const before = await readFile(join(at('bid1'), 'receipt.json'), 'utf8')
    await rm(join(at('bid1'), 'receipt.json'))
    expect((await bidder(1, 'submit')).code).to.equal(0)
    expect(await readFile(join(at('bid1'), 'receipt.json'), 'utf8')).to.equal(before)
    const late = await kaibiao('submit', '--keep', join(at('late'), 'bid.keep'), '--trust', at('trust'))
    expect(late.code).to.equal(3)
    expect(late.json['error']).to.include({ code: 'bid-late' })
  })

  it('release: custodians walk the chain themselves and release the identities (step 2)', async () => {
    for (const i of [1, 2, 3, 4, 5]) {
      const run = await custodian(i, 'release', '--trust', at('trust'))
      expect(run, run.stderr).to.deep.include({ code: 0 })
      expect(run.json).to.deep.include({ done: ['identities'] })
    }
    const again = await custodian(1, 'release', '--trust', at('trust'))
    expect(again.json).to.deep.include({ done: [] })
    await goOn()
    const { state, seals } = await openingOf(platform, tender.id)
    expect(state).to.equal('revealing')
    expect(seals.filter((seal) => seal.state === 'live')).to.have.length(3)
  })

  it('reveal: bidders reveal from their keep-files alone, without certificate or session (step 4)', async () => {
    for (const name of ['bid0b', 'bid1', 'bid2']) {
      const run = await kaibiao('reveal', '--keep', join(at(name), 'bid.keep'))
      expect(run, run.stderr).to.deep.include({ code: 0 })
      expect(JSON.parse(await readFile(join(at(name), 'reveal-ack.json'), 'utf8'))).to.have.property('p7s')
    }
    const replaced = await kaibiao('reveal', '--keep', join(at('bid0'), 'bid.keep'))
    expect(replaced.code).to.equal(3)
    expect(replaced.json['error']).to.include({ code: 'bid-not-listed' })
    await goOn()
  })

  it('release: custodians report, and release their shares once causes are fixed (steps 5 and 6)', async () => {
    for (const i of [1, 2, 3, 4, 5]) {
      expect((await custodian(i, 'release', '--trust', at('trust'))).json).to.deep.include({ done: ['report'] })
    }
    await goOn()
    await signSettlementOf(platform, tender.id, cast)
    await goOn()
    for (const i of [1, 2, 3, 4, 5]) {
      const run = await custodian(i, 'release', '--trust', at('trust'), '--watch')
      expect(run, run.stderr).to.deep.include({ code: 0 })
      expect(run.json).to.deep.include({ done: ['shares'] })
    }
    await goOn()
    const over = await custodian(1, 'release', '--trust', at('trust'), '--watch')
    expect(over, over.stderr).to.deep.include({ code: 0, json: { tender: tender.id, i: 1, done: [] } })
    const { state, seals } = await openingOf(platform, tender.id)
    expect(state).to.equal('published')
    const prices = seals.flatMap((seal) => (seal.fields === null ? [] : [seal.fields['price']]))
    expect(prices.sort()).to.deep.equal(['10700000.00', '10800000.00', '10950000.00'])
  })

  it('verify-opening: a stranger verifies it all, by the real program', async () => {
    await goOn()
    const run = await program(
      'verify-opening',
      '--origin',
      platform.origin,
      '--tender',
      tender.id,
      '--trust',
      at('trust'),
      '--log-key',
      logKey,
      '--json',
    )
    expect(run.code, run.stderr).to.equal(0)
    const checks = run.json['checks'] as { verdict: string }[]
    expect(checks.filter(({ verdict }) => verdict === 'fail')).to.deep.equal([])
    expect(checks.filter(({ verdict }) => verdict === 'pass').length).to.be.greaterThan(30)
  })

  it('verify-opening: a forged bundle fails, with the check that noticed it', async () => {
    const response = await fetch(`${platform.origin}/api/openings/${tender.id}/bundle`)
    await writeFile(at('bundle.json'), (await response.text()).replaceAll('10700000.00', '10600000.00'))
    const run = await kaibiao('verify-opening', '--bundle', at('bundle.json'), '--trust', at('trust'), '--log-key', logKey)
    expect(run.code).to.equal(1)
    const failed = (run.json['checks'] as { name: string; verdict: string }[]).filter(({ verdict }) => verdict === 'fail')
    expect(failed.map(({ name }) => name)).to.include('facts-match')
  })

  it('destroy: the key of a finished tender is overwritten and a signed act says so, not before its experts are drawn', async () => {
    platform.clock.advance(31 * 60_000)
    await goOn()
    platform.clock.advance(31 * 60_000)
    await goOn()
    const early = await custodian(1, 'destroy')
    expect([early.code, (early.json['error'] as { code: string }).code]).to.deep.equal([3, 'tender-wrong-state'])
    await access(at('custody1'))
    await publishResult({ hall: { tender }, platform })
    const run = await custodian(1, 'destroy')
    expect(run, run.stderr).to.deep.include({ code: 0 })
    expect(
      await access(at('custody1')).then(
        () => true,
        () => false,
      ),
    ).to.equal(false)
  })

  it('says how it ended by documented exit codes', async () => {
    expect((await kaibiao('frobnicate')).code).to.equal(2)
    expect((await kaibiao('seal', '--frobnicate')).code).to.equal(2)
    expect((await kaibiao('reveal', '--keep', at('nowhere'))).code).to.equal(5)
    const keep = ['--keep', join(at('bid1'), 'bid.keep'), '--origin', 'http://127.0.0.1:9']
    expect((await kaibiao('reveal', ...keep)).code).to.equal(4)
    expect((await program('--help')).code).to.equal(0)
  })

  /** The clock's work, then a beat: every step under a checkpoint before the next. */
  async function goOn(): Promise<void> {
    await platform.runDue()
    await platform.beat()
  }

  function at(name: string): string {
    return join(folder, name)
  }

  async function saveP12(name: string, credential: Credential): Promise<void> {
    await writeFile(at(`${name}.p12`), await credential.pkcs12(PASSWORD))
  }

  function sealing(who: string, out: string, pack: string, price: string, file?: string): string[] {
    const lot = tender.lots[0]?.id ?? ''
    const fields = ['--field', `commercial.price=${price}`, '--field', 'commercial.period=90']
    const files = file === undefined ? [] : ['--file', file]
    return [
      'seal',
      '--notice',
      pack,
      '--lot',
      lot,
      '--p12',
      at(`${who}.p12`),
      '--trust',
      at('trust'),
      '--out',
      out,
      ...fields,
      ...files,
    ]
  }

  function bidder(index: number, command: string): Promise<Run> {
    return kaibiao(command, '--keep', join(at(`bid${index}`), 'bid.keep'), '--trust', at('trust'))
  }

  function custodian(i: number, command: string, ...rest: string[]): Promise<Run> {
    return kaibiao(command, '--p12', at(`custodian${i}.p12`), '--custody', at(`custody${i}`), ...rest)
  }

  function kaibiao(...line: string[]): Promise<Run> {
    return run(line)
  }

  async function run(line: readonly string[]): Promise<Run> {
    let stdout = ''
    let stderr = ''
    const code = await runCli([...line, '--json'], {
      stdout: {
        write(text) {
          stdout += text
        },
      },
      stderr: {
        write(text) {
          stderr += text
        },
      },
      environment: { KAIBIAO_PASSPHRASE: PASSPHRASE, KAIBIAO_P12_PASSWORD: PASSWORD },
      fetch: globalThis.fetch,
      random: nodeRandom,
      now: () => platform.clock.now(),
      wait: goOn,
    })
    return { code, json: stdout === '' ? {} : JSON.parse(stdout), stderr }
  }
})

/** The program itself, in a process of its own. */
function program(...line: string[]): Promise<Run> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'cli/kaibiao.ts', ...line])
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk) => {
    stdout += chunk
  })
  child.stderr.on('data', (chunk) => {
    stderr += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, json: stdout.startsWith('{') ? JSON.parse(stdout) : {}, stderr }))
  })
}
