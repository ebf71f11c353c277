import type { ProblemTable } from '../problem.ts'

/** Problems any request may meet. */
export const coreProblems = {
  'invalid-request': {
    status: 422,
    title: { zh: '请求内容不符合要求', en: 'The request does not fit' },
    meaning: { zh: '标出的字段不符合要求，没有任何内容被更改。', en: 'The fields named do not fit. Nothing was changed.' },
  },
  'malformed-request': {
    status: 400,
    title: { zh: '请求无法读取', en: 'The request cannot be read' },
    meaning: { zh: '请求正文不是可读取的数据，没有任何内容被更改。', en: 'The body is not readable data. Nothing was changed.' },
  },
  'request-too-large': {
    status: 413,
    title: { zh: '请求过大', en: 'The request is too large' },
    meaning: { zh: '请求超过了允许的大小，没有任何内容被更改。', en: 'The request is larger than allowed. Nothing was changed.' },
  },
  'not-found': {
    status: 404,
    title: { zh: '没有找到', en: 'Not found' },
    meaning: { zh: '这里没有对应的内容，或您无权知晓其存在。', en: 'There is nothing here, or nothing you may know of.' },
  },
  'method-not-allowed': {
    status: 405,
    title: { zh: '不支持的请求方法', en: 'Method not allowed' },
    meaning: { zh: '此地址不接受该方法。', en: 'This address does not take that method.' },
  },
  'sign-in-required': {
    status: 401,
    title: { zh: '请先登录', en: 'Sign in first' },
    meaning: {
      zh: '此操作需要登录；已递交的内容不受影响。',
      en: 'This needs a session. What you have submitted is not affected.',
    },
  },
  'session-expired': {
    status: 401,
    title: { zh: '登录已过期', en: 'The session has expired' },
    meaning: {
      zh: '请重新登录后继续；已递交的内容不受影响。',
      en: 'Sign in again to go on. What you have submitted is not affected.',
    },
  },
  forbidden: {
    status: 403,
    title: { zh: '无权进行此操作', en: 'Not permitted' },
    meaning: { zh: '您的角色或单位不能进行此操作。', en: 'Your role or party may not do this.' },
  },
  'state-changed': {
    status: 409,
    title: { zh: '内容已被更新', en: 'It has changed meanwhile' },
    meaning: { zh: '您看到的版本已不是最新，请刷新后重试。', en: 'You saw an older version. Reload and try again.' },
  },
  'too-many-requests': {
    status: 429,
    title: { zh: '请求过于频繁', en: 'Too many requests' },
    meaning: { zh: '请稍候 {retryAfterSeconds} 秒再试。', en: 'Wait {retryAfterSeconds} seconds and try again.' },
  },
  'not-yet-open': {
    status: 422,
    title: { zh: '该功能尚未开放', en: 'Not yet open' },
    meaning: {
      zh: '“{what}”已列入目录，但本平台尚未开放。',
      en: '"{what}" is in the catalogue but not yet open on this platform.',
    },
  },
  'shutting-down': {
    status: 503,
    title: { zh: '服务正在重启', en: 'The service is restarting' },
    meaning: { zh: '请稍候重试；已完整收到的内容不会丢失。', en: 'Try again shortly. What was received whole is not lost.' },
  },
  unexpected: {
    status: 500,
    title: { zh: '系统内部错误', en: 'Something broke on our side' },
    meaning: { zh: '问题已记录。请凭请求编号与我们联系。', en: 'It has been recorded. Contact us with the request id.' },
  },
} as const satisfies ProblemTable
