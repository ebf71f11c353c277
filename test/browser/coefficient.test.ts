import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import {
  coefficientHall,
  coefficientNow,
  commitIn,
  custodianTakes,
  revealIn,
  settledCoefficient,
} from '../support/coefficient.ts'
import { technicalBid } from '../support/evaluation.ts'
import { type Cast, castOf, logInAll } from '../support/notices.ts'
import { type Hall, toListed, toReleasing, toReporting, toRevealing, toSettling } from '../support/opening-hall.ts'
import { usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

describe('drawing a coefficient in a browser (coefficient/1)', function () {
  this.timeout(240_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let cast: Cast
  let hall: Hall
  let visitor: Page
  let agency: Page
  const address = () => `/coefficients/${hall.tender.id}`

  before('a notice that has its coefficient drawn is published', async () => {
    cast = await castOf(platform(), 3)
    hall = await coefficientHall(platform(), cast)
  })

  it('lets a party draw its number, keep it in the browser, commit and seal it in one act, for everybody to see', async () => {
    visitor = await browser().open({ origin: platform().origin, width: 1440, height: 900 })
    await visitor.goto(address())
    await visitor.getByText('还差 2 方提交随机数承诺。').waitFor(SOON)
    await visitor.getByText('到目前为止的顺序与承诺相符').waitFor(SOON)
    await expectAccessible(visitor)
    agency = await browser().open({ origin: platform().origin })
    await signInAt(agency, cast.agency, address())
    await agency.getByRole('button', { name: '产生随机数并承诺' }).click(SOON)
    await agency.getByRole('button', { name: '产生随机数并承诺' }).waitFor({ state: 'detached', ...SOON })
    await platform().beat()
    await visitor.getByText('还差 1 方提交随机数承诺。').waitFor(SOON)
    expect(await visitor.locator('.draw-party[data-stage=committed]').count()).to.equal(2)
  })

  it('shows it in the hall while it is sealed, lets the party reveal after reveal.closed, and shows what was drawn', async () => {
    const ofRegulator = await commitIn(hall, cast.regulator)
    for (let index = 0; index < 3; index += 1) {
      const person = await platform().register('bidder', { name: `房宿${index}建设有限公司` })
      await technicalBid(hall, person, `${9_000_000 + index * 500_000}.00`)
    }
    await toListed(hall)
    await visitor.goto(`/openings/${hall.tender.id}`)
    await visitor.getByText('承诺已固定；解密结束之前谁也不知道系数。').waitFor(SOON)
    await toRevealing(hall)
    await toReporting(hall, hall.bids)
    await toSettling(hall)
    await settledCoefficient(hall)
    for (const key of hall.keys) await custodianTakes(hall, key)
    await logInAll(cast)
    await toReleasing(hall)
    await settledCoefficient(hall)
    await revealIn(hall, cast.regulator, ofRegulator)
    await visitor.getByText('解密已结束，各方正在公开随机数。').waitFor(SOON)
    await signInAt(agency, cast.agency, address())
    await agency.getByRole('button', { name: '公开随机数' }).click(SOON)
    await agency.getByRole('button', { name: '公开随机数' }).waitFor({ state: 'detached', ...SOON })
    const { lots } = await settledCoefficient(hall)
    const drawn = [...new Set((lots ?? []).map(({ coefficient }) => coefficient))].join(' · ')
    await visitor.getByText(`抽出的系数：${drawn}`).waitFor(SOON)
    await visitor.goto(address())
    await visitor.getByText('已在这台设备上复算').waitFor(SOON)
    expect(await visitor.locator('.coefficient-values .on').allInnerTexts()).to.deep.equal(lots?.map((lot) => lot.coefficient))
    await visitor.getByText((await coefficientNow(hall)).seed ?? 'no seed').waitFor(SOON)
    await expectAccessible(visitor)
    await visitor.setViewportSize({ width: 360, height: 780 })
    await expectNoSidewaysScroll(visitor)
  })
})
