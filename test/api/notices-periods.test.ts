import { expect } from 'chai'
import { startTenderContract, writeDraftContract } from '#shared/contracts/notices/tenders.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { problemOf } from '../support/identity.ts'
import { acceptedProject, type Cast, castOf, draftFor, logInAll } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

const DAY_MS = 86_400_000

describe('statutory periods of a notice', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform())
  })
  beforeEach(() => logInAll(cast))

  const writeDraft = async (category: string, changes: (at: number) => object) => {
    const project = await acceptedProject(platform(), cast, { category, kind: category === 'engineering' ? 'works' : 'goods' })
    const started = await cast.agency.call(startTenderContract, {
      body: { project: project.id, lots: project.lots.map(({ id }) => id) },
    })
    const at = platform().clock.now()
    return cast.agency.call(writeDraftContract, {
      params: { tender: started.id },
      body: { version: started.version, draft: draftFor(cast, at, changes(at)) },
    })
  }

  it('N3: 20 days from issue to deadline, with the article and the earliest moment in the problem', async () => {
    const problem = await problemOf(writeDraft('engineering', (at) => ({ deadlineAt: instantOf(at + 19 * DAY_MS) })))
    expect(problem.code).to.equal('period-too-short')
    expect(problem.facts).to.include({
      period: 'issue-to-deadline',
      rule: 'N3',
      articleZh: '《招标投标法》第二十四条',
      minimum: '20 calendar-days',
    })
    // 12 March 2026, first day not counted: 1 April, from its first moment in Beijing.
    expect(problem.facts?.['earliestAt']).to.equal('2026-03-31T16:00:00.000Z')
    expect(problem.detail).to.include('第二十四条')
  })
  it('N2: documents available for 5 days', async () => {
    const problem = await problemOf(writeDraft('engineering', (at) => ({ documentsUntil: instantOf(at + 4 * DAY_MS) })))
    expect(problem.facts).to.include({ period: 'documents-available', rule: 'N2' })
  })
  it('G1: documents available for 5 working days, never 5 calendar days', async () => {
    const problem = await problemOf(
      writeDraft('government-procurement', (at) => ({ documentsUntil: instantOf(at + 5 * DAY_MS) })),
    )
    expect(problem.facts).to.include({ period: 'documents-available', rule: 'G1', minimum: '5 working-days' })
    // Thursday 12 March 2026 and five working days: Thursday 19 March.
    expect(problem.facts?.['earliestAt']).to.equal('2026-03-18T16:00:00.000Z')
  })
  it('G2: procurement keeps 20 days too', async () => {
    const problem = await problemOf(writeDraft('government-procurement', (at) => ({ deadlineAt: instantOf(at + 19 * DAY_MS) })))
    expect(problem.facts).to.include({ rule: 'G2' })
  })
  it('a deadline in a year not yet arranged is marked, and one beyond the calendar is refused when days must be counted there', async () => {
    const marked = await writeDraft('engineering', () => ({ deadlineAt: instantOf(Date.UTC(2027, 1, 3)) }))
    expect(marked.isCalendarProvisional).to.equal(true)
    expect((await writeDraft('engineering', () => ({}))).isCalendarProvisional).to.equal(false)
    const beyond = {
      publishAt: instantOf(Date.UTC(2030, 0, 2)),
      documentsUntil: instantOf(Date.UTC(2030, 1, 2)),
      questionsUntil: instantOf(Date.UTC(2030, 1, 2)),
    }
    const problem = await problemOf(writeDraft('engineering', () => ({ ...beyond, deadlineAt: instantOf(Date.UTC(2030, 2, 2)) })))
    expect(problem).to.include({ code: 'calendar-unknown' })
    expect(problem.facts).to.deep.equal({ year: 2030 })
  })
  it('a publication date in the past counts from now', async () => {
    const problem = await problemOf(
      writeDraft('engineering', (at) => ({ publishAt: instantOf(at - 10 * DAY_MS), deadlineAt: instantOf(at + 15 * DAY_MS) })),
    )
    expect(problem.facts).to.include({ rule: 'N3' })
  })
  it('times stand in their order, and people get their minimum at the opening', async () => {
    const problem = await problemOf(writeDraft('engineering', (at) => ({ questionsUntil: instantOf(at + 26 * DAY_MS) })))
    expect(problem).to.include({ code: 'times-out-of-order' })
    const windows = { revealSeconds: 599, custodianSeconds: 1800, signatureSeconds: 1800, objectionSeconds: 1800 }
    const short = await problemOf(writeDraft('engineering', () => ({ openingPolicy: { kind: 'both', k: 3, n: 5, windows } })))
    expect(short.facts).to.deep.equal({ window: 'revealSeconds', minimumSeconds: 600 })
  })
})
