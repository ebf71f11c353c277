import type { ProblemTable } from '../problem.ts'

/** Problems of the expert library and of draws (X1–X6, `draw/1`). */
export const expertsProblems = {
  'expert-already-applied': {
    status: 409,
    title: { zh: '已经申请入库', en: 'Applied already' },
    meaning: { zh: '您已有一份专家库档案，请在其上更新。', en: 'You have a record in the library; update that one.' },
  },
  'expert-wrong-state': {
    status: 409,
    title: { zh: '专家档案状态不符', en: 'Not in this state of the record' },
    meaning: {
      zh: '该档案处于“{state}”，不能进行此操作。',
      en: 'The record is "{state}"; this cannot be done with it now.',
    },
  },
  'speciality-unknown': {
    status: 422,
    title: { zh: '专业代码不存在', en: 'No such speciality' },
    meaning: { zh: '分类标准中没有 {code}。', en: 'The classification has no {code}.' },
  },
  'committee-too-small': {
    status: 422,
    title: { zh: '评标委员会人数不足', en: 'The committee is too small' },
    meaning: {
      zh: '依据 {source}，成员至少 {least} 人。',
      en: '{source} asks for {least} members at least (X1).',
    },
  },
  'committee-even': {
    status: 422,
    title: { zh: '评标委员会人数须为单数', en: 'A committee has an odd number' },
    meaning: { zh: '成员人数应为单数（招标投标法第三十七条）。', en: 'The number of members must be odd (ZTB 37, X1).' },
  },
  'committee-too-many-representatives': {
    status: 422,
    title: { zh: '招标人代表超过三分之一', en: 'Too many of the tenderer’s people' },
    meaning: { zh: '招标人代表最多 {most} 人。', en: 'At most {most} may be the tenderer’s: two thirds are drawn (X1).' },
  },
  'committee-seats-mismatch': {
    status: 422,
    title: { zh: '席位与委员会人数不符', en: 'The seats do not make up the committee' },
    meaning: {
      zh: '抽取 {seats} 席加招标人代表不等于委员会人数。',
      en: '{seats} drawn seats and the representatives are not the size of the committee.',
    },
  },
  'draw-supplement-only': {
    status: 409,
    title: { zh: '评标委员会已组成', en: 'A committee sits already' },
    meaning: {
      zh: '评标委员会已组成，只能补抽空缺席位，不能另抽一个委员会。',
      en: 'A committee sits: only its missing seats may be drawn, not another committee (X2, X4).',
    },
  },
  'draw-nothing-missing': {
    status: 409,
    title: { zh: '没有需要补抽的席位', en: 'No seat is to be drawn' },
    meaning: {
      zh: '评标委员会没有空缺席位，或者补抽正在进行、递补名单尚未用完。',
      en: 'The committee lacks nobody, or a draw or its order is still filling the seat.',
    },
  },
  'draw-seats-not-missing': {
    status: 422,
    title: { zh: '与空缺席位不符', en: 'Not the seats that are missing' },
    meaning: {
      zh: '补抽只能针对空缺席位：{missing}；委员会人数不变。',
      en: 'A supplementary draw is for the missing seats alone: {missing}. The size of the committee stays.',
    },
  },
  'draw-too-early': {
    status: 422,
    title: { zh: '抽取过早', en: 'Too early to draw' },
    meaning: {
      zh: '抽取不得早于评标前二个工作日，最早 {earliestAt}。',
      en: 'A draw may be held two working days before the evaluation at the earliest: from {earliestAt} (X5).',
    },
  },
  'evaluation-in-the-past': {
    status: 422,
    title: { zh: '评标时间已过', en: 'The evaluation lies in the past' },
    meaning: { zh: '请填写将来的评标时间。', en: 'Name a time that is still to come.' },
  },
  'draw-not-yet': {
    status: 409,
    title: { zh: '尚不能抽取专家', en: 'Not yet time for a draw' },
    meaning: {
      zh: '开标结果公布后方可依投标人计算回避；当前状态“{state}”。',
      en: 'Avoidance is reckoned from the bidders, so a draw follows the published opening; the tender is "{state}".',
    },
  },
  'draw-open': {
    status: 409,
    title: { zh: '已有抽取', en: 'There is a draw already' },
    meaning: {
      zh: '本项目的抽取处于“{state}”；仅在用尽或作废后方可再抽，且每次公开。',
      en: 'The draw of this tender is "{state}". Another follows only one that was exhausted or void, and all stay public.',
    },
  },
  'draw-parties-wrong': {
    status: 422,
    title: { zh: '参与方不符合要求', en: 'The parties do not fit' },
    meaning: {
      zh: '须有二至八方，其中至少一家行政监督部门，且不得重复。',
      en: 'Two to eight parties, each once, at least one of them a regulator.',
    },
  },
  'pool-too-small': {
    status: 422,
    title: { zh: '可抽取人数不足', en: 'Too few to draw from' },
    meaning: {
      zh: '专业 {speciality} 可抽 {size} 人，需 {seats} 席。',
      en: 'Speciality {speciality} has {size} persons for {seats} seats.',
    },
  },
  'draw-wrong-step': {
    status: 409,
    title: { zh: '当前步骤不能进行此操作', en: 'Not in this step of the draw' },
    meaning: {
      zh: '抽取处于“{state}”，此操作属于“{expected}”。',
      en: 'The draw is at "{state}"; this belongs to "{expected}".',
    },
  },
  'draw-suspended': {
    status: 409,
    title: { zh: '项目已暂停', en: 'The tender is suspended' },
    meaning: { zh: '恢复后抽取继续。', en: 'The draw goes on when the tender does.' },
  },
  'draw-changed': {
    status: 409,
    title: { zh: '名单指纹已更新', en: 'The pool has changed' },
    meaning: {
      zh: '您看到的不是最新的抽取名单，请重新核对后签名。',
      en: 'This is not the pool you saw. Check it again and sign.',
    },
  },
  'not-a-party-to-draw': {
    status: 403,
    title: { zh: '不是本次抽取的参与方', en: 'Not a party to this draw' },
    meaning: { zh: '只有名单列明的参与方可以进行此操作。', en: 'Only the parties the pool names may do this.' },
  },
  'draw-already-done': {
    status: 409,
    title: { zh: '已经提交过', en: 'Done already' },
    meaning: { zh: '您在本步骤的操作已生效，不可更改。', en: 'What you did in this step stands and cannot be changed.' },
  },
  'number-wrong': {
    status: 422,
    title: { zh: '随机数与承诺不符', en: 'The number is not the one committed to' },
    meaning: { zh: '请核对后在时限内重试。', en: 'Check it and try again within the limit.' },
  },
  'escrow-wrong': {
    status: 422,
    title: { zh: '托管与随机数不符', en: 'The escrow does not hold this number' },
    meaning: {
      zh: '托管给保管人的与交出的不一致（{fault}）；保管人将打开托管并公示。',
      en: 'What was dealt to the custodians is something else ({fault}). They will open it, and all will see.',
    },
  },
  'share-not-wanted': {
    status: 422,
    title: { zh: '份额与承诺不符', en: 'The share fits nothing asked for' },
    meaning: {
      zh: '该份额与“{of}”的托管承诺不符，或现在无需提交。',
      en: 'It is none of the shares dealt of "{of}", or that one is not asked for now.',
    },
  },
  'invitation-unknown': {
    status: 404,
    title: { zh: '没有此邀请', en: 'No such invitation' },
    meaning: { zh: '邀请不存在、已答复或已过时限。', en: 'There is none, or it was answered, or its limit has passed.' },
  },
  'seat-unknown': {
    status: 404,
    title: { zh: '没有此席位', en: 'No such seat' },
    meaning: { zh: '该席位不存在或未被接受。', en: 'There is no such seat, or nobody has accepted it.' },
  },
  'draw-locked': {
    status: 503,
    title: { zh: '名单已封存，等待保管人', en: 'The names are sealed; custodians are awaited' },
    meaning: {
      zh: '服务重启后密钥不在内存中，需 {k} 位保管人交回份额后继续，没有内容丢失。',
      en: 'After a restart the server holds no key: {k} custodians must give back their shares. Nothing is lost.',
    },
  },
  'representatives-wrong': {
    status: 422,
    title: { zh: '招标人代表不符', en: 'Not the representatives asked for' },
    meaning: {
      zh: '须为招标人本单位人员，共 {count} 人，且不重复。',
      en: 'They must be {count} persons of the tenderer, each once.',
    },
  },
  'result-not-public': {
    status: 409,
    title: { zh: '结果尚未公布', en: 'The result is not public yet' },
    meaning: {
      zh: '评标委员会名单在中标结果确定前保密（招标投标法第三十七条）。',
      en: 'The committee is secret until the result is settled (ZTB 37, X3).',
    },
  },
  'assessment-not-possible': {
    status: 409,
    title: { zh: '不能进行评价', en: 'No assessment here' },
    meaning: {
      zh: '只能对本项目已公布的评标专家评价一次。',
      en: 'Only an expert who sat on this tender, once released, and once by each assessor (一标一评).',
    },
  },
} as const satisfies ProblemTable
