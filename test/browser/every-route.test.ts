import { readdir, readFile } from 'node:fs/promises'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import { expectAccessible, expectNoSidewaysScroll, SOON, useBrowser } from '../support/browser.ts'
import { admittedExpert } from '../support/draw-hall.ts'
import { draftedTender, readTenderAs } from '../support/notices.ts'
import { bidders, type Hall, hallOf, passStep, throughToPublished } from '../support/opening-hall.ts'
import { type TestPerson, usePlatform } from '../support/platform.ts'
import { signInAt } from '../support/sign-in.ts'

const NOWHERE = '0'.repeat(32)
const features = new URL('../../client/features/', import.meta.url)
/** A text whose words are missing shows its key: words of code joined by points. Names of files and hosts look alike. */
const KEY = /(?<![\w./@:-])[a-z][A-Za-z]*(?:\.[a-z][A-Za-z]+)+(?![\w./@:-])/g
const NO_KEY = /\.(?:pdf|docx?|xlsx?|json|p7s|pfx|test|zip|keep|crl|pem|cer)$/
const NO_TEXT = /\{\{|\[object Object\]|\bundefined\b|\bNaN\b|Invalid Date/

type Who = 'visitor' | 'agency' | 'bidder' | 'custodian' | 'regulator' | 'centre' | 'expert'

describe('every page, for whoever may see it, in both languages, on a phone and a desktop', function () {
  this.timeout(120_000)
  const platform = usePlatform()
  const browser = useBrowser()
  let hall: Hall
  let people: Readonly<Record<Exclude<Who, 'visitor'>, TestPerson>>
  /** The pages of each, by the pattern of their route. */
  let places: Readonly<Record<Who, readonly (readonly [pattern: string, path: string])[]>>

  before('a tender that has come to its record, another being drafted, an expert in the library', async () => {
    hall = await hallOf(platform())
    const bids = await bidders(hall, 3)
    await throughToPublished(hall, bids)
    await passStep(hall)
    await passStep(hall)
    await Promise.all([hall.cast.agency, hall.cast.centre, hall.cast.regulator].map((person) => person.logIn()))
    const draft = await draftedTender(platform(), hall.cast)
    const { person: expert } = await admittedExpert(platform(), ['A08'])
    await platform().beat()
    const [first] = bids
    const [custodian] = hall.cast.custodians
    if (first === undefined || custodian === undefined) throw new Error('nobody')
    const { agency, regulator, centre } = hall.cast
    people = { agency, regulator, centre, custodian, bidder: first.person, expert }
    const { id } = hall.tender
    const lot = hall.tender.lots[0]?.id ?? ''
    const { project } = await readTenderAs(agency, id)
    const everybody = [
      ['work', '/work'],
      ['work/account', '/work/account'],
    ] as const
    const awards = [
      ['work/awards', '/work/awards'],
      ['work/awards/:tender', `/work/awards/${id}`],
      ['work/deposits', '/work/deposits'],
      ['work/deposits/:tender', `/work/deposits/${id}`],
    ] as const
    const evaluation = ['work/evaluations/:tender', `/work/evaluations/${id}`] as const
    places = {
      visitor: [
        ['', '/'],
        ['tenders', '/tenders'],
        ['tenders/:tender', `/tenders/${id}?tab=record`],
        ['changes', '/changes'],
        ['openings', '/openings'],
        ['openings/:tender', `/openings/${id}`],
        ['openings/:tender/wall', `/openings/${id}/wall`],
        ['openings/:tender/price', `/openings/${id}/price`],
        ['openings/:tender/price/wall', `/openings/${id}/price/wall`],
        ['results', '/results'],
        ['awards/:tender', `/awards/${id}`],
        ['awards/:tender/:lot/notice', `/awards/${id}/${lot}/notice`],
        ['draws/:tender', `/draws/${id}`],
        ['coefficients/:tender', `/coefficients/${id}`],
        ['verify', '/verify'],
        ['help', '/help'],
        ['help/environment', '/help/environment'],
        ['sign-in', '/sign-in'],
        ['register', '/register'],
        ['setup', '/setup'],
        ['join', '/join'],
      ],
      agency: [
        ...everybody,
        ...awards,
        evaluation,
        ['work/draws/:tender', `/work/draws/${id}`],
        ['work/projects', '/work/projects'],
        ['work/projects/new', '/work/projects/new'],
        ['work/projects/:project', `/work/projects/${project}`],
        ['work/projects/:project/edit', `/work/projects/${project}/edit`],
        ['work/tenders', '/work/tenders'],
        ['work/tenders/:tender', `/work/tenders/${id}`],
        ['work/archive/:tender', `/work/archive/${id}`],
        ['work/tenders/:tender/edit', `/work/tenders/${draft.id}/edit`],
      ],
      bidder: [
        ...everybody,
        ['work/bids', '/work/bids'],
        ['work/bids/:tender', `/work/bids/${id}`],
        ['work/bids/:tender/receipt/:bid', `/work/bids/${id}/receipt/${first.bid.manifestSha256}`],
        ['work/awards/:tender', `/work/awards/${id}`],
        ['work/deposits', '/work/deposits'],
        ['work/deposits/:tender', `/work/deposits/${id}`],
      ],
      custodian: [...everybody, ['work/custody', '/work/custody'], ['work/custody/:tender', `/work/custody/${id}`]],
      regulator: [
        ...everybody,
        ...awards,
        evaluation,
        ['work/alerts', '/work/alerts'],
        ['work/alerts/:alert', `/work/alerts/${NOWHERE}`],
        ['work/filings', '/work/filings'],
        ['work/overview', '/work/overview'],
        ['work/experts', '/work/experts'],
        ['work/tenders/:tender', `/work/tenders/${id}`],
      ],
      centre: [
        ...everybody,
        ['work/acceptance', '/work/acceptance'],
        ['work/parties', '/work/parties'],
        ['work/parties/:party', `/work/parties/${agency.party}`],
        ['work/catalogue', '/work/catalogue'],
        ['work/experts', '/work/experts'],
      ],
      expert: [...everybody, ['work/expert', '/work/expert'], evaluation],
    }
  })

  const readInEnglish = new Set<string>()

  /** Waits until a page shows what it has. */
  const arrive = async (page: Page, path: string) => {
    await page.goto(path)
    await page
      .locator('h1')
      .first()
      .waitFor({ ...SOON, state: 'attached' })
    await page
      .locator('[aria-busy=true]')
      .first()
      .waitFor({ ...SOON, state: 'detached' })
  }

  /** What must hold of any page, in the language it is shown in: gives its faults. */
  const faultsOf = async (page: Page, path: string, { isAudited }: { readonly isAudited: boolean }): Promise<string[]> => {
    const faults: string[] = []
    const language = await page.evaluate(() => document.documentElement.lang)
    const check = async (work: () => Promise<void>) => {
      await work().catch((error: unknown) =>
        faults.push(
          `${page.url()} (${language}): ${error instanceof Error ? error.message : error} ${JSON.stringify((error as { actual?: unknown }).actual)}`,
        ),
      )
    }
    await check(async () => {
      const words = await page.locator('body').innerText()
      expect(
        (words.match(KEY) ?? []).filter((word) => !NO_KEY.test(word)),
        'texts without words',
      ).to.deep.equal([])
      expect(words, 'a value without words').to.not.match(NO_TEXT)
    })
    await check(async () => {
      // A page that waits for texts once more goes without its title as long as it is hidden.
      await page
        .waitForFunction((isNamed) => isNamed || document.title.includes(' · '), path === '/', SOON)
        .catch(() => undefined)
      const title = await page.title()
      expect(title, 'title').to.match(path === '/' ? /./ : / · /)
    })
    if (isAudited) await check(() => expectAccessible(page))
    // The wall screen is for the wall of a hall, not for a phone.
    for (const width of path.endsWith('/wall') ? [1280] : [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await check(() => expectNoSidewaysScroll(page))
    }
    return faults
  }

  /** Has every page of a browser speak a language, by another of its pages. */
  const speakerOf = async (page: Page) => {
    const beside = await browser().open({ origin: platform().origin, beside: page })
    await beside.goto('/healthz')
    return async (language: 'zh-CN' | 'en') => {
      await beside.evaluate(
        (chosen) => localStorage.setItem('kaibiao.preferences', JSON.stringify({ language: chosen })),
        language,
      )
      await page.waitForFunction((chosen) => document.documentElement.lang === chosen, language, SOON)
      await page
        .locator('[aria-busy=true]')
        .first()
        .waitFor({ ...SOON, state: 'detached' })
    }
  }

  const walk = async (who: Who): Promise<string[]> => {
    const page = await browser().open({ origin: platform().origin })
    const speak = await speakerOf(page)
    if (who !== 'visitor') await signInAt(page, people[who], '/work')
    const faults: string[] = []
    for (const [index, [pattern, path]] of places[who].entries()) {
      await page.setViewportSize({ width: 1280, height: 800 })
      await arrive(page, path)
      // Each page is audited once, in turn on a desktop in Chinese and on a phone in English; one of several roles is read in English once.
      const isAnew = !readInEnglish.has(pattern)
      const isAuditedInEnglish = isAnew && index % 2 === 0
      faults.push(...(await faultsOf(page, path, { isAudited: !isAuditedInEnglish })))
      if (!isAnew) continue
      readInEnglish.add(pattern)
      await speak('en')
      faults.push(...(await faultsOf(page, path, { isAudited: isAuditedInEnglish })))
      await speak('zh-CN')
    }
    await page.context().close()
    return faults
  }

  it('leaves out no route of the router', async () => {
    const found: string[] = []
    for (const entry of await readdir(features)) {
      const text = await readFile(new URL(`${entry}/routes.tsx`, features), 'utf8').catch(() => '')
      for (const [, name, body] of text.matchAll(/export const (\w+): RouteObject\[\] = \[([\s\S]*?)\n\]/g)) {
        const isWork = /Workbench|archive|projects|bids|custody|experts|evaluation|notifications|supervision/.test(name ?? '')
        for (const [, path] of (body ?? '').matchAll(/path: '([^']+)'/g)) found.push(isWork ? `work/${path}` : `${path}`)
        if (/index: true/.test(body ?? '')) found.push(isWork ? 'work' : '')
      }
    }
    const walked = new Set(Object.values(places).flatMap((list) => list.map(([pattern]) => pattern)))
    expect(found.length).to.be.greaterThan(35)
    expect(found.filter((pattern) => !walked.has(pattern))).to.deep.equal([])
  })

  for (const who of ['visitor', 'agency', 'bidder', 'custodian', 'regulator', 'centre', 'expert'] as const)
    it(`${who}: each page has its heading, its title, all its words, no serious fault, and fits`, async () => {
      expect(await walk(who)).to.deep.equal([])
    })

  it('asks whoever is not signed in to sign in, and remembers where it was going', async () => {
    const page = await browser().open({ origin: platform().origin })
    const paths = new Set(Object.values(places).flatMap((list) => list.map(([, path]) => path)))
    await page.goto('/work')
    for (const path of [...paths].filter((one) => one.startsWith('/work'))) {
      // As a link within the page goes there; that an address does is seen wherever somebody signs in.
      await page.evaluate((place) => {
        history.pushState(null, '', place)
        dispatchEvent(new PopStateEvent('popstate'))
      }, path)
      await page.waitForURL((url) => url.pathname === '/sign-in' && url.searchParams.get('next') === path)
    }
  })

  it('says so, under a heading, where nothing is or where one has no part', async () => {
    const page = await browser().open({ origin: platform().origin, language: 'en', width: 360 })
    await signInAt(page, people.bidder, '/work')
    const faults: string[] = []
    const places = [
      '/nowhere',
      '/work/nowhere',
      `/tenders/${NOWHERE}`,
      `/openings/${NOWHERE}`,
      `/awards/${NOWHERE}`,
      `/draws/${NOWHERE}`,
      `/work/bids/${NOWHERE}`,
      `/work/tenders/${NOWHERE}`,
      `/work/projects/${NOWHERE}`,
      `/work/custody/${NOWHERE}`,
      `/work/evaluations/${NOWHERE}`,
      `/work/parties/${NOWHERE}`,
      '/work/filings',
      '/work/acceptance',
      '/work/experts',
    ]
    for (const [index, path] of places.entries()) {
      await arrive(page, path)
      // They have two ways to say it, and one frame outside of the workbench and one in it.
      faults.push(...(await faultsOf(page, path, { isAudited: index < 3 || index > 12 })))
    }
    expect(faults).to.deep.equal([])
  })
})
