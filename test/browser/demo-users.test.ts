import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { listDemoUsers } from '#shared/contracts/demo.ts'
import { writeDemoUsers } from '../../server/cli/demo/people-file.ts'
import { expectAccessible, expectNoSidewaysScroll, useBrowser } from '../support/browser.ts'
import { usePlatform } from '../support/platform.ts'
import { problemCode } from '../support/problem-code.ts'

describe('persons of the demo', function () {
  this.timeout(60_000)
  describe('on a demo that was given them', () => {
    const file = join(tmpdir(), `kaibiao-demo-users-${process.pid}.json`)
    const platform = usePlatform({ config: { rulePack: 'demo', demoUsersFile: file } })
    const browser = useBrowser()
    after(() => rm(file, { force: true }))

    it('are not found until the demo has written them', async () => {
      expect(await problemCode(platform().client.call(listDemoUsers, {}))).to.equal('not-found')
    })

    it('sign in by one press, each by its own certificate, and can sign at once', async () => {
      const [bidder, regulator] = [await platform().register('bidder'), await platform().register('regulator')]
      await writeDemoUsers(
        file,
        [
          { role: 'bidder' as const, person: bidder },
          { role: 'regulator' as const, person: regulator },
        ].map(({ role, person: { credentials } }) => ({
          role,
          player: { name: credentials.name, organization: credentials.organization, credentials },
        })),
      )
      for (const [width, person] of [
        [1280, bidder],
        [360, regulator],
      ] as const) {
        const page = await browser().open({ origin: platform().origin, width })
        await page.goto(`/sign-in?next=${encodeURIComponent('/work/account?tab=certificates')}`)
        const card = page.getByRole('button', { name: new RegExp(person.credentials.organization) })
        await card.waitFor()
        await expectAccessible(page)
        await expectNoSidewaysScroll(page)
        await card.click()
        await page.waitForURL((url) => url.pathname === '/work/account')
        await page.getByText('本次登录').waitFor()
        await expectNoSidewaysScroll(page)
      }
    })
  })

  describe('anywhere else', () => {
    const platform = usePlatform({ config: { demoUsersFile: '/etc/hostname' } })

    it('do not exist, whatever file is named', async () => {
      expect(await problemCode(platform().client.call(listDemoUsers, {}))).to.equal('not-found')
    })
  })
})
