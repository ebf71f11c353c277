import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect } from 'chai'
import { ConfigFault, environmentExample, readConfig, settings } from '../../server/config.ts'

const faultsOf = (environment: Record<string, string>): string[] => {
  try {
    readConfig(environment)
    return []
  } catch (error) {
    if (error instanceof ConfigFault) return error.message.split('\n')
    throw error
  }
}

describe('the settings of the server', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaibiao-config-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('all have a default: an empty environment is the law’s periods, the embedded database, this machine only', () => {
    const config = readConfig({})
    expect(config).to.include({
      host: '127.0.0.1',
      port: 3000,
      rulePack: 'cn',
      beatMs: 60_000,
      trustProxy: 0,
      mongodbUri: undefined,
      metricsToken: undefined,
      isHttps: false,
    })
    expect(config.dataFolder).to.equal(resolve('data'))
    expect(config.keyFolder).to.equal(resolve('data/keys'))
    expect(config.trustFolder).to.equal(resolve('data/trust'))
  })

  it('take an empty variable for one that is not there', () => {
    expect(readConfig({ KAIBIAO_PORT: '', MONGODB_URI: '', KAIBIAO_PORT_FILE: '' })).to.include({
      port: 3000,
      mongodbUri: undefined,
    })
  })

  it('are told as one line a fault, each naming its variable, all at once', () => {
    const faults = faultsOf({
      KAIBIAO_PORT: '70000',
      KAIBIAO_RULE_PACK: 'fast',
      KAIBIAO_PUBLIC_URL: 'ftp://example.org',
      KAIBIAO_METRICS_TOKEN: 'short',
      KAIBIAO_TRUST_PROXY: 'true',
    })
    expect(faults.map((line) => line.split(':')[0]).sort()).to.deep.equal([
      'KAIBIAO_METRICS_TOKEN',
      'KAIBIAO_PORT',
      'KAIBIAO_PUBLIC_URL',
      'KAIBIAO_RULE_PACK',
      'KAIBIAO_TRUST_PROXY',
    ])
    for (const line of faults) expect(line).to.match(/^[A-Z_]+: \S/)
  })

  it('do not repeat a value in a fault: it may be a secret put into the wrong place', () => {
    expect(faultsOf({ KAIBIAO_METRICS_TOKEN: 'hunter2' }).join()).to.not.contain('hunter2')
    expect(faultsOf({ KAIBIAO_PORT: 'hunter2' }).join()).to.not.contain('hunter2')
  })

  it('come from a file when VARIABLE_FILE names one, without its last line break, and before the variable itself', async () => {
    const file = join(folder, 'token')
    await writeFile(file, 'a-secret-of-many-letters\n')
    const environment = { KAIBIAO_METRICS_TOKEN_FILE: file, KAIBIAO_METRICS_TOKEN: 'another-one-in-the-open' }
    expect(readConfig(environment).metricsToken).to.equal('a-secret-of-many-letters')
  })

  it('are refused when the file cannot be read or holds nothing', async () => {
    const missing = join(folder, 'missing')
    expect(faultsOf({ KAIBIAO_METRICS_TOKEN_FILE: missing })).to.deep.equal([
      `KAIBIAO_METRICS_TOKEN_FILE: cannot read ${missing}`,
    ])
    const empty = join(folder, 'empty')
    await writeFile(empty, '\n')
    expect(faultsOf({ KAIBIAO_METRICS_TOKEN_FILE: empty })).to.have.length(1)
  })

  it('want a sender where there is a mail server', () => {
    expect(faultsOf({ KAIBIAO_SMTP_URL: 'smtp://localhost' })).to.deep.equal(['KAIBIAO_MAIL_FROM: needed with KAIBIAO_SMTP_URL'])
    expect(faultsOf({ KAIBIAO_SMTP_URL: 'smtp://localhost', KAIBIAO_MAIL_FROM: 'office@example.org' })).to.deep.equal([])
  })

  it('know keys and trust list apart from the data, and https by the public address', () => {
    const config = readConfig({
      KAIBIAO_DATA: folder,
      KAIBIAO_KEYS: join(folder, 'elsewhere'),
      KAIBIAO_PUBLIC_URL: 'https://kaibiao.example',
    })
    expect(config).to.include({ keyFolder: join(folder, 'elsewhere'), trustFolder: join(folder, 'trust'), isHttps: true })
  })

  it('all stand in .env.example with their meaning, which, uncommented, changes nothing', async () => {
    const example = environmentExample()
    expect(await readFile(new URL('../../.env.example', import.meta.url), 'utf8')).to.equal(example)
    const environment: Record<string, string> = {}
    for (const line of example.split('\n')) {
      const [, name = '', value = ''] = /^#([A-Z_]+)=(.*)$/.exec(line) ?? []
      if (name !== '') environment[name] = value
    }
    expect(Object.keys(environment)).to.deep.equal(Object.values(settings).map(({ variable }) => variable))
    expect(readConfig(environment)).to.deep.equal(readConfig({}))
  })
})
