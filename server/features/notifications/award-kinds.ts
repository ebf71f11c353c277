import { kind, type MessageKind } from './message-kind.ts'

const every = ['lot-bidders', 'tender-parties', 'regulators'] as const

/**
 * Messages of the award of a lot (A1–A8, G7–G10). Everybody is told its own: score, rank and reason of a bid go to its bidder and to nobody
 * else (G8), and who objects is told to nobody but those who answer.
 */
export const awardKinds: Readonly<Record<string, MessageKind>> = {
  'award.report-handed-over': kind(
    ['tender-parties'],
    ['请确定中标人', 'Decide the award'],
    [
      '“{title}”{lot}的评标报告已送交。请于 {dueAt} 前确定中标人；逾期未确定的，视同确定排名第一的候选人。',
      'The report on "{title}", {lot}, is handed over. Decide by {dueAt}; silence is taken for the first candidate.',
    ],
  ),
  'award.candidates-published': kind(
    every,
    ['中标候选人已公示', 'Candidates are published'],
    [
      '“{title}”{lot}的中标候选人已公示，至 {dueAt}。对评标结果有异议的，请在公示期内提出。',
      'The candidates for "{title}", {lot}, are published until {dueAt}. Objections are made within that time.',
    ],
  ),
  'award.objection-filed': kind(
    ['tender-parties', 'regulators'],
    ['有异议或质疑待答复', 'An objection waits for its answer'],
    ['“{title}”{lot}收到异议或质疑，请于 {dueAt} 前答复。', 'There is an objection on "{title}", {lot}. Answer it by {dueAt}.'],
  ),
  'award.objection-answered': kind(
    ['lot-bidders'],
    ['异议或质疑已答复', 'An objection is answered'],
    ['“{title}”{lot}的异议或质疑已答复。', 'An objection on "{title}", {lot}, is answered.'],
  ),
  'award.publicity-ended': kind(
    ['tender-parties'],
    ['公示期满，请定标', 'Publicity is over: decide'],
    ['“{title}”{lot}公示期满，请确定中标人。', 'The publicity of "{title}", {lot}, is over. Name the winner.'],
  ),
  'award.complaint-filed': kind(
    ['regulators', 'tender-parties'],
    ['有投诉', 'A complaint'],
    ['“{title}”{lot}收到投诉。', 'There is a complaint on "{title}", {lot}.'],
  ),
  'award.complaint-decided': kind(
    ['lot-bidders', 'tender-parties'],
    ['投诉已处理', 'A complaint is handled'],
    ['行政监督部门就“{title}”{lot}的投诉作出了决定。', 'The regulator has decided on a complaint on "{title}", {lot}.'],
  ),
  'award.re-review-ordered': kind(
    every,
    ['原评标委员会重新评审', 'The report is re-reviewed'],
    [
      '“{title}”{lot}：招标人组织原评标委员会重新评审（{groundZh}），公示、异议答复和定标的期限停止计算。',
      'The committee re-reviews its report on "{title}", {lot} ({groundEn}). All limits stand still until the new report is signed.',
    ],
  ),
  'award.re-review-linked': kind(
    every,
    ['因另一标段重新评审而暂停', 'A re-review of another lot holds this one'],
    [
      '“{title}”{lot}：另一标段正在重新评审，可能影响本标段候选人，期限停止计算。',
      'Another lot of "{title}" is re-reviewed; the candidates of {lot} may hang on it, and its limits stand still.',
    ],
  ),
  'award.re-review-unchanged': kind(
    every,
    ['重新评审：结果不变', 'Re-review: the result stands'],
    [
      '“{title}”{lot}重新评审后评标结果不变，各项期限顺延，程序继续。',
      'The re-review of "{title}", {lot}, leaves the result as it was. Limits move by the time they stood still.',
    ],
  ),
  'award.re-review-changed': kind(
    ['lot-bidders', 'tender-parties'],
    ['重新评审：结果改变', 'Re-review: the result has changed'],
    [
      '“{title}”{lot}重新评审改变了评标结果，将按新的评标报告重新办理。',
      'The re-review of "{title}", {lot}, has changed the result. The lot begins again from the new report.',
    ],
  ),
  'award.re-review-report': kind(
    ['regulators'],
    ['书面报告：重新评审改变评标结果', 'Report: a re-review has changed the result'],
    [
      '“{title}”（{code}）{lot}依87号令第六十四条重新评审（{groundZh}），评标结果改变。原候选人：{before}；现候选人：{after}。理由：{reason}',
      'The re-review of "{title}" ({code}), {lot} ({groundEn}), has changed the result (Order 87, art. 64). Candidates before: {before}; now: {after}. Reason: {reason}',
    ],
  ),
  'award.determined': kind(
    ['tender-parties'],
    ['请公告中标结果', 'Publish the result'],
    [
      '“{title}”{lot}的中标人已确定，请于 {dueAt} 前公告结果。',
      'The winner of "{title}", {lot}, is decided. Publish the result by {dueAt}.',
    ],
  ),
  'award.decided': kind(
    ['tender-parties', 'regulators'],
    ['中标结果已公布', 'The result is public'],
    ['“{title}”{lot}由 {winner} 中标，中标价 {price} 元。', '"{title}", {lot}, goes to {winner} at ¥{price}.'],
  ),
  'award.own-won': kind(
    ['party'],
    ['贵单位中标', 'You have won'],
    [
      '贵单位为“{title}”（{code}）{lot}的中标人，中标价 {price} 元，得分 {total}。请于 {dueAt} 前签订合同。',
      'You have won "{title}" ({code}), {lot}, at ¥{price} with {total} points. Sign the contract by {dueAt}.',
    ],
  ),
  'award.own-lost': kind(
    ['party'],
    ['评审结果通知', 'Your result'],
    [
      '“{title}”（{code}）{lot}由 {winner} 中标，中标价 {price} 元。贵单位名次：第 {rank} 名，得分 {total}。',
      '"{title}" ({code}), {lot}, goes to {winner} at ¥{price}. You are in place {rank} with {total} points.',
    ],
  ),
  'award.own-rejected': kind(
    ['party'],
    ['评审结果通知：投标无效', 'Your result: bid rejected'],
    [
      '“{title}”（{code}）{lot}由 {winner} 中标。贵单位的投标被否决：{groundZh}。{reasons}',
      '"{title}" ({code}), {lot}, goes to {winner}. Your bid was rejected: {groundEn}. {reasons}',
    ],
  ),
  'award.lot-failed': kind(
    ['party'],
    ['标段未产生中标人', 'Your lot has no winner'],
    ['“{title}”（{code}）{lot}未产生中标人：{failureZh}。', '"{title}" ({code}), {lot}, has no winner: {failureEn}.'],
  ),
  'award.lot-failed-rejected': kind(
    ['party'],
    ['标段未产生中标人，贵单位投标无效', 'Your lot has no winner, your bid was rejected'],
    [
      '“{title}”（{code}）{lot}未产生中标人：{failureZh}。贵单位的投标被否决：{groundZh}。{reasons}',
      '"{title}" ({code}), {lot}, has no winner: {failureEn}. Your bid was rejected: {groundEn}. {reasons}',
    ],
  ),
  'award.contract-drafted': kind(
    ['tender-parties', 'lot-winner'],
    ['合同待签署', 'A contract to sign'],
    [
      '“{title}”{lot}的合同已拟定，请于 {dueAt} 前核对并签署。',
      'The contract for "{title}", {lot}, is drafted. Check and sign it by {dueAt}.',
    ],
  ),
  'award.contract-signed': kind(
    ['tender-parties', 'lot-winner'],
    ['合同一方已签署', 'One party has signed the contract'],
    [
      '“{title}”{lot}的合同一方已签署，双方签署后公开。',
      'One party has signed the contract for "{title}", {lot}. It is published once both have.',
    ],
  ),
  'award.contract-concluded': kind(
    [...every, 'lot-winner'],
    ['合同已公开', 'The contract is published'],
    ['“{title}”{lot}的合同已由双方签署并公开。', 'The contract for "{title}", {lot}, is signed by both and published.'],
  ),
  'award.contract-filed': kind(
    ['regulators'],
    ['合同副本已备案', 'A contract is filed'],
    ['“{title}”{lot}的合同副本已备案。', 'The copy of the contract for "{title}", {lot}, is filed.'],
  ),
  'award.reported-to-regulator': kind(
    ['regulators'],
    ['招标投标情况书面报告', 'Written report on a tendering'],
    [
      '“{title}”（{code}）{lot}的招标人提交了招标投标情况书面报告（招标投标法第四十七条）。中标人：{winner}，中标价 {price} 元。',
      'The tenderer has given the written report on "{title}" ({code}), {lot} (Tendering and Bidding Law, art. 47). Winner: {winner}, ¥{price}.',
    ],
  ),
  'award.failed': kind(
    every,
    ['标段未成交', 'A lot ended without an award'],
    ['“{title}”{lot}未成交，原因见结果页。', '"{title}", {lot}, ended without an award; the reason stands there.'],
  ),
  'award.limit-near': kind(
    ['limit-keepers'],
    ['期限将至', 'A limit is near'],
    ['“{title}”{lot}：{limitZh}，截止 {dueAt}。', '"{title}", {lot}: {limitEn}, due by {dueAt}.'],
  ),
  'award.limit-passed': kind(
    ['limit-keepers', 'regulators'],
    ['期限已过', 'A limit has passed'],
    [
      '“{title}”{lot}：{limitZh}，期限 {dueAt} 已过。仍须办理，逾期情况已公开。',
      '"{title}", {lot}: {limitEn} was due by {dueAt}. It is still to be done; that it is late is public.',
    ],
  ),
}
