import type { ProblemTable } from '../problem.ts'

/** Problems of parties, persons, certificates and sessions. Certificate problems name the one check that failed. */
export const identityProblems = {
  'certificate-malformed': {
    status: 422,
    title: { zh: '证书无法读取', en: 'The certificate cannot be read' },
    meaning: { zh: '证书格式有误：{detail}。', en: 'The certificate is malformed: {detail}.' },
  },
  'certificate-expired': {
    status: 422,
    title: { zh: '证书已过期', en: 'The certificate has expired' },
    meaning: {
      zh: '证书有效期已过。请向发证机构换发，再用旧证书或由交易中心绑定新证书；已递交的投标不受影响。',
      en: 'Its validity is over. Have it renewed, then bind the new one by the old one or through the centre. Bids already submitted stand.',
    },
  },
  'certificate-not-yet-valid': {
    status: 422,
    title: { zh: '证书尚未生效', en: 'The certificate is not valid yet' },
    meaning: { zh: '证书有效期尚未开始。', en: 'Its validity has not begun.' },
  },
  'certificate-revoked': {
    status: 422,
    title: { zh: '证书已被吊销', en: 'The certificate has been revoked' },
    meaning: { zh: '发证机构已吊销该证书，请使用有效证书。', en: 'Its authority has revoked it. Use a valid one.' },
  },
  'certificate-untrusted': {
    status: 422,
    title: { zh: '证书不受信任', en: 'The certificate is not trusted' },
    meaning: {
      zh: '证书不是由本平台信任的机构签发，或证书链不完整：{detail}。',
      en: 'No authority this platform trusts has issued it, or its chain is broken: {detail}.',
    },
  },
  'certificate-wrong-usage': {
    status: 422,
    title: { zh: '证书用途不符', en: 'The certificate is for another use' },
    meaning: { zh: '该证书不能用于此处：{detail}。', en: 'It may not be used for this: {detail}.' },
  },
  'certificate-weak-key': {
    status: 422,
    title: { zh: '证书密钥强度不足', en: 'The key of the certificate is too weak' },
    meaning: { zh: '密钥长度或算法低于要求：{detail}。', en: 'Its key or algorithm is below what is required: {detail}.' },
  },
  'certificate-unsupported-key': {
    status: 422,
    title: { zh: '证书密钥类型不受支持', en: 'The key of the certificate is of no supported kind' },
    meaning: { zh: '支持 RSA 和 P-256：{detail}。', en: 'RSA and P-256 are supported: {detail}.' },
  },
  'certificate-critical-extension': {
    status: 422,
    title: { zh: '证书含有未知的关键扩展', en: 'The certificate has an unknown critical extension' },
    meaning: { zh: '无法判断该证书的用途限制：{detail}。', en: 'What it is limited to cannot be judged: {detail}.' },
  },
  'certificate-issuer-not-authority': {
    status: 422,
    title: { zh: '签发者不是证书机构', en: 'The issuer is no certificate authority' },
    meaning: {
      zh: '证书链中的签发者无权签发证书：{detail}。',
      en: 'An issuer in its chain may not issue certificates: {detail}.',
    },
  },
  'certificate-path-too-long': {
    status: 422,
    title: { zh: '证书链超过允许长度', en: 'The certificate chain is longer than allowed' },
    meaning: { zh: '证书机构限制了链的长度：{detail}。', en: 'An authority limits the length of the chain: {detail}.' },
  },
  'revocation-unknown': {
    status: 422,
    title: { zh: '无法确认证书是否被吊销', en: 'Whether the certificate is revoked is not known' },
    meaning: {
      zh: '平台没有该发证机构的有效吊销列表，请联系交易中心。',
      en: 'The platform has no current revocation list of its authority. Tell the centre.',
    },
  },
  'certificate-not-bound': {
    status: 422,
    title: { zh: '证书尚未登记', en: 'The certificate is not registered' },
    meaning: {
      zh: '该证书未绑定到任何人员。请先注册单位、接受邀请，或申请绑定。',
      en: 'It is bound to nobody. Register the party, accept an invitation, or ask for it to be bound.',
    },
  },
  'certificate-suspended': {
    status: 422,
    title: { zh: '证书已挂失', en: 'The certificate has been reported lost' },
    meaning: {
      zh: '证书已挂失停用；找回后由交易中心恢复。',
      en: 'It was reported lost and is suspended. The centre can restore it.',
    },
  },
  'certificate-awaits-decision': {
    status: 422,
    title: { zh: '证书等待确认', en: 'The certificate awaits confirmation' },
    meaning: {
      zh: '绑定申请尚未由旧证书或交易中心确认。',
      en: 'Neither the old certificate nor the centre has confirmed whose it is.',
    },
  },
  'certificate-already-bound': {
    status: 409,
    title: { zh: '证书已登记', en: 'The certificate is already registered' },
    meaning: {
      zh: '该证书已绑定或已申请绑定，可直接登录。',
      en: 'It is bound, or its binding has been asked for. Sign in with it.',
    },
  },
  'certificate-name-mismatch': {
    status: 422,
    title: { zh: '填报信息与证书不一致', en: 'What was stated is not what the certificate says' },
    meaning: {
      zh: '{field}：证书为“{certificate}”，填报为“{stated}”。',
      en: '{field}: the certificate says "{certificate}", stated was "{stated}".',
    },
  },
  'too-many-certificates': {
    status: 409,
    title: { zh: '证书数量过多', en: 'Too many certificates' },
    meaning: { zh: '该人员的证书或申请已达上限 {maximum}。', en: 'This person has the most there may be: {maximum}.' },
  },
  'actor-mismatch': {
    status: 422,
    title: { zh: '签名人与所称身份不符', en: 'The signer is not who the act says' },
    meaning: {
      zh: '签名证书不属于操作中写明的单位和人员。',
      en: 'The signing certificate does not belong to the party and person named in the act.',
    },
  },
  'person-disabled': {
    status: 422,
    title: { zh: '人员已停用', en: 'The person has been disabled' },
    meaning: {
      zh: '该人员已被其单位停用，请联系单位管理员。',
      en: 'Its party has disabled it. Ask the administrator of the party.',
    },
  },
  'party-exists': {
    status: 409,
    title: { zh: '单位已注册', en: 'The party is already registered' },
    meaning: {
      zh: '统一社会信用代码 {creditCode} 已注册，请由该单位管理员邀请您加入。',
      en: '{creditCode} is registered. Ask the administrator of the party to invite you.',
    },
  },
  'operator-may-not-bid': {
    status: 422,
    title: { zh: '平台运营机构及其关联单位不得投标', en: 'The operator and its affiliates may not bid here' },
    meaning: {
      zh: '该单位被登记为平台运营机构或其关联单位，不得在本平台投标（电子招标投标办法第二十三条）。',
      en: 'The party is the operator of this platform or its affiliate, which may not bid on it (E20-23).',
    },
  },
  'role-not-requestable': {
    status: 422,
    title: { zh: '该角色不可申请', en: 'This role cannot be requested' },
    meaning: { zh: '角色“{role}”只能由平台设置时授予。', en: 'The role "{role}" is given only when the platform is set up.' },
  },
  'role-already-held': {
    status: 409,
    title: { zh: '角色已申请或已取得', en: 'The role is already held or asked for' },
    meaning: { zh: '角色“{role}”当前状态为 {state}。', en: 'The role "{role}" is {state}.' },
  },
  'code-invalid': {
    status: 422,
    title: { zh: '一次性代码无效', en: 'The one-time code is not valid' },
    meaning: {
      zh: '代码不存在、已使用或已过期，请索取新代码。',
      en: 'It does not exist, was used, or has expired. Ask for a new one.',
    },
  },
  'login-malformed': {
    status: 422,
    title: { zh: '登录签名格式有误', en: 'The signed login is malformed' },
    meaning: { zh: '签名内容不是规范的 login/1：{detail}。', en: 'What was signed is not a canonical login/1: {detail}.' },
  },
  'login-nonce-unknown': {
    status: 422,
    title: { zh: '登录随机数无效', en: 'The login nonce is not valid' },
    meaning: { zh: '随机数已使用或已过期，请重新登录。', en: 'It was used or has expired. Start the login again.' },
  },
  'sign-in-refused': {
    status: 401,
    title: { zh: '登录失败', en: 'Sign-in refused' },
    meaning: { zh: '账号、密码或动态码不正确。', en: 'Account, password or one-time code is wrong.' },
  },
  'sign-in-locked': {
    status: 429,
    title: { zh: '口令登录暂停', en: 'Sign-in by password is paused' },
    meaning: {
      zh: '口令错误次数过多，请 {retryAfterSeconds} 秒后再试。证书登录、递交和解密不受影响。',
      en: 'Too many wrong passwords; try again in {retryAfterSeconds} seconds. Certificate sign-in, submission and reveal are not affected.',
    },
  },
  'session-reused': {
    status: 401,
    title: { zh: '会话已被注销', en: 'The session has been ended' },
    meaning: {
      zh: '已换发的登录凭据被再次使用，可能已泄露，会话已注销，请重新登录。',
      en: 'A credential already exchanged was used again and may have leaked. The session has been ended; sign in again.',
    },
  },
  'password-unsuitable': {
    status: 422,
    title: { zh: '密码不适用', en: 'The password does not do' },
    meaning: {
      zh: '密码不得包含账号，也不得只由少数字符重复而成。',
      en: 'It may not contain the account or repeat a few characters.',
    },
  },
  'one-time-code-refused': {
    status: 422,
    title: { zh: '动态码不正确', en: 'The code of the authenticator is wrong' },
    meaning: { zh: '请核对验证器时间后重试。', en: 'Check the clock of the authenticator and try again.' },
  },
  'account-taken': {
    status: 409,
    title: { zh: '账号已被使用', en: 'The account name is taken' },
    meaning: { zh: '请另选账号。', en: 'Choose another.' },
  },
  'last-administrator': {
    status: 409,
    title: { zh: '单位至少保留一名管理员', en: 'A party keeps one administrator' },
    meaning: { zh: '不能停用单位最后一名可用的管理员。', en: 'The last active administrator of a party cannot be disabled.' },
  },
} as const satisfies ProblemTable
