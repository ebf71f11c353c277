import { expect } from 'chai'
import { createLogger } from '../../server/platform/logger.ts'

describe('the log', () => {
  const lines: string[] = []
  const logger = createLogger('info', { write: (line) => void lines.push(line) })
  beforeEach(() => void lines.splice(0))

  const secrets = ['authorization', 'cookie', 'set-cookie', 'password', 'token', 'accessToken', 'refreshToken', 'pin', 'secret']
  const sealed = ['privateKey', 'capability', 'share', 'shares', 'keys', 'p7s', 'act', 'nonce']

  for (const name of [...secrets, ...sealed]) {
    it(`never holds what is called ${name}, at any of three depths`, () => {
      logger.info({ [name]: 'hunter2', request: { [name]: 'hunter2', headers: { [name]: 'hunter2' } } }, 'a line')
      expect(lines).to.have.length(1)
      expect(lines[0]).to.not.contain('hunter2')
      expect(lines[0]?.match(/\[redacted\]/g)).to.have.length(3)
    })
  }

  it('is JSON, one line each, without process id or host name, errors with their stack', () => {
    logger.error({ error: new Error('the disk\nis full'), requestId: 'abc' }, 'request failed')
    expect(lines[0]?.trim()).to.not.contain('\n')
    const line = JSON.parse(lines[0] ?? '')
    expect(line).to.include({ level: 50, msg: 'request failed', requestId: 'abc' })
    expect(line).to.not.have.any.keys('pid', 'hostname')
    expect(line.error.stack).to.contain('logger.test.ts')
  })

  it('never holds what a failed write would have written, which the error of the database carries', () => {
    const error = Object.assign(
      new Error('E11000 duplicate key', { cause: Object.assign(new Error('write'), { op: 'hunter2' }) }),
      {
        code: 11_000,
        writeErrors: [{ err: { op: { identity: { content: 'hunter2' } } } }],
      },
    )
    logger.error({ watch: 'openings', error }, 'due work failed')
    expect(lines[0]).to.not.contain('hunter2')
    expect(JSON.parse(lines[0] ?? '').error).to.include({ type: 'Error', message: 'E11000 duplicate key', code: 11_000 })
  })

  it('says nothing below its level', () => {
    logger.debug('too much')
    expect(lines).to.deep.equal([])
  })
})
