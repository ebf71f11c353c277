import type { ProblemTable } from '../problem.ts'

/** Problems at an opening (O1–O9, `opening/1`). */
export const openingProblems = {
  'opening-not-begun': {
    status: 409,
    title: { zh: '尚未开标', en: 'The opening has not begun' },
    meaning: {
      zh: '开标时间为 {deadlineAt}，在此之前任何人不得解密。',
      en: 'It opens at {deadlineAt}; before that nobody may decrypt anything (E20-27).',
    },
  },
  'opening-wrong-step': {
    status: 409,
    title: { zh: '当前步骤不能进行此操作', en: 'Not in this step of the opening' },
    meaning: {
      zh: '开标处于“{state}”，此操作属于“{expected}”。您的投标文件不受影响。',
      en: 'The opening is at "{state}"; this belongs to "{expected}". Your bid is not affected.',
    },
  },
  'opening-suspended': {
    status: 409,
    title: { zh: '开标已暂停', en: 'The opening is suspended' },
    meaning: {
      zh: '开标已暂停，恢复后各时限顺延；已收到的内容均有效。',
      en: 'It goes on after the suspension, every limit moved by its length. What was received stands.',
    },
  },
  'bid-not-listed': {
    status: 404,
    title: { zh: '该投标不在开标清单中', en: 'This bid is not on the list' },
    meaning: {
      zh: '清单中没有 {manifestSha256}。若持有回执，可在解密截止前凭回执补列。',
      en: 'The list does not hold {manifestSha256}. With a receipt it can be added until reveal.closed.',
    },
  },
  'reveal-wrong-key': {
    status: 422,
    title: { zh: '解密密钥不符', en: 'The key does not fit' },
    meaning: {
      zh: '信封“{envelope}”的密钥与投标时的承诺不符，可在时限内重试。',
      en: 'The key of envelope "{envelope}" is not the one committed to in the bid. Try again while the window is open.',
    },
  },
  'reveal-incomplete': {
    status: 422,
    title: { zh: '缺少信封的密钥', en: 'A key is missing' },
    meaning: {
      zh: '需要提交全部信封的密钥，缺少：{envelope}。',
      en: 'The keys of all envelopes are needed; missing: {envelope}.',
    },
  },
  'share-wrong': {
    status: 422,
    title: { zh: '份额与承诺不符', en: 'A share is not the one committed to' },
    meaning: {
      zh: '投标 {manifestSha256}（{envelope}）的份额与投标人的承诺不符，没有任何份额被接收。',
      en: 'The share of bid {manifestSha256} ({envelope}) is not the one its bidder committed to. None was taken.',
    },
  },
  'shares-incomplete': {
    status: 422,
    title: { zh: '份额不完整', en: 'Shares are missing' },
    meaning: {
      zh: '一次操作须覆盖清单中的全部投标，缺少 {manifestSha256}。',
      en: 'One act covers every bid on the list; {manifestSha256} is missing.',
    },
  },
  'not-a-custodian': {
    status: 403,
    title: { zh: '不是本项目的解密保管人', en: 'Not a custodian of this tender' },
    meaning: {
      zh: '只有公告列明的保管人本人可以进行此操作。',
      en: 'Only the custodians named in the notice may do this, each in person.',
    },
  },
  'already-released': {
    status: 409,
    title: { zh: '已经提交过', en: 'Done already' },
    meaning: { zh: '您在本步骤的操作已生效，无需重复。', en: 'What you did in this step stands; nothing more is needed.' },
  },
  'evidence-wrong': {
    status: 422,
    title: { zh: '证据不符', en: 'The evidence does not fit' },
    meaning: { zh: '{detail}', en: '{detail}' },
  },
  'not-a-participant': {
    status: 403,
    title: { zh: '不是本次开标的参加人', en: 'Not a participant of this opening' },
    meaning: { zh: '只有本次开标的参加人可以进行此操作。', en: 'Only those who take part in this opening may do this.' },
  },
  'stage-not-opened': {
    status: 409,
    title: { zh: '该阶段尚未开启', en: 'This stage has not been opened' },
    meaning: {
      zh: '“{stage}”阶段的信封仍然密封，须待评标委员会锁定全部评分并由招标人（代理机构）签署开启后方可打开。',
      en: 'The envelopes of stage "{stage}" stay sealed until every score is locked and the tenderer or its agency has signed the act that opens it.',
    },
  },
  'record-changed': {
    status: 409,
    title: { zh: '记录已不是您看到的版本', en: 'This is not the record you saw' },
    meaning: { zh: '请重新读取记录并核对后再签名。', en: 'Read the record again and check it before you sign.' },
  },
} as const satisfies ProblemTable
