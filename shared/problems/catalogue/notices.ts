import type { ProblemTable } from '../problem.ts'

/** Problems of: catalogue, projects, notices, custody, questions and objections. */
export const noticesProblems = {
  'calendar-unknown': {
    status: 422,
    title: { zh: '工作日历未涵盖该年份', en: 'The calendar does not reach that year' },
    meaning: {
      zh: '{year} 年的工作日历尚未录入，无法计算期限。',
      en: 'There is no working-day calendar for {year}; no period can be reckoned.',
    },
  },
  'category-unknown': {
    status: 422,
    title: { zh: '目录中没有该类别', en: 'No such category' },
    meaning: { zh: '交易目录中没有“{category}”。', en: 'The catalogue has no "{category}".' },
  },
  'method-not-in-category': {
    status: 422,
    title: { zh: '该类别不允许此交易方式', en: 'The category does not allow this method' },
    meaning: { zh: '目录不允许“{category}”采用“{method}”。', en: 'The catalogue does not allow {method} for {category}.' },
  },
  'already-exists': {
    status: 409,
    title: { zh: '编号已被使用', en: 'The id is taken' },
    meaning: { zh: '该编号已存在，请换一个随机编号重新签名。', en: 'This id exists already. Draw another and sign again.' },
  },
  'party-not-in-role': {
    status: 422,
    title: { zh: '单位不具备所需角色', en: 'A party lacks the role' },
    meaning: { zh: '单位 {party} 没有获批的角色“{role}”。', en: 'Party {party} has no approved role {role}.' },
  },
  'ceiling-above-budget': {
    status: 422,
    title: { zh: '最高限价超过预算', en: 'A ceiling price is above its budget' },
    meaning: {
      zh: '标段“{lot}”的最高限价 {ceilingPrice} 超过预算 {budget}。',
      en: 'Lot "{lot}": ceiling {ceilingPrice}, budget {budget}.',
    },
  },
  'project-wrong-state': {
    status: 409,
    title: { zh: '项目当前状态不允许此操作', en: 'The project is not in a state for this' },
    meaning: { zh: '项目状态为“{state}”，请刷新后查看。', en: 'The project is "{state}". Reload to see.' },
  },
  'project-suspended': {
    status: 409,
    title: { zh: '项目已暂停', en: 'The project is suspended' },
    meaning: {
      zh: '项目自 {since} 起暂停，恢复后方可继续。',
      en: 'It has been suspended since {since} and goes on when resumed.',
    },
  },
  'project-not-suspended': {
    status: 409,
    title: { zh: '项目并未暂停', en: 'The project is not suspended' },
    meaning: { zh: '没有可恢复的暂停。', en: 'There is no suspension to end.' },
  },
  'lot-unknown': {
    status: 422,
    title: { zh: '项目中没有该标段', en: 'No such lot in the project' },
    meaning: { zh: '项目中没有标段 {lot}。', en: 'The project has no lot {lot}.' },
  },
  'lot-already-tendered': {
    status: 409,
    title: { zh: '标段已在招标中', en: 'The lot is already being tendered' },
    meaning: {
      zh: '标段“{lot}”已有正在进行或已完成的招标，不能同时开始新一轮。',
      en: 'Lot "{lot}" is in a round that runs or has been opened. A new round needs the earlier to have failed or been terminated.',
    },
  },
  'tender-wrong-state': {
    status: 409,
    title: { zh: '招标当前状态不允许此操作', en: 'The tender is not in a state for this' },
    meaning: { zh: '招标状态为“{state}”，请刷新后查看。', en: 'The tender is "{state}". Reload to see.' },
  },
  'tender-suspended': {
    status: 409,
    title: { zh: '招标已暂停', en: 'The tender is suspended' },
    meaning: {
      zh: '招标自 {since} 起暂停；恢复后截止时间相应顺延，已递交的内容不受影响。',
      en: 'Suspended since {since}. When it goes on the deadline moves by as long; what has been submitted is not affected.',
    },
  },
  'deadline-passed': {
    status: 409,
    title: { zh: '已过截止时间', en: 'The deadline has passed' },
    meaning: {
      zh: '截止时间为 {deadlineAt}，此操作须在此之前完成。',
      en: 'The deadline was {deadlineAt}; this had to come before it.',
    },
  },
  'period-too-short': {
    status: 422,
    title: { zh: '不足法定期限', en: 'Shorter than the statutory period' },
    meaning: {
      zh: '{articleZh}（{rule}）要求不少于 {minimum}，最早可为 {earliestAt}。{packZh}',
      en: '{articleEn} ({rule}) asks for at least {minimum}: {earliestAt} or later. {packEn}',
    },
  },
  'window-too-short': {
    status: 422,
    title: { zh: '开标各环节时限过短', en: 'A step of the opening is too short' },
    meaning: { zh: '“{window}”不得少于 {minimumSeconds} 秒。', en: '{window} must be at least {minimumSeconds} seconds.' },
  },
  'times-out-of-order': {
    status: 422,
    title: { zh: '时间先后有误', en: 'Times out of order' },
    meaning: { zh: '“{later}”不得早于“{earlier}”。', en: '{later} must not come before {earlier}.' },
  },
  'opening-policy-refused': {
    status: 422,
    title: { zh: '解密规则不符合要求', en: 'The opening policy breaks a rule' },
    meaning: {
      zh: '原因：{fault}。须 n ≥ 3、2 ≤ k < n；任何一方单独、招标人与代理及交易中心合计，持有的席位均须少于 k。',
      en: '{fault}. It takes n ≥ 3 and 2 ≤ k < n; no party alone, and tenderer, agency and centre together, may hold k seats.',
    },
  },
  'opening-policy-fixed': {
    status: 409,
    title: { zh: '发布后不得更改', en: 'Fixed since publication' },
    meaning: {
      zh: '“{field}”在公告发布后不得变更；如需更改，请终止本轮并发起新一轮。',
      en: '"{field}" cannot be amended after publication. Terminate this round and begin a new one.',
    },
  },
  'letter-form-refused': {
    status: 422,
    title: { zh: '投标函格式不符合要求', en: 'The form of the bid letter breaks a rule' },
    meaning: { zh: '原因：{fault}。', en: '{fault}.' },
  },
  'notice-differs': {
    status: 409,
    title: { zh: '签名内容与平台所存不一致', en: 'What was signed differs from what the platform holds' },
    meaning: { zh: '不一致之处：{field}。请刷新后重新核对并签名。', en: 'They differ at {field}. Reload, check and sign again.' },
  },
  'custodians-missing': {
    status: 409,
    title: { zh: '保管人尚未全部接受', en: 'Not every custodian has accepted' },
    meaning: { zh: '尚缺席位：{seats}。全部接受后方可备案。', en: 'Seats still open: {seats}. Nothing is filed without them.' },
  },
  'documents-missing': {
    status: 422,
    title: { zh: '招标文件缺失', en: 'Tender documents are missing' },
    meaning: {
      zh: '公告至少需要一份已上传的招标文件；未找到：{name}。',
      en: 'A notice needs uploaded documents; not found: {name}.',
    },
  },
  'document-name-refused': {
    status: 422,
    title: { zh: '文件名不可用', en: 'The file name cannot be used' },
    meaning: {
      zh: '文件名去除非法字符后为空，请改名后重试。',
      en: 'Nothing is left of the name without forbidden characters. Rename the file.',
    },
  },
  'document-published': {
    status: 409,
    title: { zh: '文件已发布', en: 'The document is published' },
    meaning: {
      zh: '已发布的文件不得移除，请以新版本变更。',
      en: 'A published document stays. Publish a new version by an amendment.',
    },
  },
  'upload-not-finished': {
    status: 409,
    title: { zh: '文件尚未上传完整', en: 'The upload is not whole' },
    meaning: {
      zh: '没有找到该上传，或尚未完整。请上传完毕后重试。',
      en: 'There is no such upload, or it is not whole yet. Finish it and try again.',
    },
  },
  'already-announced': {
    status: 409,
    title: { zh: '公告已发布', en: 'Already announced' },
    meaning: { zh: '该公告已经发布过。', en: 'This notice has been published before.' },
  },
  'seat-not-yours': {
    status: 403,
    title: { zh: '不是您的保管席位', en: 'Not your seat' },
    meaning: {
      zh: '席位 {i} 不属于您的单位，或由其他人员接受。',
      en: 'Seat {i} belongs to another party, or another person accepted it.',
    },
  },
  'seat-wrong-state': {
    status: 409,
    title: { zh: '席位当前状态不允许此操作', en: 'The seat is not in a state for this' },
    meaning: { zh: '席位 {i} 的状态为“{state}”。', en: 'Seat {i} is "{state}".' },
  },
  'custody-key-refused': {
    status: 422,
    title: { zh: '保管密钥不可用', en: 'The custody key cannot be used' },
    meaning: {
      zh: '需要为本次招标新生成的 P-256 公钥，且未在其他席位使用过。',
      en: 'It takes a fresh P-256 public key, used for no other seat or tender.',
    },
  },
  'custody-test-failed': {
    status: 422,
    title: { zh: '测试信封未能打开', en: 'The test envelope was not opened' },
    meaning: {
      zh: '签名中的摘要与测试信封的内容不符，请重新测试。',
      en: 'The digest signed is not that of the test envelope. Test again.',
    },
  },
  'custody-policy-changed': {
    status: 409,
    title: { zh: '解密规则已变更', en: 'The opening policy has changed' },
    meaning: {
      zh: '您看到的解密规则已不是最新，请重新查看后再接受。',
      en: 'You saw an older opening policy. Read it again before you accept.',
    },
  },
  'question-too-late': {
    status: 409,
    title: { zh: '提问已截止', en: 'Questions are closed' },
    meaning: { zh: '提问截止时间为 {questionsUntil}。', en: 'Questions were taken until {questionsUntil}.' },
  },
  'question-answered': {
    status: 409,
    title: { zh: '该问题已答复', en: 'Already answered' },
    meaning: {
      zh: '答复一经发布不得更改；如需更正请发布变更公告。',
      en: 'An answer stands once given. Correct it by an amendment.',
    },
  },
  'objection-too-late': {
    status: 409,
    title: { zh: '已过异议期限', en: 'Too late for an objection' },
    meaning: {
      zh: '{articleZh}（{rule}）：对招标文件的异议须在 {objectionsUntil} 之前提出。{packZh}',
      en: '{articleEn} ({rule}): objections to the documents had to come before {objectionsUntil}. {packEn}',
    },
  },
  'objection-answered': {
    status: 409,
    title: { zh: '该异议已答复', en: 'Already answered' },
    meaning: { zh: '该异议已有答复。', en: 'This objection has its answer.' },
  },
  'cursor-refused': {
    status: 422,
    title: { zh: '分页位置无效', en: 'The cursor does not fit' },
    meaning: {
      zh: '分页位置与当前的排序不符，请从第一页重新开始。',
      en: 'The cursor belongs to another order. Begin again at the first page.',
    },
  },
} as const satisfies ProblemTable
