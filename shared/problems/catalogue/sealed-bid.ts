import type { ProblemTable } from '../problem.ts'

/** Problems of sealed bids as they arrive: each names the one check that failed. Nothing refused here counts as received. */
export const sealedBidProblems = {
  'manifest-too-large': {
    status: 413,
    title: { zh: '投标清单过大', en: 'The manifest is too large' },
    meaning: { zh: '投标清单不得超过 {maxBytes} 字节，未被接收。', en: 'A manifest has at most {maxBytes} bytes. Not received.' },
  },
  'manifest-malformed': {
    status: 422,
    title: { zh: '投标清单格式有误', en: 'The manifest is malformed' },
    meaning: {
      zh: '投标清单不是规范的 sealedbid/1：{detail}。未被接收。',
      en: 'It is not a canonical sealedbid/1: {detail}. Not received.',
    },
  },
  'manifest-wrong-platform': {
    status: 422,
    title: { zh: '投标指向另一平台', en: 'Sealed for another platform' },
    meaning: {
      zh: '投标指向 {found}，本平台是 {expected}。未被接收。',
      en: 'It is sealed for {found}; this is {expected}. Not received.',
    },
  },
  'manifest-wrong-tender': {
    status: 422,
    title: { zh: '投标指向另一项目', en: 'Sealed for another tender' },
    meaning: { zh: '投标清单中的项目与递交的项目不同。未被接收。', en: 'The manifest names another tender. Not received.' },
  },
  'manifest-wrong-lot': {
    status: 422,
    title: { zh: '标段不存在', en: 'No such lot' },
    meaning: {
      zh: '投标清单中的标段 {found} 不属于本次招标。未被接收。',
      en: 'Lot {found} is not part of this tender. Not received.',
    },
  },
  'manifest-wrong-round': {
    status: 422,
    title: { zh: '投标轮次不符', en: 'Sealed for another round' },
    meaning: {
      zh: '投标用于第 {found} 轮，当前为第 {expected} 轮。未被接收。',
      en: 'It is sealed for round {found}; this is round {expected}. Not received.',
    },
  },
  'manifest-old-notice': {
    status: 409,
    title: { zh: '公告已更新', en: 'The notice has changed' },
    meaning: {
      zh: '投标依据的不是现行公告，请按现行公告重新加密后递交。此前已接收的投标仍然有效。',
      en: 'It is sealed under an earlier notice. Seal again under the one in force. Bids received earlier stay valid.',
    },
  },
  'manifest-wrong-policy': {
    status: 422,
    title: { zh: '开标方式与公告不符', en: 'Not the opening policy of the notice' },
    meaning: { zh: '投标清单中的开标方式与公告不同。未被接收。', en: 'The manifest states another policy. Not received.' },
  },
  'manifest-wrong-envelopes': {
    status: 422,
    title: { zh: '投标信封与公告不符', en: 'Not the envelopes of the notice' },
    meaning: {
      zh: '公告要求的信封为 {expected}，清单中为 {found}。未被接收。',
      en: 'The notice asks for {expected}; the manifest has {found}. Not received.',
    },
  },
  'manifest-wrong-fields': {
    status: 422,
    title: { zh: '投标函栏目与公告不符', en: 'Not the letter form of the notice' },
    meaning: {
      zh: '信封“{envelope}”的栏目应为 {expected}，清单中为 {found}。未被接收。',
      en: 'The letter of "{envelope}" has the fields {expected}; the manifest has {found}. Not received.',
    },
  },
  'manifest-wrong-recipient': {
    status: 422,
    title: { zh: '加密对象不是公告指定的保管人', en: 'Sealed to someone else than the custodians' },
    meaning: {
      zh: '信封“{envelope}”中第 {custodian} 份密钥份额不是加密给公告指定的保管人。未被接收。',
      en: 'Share {custodian} of "{envelope}" is not sealed to the custodian of the notice. Not received.',
    },
  },
  'manifest-payload-size': {
    status: 422,
    title: { zh: '加密文件大小不符合要求', en: 'The payload size is not allowed' },
    meaning: {
      zh: '信封“{envelope}”为 {size} 字节，不得超过 {maxBytes} 字节，且须按格式补齐。未被接收。',
      en: 'Envelope "{envelope}" has {size} bytes; at most {maxBytes}, padded as the format says. Not received.',
    },
  },
  'submission-commitment-mismatch': {
    status: 422,
    title: { zh: '投标人承诺不符', en: 'The bidder commitment does not fit' },
    meaning: {
      zh: '签名证书、意图与随附的盐值同清单中的投标人承诺不符。未被接收。',
      en: 'Certificate, intent and salt are not what the manifest commits to. Not received.',
    },
  },
  'payload-missing': {
    status: 422,
    title: { zh: '加密文件尚未完整上传', en: 'A payload has not arrived whole' },
    meaning: {
      zh: '信封“{envelope}”的加密文件尚未完整上传，请继续上传后再递交。',
      en: 'The payload of "{envelope}" has not arrived whole. Go on uploading, then submit again.',
    },
  },
  'payload-wrong-size': {
    status: 422,
    title: { zh: '加密文件大小与清单不符', en: 'The payload has another size' },
    meaning: {
      zh: '信封“{envelope}”应为 {expected} 字节，收到 {found} 字节。',
      en: 'Envelope "{envelope}" should have {expected} bytes and has {found}.',
    },
  },
  'payload-wrong-digest': {
    status: 422,
    title: { zh: '加密文件与清单不符', en: 'The payload is not the one signed' },
    meaning: {
      zh: '信封“{envelope}”的摘要与签名清单不符，文件可能在传输中损坏，请重新上传。',
      en: 'The digest of "{envelope}" differs from the signed manifest; it may have been damaged on the way. Upload it again.',
    },
  },
  'payload-not-encrypted': {
    status: 422,
    title: { zh: '投标文件未按要求加密', en: 'The bid is not encrypted as required' },
    meaning: {
      zh: '信封“{envelope}”不是按要求加密的文件（《电子招标投标办法》第二十六条），平台拒收。',
      en: 'Envelope "{envelope}" is not encrypted as required (E20-26) and is refused.',
    },
  },
  'keep-file-malformed': {
    status: 422,
    title: { zh: '保管文件无法读取', en: 'The keep-file cannot be read' },
    meaning: { zh: '保管文件不是规范的 keep/1：{detail}。', en: 'It is not a canonical keep/1: {detail}.' },
  },
  'keep-file-wrong-passphrase': {
    status: 422,
    title: { zh: '口令不正确或文件已损坏', en: 'Wrong passphrase, or a damaged file' },
    meaning: { zh: '用此口令无法打开。', en: 'It does not open with this passphrase.' },
  },
  'letter-incomplete': {
    status: 422,
    title: { zh: '投标函与公告的格式不符', en: 'The letter does not fit the notice' },
    meaning: {
      zh: '信封“{envelope}”的栏目应为 {expected}，填写的是 {found}。',
      en: 'The letter of "{envelope}" has the fields {expected}; {found} were filled in.',
    },
  },
  'file-changed': {
    status: 409,
    title: { zh: '文件在加密过程中发生变化', en: 'A file changed while it was sealed' },
    meaning: {
      zh: '文件“{name}”在加密过程中发生变化，请关闭正在编辑的程序后重试。',
      en: 'File "{name}" changed while it was sealed. Close what edits it and try again.',
    },
  },
  'custodian-not-proven': {
    status: 422,
    title: { zh: '保管人未得到证实', en: 'A custodian is not proven' },
    meaning: {
      zh: '公告所列第 {i} 位保管人“{name}”没有相符的签名承诺。请勿加密，并告知监督部门。',
      en: 'Custodian {i}, "{name}", has no signed acceptance that fits the notice. Do not seal; tell the regulator.',
    },
  },
  'file-name-refused': {
    status: 422,
    title: { zh: '文件名不可用', en: 'The file name cannot be used' },
    meaning: {
      zh: '文件名“{name}”含有系统不接受的字符或过长，请改名后重试。',
      en: 'File name "{name}" has characters that not every system takes, or is too long. Rename it.',
    },
  },
  'file-name-twice': {
    status: 422,
    title: { zh: '两个文件同名', en: 'Two files of one name' },
    meaning: { zh: '同一信封中有两个文件名为“{name}”。', en: 'Two files of one envelope are called "{name}".' },
  },
} as const satisfies ProblemTable
