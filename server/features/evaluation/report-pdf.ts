import { type Bytes, utf8 } from '#shared/primitives/bytes.ts'
import { type ChangeCause, type StandingChange, standingChanges } from '#shared/scoring/changes.ts'
import type { LotResultText } from '#shared/scoring/lot-result.ts'
import { beijingTime } from '../../platform/pdf/beijing-time.ts'
import { drawable } from '../../platform/pdf/drawable.ts'
import { renderPdf } from '../../platform/pdf/render-pdf.ts'
import { signPdf } from '../../platform/pdf/sign-pdf.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { EvaluationDeps } from './deps.ts'
import type { EvaluationLot, EvaluationRecord, ReReview } from './evaluation.model.ts'
import { openedBids } from './lot-bids.ts'
import { qualificationSections } from './qualification-section.ts'
import { reReviewOf } from './re-review.ts'
import { activeSeats } from './read-evaluation.ts'

const GROUNDS: Readonly<Record<string, string>> = {
  unsigned: '未经盖章和签字',
  'no-consortium-agreement': '联合体未提交共同投标协议',
  unqualified: '不符合资格条件',
  'several-bids': '提交两个以上不同的投标或报价',
  'price-below-cost-or-above-ceiling': '报价低于成本或高于最高限价',
  unresponsive: '未响应实质性要求',
  'unlawful-conduct': '串通投标、弄虚作假、行贿等违法行为',
}

const CAUSES: Readonly<Record<ChangeCause, string>> = {
  'sum-error': '分值汇总计算错误',
  'out-of-range': '分项评分超出评分标准范围',
  'objective-differs': '对客观评审因素评分不一致',
  'abnormal-score': '评分畸高、畸低',
}

/** The evaluation report as PDF/A with the platform's PAdES signature and a time stamp; the JSON the members signed is attached, whole. */
export async function reportPdf(
  deps: EvaluationDeps,
  input: {
    readonly evaluation: EvaluationRecord
    readonly report: { readonly text: string; readonly sha256: string }
    readonly tender: PublishedTender
    readonly at: number
  },
): Promise<Bytes> {
  const { evaluation, report, tender, at } = input
  const opened = await openedBids(deps, evaluation._id)
  const reReview = reReviewOf(evaluation)
  const nameOf = (bid: string) => drawable(opened.get(bid)?.identity?.name ?? bid)
  const pdf = await renderPdf({
    title: reReview === undefined ? '评标报告' : '评标报告（重新评审）',
    subtitle: drawable(tender.title),
    author: deps.config.platformName,
    createdAt: at,
    footer: `评标报告 ${report.sha256}`,
    sections: [
      {
        blocks: [
          {
            kind: 'facts',
            rows: [
              ['项目编号', tender.code],
              ['招标人', drawable(tender.tendererName)],
              ['招标代理', drawable(tender.agencyName ?? '—')],
              ['评标委员会', `${evaluation.size} 人（名单在中标结果确定前保密）`],
              ['轮次', String(evaluation.round)],
              ...(reReview === undefined ? [] : ([['取代的评标报告', reReview.earlier.sha256]] as const)),
              ['报告摘要 SHA-256', report.sha256],
              ['时间戳', `${deps.timestamp.name}${deps.timestamp.isPlatformsOwn ? '（平台自有时间戳）' : ''}`],
              ...(tender.rulePack === 'demo' ? ([['说明', '演示规则包：法定期限已缩短，不具法律效力']] as const) : []),
            ],
          },
        ],
      },
      ...(reReview === undefined ? [] : [reReviewSection(evaluation, reReview, nameOf)]),
      ...evaluation.lots.flatMap((lot) => [...qualificationSections(evaluation, lot, nameOf), lotSection(lot, nameOf)]),
      {
        heading: '签署',
        blocks: [
          {
            kind: 'table',
            columns: [
              { title: '席位', weight: 0.6 },
              { title: '时间（北京）', weight: 1.5 },
              { title: '签名操作 SHA-256', weight: 3.5 },
              { title: '不同意见', weight: 2 },
            ],
            rows: activeSeats(evaluation).map(({ seat, signature }) => [
              `${seat}${seat === evaluation.chair ? '（主任）' : ''}`,
              signature === null ? '逾期未签' : beijingTime(Date.parse(signature.at)),
              signature?.actSha256 ?? '—',
              drawable(signature?.dissent ?? '—'),
            ]),
          },
          { kind: 'paragraph', text: '逾期未签署且未书面说明不同意见的，视为同意评标结论（招标投标法实施条例第五十三条）。' },
        ],
      },
    ],
    attachments: [
      {
        name: 'evaluation-report.json',
        bytes: utf8(report.text),
        mediaType: 'application/json',
        description: 'evaluation-report/1',
      },
    ],
  })
  return signPdf(pdf, { signer: deps.keys.platformSigner, timestamp: deps.timestamp, at })
}

/** What a re-review was ordered for, what members found, and what moved (87-64, X13). */
function reReviewSection(
  evaluation: EvaluationRecord,
  { lot, ground, reason, before, conclusions }: ReReview,
  nameOf: (bid: string) => string,
) {
  const after = evaluation.lots.find((each) => each.lot === lot)
  const changes = standingChanges(before, after?.result ?? null)
  return {
    heading: '重新评审（87号令第六十四条）',
    blocks: [
      {
        kind: 'facts' as const,
        rows: [
          ['标段', drawable(after?.name ?? lot)] as const,
          ['情形', CAUSES[ground]] as const,
          ['理由', drawable(reason)] as const,
          ['结论', changes.length === 0 ? '评标结果不变' : `${changes.length} 家投标人的名次或得分有变`] as const,
        ],
      },
      ...(changes.length === 0 ? [] : [movedTable(changes, nameOf)]),
      ...conclusions.map(({ seat, isGiven, text }) => ({
        kind: 'paragraph' as const,
        text: `第${seat}席：${isGiven ? '存在所列情形' : '不存在所列情形'}。${drawable(text)}`,
      })),
    ],
  }
}

function movedTable(changes: readonly StandingChange[], nameOf: (bid: string) => string) {
  return {
    kind: 'table' as const,
    columns: [
      { title: '投标人', weight: 2 },
      { title: '原名次', weight: 0.7 },
      { title: '原总分', weight: 1 },
      { title: '现名次', weight: 0.7 },
      { title: '现总分', weight: 1 },
    ],
    rows: changes.map(({ bid, rankBefore, totalBefore, rankAfter, totalAfter }) => [
      nameOf(bid),
      String(rankBefore ?? '—'),
      totalBefore ?? '—',
      String(rankAfter ?? '—'),
      totalAfter ?? '—',
    ]),
  }
}

function lotSection(lot: EvaluationLot, nameOf: (bid: string) => string) {
  const ranked = [...(lot.result?.bids ?? [])].sort((left, right) => (left.rank ?? 999) - (right.rank ?? 999))
  return {
    heading: drawable(lot.name),
    blocks: [
      {
        kind: 'facts' as const,
        rows: [
          ['最高限价', lot.ceilingPrice] as const,
          ...(lot.result?.coefficient === undefined ? [] : [['公开抽取的系数', lot.result.coefficient] as const]),
          ['评标基准价', lot.result?.benchmark ?? '—'] as const,
          ['结论', lot.failure === null ? candidatesText(lot, nameOf) : failureText(lot.failure)] as const,
        ],
      },
      {
        kind: 'table' as const,
        columns: [
          { title: '名次', weight: 0.5 },
          { title: '投标人', weight: 2 },
          { title: '评标价', weight: 1.4 },
          { title: '技术', weight: 0.8 },
          { title: '商务', weight: 0.8 },
          { title: '价格', weight: 0.8 },
          { title: '总分', weight: 0.9 },
        ],
        rows: ranked.map((bid) => [
          bid.rank === null ? '—' : String(bid.rank),
          nameOf(bid.bid),
          bid.evaluatedPrice ?? '未开启',
          ...(bid.isValid ? [bid.technical, bid.commercial, bid.priceScore ?? '—', bid.total ?? '—'] : ['否决', '—', '—', '—']),
        ]),
      },
      ...rejectionBlocks(lot, nameOf),
    ],
  }
}

function rejectionBlocks(lot: EvaluationLot, nameOf: (bid: string) => string) {
  return Object.entries(lot.rejections).map(([bid, rejections]) => ({
    kind: 'paragraph' as const,
    text: `${nameOf(bid)}被否决：${rejections
      .map(
        ({ ground, reasons }) =>
          `${GROUNDS[ground] ?? ground}${reasons.length === 0 ? '' : `（${drawable(reasons.join('；'))}）`}`,
      )
      .join('；')}`,
  }))
}

function candidatesText({ result }: { readonly result: LotResultText | null }, nameOf: (bid: string) => string): string {
  const candidates = (result?.candidates ?? []).map((bid, index) => `第${index + 1}名 ${nameOf(bid)}`)
  const undecided = (result?.undecided ?? []).map(nameOf)
  if (undecided.length > 0) candidates.push(`并列待招标人确定：${undecided.join('、')}`)
  return candidates.length === 0 ? '无中标候选人' : candidates.join('；')
}

function failureText(failure: NonNullable<EvaluationLot['failure']>): string {
  return failure === 'all-rejected' ? '全部投标被否决' : '合格投标人不足三家'
}
