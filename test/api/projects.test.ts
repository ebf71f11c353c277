import { expect } from 'chai'
import { hasCheckCharacter } from '#shared/catalogue/project-code.ts'
import { startTenderContract, terminateTenderContract } from '#shared/contracts/notices/tenders.ts'
import {
  acceptProjectContract,
  listProjectsContract,
  readCatalogueContract,
  readProjectContract,
  registerProjectContract,
  resumeProjectContract,
  returnProjectContract,
  reviseProjectContract,
  suspendProjectContract,
  withdrawProjectContract,
} from '#shared/contracts/projects.ts'
import { instantOf, millisOf } from '#shared/primitives/instant.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { tenderChain } from '../../server/features/ledger/index.ts'
import { moveTender } from '../../server/features/notices/index.ts'
import { inTransaction } from '../../server/platform/mongo/transaction.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import {
  acceptedProject,
  acceptSeats,
  amendTender,
  approveTender,
  type Cast,
  castOf,
  draftedTender,
  fileTender,
  logInAll,
  type ProjectAnswer,
  projectForm,
  publishedTender,
  readTenderAs,
} from '../support/notices.ts'
import type { TestPerson } from '../support/platform.ts'
import { usePlatform } from '../support/platform.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

describe('project registration', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform(), 3)
  })

  const register = (person: TestPerson, changes: object = {}, project = randomId(platform().random)) =>
    person.act(registerProjectContract, { subject: { project }, body: { ...projectForm(platform(), cast), ...changes } })
  const decide = (project: ProjectAnswer) => ({
    params: { project: project.id },
    subject: { project: project.id, version: project.version },
  })

  it('by the agency is accepted by the centre under a code with its check character, and amounts stay exact', async () => {
    const lots = [
      {
        id: randomId(platform().random),
        name: '整体',
        budget: '9007199254740993.01' as Yuan,
        ceilingPrice: '9007199254740993.00' as Yuan,
      },
    ]
    const registered = await register(cast.agency, { lots })
    expect(registered).to.include({ state: 'registered', code: null, version: 1 })
    expect(registered.lots[0]?.budget).to.equal('9007199254740993.01')
    expect(registered.mustEnter?.article.zh).to.include('第16号')
    const accepted = await cast.centre.act(acceptProjectContract, { ...decide(registered), body: {} })
    expect(accepted.state).to.equal('accepted')
    expect(accepted.code).to.match(/^A33010220260312/)
    expect(hasCheckCharacter(accepted.code ?? '')).to.equal(true)
  })
  it('by the tenderer itself, without an agency, stays below the threshold when it does', async () => {
    const lots = [
      { id: randomId(platform().random), name: '维修', budget: '399999.99' as Yuan, ceilingPrice: '399999.99' as Yuan },
    ]
    const registered = await register(cast.tenderer, { agencyParty: null, lots })
    expect(registered).to.deep.include({ agencyName: null, mustEnter: null })
  })
  it('returned with a reason is revised whole, and withdrawn only while it is not accepted', async () => {
    const registered = await register(cast.agency)
    const returned = await cast.centre.act(returnProjectContract, { ...decide(registered), body: { reason: '批文号有误。' } })
    expect(returned).to.include({ state: 'returned', returnReason: '批文号有误。' })
    const revised = await cast.agency.act(reviseProjectContract, {
      ...decide(returned),
      body: { ...projectForm(platform(), cast), approvalDocument: '城发改审〔2026〕19号' },
    })
    expect(revised).to.include({ state: 'registered', approvalDocument: '城发改审〔2026〕19号', returnReason: null })
    const accepted = await cast.centre.act(acceptProjectContract, { ...decide(revised), body: {} })
    const late = cast.agency.act(withdrawProjectContract, { ...decide(accepted), body: { reason: '不办了。' } })
    expect((await problemOf(late)).facts).to.deep.equal({ state: 'accepted' })
  })
  it('is signed for the version seen: an older one, another project and the same act again are refused', async () => {
    const registered = await register(cast.agency)
    const stale = { params: { project: registered.id }, subject: { project: registered.id, version: 7 }, body: {} }
    expect(await refusalOf(cast.centre.act(acceptProjectContract, stale))).to.equal('act-wrong-subject')
    const other = { params: { project: registered.id }, subject: { project: 'a'.repeat(32), version: 1 }, body: {} }
    expect(await refusalOf(cast.centre.act(acceptProjectContract, other))).to.equal('act-wrong-subject')
    expect(await refusalOf(register(cast.agency, {}, registered.id))).to.equal('already-exists')
  })
  it('is refused for a ceiling above its budget (N8, 87-12), naming the lot', async () => {
    const lots = [{ id: randomId(platform().random), name: '一标段', budget: '100.00' as Yuan, ceilingPrice: '100.01' as Yuan }]
    const problem = await problemOf(register(cast.agency, { lots }))
    expect(problem.code).to.equal('ceiling-above-budget')
    expect(problem.facts).to.deep.equal({ lot: '一标段', budget: '100.00', ceilingPrice: '100.01' })
  })
  it('is refused by name for every method not yet open, and for one the category does not have', async () => {
    const problem = await problemOf(register(cast.agency, { category: 'government-procurement', method: 'single-source' }))
    expect(problem.code).to.equal('not-yet-open')
    expect(problem.detail).to.include('单一来源采购')
    expect(await refusalOf(register(cast.agency, { category: 'land-use-rights', method: 'auction' }))).to.equal('not-yet-open')
    expect(await refusalOf(register(cast.agency, { method: 'auction' }))).to.equal('method-not-in-category')
  })
  it('is for its own parties only: a stranger neither registers nor reads it, nor a bidder at all', async () => {
    const stranger = await platform().register('agency')
    await stranger.logIn()
    expect(await refusalOf(register(stranger))).to.equal('forbidden')
    expect(await refusalOf(register(cast.regulator))).to.equal('forbidden')
    const registered = await register(cast.agency)
    expect(await refusalOf(stranger.call(readProjectContract, { params: { project: registered.id } }))).to.equal('not-found')
    expect((await stranger.call(listProjectsContract, {})).projects).to.deep.equal([])
    expect(
      (await cast.centre.call(listProjectsContract, { query: { state: 'registered' } })).projects.map(({ id }) => id),
    ).to.include(registered.id)
    expect((await cast.tenderer.call(readProjectContract, { params: { project: registered.id } })).id).to.equal(registered.id)
  })
  it('names parties in the roles they hold', async () => {
    const problem = await problemOf(register(cast.tenderer, { agencyParty: cast.regulator.party }))
    expect(problem.code).to.equal('party-not-in-role')
  })
  it('is needed before any notice: a project not accepted has no round', async () => {
    const registered = await register(cast.agency)
    const started = cast.agency.call(startTenderContract, {
      body: { project: registered.id, lots: [registered.lots[0]?.id ?? ''] },
    })
    expect(await refusalOf(started)).to.equal('project-wrong-state')
  })
})

describe('the catalogue over HTTP', () => {
  const law = usePlatform()
  it('tells categories, methods, thresholds and periods with their articles to anybody', async () => {
    const catalogue = await law().client.call(readCatalogueContract, {})
    expect(catalogue).to.include({ rulePack: 'cn', isShortened: false })
    expect(catalogue.categories.map(({ id }) => id)).to.include.members([
      'engineering',
      'government-procurement',
      'mineral-rights',
    ])
    expect(catalogue.clocks['engineering']?.periods['issue-to-deadline']?.applied).to.deep.equal({
      unit: 'calendar-days',
      count: 20,
    })
    expect(catalogue.calendar.years.find(({ year }) => year === 2027)?.isProvisional).to.equal(true)
  })
})

describe('suspension', function () {
  this.timeout(60_000)
  const platform = usePlatform()
  let cast: Cast

  before(async () => {
    cast = await castOf(platform(), 3)
  })
  beforeEach(() => logInAll(cast))

  const directive = async (project: string) => {
    const { version } = await cast.centre.call(readProjectContract, { params: { project } })
    return { params: { project }, subject: { project, version }, body: { reason: '接到投诉，需核查。' } }
  }
  const suspend = async (project: string) => cast.regulator.act(suspendProjectContract, await directive(project))
  const resume = async (project: string) => cast.regulator.act(resumeProjectContract, await directive(project))

  it('holds every guard: nothing is amended, answered or moved while it stands, and who asked is told', async () => {
    const { tender } = await publishedTender(platform(), cast)
    expect((await suspend(tender.project)).suspension?.reason).to.equal('接到投诉，需核查。')
    const seen = await readTenderAs(platform().client, tender.id)
    expect(seen).to.include({ state: 'published', isSuspended: true })
    expect(await refusalOf(amendTender(cast, tender.id, { summary: '更正' }, { affectsBids: false }))).to.equal(
      'tender-suspended',
    )
    const { connection } = platform().server.platform
    const moved = inTransaction(connection, (session) =>
      moveTender({ connection }, session, { tender: tender.id, from: 'published', event: 'close' }),
    )
    expect(
      await moved.then(
        () => 'moved',
        (error: { code: string }) => error.code,
      ),
    ).to.equal('tender-suspended')
    expect(await refusalOf(suspend(tender.project))).to.equal('project-suspended')
    const chain = await tenderChain({ connection }, tender.id)
    expect(chain.at(-1)?.event.type).to.equal('tender.suspended')
  })
  it('moves the deadline by its length, on to a working day at the same hour, as anybody can reckon from the chain', async () => {
    const now = platform().clock.now()
    const { tender } = await publishedTender(platform(), cast, { draft: { deadlineAt: instantOf(now + 21 * DAY_MS) } })
    await suspend(tender.project)
    platform().clock.advance(2 * DAY_MS + 5000)
    await logInAll(cast)
    await resume(tender.project)
    const seen = await readTenderAs(platform().client, tender.id)
    // Thursday 2 April + 2 days lies in the Qingming holiday (4–6 April): Tuesday 7 April.
    expect(seen.deadlineAt).to.equal('2026-04-07T04:00:05.000Z')
    expect(seen.isSuspended).to.equal(false)
    expect(seen.noticeSha256, 'the notice in force is the same').to.equal(tender.noticeSha256)
    const chain = await tenderChain({ connection: platform().server.platform.connection }, tender.id)
    const [paused, resumed] = chain.slice(-2)
    expect(resumed?.facts).to.include({ pausedMs: 2 * DAY_MS + 5000, deadlineAt: seen.deadlineAt })
    expect(millisOf(resumed?.event.at ?? instantOf(0)) - millisOf(paused?.event.at ?? instantOf(0))).to.equal(2 * DAY_MS + 5000)
  })
  it('silences the scheduler: a deadline that passes meanwhile does not fire', async () => {
    const { tender } = await publishedTender(platform(), cast)
    await suspend(tender.project)
    platform().clock.set(millisOf(tender.deadlineAt ?? instantOf(0)) + HOUR_MS)
    await platform().runDue()
    await logInAll(cast)
    expect((await readTenderAs(platform().client, tender.id)).state).to.equal('published')
    await resume(tender.project)
    const seen = await readTenderAs(platform().client, tender.id)
    expect(millisOf(seen.deadlineAt ?? instantOf(0))).to.be.greaterThan(platform().clock.now())
  })
  it('holds a publication that falls due, which then comes when it has ended', async () => {
    const now = platform().clock.now()
    const { id, project } = await draftedTender(platform(), cast, { draft: { publishAt: instantOf(now + HOUR_MS) } })
    await acceptSeats(cast, id)
    await fileTender(cast, id)
    await approveTender(cast, id)
    await suspend(project)
    platform().clock.advance(2 * HOUR_MS)
    await platform().runDue()
    await logInAll(cast)
    expect(await refusalOf(readTenderAs(platform().client, id))).to.equal('not-found')
    await resume(project)
    await platform().runDue()
    expect((await readTenderAs(platform().client, id)).publishedAt).to.equal(instantOf(now + 2 * HOUR_MS))
  })
  it('keeps no tender from being terminated, and no agency may suspend or resume', async () => {
    const { tender } = await publishedTender(platform(), cast)
    expect(await refusalOf(cast.agency.act(suspendProjectContract, await directive(tender.project)))).to.equal('forbidden')
    await suspend(tender.project)
    const { version } = await readTenderAs(cast.agency, tender.id)
    const ended = await cast.agency.act(terminateTenderContract, {
      params: { tender: tender.id },
      subject: { tender: tender.id, version },
      body: { reason: '核查后决定终止。' },
    })
    expect(ended).to.include({ state: 'terminated', isSuspended: false })
    const project = await acceptedProject(platform(), cast)
    expect(await refusalOf(resume(project.id))).to.equal('project-not-suspended')
  })
})

describe('the rule pack demo', function () {
  this.timeout(60_000)
  const platform = usePlatform({ config: { rulePack: 'demo' } })
  let cast: Cast

  before(async () => {
    cast = await castOf(platform(), 3)
  })

  const seconds = (at: number, count: number) => instantOf(at + count * 1000)

  it('runs a notice in seconds by the same code, and says so in every answer', async () => {
    const at = platform().clock.now()
    const windows = { revealSeconds: 5, custodianSeconds: 5, signatureSeconds: 5, objectionSeconds: 5 }
    const draft = {
      documentsUntil: seconds(at, 6),
      questionsUntil: seconds(at, 10),
      deadlineAt: seconds(at, 25),
      openingPolicy: { kind: 'both', k: 2, n: 3, windows } as const,
    }
    const { tender } = await publishedTender(platform(), cast, { draft })
    expect(tender).to.include({ rulePack: 'demo', isShortened: true, state: 'published' })
    expect(tender.notice?.rulePack).to.equal('demo')
    const problem = await problemOf(draftedTender(platform(), cast, { draft: { ...draft, deadlineAt: seconds(at, 19) } }))
    expect(problem.facts).to.include({ rule: 'N3', rulePack: 'demo', minimum: '20 seconds', earliestAt: seconds(at, 20) })
    expect(problem.detail).to.include('缩短为一秒')
    expect((await platform().client.call(readCatalogueContract, {})).rulePackLabel.zh).to.include('演示')
  })
  it('never lets a platform that runs by the law take its notices for its own: the pack stands in what is signed', async () => {
    const { tender } = await publishedTender(platform(), cast, {
      draft: {
        deadlineAt: seconds(platform().clock.now(), 30),
        documentsUntil: seconds(platform().clock.now(), 6),
        questionsUntil: seconds(platform().clock.now(), 10),
      },
    })
    expect(await refusalOf(amendTender(cast, tender.id, { rulePack: 'cn' }, { affectsBids: false }))).to.equal(
      'opening-policy-fixed',
    )
  })
})
