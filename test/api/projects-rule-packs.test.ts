import { expect } from 'chai'
import { readCatalogueContract } from '#shared/contracts/projects.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { problemOf, refusalOf } from '../support/identity.ts'
import { amendTender, type Cast, castOf, draftedTender, publishedTender } from '../support/notices.ts'
import { usePlatform } from '../support/platform.ts'

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
