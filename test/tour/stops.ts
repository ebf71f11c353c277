import type { Page } from 'playwright-core'

/** The tenders of the demo that pictures are about. */
export interface TourFacts {
  /** The one that the demo plays to its contract. */
  readonly contracted: string
  readonly open: string
  /** Its committee waits for an expert's scores. */
  readonly scoring: string
  /** Its candidates are published, an objection waits for its answer. */
  readonly objected: string
  /** The expert whose scores are awaited: where it works. */
  readonly expert: string
}

/** A stop of the tour: where, as whom, what it shows. */
export interface Stop {
  readonly file: string
  readonly title: string
  readonly text: string
  readonly path: (facts: TourFacts) => string
  /** Organization of the demo person who looks; nobody for a visitor. */
  readonly as?: string | ((facts: TourFacts) => string)
  readonly language?: 'zh-CN' | 'en'
  readonly size?: readonly [number, number]
  /** What is done on the page before the picture is taken. */
  readonly before?: (page: Page) => Promise<void>
}

/** The stops in the order of a tender's life. */
export const stops: readonly Stop[] = [
  {
    file: 'home.png',
    title: 'The portal',
    text: 'What opens next, what is open now, what was opened. Nobody needs an account to read, to watch or to verify.',
    path: () => '/',
  },
  {
    file: 'home-en.png',
    title: 'The same in English',
    text: 'Every page is complete in Chinese and in English; times are Beijing time in both, and English says so.',
    path: () => '/',
    language: 'en',
  },
  {
    file: 'home-phone.png',
    title: 'On a phone',
    text: 'Phones read, watch and confirm; tables become cards.',
    path: () => '/',
    size: [360, 780],
  },
  {
    file: 'search.png',
    title: 'Search',
    text: 'Filters and words stand in the address, so that a search is a link.',
    path: () => '/tenders?scope=all&q=供水',
  },
  {
    file: 'notice.png',
    title: 'A notice',
    text: 'The life of a tender, its periods with their articles, its documents with their digests, questions asked by nobody knows whom.',
    path: ({ open }) => `/tenders/${open}`,
  },
  {
    file: 'sign-in.png',
    title: 'Signing in',
    text: 'By a certificate file or a token behind a local agent. Keys stay in the page. In the demo, a press on a person signs in.',
    path: () => '/sign-in',
  },
  {
    file: 'agency.png',
    title: 'An agency’s desk',
    text: 'First what is to be done and by whom, then everything the tender consists of.',
    path: ({ open }) => `/work/tenders/${open}`,
    as: '临江公正招标代理有限公司',
  },
  {
    file: 'bid.png',
    title: 'Preparing a bid',
    text: 'The first sentence always answers the same question: is my bid safe? Files are sealed in this browser; the platform gets ciphertext only.',
    path: ({ open }) => `/work/bids/${open}`,
    as: '角宿建设工程有限公司',
  },
  {
    file: 'custody.png',
    title: 'A custodian’s desk',
    text: 'Keepers of the keys accept with a fresh key for each tender, and release by one signed act per step.',
    path: () => '/work/custody',
    as: '临江市公证处',
  },
  {
    file: 'overview.png',
    title: 'A regulator’s overview',
    text: 'Every trade by its stage; each square leads to its signed history.',
    path: () => '/work/overview',
    as: '临江市发展和改革委员会',
  },
  {
    file: 'hall.png',
    title: 'The opening hall',
    text: 'Seals without names break one by one; names and prices appear on all of them at the same moment. A bid that did not open is told with its cause.',
    path: ({ contracted }) => `/openings/${contracted}`,
    size: [1440, 980],
  },
  {
    file: 'wall.png',
    title: 'The wall screen of the hall',
    text: 'The same opening for a room.',
    path: ({ contracted }) => `/openings/${contracted}/wall`,
    size: [1920, 1080],
  },
  {
    file: 'draw.png',
    title: 'The draw of experts',
    text: 'Nobody can choose: the platform and three parties put in numbers, custodians hold them, the order follows. Names are told once the result is public; then this page draws it all again in the reader’s browser.',
    path: ({ contracted }) => `/draws/${contracted}`,
    size: [1440, 980],
    before: async (page) => {
      await page.getByText('逐位一致').first().waitFor({ timeout: 60_000 })
    },
  },
  {
    file: 'scoring.png',
    title: 'An expert scores',
    text: 'Documents without names beside the sheet; what is typed is kept encrypted, and locked by one signature. Nobody sees a score before all are in.',
    path: ({ scoring }) => `/work/evaluations/${scoring}`,
    as: ({ expert }) => expert,
    size: [1440, 980],
    before: async (page) => {
      await page.locator('canvas[data-page="1"]').first().waitFor({ timeout: 60_000 })
    },
  },
  {
    file: 'award.png',
    title: 'From candidates to the contract',
    text: 'Candidates with price and score, objections with their answers, the decision, the notice, and the contract compared with the bid point by point.',
    path: ({ contracted }) => `/awards/${contracted}`,
    size: [1440, 980],
  },
  {
    file: 'objection.png',
    title: 'An objection stops the clock',
    text: 'The publicity stands still until the answer; the agency sees who asks, the public what is asked.',
    path: ({ objected }) => `/work/awards/${objected}`,
    as: '临江公正招标代理有限公司',
  },
  {
    file: 'alert.png',
    title: 'A clue for the regulator',
    text: 'What an opening’s prices show, with formula, inputs, and what would refute it: a clue to be verified, never a verdict.',
    path: () => '/work/alerts',
    as: '临江市发展和改革委员会',
    before: async (page) => {
      await page
        .getByRole('link', { name: /一标段/ })
        .first()
        .click()
      await page.getByText('线索，需核实，不是认定').first().waitFor()
    },
  },
  {
    file: 'verify.png',
    title: 'Verifying',
    text: 'Anyone drops a receipt, a signed PDF, an act, an opening or a checkpoint, and sees every check with its reason, computed in the browser.',
    path: ({ contracted }) => `/verify?tender=${contracted}`,
    before: async (page) => {
      await page.waitForTimeout(4000)
    },
  },
]
