import { type AwardPeriodName, awardPeriodNames } from '#shared/catalogue/award-clocks.ts'
import { type ChangeCause, changeCauses } from '#shared/scoring/changes.ts'
import type { Rejection } from '#shared/scoring/rejection.ts'
import { type AwardTold, readAwardTold } from '../awards/index.ts'
import type { SequencedEvent } from '../ledger/index.ts'
import type { NotificationsDeps } from './deps.ts'
import { factsOf } from './event-facts.ts'
import type { Notice } from './notify.ts'

interface Named {
  readonly zh: string
  readonly en: string
}

/** What is to be done within a period. */
const limitNames: Readonly<Record<AwardPeriodName, Named>> = {
  'publish-candidates': { zh: '公示中标候选人', en: 'publish the candidates' },
  publicity: { zh: '公示期', en: 'publicity' },
  'objection-reply': { zh: '答复异议或质疑', en: 'answer the objection' },
  complaint: { zh: '投诉', en: 'complain' },
  'complaint-acceptance': { zh: '决定是否受理投诉', en: 'accept the complaint or not' },
  'complaint-decision': { zh: '作出投诉处理决定', en: 'decide the complaint' },
  'complaint-suspension': { zh: '投诉处理期间暂停', en: 'the hold by a complaint' },
  'report-hand-over': { zh: '向采购人送交评标报告', en: 'hand the report over to the buyer' },
  'award-decision': { zh: '确定中标人', en: 'decide the award' },
  'result-publication': { zh: '公告中标结果', en: 'publish the result' },
  'result-notice': { zh: '中标公告期', en: 'the notice of the result' },
  query: { zh: '质疑', en: 'query the result' },
  contract: { zh: '签订合同', en: 'sign the contract' },
  'contract-publication': { zh: '公告合同', en: 'publish the contract' },
  'contract-filing': { zh: '备案合同副本', en: 'file the copy of the contract' },
  'regulator-report': { zh: '提交招标投标情况书面报告', en: 'give the regulator the written report' },
}

const groundNames: Readonly<Record<Rejection['ground'], Named>> = {
  unsigned: { zh: '未按要求签字盖章', en: 'not signed or sealed as required' },
  'no-consortium-agreement': { zh: '未提交联合体协议', en: 'no consortium agreement' },
  unqualified: { zh: '不符合资格条件', en: 'not qualified' },
  'several-bids': { zh: '提交多份投标或多个报价', en: 'several bids or prices' },
  'price-below-cost-or-above-ceiling': { zh: '报价低于成本或高于最高限价', en: 'price below cost or above the ceiling' },
  unresponsive: { zh: '未响应实质性要求', en: 'does not respond to a substantive requirement' },
  'unlawful-conduct': { zh: '有串通、弄虚作假、行贿等违法行为', en: 'unlawful conduct' },
}

const causeNames: Readonly<Record<ChangeCause, Named>> = {
  'sum-error': { zh: '分值汇总计算错误', en: 'a sum was wrong' },
  'out-of-range': { zh: '分项评分超出评分标准范围', en: 'a score was off its scale' },
  'objective-differs': { zh: '对客观评审因素评分不一致', en: 'members differ on an objective item' },
  'abnormal-score': { zh: '评分畸高、畸低', en: 'an abnormally high or low score' },
}

/** The event of an award's ledger names the limit it tells of. */
export function limitOf(event: SequencedEvent): AwardPeriodName | undefined {
  const { limit } = factsOf(event)
  return awardPeriodNames.find((name) => name === limit)
}

/** What the texts of an award's messages are filled with, beside what every tender gives: lot, limit, winner. */
export async function awardFacts(deps: NotificationsDeps, event: SequencedEvent): Promise<Record<string, string>> {
  const award = await awardOfEvent(deps, event)
  if (award === undefined) return {}
  const facts = factsOf(event)
  const due = ['decideBy', 'publishBy', 'answerBy', 'publicityEndsAt', 'dueAt'].map((name) => facts[name])
  const dueAt = due.find((each) => typeof each === 'string') ?? award.contractDueAt
  const limit = limitOf(event)
  return {
    lot: award.lotName,
    ...(typeof dueAt === 'string' ? { dueAt } : {}),
    ...groundFacts(facts['ground']),
    ...(limit === undefined ? {} : { limitZh: limitNames[limit].zh, limitEn: limitNames[limit].en }),
    ...winnerFacts(award),
  }
}

/** To every bidder of a decided lot its own result (87-69, A3, G8). `given` fills what every tender gives. */
export async function ownResults(
  deps: NotificationsDeps,
  event: SequencedEvent,
  given: Readonly<Record<string, string>>,
): Promise<Notice[]> {
  const award = event.type === 'award.decided' ? await awardOfEvent(deps, event) : undefined
  if (award === undefined) return []
  return award.bidders.map(({ party, isWinner, result }): Notice => {
    const rejections = result?.rejections ?? []
    const kind = isWinner ? 'award.own-won' : rejections.length === 0 ? 'award.own-lost' : 'award.own-rejected'
    return {
      kind,
      to: [{ party }],
      at: event.at,
      subject: event.subject,
      facts: {
        ...given,
        ...winnerFacts(award),
        lot: award.lotName,
        ...(award.contractDueAt === null ? {} : { dueAt: award.contractDueAt }),
        ...(result?.rank == null ? {} : { rank: String(result.rank) }),
        ...(result?.total == null ? {} : { total: result.total }),
        ...(rejections.length === 0 ? {} : rejectionFacts(rejections)),
      },
    }
  })
}

/** Every ground a bid was rejected on, once, and every reason that was given. */
export function rejectionFacts(rejections: readonly Pick<Rejection, 'ground' | 'reasons'>[]): Record<string, string> {
  const grounds = [...new Set(rejections.map(({ ground }) => groundNames[ground]))]
  return {
    groundZh: grounds.map(({ zh }) => zh).join('；'),
    groundEn: grounds.map(({ en }) => en).join('; '),
    reasons: rejections.flatMap(({ reasons }) => reasons).join('；'),
  }
}

/** To the regulator what a re-review changed, and why: the written report of 87-64 (X13). */
export async function reReviewReport(
  deps: NotificationsDeps,
  event: SequencedEvent,
  given: Readonly<Record<string, string>>,
  to: Notice['to'],
): Promise<Notice[]> {
  const award = event.type === 'award.re-review-changed' ? await awardOfEvent(deps, event) : undefined
  const told = award?.reReview
  if (award === undefined || told == null) return []
  const { ground, reason, before, after } = told
  const facts = {
    ...given,
    lot: award.lotName,
    ...groundFacts(ground),
    reason,
    before: before.join('、'),
    after: after.join('、'),
  }
  return [{ kind: 'award.re-review-report', to, at: event.at, subject: event.subject, facts }]
}

function groundFacts(ground: unknown): Record<string, string> {
  const cause = changeCauses.find((each) => each === ground)
  return cause === undefined ? {} : { groundZh: causeNames[cause].zh, groundEn: causeNames[cause].en }
}

/** The award an event is of, as its messages tell it. */
export async function awardOfEvent(deps: NotificationsDeps, event: SequencedEvent): Promise<AwardTold | undefined> {
  const { tender, lot } = event.subject
  return tender === undefined || lot === undefined ? undefined : readAwardTold(deps, { tender, lot })
}

function winnerFacts({ winner }: AwardTold): Record<string, string> {
  return winner === null ? {} : { winner: winner.name, price: winner.price }
}
