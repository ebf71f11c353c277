import { expect } from 'chai'
import { hasCheckCharacter } from '#shared/catalogue/project-code.ts'
import { startTenderContract } from '#shared/contracts/notices/tenders.ts'
import {
  acceptProjectContract,
  listProjectsContract,
  readProjectContract,
  registerProjectContract,
  returnProjectContract,
  reviseProjectContract,
  withdrawProjectContract,
} from '#shared/contracts/projects.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import { type Cast, castOf, type ProjectAnswer, projectForm } from '../support/notices.ts'
import type { TestPerson } from '../support/platform.ts'
import { usePlatform } from '../support/platform.ts'

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
