import type { ProblemTable } from '../problem.ts'

/** Problems of bid deposits (N9, B8, A4, N12, G11). */
export const depositsProblems = {
  'deposit-too-high': {
    status: 422,
    title: { zh: '投标保证金超过上限', en: 'The bid deposit is too high' },
    meaning: {
      zh: '“{lot}”的投标保证金 {amount} 元超过上限，最高为 {maximum} 元（{articleZh}）。',
      en: '"{lot}" asks for ¥{amount}. At most ¥{maximum} may be asked for ({articleEn}).',
    },
  },
  'deposits-not-open': {
    status: 409,
    title: { zh: '开标公布前平台不受理保证金事项', en: 'Nothing about deposits before the opening is published' },
    meaning: {
      zh: '为了不泄露谁投了标，开标结果公布（或者流标、终止）之前，平台不登记、不受理任何保证金事项。没有留下任何记录。',
      en: 'So that nobody can learn who bids, the platform takes nothing about deposits until the opening is published, or the tender has failed or was terminated. Nothing was recorded.',
    },
  },
  'deposit-not-required': {
    status: 409,
    title: { zh: '本标段不要求投标保证金', en: 'No deposit is asked for on this lot' },
    meaning: { zh: '公告没有要求本标段提交投标保证金。', en: 'The notice asks for none on this lot.' },
  },
  'deposit-wrong-step': {
    status: 409,
    title: { zh: '保证金当前状态不能进行此操作', en: 'Not in this state of the deposit' },
    meaning: { zh: '该保证金处于“{state}”。', en: 'The deposit is "{stateEn}".' },
  },
  'deposit-claimed-already': {
    status: 409,
    title: { zh: '已经申请过', en: 'Claimed already' },
    meaning: {
      zh: '本标段的退还申请已经提交，请等待处理；对处理有异议的，可在该保证金下提出。',
      en: 'The claim for this lot is in. Wait for its answer; what is wrong with that is said beside the deposit.',
    },
  },
  'deposit-claim-unfounded': {
    status: 422,
    title: { zh: '申请理由与开标情况不符', en: 'The reason does not fit the opening' },
    meaning: {
      zh: '撤回投标（未开启）只适用于本标段未公布过贵单位投标的情形；拒绝延长有效期、未登记只适用于已开启的投标；未开标只适用于流标的标段。',
      en: 'A withdrawn bid is one that was never opened; refusing an extension, or a receipt left out, is for a bid that was; "not opened" is for a lot that failed.',
    },
  },
  'deposit-day-refused': {
    status: 422,
    title: { zh: '日期不对', en: 'The day cannot be right' },
    meaning: {
      zh: '日期 {day} 不能晚于今天，退还日不能早于收到日。',
      en: '{day} may not lie in the future, nor a return before the receipt.',
    },
  },
  'deposit-principal-differs': {
    status: 422,
    title: { zh: '退还本金与收到金额不一致', en: 'The principal is not what was received' },
    meaning: { zh: '收到 {amount} 元，应全额退还。', en: '¥{amount} was received, and goes back whole.' },
  },
  'deposit-interest-owed': {
    status: 422,
    title: { zh: '应付利息不足', en: 'Interest is owed' },
    meaning: {
      zh: '逾期 {daysLate} 天，超期资金占用费 {late} 元；同期存款利息参考 {bank} 元。合计 {owed} 元（{articleZh}）。少付逾期费用的，须说明投标人自身原因；银行实付利息低于参考的，须说明。',
      en: '{daysLate} days late: ¥{late}; the bank’s deposit interest by its base rate: ¥{bank}. In all ¥{owed} ({articleEn}). Less for lateness needs the bidder’s own fault, less than the bank’s base rate a word why.',
    },
  },
  'deposit-not-keepable': {
    status: 422,
    title: { zh: '没有不予退还的法定情形', en: 'The law gives no ground to keep it' },
    meaning: {
      zh: '不予退还只限法律规定的情形，且与该投标人在本标段的情况相符。',
      en: 'A deposit is kept on a ground of the law only, and where it fits what this bidder was in the lot.',
    },
  },
  'deposit-no-bond': {
    status: 422,
    title: { zh: '不能转为履约保证金', en: 'It cannot become a performance bond' },
    meaning: {
      zh: '只有签订合同后中标人的投标保证金可以转为履约保证金。',
      en: 'Only the winner’s deposit may, and once the contract is concluded.',
    },
  },
} as const satisfies ProblemTable
