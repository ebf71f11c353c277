import { kind, type MessageKind } from './message-kind.ts'

/** Messages about bid deposits (B8, A4, N12, G11). Each bidder is told of its own; keepers of what is due; the regulator of what is late. */
export const depositKinds: Readonly<Record<string, MessageKind>> = {
  'deposit.to-record': kind(
    ['tender-parties'],
    ['请登记收到的投标保证金', 'Record the deposits you received'],
    [
      '“{title}”开标已结束。请登记各投标人交来的投标保证金，到期平台提醒退还。',
      'The opening of "{title}" is over. Record the deposits that its bidders paid, and you are told when they go back.',
    ],
  ),
  'deposit.recorded': kind(
    ['deposit-parties'],
    ['投标保证金已登记', 'Your deposit is recorded'],
    [
      '“{title}”{lot}：招标人已登记收到贵单位的投标保证金。请核对金额和账户，有出入的可以提出。',
      'The receipt of your deposit for "{title}", {lot}, is recorded. Check amount and account, and say what is wrong.',
    ],
  ),
  'deposit.claimed': kind(
    ['tender-parties'],
    ['有投标人申请退还保证金', 'A deposit is claimed'],
    [
      '“{title}”{lot}：有投标人书面申请退还投标保证金。请确认是否收到；应退期限 {dueAt}。',
      'A bidder claims its deposit for "{title}", {lot}. Confirm whether you received it; it goes back by {dueAt}.',
    ],
  ),
  'deposit.due': kind(
    ['tender-parties'],
    ['请退还投标保证金', 'Return the deposits'],
    [
      '“{title}”{lot}的投标保证金应于 {dueAt} 前退还。政府采购项目逾期的，须另付超期资金占用费。',
      'Deposits for "{title}", {lot}, go back by {dueAt}. In procurement a late return costs interest.',
    ],
  ),
  'deposit.overdue': kind(
    ['deposit-parties', 'tender-parties', 'regulators'],
    ['投标保证金逾期未退', 'A deposit is overdue'],
    [
      '“{title}”{lot}有投标保证金超过期限 {dueAt} 未退还。仍须退还，逾期情况已公开。',
      'A deposit for "{title}", {lot}, was to be returned by {dueAt}. It is still to be returned; that it is late is public.',
    ],
  ),
  'deposit.returned': kind(
    ['deposit-parties'],
    ['投标保证金已退还', 'Your deposit is returned'],
    [
      '“{title}”{lot}：招标人已签署退还贵单位的投标保证金。没有到账的，可以提出。',
      'The keeper has signed that your deposit for "{title}", {lot}, went back. Say so if it did not arrive.',
    ],
  ),
  'deposit.kept': kind(
    ['deposit-parties', 'regulators'],
    ['投标保证金不予退还', 'A deposit is kept'],
    [
      '“{title}”{lot}：招标人决定不予退还一笔投标保证金，依据和理由见保证金页。不服的，可以提出异议、投诉。',
      'A deposit for "{title}", {lot}, is kept; ground and reason stand on its page. It can be contested, and complained of.',
    ],
  ),
  'deposit.turned-into-bond': kind(
    ['deposit-parties'],
    ['投标保证金已转为履约保证金', 'Your deposit became the performance bond'],
    ['“{title}”{lot}：贵单位的投标保证金已转为履约保证金。', 'Your deposit for "{title}", {lot}, is now the performance bond.'],
  ),
  'deposit.claim-refused': kind(
    ['deposit-parties', 'regulators'],
    ['退还申请的答复：未收到', 'A claim is refused'],
    [
      '“{title}”{lot}：招标人答复没有收到所申请的投标保证金，理由见保证金页。',
      'The keeper says that the deposit claimed for "{title}", {lot}, was not received; the reason stands on its page.',
    ],
  ),
  'deposit.contested': kind(
    ['tender-parties', 'regulators'],
    ['投标人对保证金处理有异议', 'A deposit is contested'],
    [
      '“{title}”{lot}：投标人对保证金的处理提出异议，请核实。',
      'A bidder says that something is wrong with its deposit for "{title}", {lot}. Look into it.',
    ],
  ),
}
