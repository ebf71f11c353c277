import type { ProblemTable } from '../problem.ts'

/** Problems of signed acts (`act/1`): each names the one check that failed. */
export const actsProblems = {
  'act-malformed': {
    status: 422,
    title: { zh: '签名操作格式有误', en: 'The signed act is malformed' },
    meaning: { zh: '签名内容不是规范的 act/1：{detail}。', en: 'What was signed is not a canonical act/1: {detail}.' },
  },
  'act-wrong-type': {
    status: 422,
    title: { zh: '签名的不是此操作', en: 'Another act was signed' },
    meaning: { zh: '需要 {expected}，签名的是 {found}。', en: 'This takes {expected}; {found} was signed.' },
  },
  'act-wrong-platform': {
    status: 422,
    title: { zh: '签名指向另一平台', en: 'Signed for another platform' },
    meaning: { zh: '签名指向 {found}，本平台是 {expected}。', en: 'It was signed for {found}; this is {expected}.' },
  },
  'act-clock-skew': {
    status: 422,
    title: { zh: '签名时间与服务器相差过大', en: 'The time signed is too far off' },
    meaning: {
      zh: '服务器时间为 {serverAt}，请校准电脑时钟后重新签名。',
      en: 'The server has {serverAt}. Set your clock and sign again.',
    },
  },
  'act-replayed': {
    status: 409,
    title: { zh: '该签名已使用过', en: 'This signature was used before' },
    meaning: { zh: '同一签名只生效一次，先前的操作不受影响。', en: 'A signature counts once. The earlier act stands.' },
  },
  'act-wrong-subject': {
    status: 409,
    title: { zh: '签名指向另一对象或旧版本', en: 'Signed for another object or an older version' },
    meaning: {
      zh: '签名的对象与当前状态不符，请刷新后重新签名。',
      en: 'What was signed does not match the current state. Reload and sign again.',
    },
  },
  'signature-invalid': {
    status: 422,
    title: { zh: '签名无效', en: 'The signature is not valid' },
    meaning: { zh: '签名校验未通过：{detail}。', en: 'The signature does not verify: {detail}.' },
  },
} as const satisfies ProblemTable
