import type { ProblemTable } from '../problem.ts'

/** Problems between the report and the published contract (A1–A8, G5–G11). */
export const awardsProblems = {
  'award-not-begun': {
    status: 409,
    title: { zh: '评标报告尚未完成', en: 'There is no report yet' },
    meaning: { zh: '评标报告签署完成后进入公示与定标。', en: 'Publicity and award follow the signed report.' },
  },
  'award-wrong-step': {
    status: 409,
    title: { zh: '当前步骤不能进行此操作', en: 'Not in this step of the award' },
    meaning: {
      zh: '本标段处于“{state}”，此操作属于“{expected}”。',
      en: 'The lot is at "{stateEn}"; this belongs to "{expectedEn}".',
    },
  },
  'award-suspended': {
    status: 409,
    title: { zh: '项目已暂停', en: 'The tender is suspended' },
    meaning: { zh: '恢复后继续。', en: 'It goes on after the suspension.' },
  },
  'candidates-differ': {
    status: 422,
    title: { zh: '候选人与评标报告不一致', en: 'These are not the candidates of the report' },
    meaning: {
      zh: '公示的候选人须与评标报告推荐的名单和顺序一致；并列者由招标人在其中确定。',
      en: 'Candidates are those of the report in its order; among equals it names, the tenderer chooses.',
    },
  },
  'not-a-bidder-of-the-lot': {
    status: 403,
    title: { zh: '不是本标段的投标人', en: 'Not a bidder of this lot' },
    meaning: { zh: '只有本标段的投标人可以进行此操作。', en: 'Only bidders of this lot may do this.' },
  },
  'objection-first': {
    status: 409,
    title: { zh: '应先提出异议', en: 'An objection comes first' },
    meaning: {
      zh: '对评标结果的投诉，应当先向招标人提出异议（条例第六十条）。',
      en: 'A complaint of the result needs an objection to the tenderer first (A6).',
    },
  },
  'query-too-late': {
    status: 409,
    title: { zh: '质疑期限已过', en: 'Too late to query the result' },
    meaning: {
      zh: '对中标结果的质疑截止时间为 {until}（政府采购法第五十二条）。',
      en: 'Queries of the result were due by {until} (Government Procurement Law, art. 52).',
    },
  },
  'answer-first': {
    status: 409,
    title: { zh: '质疑答复期未满', en: 'The query is still to be answered' },
    meaning: {
      zh: '收到答复，或 {answerBy} 答复期满后，可以投诉（政府采购法第五十五条）。',
      en: 'A complaint follows the answer, or the end of the time for it at {answerBy} (Government Procurement Law, art. 55).',
    },
  },
  'complaint-too-late': {
    status: 409,
    title: { zh: '投诉期限已过', en: 'Too late to complain' },
    meaning: { zh: '投诉截止时间为 {until}。', en: 'Complaints were due by {until}.' },
  },
  'award-held': {
    status: 409,
    title: { zh: '投诉或质疑处理期间暂停', en: 'A complaint or query holds the award' },
    meaning: {
      zh: '行政监督部门已受理投诉，或有质疑尚未答复，处理完毕后继续。',
      en: 'The regulator has accepted a complaint, or a query waits for its answer; it goes on after that.',
    },
  },
  'award-in-re-review': {
    status: 409,
    title: { zh: '正在重新评审', en: 'The report is under re-review' },
    meaning: {
      zh: '原评标委员会正在重新评审（87号令第六十四条），各项期限停止计算；新的评标报告签署后继续。',
      en: 'The committee re-reviews its report (X13). All limits stand still; it goes on once the new report is signed.',
    },
  },
  'linked-lot-decided': {
    status: 409,
    title: { zh: '相关标段已公布结果', en: 'A lot that hangs together with this one is decided' },
    meaning: {
      zh: '同一投标人可以排名第一的标段数有限，各标段候选人相互关联；“{lot}”处于“{state}”，不能再重新评审。',
      en: 'One bidder may stand first on so many lots only. "{lot}" is at "{stateEn}": its result could not follow a re-review any more.',
    },
  },
  'answer-objections-first': {
    status: 409,
    title: { zh: '请先答复异议', en: 'Answer the objections first' },
    meaning: {
      zh: '重新评审前提出的异议尚未答复，答复后再公示中标候选人（A2）。',
      en: 'Objections from before the re-review wait for their answers; the candidates are published after them (A2).',
    },
  },
  'not-a-candidate': {
    status: 422,
    title: { zh: '不是中标候选人', en: 'Not a candidate' },
    meaning: { zh: '只能在公示的中标候选人中确定中标人。', en: 'The winner is one of the published candidates.' },
  },
  'winner-not-first': {
    status: 422,
    title: { zh: '应确定排名第一的候选人', en: 'The first candidate wins' },
    meaning: {
      zh: '只有排名在前的候选人放弃、因不可抗力不能履约、不按要求提交履约保证金或被查实有违法行为等情形，才可按名次确定其他候选人（条例第五十五条），并须写明理由。',
      en: 'Another wins only for the causes of art. 55 (X15), in order, and with the reason.',
    },
  },
  'contract-deviates': {
    status: 422,
    title: { zh: '合同与投标文件不一致', en: 'The contract differs from the bid' },
    meaning: {
      zh: '“{point}”：投标文件为“{bid}”，合同为“{contract}”。合同不得背离实质性内容（招标投标法第四十六条）。',
      en: '"{point}": the bid says "{bid}", the contract "{contract}". A contract may not depart from the bid (A4).',
    },
  },
  'not-a-party-to-the-contract': {
    status: 403,
    title: { zh: '不是合同当事人', en: 'Not a party to this contract' },
    meaning: { zh: '合同由招标人与中标人签订。', en: 'Tenderer and winner sign it.' },
  },
} as const satisfies ProblemTable
