import type { ProblemTable } from '../problem.ts'

/** Problems of an evaluation (X1–X17). */
export const evaluationProblems = {
  'evaluation-not-begun': {
    status: 409,
    title: { zh: '尚未开始评标', en: 'The evaluation has not begun' },
    meaning: { zh: '评标委员会尚未组建完成。', en: 'The committee is not seated yet.' },
  },
  'evaluation-wrong-step': {
    status: 409,
    title: { zh: '当前步骤不能进行此操作', en: 'Not in this step of the evaluation' },
    meaning: {
      zh: '评标处于“{state}”，此操作属于“{expected}”。',
      en: 'The evaluation is at "{state}"; this belongs to "{expected}".',
    },
  },
  'evaluation-suspended': {
    status: 409,
    title: { zh: '评标已暂停', en: 'The evaluation is suspended' },
    meaning: { zh: '恢复后继续；已锁定的内容均有效。', en: 'It goes on after the suspension. What was locked stands.' },
  },
  'evaluation-plan-refused': {
    status: 422,
    title: { zh: '评标办法数据不符合要求', en: 'The plan of evaluation breaks a rule' },
    meaning: { zh: '原因：{fault}。', en: '{fault}.' },
  },
  'evaluation-without-plan': {
    status: 409,
    title: { zh: '公告没有评标办法数据', en: 'The notice holds no plan of evaluation' },
    meaning: {
      zh: '公告未以数据载明评审因素，本平台不能据此评标。',
      en: 'The notice does not state its criteria as data; the platform cannot evaluate by it.',
    },
  },
  'committee-refused': {
    status: 422,
    title: { zh: '评标委员会组成不符合规定', en: 'The committee breaks a rule' },
    meaning: {
      zh: '委员会须为五人以上单数，招标人代表不超过三分之一（X1）：{detail}。',
      en: 'A committee is five or more, an odd number, at most a third of it the tenderer’s (X1): {detail}.',
    },
  },
  'not-on-committee': {
    status: 403,
    title: { zh: '不是本项目评标委员会成员', en: 'Not a member of this committee' },
    meaning: { zh: '只有评标委员会成员本人可以进行此操作。', en: 'Only its members may do this, each in person.' },
  },
  'not-the-chair': {
    status: 403,
    title: { zh: '不是评标委员会主任', en: 'Not the chair' },
    meaning: { zh: '此操作由评标委员会主任代表委员会进行。', en: 'The chair does this for the committee.' },
  },
  'chair-elected': {
    status: 409,
    title: { zh: '评标委员会主任已选定', en: 'The chair is elected' },
    meaning: { zh: '主任为第 {seat} 席，不能另选。', en: 'Seat {seat} is the chair; there is no second one.' },
  },
  'undertaking-missing': {
    status: 409,
    title: { zh: '请先签署评标承诺', en: 'The undertaking comes first' },
    meaning: { zh: '签署承诺之前不能阅读投标文件或参加表决。', en: 'Nobody reads a bid or votes before signing it.' },
  },
  'already-acted': {
    status: 409,
    title: { zh: '已经提交过', en: 'Done already' },
    meaning: { zh: '您在本步骤的意见已锁定，不能更改。', en: 'What you gave in this step is locked and stands.' },
  },
  'review-refused': {
    status: 422,
    title: { zh: '初步评审意见不完整', en: 'The review is not whole' },
    meaning: {
      zh: '每家投标的每个评审项须各有一个结论，不通过须写明理由：{detail}。',
      en: 'Every item of every bid needs one judgement, and a failed one its reason: {detail}.',
    },
  },
  'qualification-not-asked': {
    status: 409,
    title: { zh: '本项目不由采购人审查资格', en: 'Qualification is not the buyer’s to check here' },
    meaning: {
      zh: '仅政府采购项目且评标办法设有资格评审项时，由采购人或代理机构在开标后审查资格（87号令第四十四条）。',
      en: 'Only in procurement, where the plan has items of qualification, does the buyer or its agency check it after the opening (Order 87, article 44).',
    },
  },
  'score-refused': {
    status: 422,
    title: { zh: '评分不符合要求', en: 'A score is not on its scale' },
    meaning: {
      zh: '投标 {bid} 的“{criterion}”：{fault}（满分 {maximum}，步长 {step}）。没有任何评分被接收。',
      en: '"{criterion}" of bid {bid}: {fault} (maximum {maximum}, step {step}). No score was taken.',
    },
  },
  'correction-refused': {
    status: 422,
    title: { zh: '算术修正无法计算', en: 'The correction cannot be computed' },
    meaning: { zh: '{detail}', en: '{detail}' },
  },
  'question-closed': {
    status: 409,
    title: { zh: '答复时限已过或已答复', en: 'Answered, or too late' },
    meaning: { zh: '答复截止时间为 {answerBy}。', en: 'Answers were due by {answerBy}.' },
  },
  'question-open': {
    status: 409,
    title: { zh: '投标人尚在答复时限内', en: 'The bidder still has time to answer' },
    meaning: { zh: '答复或时限届满之后才能评判。', en: 'It is judged once answered, or when the time is over.' },
  },
  'confirmation-missing': {
    status: 422,
    title: { zh: '须说明是否确认修正', en: 'Say whether the correction is confirmed' },
    meaning: {
      zh: '不确认修正后的报价，投标将被否决（87号令第五十九条）。',
      en: 'A price that is not confirmed is rejected (87-59).',
    },
  },
  'change-refused': {
    status: 422,
    title: { zh: '汇总之后不能作此更改', en: 'Not a change that is allowed after the totals' },
    meaning: {
      zh: '汇总后只有四种情形可以修改评审结果（X13）：{fault}。',
      en: 'After the totals a result changes for four causes only (X13): {fault}.',
    },
  },
} as const satisfies ProblemTable
