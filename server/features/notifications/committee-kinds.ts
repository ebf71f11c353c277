import { kind, type MessageKind } from './message-kind.ts'

/**
 * Messages of the library, the draw and the evaluation. A message is stored under its reader, so none goes to whoever is called, sits or
 * is passed over (X3): experts find their calls, and members their tasks, by asking, from what lies sealed. Whom the committee asks is
 * the bidder's own matter; the fact on the chain does not say it.
 */
export const committeeKinds: Readonly<Record<string, MessageKind>> = {
  'expert.applied': kind(
    ['centres'],
    ['有专家入库申请待审核', 'An application to the library waits for you'],
    ['请在专家库中审核。', 'Decide on it in the library of experts.'],
  ),
  'expert.admitted': kind(
    ['person'],
    ['您已入库', 'You are in the library'],
    ['今后可能被抽取；收到邀请请在时限内答复。', 'You can be drawn from now on. Answer invitations in time.'],
  ),
  'expert.refused': kind(
    ['person'],
    ['入库申请未通过', 'Your application was refused'],
    ['理由见本人档案。', 'The reason stands in your record.'],
  ),
  'expert.suspended': kind(
    ['person'],
    ['您已被暂停抽取', 'You are suspended'],
    ['理由与期限见本人档案。', 'Reason and end stand in your record.'],
  ),
  'expert.restored': kind(
    ['person'],
    ['您已恢复抽取', 'You can be drawn again'],
    ['理由见本人档案。', 'The reason stands in your record.'],
  ),
  'expert.removed': kind(
    ['person'],
    ['您已被清退出库', 'You were removed from the library'],
    ['理由见本人档案。', 'The reason stands in your record.'],
  ),
  'expert.trained': kind(
    ['person'],
    ['培训已登记', 'A training was recorded'],
    ['一次培训已记入本人档案。', 'A training was added to your record.'],
  ),
  'expert.assessed': kind(
    ['person'],
    ['收到一份参评评价', 'You were assessed'],
    ['“{title}”的参评评价已记入本人档案。', 'An assessment for "{title}" was added to your record.'],
  ),
  'draw.requested': kind(
    ['draw-parties'],
    ['请核对并签署抽取名单', 'Check and sign the pool'],
    ['“{title}”申请抽取专家，名单指纹待签署。', 'A draw for "{title}" was asked for; its pool waits for signatures.'],
  ),
  'draw.experts-excluded': kind(
    ['draw-parties'],
    ['抽取名单已重算，请重新签署', 'The pool has changed, sign again'],
    [
      '监督部门为“{title}”列明了回避专家，原签署失效。',
      'The regulator excluded experts from the draw for "{title}"; earlier signatures fall.',
    ],
  ),
  'draw.pooled': kind(
    ['draw-parties'],
    ['请提交随机数承诺', 'Commit to your number'],
    ['“{title}”的抽取名单已固定，请在时限内承诺。', 'The pool for "{title}" is fixed. Commit in time.'],
  ),
  'draw.committed': kind(
    ['draw-parties'],
    ['请托管随机数', 'Seal your number'],
    ['“{title}”各方已承诺，请托管给保管人。', 'Everybody has committed for "{title}". Seal your number to the custodians.'],
  ),
  'draw.dealt': kind(
    ['custodians'],
    ['请确认托管可以打开', 'Confirm that your envelopes open'],
    [
      '“{title}”的抽取随机数已托管给您，请在时限内确认。',
      'The numbers for "{title}" were sealed to you. Confirm in time that they open.',
    ],
  ),
  'draw.held': kind(
    ['draw-parties'],
    ['请交出随机数', 'Give your number'],
    [
      '“{title}”的托管已确认可打开；逾期未交出的由保管人打开。',
      'The escrows for "{title}" open. Custodians open what is not given in time.',
    ],
  ),
  'draw.ranked': kind(
    ['tender-parties'],
    ['次序已封存，正在通知专家', 'The order is sealed, experts are called'],
    [
      '“{title}”：评标委员会有招标人代表的，请现在指定。',
      '"{title}": name the tenderer’s representatives now, where the committee has any.',
    ],
  ),
  'draw.vacated': kind(
    ['tender-parties', 'draw-parties'],
    ['有席位空出', 'A seat is open again'],
    ['“{title}”的一个席位空出，正在通知次序中的下一位。', 'A seat for "{title}" is open; the next in order is called.'],
  ),
  'draw.filled': kind(
    ['tender-parties', 'draw-parties'],
    ['评标委员会已抽齐', 'The committee is complete'],
    [
      '“{title}”的席位均已接受；姓名在结果公布前保密。',
      'Every seat for "{title}" is accepted. Names stay secret until the result.',
    ],
  ),
  'draw.exhausted': kind(
    ['tender-parties', 'draw-parties'],
    ['候选专家已用尽', 'Nobody is left to call'],
    [
      '“{title}”的递补次序已用完。请说明理由后申请重新抽取；评标委员会已组成的，补抽空缺席位。',
      'Nobody is left to call for "{title}". Ask for another draw, with the reason; where a committee sits, for its missing seats.',
    ],
  ),
  'draw.void': kind(
    ['tender-parties', 'draw-parties'],
    ['专家抽取作废', 'A draw is void'],
    ['“{title}”的专家抽取作废，原因公开可查。', 'The draw for "{title}" is void; everybody can see why.'],
  ),
  'draw.released': kind(
    ['tender-parties', 'draw-parties', 'shown-bidders'],
    ['专家抽取已公布', 'The draw is public'],
    [
      '“{title}”的抽取可由任何人复算；招标人、交易中心和监督部门请作出一标一评。',
      'Anybody can recompute the draw for "{title}". Tenderer, centre and regulator assess its experts now.',
    ],
  ),
  'evaluation.committee-seated': kind(
    ['tender-parties', 'draw-parties', 'shown-bidders'],
    ['评标开始', 'The evaluation begins'],
    ['“{title}”的评标委员会已就席，请留意澄清要求。', 'The committee of "{title}" is seated. It may ask bidders to clarify.'],
  ),
  'evaluation.qualification-due': kind(
    ['tender-parties'],
    ['请审查投标人资格', 'Check the bidders’ qualification'],
    [
      '“{title}”（{code}）的评标委员会已就席。资格由采购人或代理机构审查，审查结果提交之前评标委员会不能评审。',
      'The committee of "{title}" ({code}) is seated. Qualification is yours to check; it reads no bid before you have.',
    ],
  ),
  'evaluation.qualified': kind(
    ['tender-parties', 'draw-parties'],
    ['资格审查结果已提交', 'Qualification was checked'],
    [
      '“{title}”（{code}）一个标段的资格审查结果已提交；合格投标人不足三家的，该标段不再评标。',
      'Qualification was checked for a lot of "{title}" ({code}). With fewer than three qualified bidders the lot ends there.',
    ],
  ),
  'evaluation.member-excused': kind(
    ['tender-parties', 'draw-parties'],
    ['更换一名评标委员会成员', 'A member is replaced'],
    [
      '“{title}”的一名成员退出，其意见作废；属招标人代表的，请另行指定。',
      'A member for "{title}" has left and its opinions are void. If it was the tenderer’s, name another.',
    ],
  ),
  'evaluation.review-counted': kind(
    ['asked-bidders'],
    ['请说明报价', 'Explain your price'],
    [
      '“{title}”（{code}）评标委员会要求说明报价，请在时限内答复。',
      'The committee of "{title}" ({code}) asks about your price. Answer in time.',
    ],
  ),
  'evaluation.prices-known': kind(
    ['asked-bidders'],
    ['请说明报价', 'Explain your price'],
    [
      '“{title}”（{code}）评标委员会要求说明报价，请在时限内答复。',
      'The committee of "{title}" ({code}) asks about your price. Answer in time.',
    ],
  ),
  'evaluation.bidder-asked': kind(
    ['asked-bidders'],
    ['评标委员会要求澄清', 'The committee asks you'],
    [
      '“{title}”（{code}）有一项澄清要求，请在时限内签名答复。',
      'There is a question on "{title}" ({code}). Sign an answer in time.',
    ],
  ),
  'evaluation.question-lapsed': kind(
    ['asked-bidders'],
    ['澄清要求已过时限', 'A question was not answered'],
    ['“{title}”（{code}）的澄清要求逾期未答复。', 'The time to answer on "{title}" ({code}) is over.'],
  ),
  'evaluation.report-prepared': kind(
    ['tender-parties'],
    ['评标报告待签署', 'The evaluation report waits for signatures'],
    [
      '“{title}”的评标报告已形成，任评委的招标人代表请在时限内签署。',
      'The report on "{title}" is ready. Representatives on the committee sign it in time.',
    ],
  ),
  'evaluation.time-extended': kind(
    ['tender-parties', 'draw-parties'],
    ['评标签署时限已延长', 'The time to sign was extended'],
    ['“{title}”超过三分之一的成员要求延长。', 'More than a third of the committee of "{title}" asked for it.'],
  ),
  'evaluation.completed': kind(
    ['tender-parties', 'draw-parties'],
    ['评标完成', 'The evaluation is complete'],
    ['“{title}”的评标报告已签署，请按报告办理下一步。', 'The report on "{title}" is signed. Take the next step by it.'],
  ),
  'evaluation.failed': kind(
    ['tender-parties', 'draw-parties'],
    ['评标未产生候选人', 'The evaluation has no candidate'],
    ['“{title}”没有可推荐的投标，理由见评标资料。', 'No bid on "{title}" can be recommended.'],
  ),
  'evaluation.terminated': kind(
    ['tender-parties', 'draw-parties', 'shown-bidders'],
    ['评标终止', 'The evaluation has ended'],
    ['“{title}”已终止招标，评标随之终止。', '"{title}" was terminated, and its evaluation with it.'],
  ),
}
