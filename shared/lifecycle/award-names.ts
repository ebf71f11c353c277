import type { AwardState } from './award.ts'

/** What a state of an award is called. */
export const awardStateNames: Readonly<Record<AwardState, { readonly zh: string; readonly en: string }>> = {
  reported: { zh: '评标报告已签署', en: 'report signed' },
  publicity: { zh: '候选人公示中', en: 'candidates in publicity' },
  objected: { zh: '异议待答复', en: 'objection unanswered' },
  deciding: { zh: '待确定中标人', en: 'winner to be decided' },
  decided: { zh: '结果待公告', en: 'result to be published' },
  awarded: { zh: '已中标', en: 'awarded' },
  signing: { zh: '合同签署中', en: 'contract being signed' },
  contracted: { zh: '合同已公开', en: 'contract published' },
  failed: { zh: '未成交', en: 'ended without an award' },
}

/** What a state of a complaint is called. */
export const complaintStateNames: Readonly<
  Record<'filed' | 'accepted' | 'refused' | 'dismissed' | 'upheld', { readonly zh: string; readonly en: string }>
> = {
  filed: { zh: '投诉待受理', en: 'complaint filed' },
  accepted: { zh: '投诉已受理', en: 'complaint accepted' },
  refused: { zh: '投诉未受理', en: 'complaint not accepted' },
  dismissed: { zh: '投诉已驳回', en: 'complaint dismissed' },
  upheld: { zh: '投诉成立', en: 'complaint upheld' },
}
