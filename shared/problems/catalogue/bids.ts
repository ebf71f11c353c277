import type { ProblemTable } from '../problem.ts'

/** Problems of: bids. What a manifest or payload can be wrong in stands with the sealed bid; here is who, when and where to. */
export const bidsProblems = {
  'bid-late': {
    status: 409,
    title: { zh: '已过投标截止时间', en: 'The deadline has passed' },
    meaning: {
      zh: '截止时间为 {deadlineAt}，完整收到的时间为 {receivedAt}，拒收（《招标投标法》第二十八条、《电子招标投标办法》第二十七条）。',
      en: 'The deadline was {deadlineAt}; it had arrived whole at {receivedAt} and is refused (ZTB 28, E20-27).',
    },
  },
  'bids-not-open': {
    status: 409,
    title: { zh: '该项目目前不接收投标', en: 'The tender takes no bids now' },
    meaning: { zh: '项目状态为 {state}，不接收投标。', en: 'The tender is {state}. Nothing was taken.' },
  },
  'bids-suspended': {
    status: 409,
    title: { zh: '项目已暂停', en: 'The tender is suspended' },
    meaning: {
      zh: '项目暂停期间不接收投标，截止时间随之顺延；已接收的投标不受影响。',
      en: 'A suspended tender takes nothing, and its deadline moves. Bids received before stand.',
    },
  },
  'bids-too-many': {
    status: 429,
    title: { zh: '投标次数过多', en: 'Too many bids' },
    meaning: {
      zh: '同一单位对同一标段最多可提交 {most} 次（含修改和撤回），本次未接收；此前已接收的投标不受影响。',
      en: 'A party may send {most} bids on a lot, replacements and withdrawals included. This one was not taken; those before stand.',
    },
  },
  'bidder-not-admitted': {
    status: 403,
    title: { zh: '单位不具备投标人角色', en: 'The party is not admitted as a bidder' },
    meaning: {
      zh: '签名证书所属单位尚未取得投标人角色。',
      en: 'The party of the signing certificate does not hold the role of a bidder.',
    },
  },
  'bidder-has-part': {
    status: 403,
    title: { zh: '本项目参与单位不得投标', en: 'A party to the tender may not bid on it' },
    meaning: {
      zh: '招标人、代理机构和密钥保管人不得参加本项目投标（《招标投标法实施条例》第三十四条）。',
      en: 'Tenderer, agency and custodians of a tender may not bid on it (TL 34).',
    },
  },
  'bid-signature-too-large': {
    status: 413,
    title: { zh: '签名和证书链过大', en: 'Signature and certificates are too large' },
    meaning: {
      zh: '签名、证书链与密钥副本合计超过身份信封的容量，请减少随附的证书。未被接收。',
      en: 'Signature, certificates and key copy do not fit the identity envelope. Send fewer certificates. Not received.',
    },
  },
  'bid-known-otherwise': {
    status: 409,
    title: { zh: '该投标已接收，回执盐值不同', en: 'The bid was received with another entry salt' },
    meaning: {
      zh: '同一投标清单已经接收。请用保管文件中的原始递交内容再次发送，即可取得同一回执。',
      en: 'This manifest has been received. Send the submission kept in the keep-file to get its receipt again.',
    },
  },
} as const satisfies ProblemTable
