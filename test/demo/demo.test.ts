import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import { promisify } from 'node:util'
import { expect } from 'chai'

const run = promisify(execFile)

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

describe('npm run demo plays a whole tender on a fresh machine', function () {
  this.timeout(300_000)
  let output = ''

  before(async () => {
    const environment = { ...process.env, KAIBIAO_PORT: String(await freePort()) }
    const { stdout } = await run('npm', ['run', '--silent', 'demo', '--', '--exit'], {
      env: environment,
      maxBuffer: 16 * 1024 * 1024,
    })
    output = stdout
  })

  it('refuses the late bid by name (B3)', () => {
    expect(output).to.contain('bid-late')
  })

  it('names the cause of the bidder who never reveals and of the one who deals inconsistent shares (O4)', () => {
    expect(output).to.contain('牛宿建设工程有限公司  未开启：bidder-key-missing（bidder）')
    expect(output).to.contain('女宿建设工程有限公司  未开启：deal-inconsistent（bidder）')
  })

  it('shows the replaced price of the first bidder and nothing of the withdrawn one (B4)', () => {
    expect(output).to.contain('角宿建设工程有限公司  ¥112618008.88')
    expect(output).to.not.contain('¥118000000.00')
    expect(output).to.not.match(/虚宿建设工程有限公司 {2}¥/)
  })

  it('lets a spectator see every fact live', () => {
    expect(output).to.match(/旁观者经套接字看到 \d+ 个事实，无一遗漏/)
  })

  it('draws a committee in which the next in order replaces who has a conflict (X4)', () => {
    expect(output).to.contain('A06 3 人抽 1，A08 6 人抽 3')
    expect(output).to.contain('5 次通知，1 人回避，由下一位递补')
  })

  it('asks about the price far below the others, and takes the explanation by majority (X12)', () => {
    expect(output).to.contain('角宿建设工程有限公司 报价低于均价的八成：要求说明，评委过半数采信')
  })

  it('goes by publicity and decision to a contract signed by both, and to an archive whose digests hold (A1, A4)', () => {
    expect(output).to.match(/1 {2}角宿建设工程有限公司 {2}¥112618008\.88 {2}\d+\.\d\d 分/)
    expect(output).to.contain('招标人定标：角宿建设工程有限公司')
    expect(output).to.match(/合同逐项与投标一致，双方签署并公布 [0-9a-f]{16}/)
    expect(output).to.contain('SHA-256 与 SHA-512 全部相符')
  })

  it('leaves tenders in every stage, one waiting for an expert’s scores and one for the answer to an objection', () => {
    for (const stage of [
      'draft',
      'filed',
      'returned',
      'approved',
      'published',
      'suspended',
      'terminated',
      'failing',
      'scoring',
      'objected',
    ])
      expect(output).to.contain(` ${stage}：`)
  })

  it('ends in an opening and a draw that a stranger verifies', () => {
    expect(output).to.contain('The opening verifies.')
    expect(output).to.contain('Drawn again: the same, rank by rank.')
    expect(output).to.contain('ledger entry: pass')
    expect(output).to.not.contain('服务器日志中有错误')
  })
})
