import { expect } from 'chai'
import { generate } from 'otplib'
import type { Page } from 'playwright-core'
import { creditCodeCheckCharacter } from '#shared/primitives/credit-code.ts'
import type { Person } from '../../certs/make.ts'
import { createAdmin } from '../../server/features/identity/index.ts'
import { expectAccessible, expectNoSidewaysScroll, useBrowser } from '../support/browser.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { giveKeysAt, signInAt } from '../support/sign-in.ts'
import { startTokenAgent, type TokenAgent } from '../support/token-agent.ts'

const PIN = '123456'

/** Chooses the PKCS#12 files of somebody at the page or dialog given. */
async function choose(page: Page, person: Person, action: string, pin = PIN): Promise<void> {
  const files = [
    { name: 'signing.p12', bytes: await person.signing.pkcs12(PIN) },
    { name: 'encryption.p12', bytes: await person.encryption.pkcs12(PIN) },
  ]
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(files.map(({ name, bytes }) => ({ name, mimeType: 'application/x-pkcs12', buffer: Buffer.from(bytes) })))
  await page.getByLabel('证书口令（PIN）').fill(pin)
  await page.getByRole('button', { name: action, exact: true }).click()
}

function freshCreditCode(number: number): string {
  const body = `91990100MA${String(number).padStart(7, '0')}`
  return body + creditCodeCheckCharacter(body)
}

describe('signing in and registering in a browser', function () {
  this.timeout(60_000)
  const platform = usePlatform({ startsAt: Date.now() })
  const browser = useBrowser()
  const open = (options: { width?: number; language?: 'zh-CN' | 'en'; beside?: Page } = {}) =>
    browser().open({ origin: platform().origin, ...options })

  describe('by certificate', () => {
    it('signs in by a PKCS#12 file with a P-256 key, goes where it was meant to go, and goes on after a reload', async () => {
      const bidder = await platform().register('bidder')
      const page = await open()
      await page.goto('/work/account?tab=certificates')
      await page.waitForURL(/\/sign-in\?next=/)
      await choose(page, bidder.credentials, '登录')
      await page.waitForURL('**/work/account?tab=certificates')
      await page.getByText('本次登录').waitFor()
      await page.reload()
      await page.getByText('本次登录').waitFor()
      await expectAccessible(page)
    })

    it('signs in by an RSA key', async () => {
      const code = freshCreditCode(801)
      const credentials = await platform().pki.person({
        name: '陈某',
        organization: '氐宿建设有限公司',
        creditCode: code,
        kind: 'rsa',
      })
      await platform().pki.writeTrust(`${platform().folder}/trust`)
      await platform().server.platform.trust.reload()
      await platform().register('bidder', { credentials })
      const page = await open()
      await page.goto('/sign-in')
      await choose(page, credentials, '登录')
      await page.waitForURL('**/work')
    })

    it('never leaves the origin by `next`', async () => {
      const bidder = await platform().register('bidder')
      for (const next of ['https://example.com/', '//example.com/', '/\\example.com', 'javascript:alert(1)']) {
        const page = await open()
        await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
        await choose(page, bidder.credentials, '登录')
        await page.waitForURL(`${platform().origin}/work`)
        await page.context().close()
      }
    })

    it('ends a session in every tab of the browser at once', async () => {
      const bidder = await platform().register('bidder')
      const first = await open()
      await signInAt(first, bidder, '/work/account')
      const second = await open({ beside: first })
      await second.goto('/work/account?tab=sessions')
      await second.getByRole('button', { name: '退出全部登录' }).click()
      await first.waitForURL(/\/sign-in\?next=.*ended=1/)
      await first.getByText('登录已过期、已在别处退出').waitFor()
    })
  })

  describe('what speaks against a certificate is said before anything is signed', () => {
    const faults: readonly [string, (person: ReturnType<typeof platform>['pki']) => Person, string][] = [
      ['expired', (pki) => pki.expired, '证书已过期'],
      ['revoked', (pki) => pki.revoked, '证书已被颁发机构吊销'],
      ['from an authority nobody here trusts', (pki) => pki.foreign, '本平台不认可该证书的颁发机构'],
      ['for a web server', (pki) => pki.wrongUsage, '此证书不能用于签名'],
    ]
    for (const [what, whose, said] of faults) {
      it(what, async () => {
        const page = await open()
        const posted: string[] = []
        page.on('request', (request) => request.method() === 'POST' && posted.push(request.url()))
        await page.goto('/sign-in')
        await choose(page, whose(platform().pki), '登录')
        await page.getByText(said).waitFor()
        await page.getByText('尚未签署任何内容').first().waitFor()
        expect(posted, 'nothing was sent').to.deep.equal([])
        await expectAccessible(page)
      })
    }

    it('a wrong PIN, and a file that is no certificate', async () => {
      const bidder = await platform().register('bidder')
      const page = await open({ width: 360 })
      await page.goto('/sign-in')
      await choose(page, bidder.credentials, '登录', '654321')
      await page.getByText('口令不正确').waitFor()
      await page.locator('input[type=file]').setInputFiles({ name: 'x.p12', mimeType: '', buffer: Buffer.from('no certificate') })
      await page.getByLabel('证书口令（PIN）').fill(PIN)
      await page.getByRole('button', { name: '登录', exact: true }).click()
      await page.getByText('不是证书文件').waitFor()
      await expectNoSidewaysScroll(page)
    })

    it("another party's, when an act is to be signed under a session", async () => {
      const [own, other] = [await platform().register('bidder'), await platform().register('bidder')]
      const page = await open()
      await signInAt(page, own, '/work/account')
      await page.reload()
      await page.getByRole('button', { name: '签署申请' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByText('将要签署：').waitFor()
      await expectAccessible(page)
      await choose(page, other.credentials, '签署')
      await dialog.getByText('这是其他单位的证书').waitFor()
      await dialog.getByRole('button', { name: '不签署' }).click()
      await dialog.waitFor({ state: 'hidden' })
      expect(await page.getByText('等待审核').count(), 'no role was asked for').to.equal(0)
      await page.getByRole('button', { name: '签署申请' }).click()
      await giveKeysAt(page, own)
      await page.getByText('等待审核').waitFor()
    })
  })

  describe('by a token behind the agent of the computer', () => {
    let agent: TokenAgent | undefined
    const port = () => platform().server.platform.config.agentPort
    const loopback = () => new RegExp(`^ws://127\\.0\\.0\\.1:${port()}/`)
    const connect = async (page: Page) => {
      await page.getByRole('radio', { name: 'USB 数字证书' }).check()
      await page.getByRole('button', { name: '连接签名助手' }).click()
    }
    afterEach(async () => {
      await agent?.close()
      agent = undefined
    })

    it('signs in and signs an act, of which the agent itself has put the platform together', async () => {
      const person = await platform().register('bidder')
      agent = await startTokenAgent({
        person: person.credentials,
        origins: new Map([[platform().origin, 'kaibiao.test']]),
        port: port(),
      })
      const page = await browser().open({ origin: platform().origin, mayCall: loopback() })
      await page.goto(`/sign-in?next=${encodeURIComponent('/work/account')}`)
      await connect(page)
      await page.waitForURL((url) => url.pathname === '/work/account')
      await page.getByRole('button', { name: '签署申请' }).click()
      await page.getByText('等待审核').waitFor()
      expect(agent.shown.map(({ v, type, platform: name }) => [v, type, name])).to.deep.equal([
        ['login/1', undefined, 'kaibiao.test'],
        ['act/1', 'role.request', 'kaibiao.test'],
      ])
    })

    const refusals: readonly [string, Partial<Parameters<typeof startTokenAgent>[0]>, string][] = [
      ['the person says no', { consent: () => false }, '您在签名助手中取消了签署'],
      ['it does not know the origin', { origins: new Map() }, '签名助手不认识本平台'],
      ['it has another platform down for the page', { origins: new Map([['*', 'other.test']]) }, '签名助手把本页记为另一平台'],
      [
        'it signs something else than the page shows',
        { forge: (it) => ({ ...it, platform: 'other.test' }) },
        '签名助手签署的内容与本页不一致',
      ],
    ]
    for (const [what, changes, said] of refusals) {
      it(`says so when ${what}, and nobody is signed in`, async () => {
        const person = await platform().register('bidder')
        const table = changes.origins?.get('*')
        agent = await startTokenAgent({
          person: person.credentials,
          port: port(),
          ...changes,
          origins:
            table === undefined
              ? (changes.origins ?? new Map([[platform().origin, 'kaibiao.test']]))
              : new Map([[platform().origin, table]]),
        })
        const page = await browser().open({ origin: platform().origin, mayCall: loopback() })
        await page.goto('/sign-in')
        await connect(page)
        await page.getByText(said).waitFor()
        expect(new URL(page.url()).pathname).to.equal('/sign-in')
      })
    }

    it('says so when there is no agent', async () => {
      const page = await browser().open({ origin: platform().origin, mayCall: loopback() })
      await page.goto('/sign-in')
      await connect(page)
      await page.getByText('没有找到签名助手').waitFor()
      await expectAccessible(page)
    })
  })

  // Each page by itself is walked in every-route; here its tabs.
  it('fits a phone and a desktop in both languages, on every tab of one’s account and of the centre', async function () {
    this.timeout(120_000)
    const centre = await platform().centre()
    await platform().register(['bidder', 'agency'])
    const paths = [
      '/work/account?tab=persons',
      '/work/account?tab=certificates',
      '/work/account?tab=sessions',
      '/work/acceptance?tab=certificates',
      '/work/acceptance?tab=projects',
      '/work/parties?tab=affiliates',
    ]
    for (const [width, language] of [
      [360, 'en'],
      [1280, 'zh-CN'],
    ] as const) {
      const page = await open({ width, language })
      await signInAt(page, centre, '/work/acceptance')
      for (const path of paths) {
        await page.goto(path)
        await page.locator('main h1').waitFor()
        await page.locator('[aria-busy=true]').waitFor({ state: 'detached' })
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
        const words = await page.locator('main').innerText()
        expect(words, `${path}: a text without words`).to.not.match(/\b(?:[a-z]+[A-Za-z]*\.){1,3}[a-z][A-Za-z]+\b(?!\.)(?=\s|$)/m)
      }
    }
  })

  it('founds an office by a one-time link, password and authenticator; then both sign in', async () => {
    const { code } = await createAdmin(platform().server.platform, { role: 'regulator', at: platform().clock.now() })
    const page = await open()
    await page.goto(`/setup#${code}`)
    await page.getByText('凭此一次性链接设立行政监督部门').waitFor()
    await page.getByRole('button', { name: '用口令和验证器' }).click()
    await page.getByRole('textbox', { name: '账号' }).fill('zheng')
    await page.getByRole('button', { name: '领取验证器密钥' }).click()
    await page.getByRole('img', { name: '验证器密钥二维码' }).waitFor()
    const secret = ((await page.locator('.secret .mono').textContent()) ?? '').replaceAll(' ', '')
    const oneTimeCode = () => generate({ secret, epoch: Math.floor(platform().clock.now() / 1000) })
    await page.getByLabel('单位名称').fill('临江市发展和改革委员会')
    await page.getByLabel('统一社会信用代码').fill(freshCreditCode(903))
    await page.getByLabel('姓名').fill('郑某')
    await page.getByLabel('电话').fill('0571-88880001')
    await page.locator('input[type=password]').fill('a sentence long enough')
    await page.getByLabel('验证器动态码').fill(await oneTimeCode())
    await expectAccessible(page)
    await page.getByRole('button', { name: '设立并设置口令' }).click()
    await page.getByText('已完成，账号 zheng').waitFor()
    platform().clock.advance(30_000)
    await page.getByRole('link', { name: '登录', exact: true }).click()
    await page.getByRole('button', { name: '口令登录' }).click()
    await page.getByRole('textbox', { name: '账号' }).fill('zheng')
    await page.locator('input[type=password]').fill('a sentence long enough')
    await page.getByLabel('验证器动态码').fill(await oneTimeCode())
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.waitForURL('**/work')
  })

  describe('registration', () => {
    let centre: TestPerson
    before(async () => {
      centre = await platform().centre()
    })

    it('takes what the certificate says, checks the credit code as it is typed, and waits for the centre in another window', async () => {
      const creditCode = freshCreditCode(901)
      const person = await platform().pki.person({ name: '林某', organization: '亢宿招标代理有限公司', creditCode })
      const page = await open()
      await page.goto('/register')
      await expectAccessible(page)
      await choose(page, person, '读取证书')
      expect(await page.getByLabel('单位名称').inputValue()).to.equal('亢宿招标代理有限公司')
      expect(await page.getByLabel('统一社会信用代码').inputValue()).to.equal(creditCode)
      await page.getByText('校验位正确').waitFor()
      await page.getByRole('checkbox', { name: /招标代理机构/ }).check()
      await page.getByRole('button', { name: '签署并注册' }).click()
      await page.getByText('有 1 项需要更正').waitFor()
      await page.getByLabel('电话').fill('0571-88880000')
      await expectAccessible(page)
      await page.getByRole('button', { name: '签署并注册' }).click()
      await page.getByText('亢宿招标代理有限公司已注册').waitFor()
      await page.getByText('等待审核').first().waitFor()

      const desk = await open()
      await signInAt(desk, centre, '/work/acceptance')
      const row = desk.locator('li', { hasText: '亢宿招标代理有限公司' })
      await expectAccessible(desk)
      await row
        .getByRole('button', { name: /通过 亢宿/ })
        .first()
        .click()
      await row.waitFor({ state: 'detached' })

      await page.getByRole('link', { name: '进入工作台' }).click()
      await page.goto('/work/account')
      await page.getByText('已通过').nth(1).waitFor()
      expect(await page.getByText('等待审核').count()).to.equal(0)
      await page.goto('/work/account?tab=certificates')
      await page.getByText('加密', { exact: true }).waitFor()
    })

    it('invites a colleague, who joins by the link and its own certificate', async () => {
      const creditCode = freshCreditCode(902)
      const organization = '房宿建设有限公司'
      const [chief, colleague] = [
        await platform().pki.person({ name: '赵某', organization, creditCode }),
        await platform().pki.person({ name: '钱某', organization, creditCode }),
      ]
      const registered = await platform().register('bidder', { credentials: chief })
      const page = await open()
      await signInAt(page, registered, '/work/account?tab=persons')
      await page.getByLabel('姓名').fill('钱某')
      await page.getByRole('button', { name: '签署邀请' }).click()
      const link = (await page.locator('[data-one-time-link]').textContent()) ?? ''
      await expectAccessible(page)

      const second = await open({ width: 360 })
      await second.goto(new URL(link).pathname + new URL(link).hash)
      await second.getByText(`${organization}邀请 钱某 加入`).waitFor()
      await choose(second, colleague, '读取证书')
      await second.getByLabel('电话').fill('13900000001')
      await expectNoSidewaysScroll(second)
      await second.getByRole('button', { name: '签署并加入' }).click()
      await second.getByText('已完成，您已登录').waitFor()
      await page.reload()
      await page.getByText('钱某').waitFor()
    })
  })
})
