import type { ProblemTable } from '../problem.ts'

/** Problems of: uploads. */
export const uploadsProblems = {
  'upload-not-found': {
    status: 404,
    title: { zh: '没有这个上传', en: 'No such upload' },
    meaning: {
      zh: '该上传不存在、已被取用或因长期未完成而清除，请重新上传。',
      en: 'The upload does not exist, was used, or was swept because it stayed unfinished. Upload again.',
    },
  },
  'upload-too-large': {
    status: 413,
    title: { zh: '文件超过允许的大小', en: 'The file is larger than allowed' },
    meaning: { zh: '最多允许 {maxBytes} 字节。', en: 'At most {maxBytes} bytes are taken.' },
  },
  'upload-empty': {
    status: 422,
    title: { zh: '必须事先说明文件大小', en: 'The size must be said first' },
    meaning: {
      zh: '上传必须以 Upload-Length 说明大于零的字节数。',
      en: 'An upload names its length, above zero, in Upload-Length.',
    },
  },
  'upload-metadata-refused': {
    status: 422,
    title: { zh: '上传不得附带说明', en: 'An upload carries no metadata' },
    meaning: {
      zh: '文件名等说明会泄露投标人，请去掉 {header} 后重试。没有任何内容被保存。',
      en: 'File names and the like would give a bidder away. Leave out {header} and try again. Nothing was kept.',
    },
  },
  'upload-wrong-offset': {
    status: 409,
    title: { zh: '续传位置不符', en: 'The offset does not fit' },
    meaning: {
      zh: '请以 HEAD 查询已收到的字节数后从该处继续，已收到的内容不受影响。',
      en: 'Ask by HEAD how much has arrived and go on from there. What has arrived is safe.',
    },
  },
  'uploads-too-many': {
    status: 429,
    title: { zh: '未取用的上传过多', en: 'Too many uploads not yet used' },
    meaning: {
      zh: '此网络地址尚有 {open} 个未取用的上传，数量或所占空间已达上限，请完成或放弃后再试。',
      en: 'This network address has {open} uploads not yet used, as many or as large as one may have. Use or drop some of them first.',
    },
  },
  'uploads-full': {
    status: 507,
    title: { zh: '存储空间不足', en: 'The store is full' },
    meaning: {
      zh: '平台暂无空间接收该文件，已收到的内容不受影响。请立即联系平台。',
      en: 'The platform has no room for this file. What has arrived is safe. Tell the platform at once.',
    },
  },
} as const satisfies ProblemTable
