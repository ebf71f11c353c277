/** Who answers for a failure (rule O4, E20-31: the bidder's own cause withdraws the bid, any other is compensated). */
export type Attribution = 'bidder' | 'custodian' | 'platform'

interface Cause {
  readonly attributedTo: Attribution
  readonly zh: string
  readonly en: string
}

/** Every cause an opening can name, with whom it is attributed to: the facts decide, nobody's word. */
export const causes = {
  'signature-invalid': {
    attributedTo: 'bidder',
    zh: '投标清单的签名无效',
    en: 'the signature over the manifest is not valid',
  },
  'commitment-mismatch': {
    attributedTo: 'bidder',
    zh: '证书、意图与投标人承诺不符',
    en: 'certificate and intent are not what bidderCommitment commits to',
  },
  'bidder-key-missing': {
    attributedTo: 'bidder',
    zh: '投标人未在规定时间内解密',
    en: 'the bidder did not reveal its key in time',
  },
  'bidder-key-mismatch': {
    attributedTo: 'bidder',
    zh: '投标人提交的密钥与承诺不符',
    en: 'the key revealed is not the one the manifest commits to',
  },
  'deal-inconsistent': {
    attributedTo: 'bidder',
    zh: '投标人分发的密钥份额互不一致',
    en: 'the shares dealt by the bidder do not lie on one polynomial',
  },
  'share-envelopes-bad': {
    attributedTo: 'bidder',
    zh: '两名以上不同单位的保管人均无法打开份额信封',
    en: 'custodians of two different parties could not open their share envelopes',
  },
  'share-copied': {
    attributedTo: 'bidder',
    zh: '份额信封抄自另一份投标',
    en: 'a share envelope is a copy out of an earlier bid',
  },
  'payload-copied': { attributedTo: 'bidder', zh: '加密文件抄自另一份投标', en: 'the payload is a copy of an earlier bid' },
  'key-commitment-mismatch': {
    attributedTo: 'bidder',
    zh: '恢复的密钥打不开加密文件（密钥承诺不符）',
    en: 'the recovered key is not the one the payload commits to',
  },
  'payload-corrupt': {
    attributedTo: 'bidder',
    zh: '加密文件与签名摘要一致，但内容无法通过校验',
    en: 'the payload has the signed digest and is not authentic under its own key',
  },
  'payload-truncated': {
    attributedTo: 'bidder',
    zh: '加密文件与签名摘要一致，但缺少结尾',
    en: 'the payload has the signed digest and lacks its end',
  },
  'payload-malformed': { attributedTo: 'bidder', zh: '解密后的结构有误', en: 'what was decrypted is not framed as a payload' },
  'letter-not-canonical': {
    attributedTo: 'bidder',
    zh: '投标函有多种读法（不是规范 JSON）',
    en: 'the letter can be read in two ways: it is not canonical JSON',
  },
  'letter-malformed': { attributedTo: 'bidder', zh: '投标函结构有误', en: 'the letter is not a letter/1 of this envelope' },
  'letter-fields-differ': {
    attributedTo: 'bidder',
    zh: '投标函的栏目与清单不同',
    en: 'the letter has other fields than the manifest',
  },
  'letter-field-mismatch': {
    attributedTo: 'bidder',
    zh: '投标函内容与签名承诺不符',
    en: 'a field of the letter is not what the manifest commits to',
  },
  'file-digest-mismatch': {
    attributedTo: 'bidder',
    zh: '文件与投标函所列摘要不符',
    en: 'a file is not the one the letter lists',
  },
  'unlisted-bytes': { attributedTo: 'bidder', zh: '文件之外另有未列明内容', en: 'there are bytes that no file lists' },
  'custodian-silent': {
    attributedTo: 'custodian',
    zh: '足够多的保管人未提交份额',
    en: 'too many custodians did not release their share',
  },
  'share-mismatch': {
    attributedTo: 'custodian',
    zh: '保管人提交的份额与承诺不符',
    en: 'a custodian released something else than the share committed to',
  },
  'payload-missing': { attributedTo: 'platform', zh: '平台未能提供加密文件', en: 'the platform does not have the payload' },
  'payload-digest-mismatch': {
    attributedTo: 'platform',
    zh: '平台保存的加密文件与签名摘要不符',
    en: 'the payload stored does not have the signed digest',
  },
  'identity-unreadable': {
    attributedTo: 'platform',
    zh: '平台生成的身份信封无法打开',
    en: 'the identity envelope, which the platform made, does not open',
  },
  'entry-missing': {
    attributedTo: 'platform',
    zh: '截止检查点下没有该投标的存证',
    en: 'the bid has no entry under the deadline checkpoint',
  },
} as const satisfies Readonly<Record<string, Cause>>

/** The code of a cause: a literal union. */
export type CauseCode = keyof typeof causes

/** A cause found while opening. Thrown inside shared/sealed-bid and handed out as a value. */
export class CauseFound extends Error {
  override readonly name = 'CauseFound'
  readonly code: CauseCode
  readonly detail: string

  constructor(code: CauseCode, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
    this.detail = detail
  }
}
