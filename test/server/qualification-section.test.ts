import { expect } from 'chai'
import { wholeJudgement } from '#shared/scoring/member-opinion.ts'
import { buyersItems } from '#shared/scoring/qualification.ts'
import type { Qualification } from '../../server/features/evaluation/evaluation.model.ts'
import { qualificationSections } from '../../server/features/evaluation/qualification-section.ts'
import { planOf } from '../support/scoring.ts'

describe('the check of qualification in the evaluation report as PDF (G6; 87-44, 87-58)', () => {
  const plan = planOf()
  const procurement = { plan, isProcurement: true }
  const bids = ['a', 'b', 'c']
  const names: Readonly<Record<string, string>> = { a: '甲公司', b: '乙公司', c: '丙公司' }
  const sectionsFor = (failure: Qualification['failure'] = null) =>
    qualificationSections(
      procurement,
      {
        name: '一标段',
        bids,
        qualification: {
          by: '临江公正招标代理有限公司',
          at: '2026-04-06T05:00:00.000Z',
          actSha256: 'f'.repeat(64),
          votes: wholeJudgement(
            buyersItems(procurement),
            bids.map((bid) => ({ bid })),
            (bid) => (bid === 'b' ? '资质证书已过期\u{2a6d6}' : null),
          ),
          failure,
        },
      },
      (bid) => names[bid] ?? '',
    )

  it('says who checked, when, by which act, and each bidder’s outcome with the reason', () => {
    const [section] = sectionsFor()
    const [facts, table] = section?.blocks ?? []
    expect(section?.heading).to.equal('资格审查 · 一标段')
    expect(facts?.kind === 'facts' && facts.rows).to.deep.equal([
      ['审查人', '临江公正招标代理有限公司'],
      ['审查时间', '2026-04-06 13:00:00（北京时间）'],
      ['签名操作 SHA-256', 'f'.repeat(64)],
      ['结论', '3 家投标人中 2 家合格'],
    ])
    expect(table?.kind === 'table' && table.rows).to.deep.equal([
      ['甲公司', '合格', '—'],
      ['乙公司', '不合格', '资质等级：资质证书已过期[U+2A6D6]'],
      ['丙公司', '合格', '—'],
    ])
  })

  it('says that a lot with fewer than three qualified is not evaluated (G5)', () => {
    const [facts] = sectionsFor('too-few-qualified')[0]?.blocks ?? []
    expect(facts?.kind === 'facts' && facts.rows.at(-1)?.[1]).to.equal('3 家投标人中 2 家合格，合格投标人不足三家，不得评标')
  })

  it('is no section where qualification was the committee’s to judge', () => {
    expect(qualificationSections({ plan, isProcurement: false }, { name: '一标段', bids }, () => '')).to.deep.equal([])
  })
})
