import { buyersItems, unqualifiedBids } from '#shared/scoring/qualification.ts'
import { beijingTime } from '../../platform/pdf/beijing-time.ts'
import type { PdfSection } from '../../platform/pdf/description.ts'
import { drawable } from '../../platform/pdf/drawable.ts'
import type { EvaluationLot, EvaluationRecord } from './evaluation.model.ts'

/**
 * The check of qualification of a lot as the report tells it (G6; 87-44, 87-58): who checked, when, by which signed act, and what it came
 * to for each bidder, with the reason. No section where it was not the buyer's to check.
 */
export function qualificationSections(
  evaluation: Pick<EvaluationRecord, 'plan' | 'isProcurement'>,
  { name, bids, qualification }: Pick<EvaluationLot, 'name' | 'bids' | 'qualification'>,
  nameOf: (bid: string) => string,
): PdfSection[] {
  if (qualification === undefined) return []
  const items = buyersItems(evaluation)
  const unqualified = unqualifiedBids(items, qualification.votes)
  const reasonsOf = (bid: string) =>
    (unqualified.get(bid) ?? []).map(
      ({ foundBy, reasons }) => `${items.find(({ id }) => id === foundBy)?.name ?? foundBy}：${reasons.join('；')}`,
    )
  const passed = bids.length - unqualified.size
  return [
    {
      heading: `资格审查 · ${drawable(name)}`,
      blocks: [
        {
          kind: 'facts',
          rows: [
            ['审查人', drawable(qualification.by)],
            ['审查时间', `${beijingTime(Date.parse(qualification.at))}（北京时间）`],
            ['签名操作 SHA-256', qualification.actSha256],
            [
              '结论',
              `${bids.length} 家投标人中 ${passed} 家合格${qualification.failure === null ? '' : '，合格投标人不足三家，不得评标'}`,
            ],
          ],
        },
        {
          kind: 'table',
          columns: [
            { title: '投标人', weight: 2 },
            { title: '资格审查', weight: 0.8 },
            { title: '未通过的项目及原因', weight: 3 },
          ],
          rows: bids.map((bid) => [
            nameOf(bid),
            unqualified.has(bid) ? '不合格' : '合格',
            drawable(reasonsOf(bid).join('\n') || '—'),
          ]),
        },
        {
          kind: 'paragraph',
          text: '资格由采购人或者采购代理机构在开标后审查，评标委员会不再审查（政府采购货物和服务招标投标管理办法第四十四条）。',
        },
      ],
    },
  ]
}
