import { kind, type MessageKind } from './message-kind.ts'

/** Messages of a publicly drawn coefficient. The facts of each name the parties it asks for something. */
export const coefficientKinds: Readonly<Record<string, MessageKind>> = {
  'coefficient.begun': kind(
    ['project-parties'],
    ['请提交评标系数的随机数承诺', 'Commit to a number for the coefficient'],
    [
      '“{title}”的公告请贵单位参与公开抽取评标系数，请在投标截止前提交随机数承诺并托管。',
      'The notice of "{title}" asks you to draw its coefficient with others. Commit to a number before bids are due.',
    ],
  ),
  'coefficient.awaited': kind(
    ['project-parties', 'tender-parties', 'regulators'],
    ['评标系数尚缺承诺', 'A commitment is missing'],
    [
      '“{title}”将于 {deadlineAt} 截止，仍有单位未提交评标系数的随机数承诺；缺少无利害关系方的承诺，抽取无效。',
      '"{title}" closes at {deadlineAt}, and numbers for its coefficient are missing. Without one of a party that has no interest the draw is void.',
    ],
  ),
  'coefficient.closed': kind(
    ['custodians'],
    ['请确认评标系数的托管', 'Confirm the escrow of the coefficient'],
    [
      '“{title}”的随机数承诺已固定，请检查托管能否打开。',
      'The numbers for "{title}" are committed to. Check that your envelopes open.',
    ],
  ),
  'coefficient.held': kind(
    ['project-parties'],
    ['请公开评标系数的随机数', 'Reveal your number'],
    ['“{title}”的投标解密已结束，请公开随机数。', 'The decryption of bids on "{title}" is over. Reveal your number.'],
  ),
  'coefficient.silent': kind(
    ['custodians'],
    ['请打开未公开的随机数', 'Open the numbers of silent parties'],
    ['“{title}”有单位没有公开随机数，请提交份额。', 'Somebody has not revealed a number for "{title}". Give your share.'],
  ),
  'coefficient.drawn': kind(
    ['tender-parties', 'regulators', 'shown-bidders'],
    ['评标系数已抽出', 'The coefficient is drawn'],
    [
      '“{title}”（{code}）的评标系数已公开抽出，可以复算。',
      'The coefficient of "{title}" ({code}) was drawn in public and can be computed again.',
    ],
  ),
  'coefficient.void': kind(
    ['tender-parties', 'regulators'],
    ['评标系数抽取无效', 'The draw of the coefficient is void'],
    [
      '“{title}”的系数抽取无效，不能按公告评标。',
      'There is no coefficient for "{title}": nothing can be evaluated by its notice.',
    ],
  ),
}
