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

  it('ends in an opening that a stranger verifies', () => {
    expect(output).to.contain('The opening verifies.')
    expect(output).to.contain('ledger entry: pass')
    expect(output).to.not.contain('服务器日志中有错误')
  })
})
