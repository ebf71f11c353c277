import { roleNames, roles } from '#shared/policy/roles.ts'
import { type Instant, instantOf, isInstant, millisOf } from '#shared/primitives/instant.ts'
import { awardKinds } from './award-kinds.ts'
import { coefficientKinds } from './coefficient-kinds.ts'
import { committeeKinds } from './committee-kinds.ts'
import { depositKinds } from './deposit-kinds.ts'
import { kind, type MessageKind } from './message-kind.ts'

/**
 * Events that leave a message, by their type. Nothing here depends on who downloaded or bid before a deadline: such a list does not
 * exist (P9), so amendments go to every bidder registered for the category (N4).
 */
export const messageKinds: Readonly<Record<string, MessageKind>> = {
  ...coefficientKinds,
  ...committeeKinds,
  ...awardKinds,
  ...depositKinds,
  'party.registered': kind(
    ['party'],
    ['单位已注册', 'Your party is registered'],
    ['注册已完成，可继续申请所需角色。', 'Registration is complete.'],
  ),
  'role.requested': kind(
    ['centres'],
    ['有角色申请待审核', 'A role request waits for you'],
    ['有单位申请角色“{role}”。', 'A party has asked for the role "{role}".'],
  ),
  'role.approved': kind(
    ['party'],
    ['角色申请已通过', 'Your role was approved'],
    ['角色“{role}”已生效。', 'The role "{role}" is in force.'],
  ),
  'role.refused': kind(
    ['party'],
    ['角色申请未通过', 'Your role was refused'],
    ['角色“{role}”的申请未通过，请查看理由。', 'The role "{role}" was refused; the reason is given there.'],
  ),
  'person.disabled': kind(
    ['party'],
    ['人员已停用', 'A person was disabled'],
    ['本单位一名人员已被停用。', 'A person of your party was disabled.'],
  ),
  'person.restored': kind(
    ['party'],
    ['人员已恢复', 'A person was given back access'],
    ['本单位一名人员已恢复使用。', 'A person of your party has access again.'],
  ),
  'certificate.requested': kind(
    ['centres'],
    ['有证书绑定待审核', 'A certificate waits for you'],
    ['有单位申请绑定新证书。', 'A party asks to have a new certificate bound.'],
  ),
  'certificate.bound': kind(
    ['person'],
    ['证书已绑定', 'Your certificate is bound'],
    ['新证书现在可以使用。', 'The new certificate may be used now.'],
  ),
  'certificate.refused': kind(
    ['person'],
    ['证书绑定未通过', 'Your certificate was refused'],
    ['证书绑定申请未通过。', 'Binding the new certificate was refused.'],
  ),
  'certificate.reported-lost': kind(
    ['party', 'centres'],
    ['证书已挂失', 'A certificate was reported lost'],
    ['该证书已停用；已递交的投标不受影响。', 'It is suspended. Bids already submitted are not affected.'],
  ),
  'certificate.restored': kind(
    ['party'],
    ['证书挂失已解除', 'A certificate was restored'],
    ['证书已恢复使用。', 'The certificate may be used again.'],
  ),
  'project.registered': kind(
    ['centres'],
    ['有项目待受理', 'A project waits for you'],
    ['“{name}”已登记，待受理。', '"{name}" was registered and waits for acceptance.'],
  ),
  'project.accepted': kind(
    ['project-parties'],
    ['项目已受理', 'Your project was accepted'],
    ['“{name}”已受理，编号 {code}。', '"{name}" was accepted as {code}.'],
  ),
  'project.returned': kind(
    ['project-parties'],
    ['项目被退回', 'Your project was returned'],
    ['“{name}”被退回，请查看理由。', '"{name}" was returned; the reason is given there.'],
  ),
  'project.suspended': kind(
    ['project-parties'],
    ['项目已暂停', 'Your project is suspended'],
    ['“{name}”已暂停，期限随之顺延。', '"{name}" stands still; its clocks move with it.'],
  ),
  'project.resumed': kind(
    ['project-parties'],
    ['项目已恢复', 'Your project goes on'],
    ['“{name}”已恢复进行。', '"{name}" goes on.'],
  ),
  'notice.filed': kind(
    ['regulators'],
    ['有公告待备案', 'A notice waits for you'],
    ['“{title}”的公告已报备。', 'The notice of "{title}" was filed.'],
  ),
  'notice.approved': kind(
    ['tender-parties'],
    ['公告已备案', 'Your notice was approved'],
    ['“{title}”的公告将按计划发布。', 'The notice of "{title}" will be published as planned.'],
  ),
  'notice.returned': kind(
    ['tender-parties'],
    ['公告被退回', 'Your notice was returned'],
    ['“{title}”的公告被退回，请查看理由。', 'The notice of "{title}" was returned; the reason is given there.'],
  ),
  'notice.published': kind(
    ['tender-parties', 'custodians', 'regulators', 'category-bidders'],
    ['招标公告已发布', 'A notice was published'],
    ['“{title}”（{code}）已发布，投标截止 {deadlineAt}。', '"{title}" ({code}) was published. Bids are due at {deadlineAt}.'],
  ),
  'notice.amended': kind(
    ['tender-parties', 'custodians', 'regulators', 'category-bidders'],
    ['公告有变更', 'A notice was amended'],
    [
      '“{title}”（{code}）有变更，投标截止 {deadlineAt}。请在递交前重新核对招标文件。',
      '"{title}" ({code}) was amended. Bids are due at {deadlineAt}; check the documents again before you submit.',
    ],
  ),
  'notice.terminated': kind(
    ['tender-parties', 'custodians', 'regulators', 'category-bidders'],
    ['招标已终止', 'A tender was terminated'],
    ['“{title}”（{code}）已终止。', '"{title}" ({code}) was terminated.'],
  ),
  'notice.failure-announced': kind(
    ['tender-parties', 'custodians', 'regulators', 'category-bidders'],
    ['流标公告', 'A tender has failed'],
    ['“{title}”（{code}）流标。', '"{title}" ({code}) has failed.'],
  ),
  'tender.suspended': kind(
    ['tender-parties', 'custodians', 'regulators', 'category-bidders'],
    ['招标已暂停', 'A tender stands still'],
    [
      '“{title}”（{code}）已暂停；恢复后截止时间顺延，已递交的投标不受影响。',
      '"{title}" ({code}) stands still. Bids already submitted are safe; the deadline will move.',
    ],
  ),
  'tender.resumed': kind(
    ['tender-parties', 'custodians', 'regulators', 'category-bidders'],
    ['招标已恢复', 'A tender goes on'],
    ['“{title}”（{code}）已恢复，投标截止 {deadlineAt}。', '"{title}" ({code}) goes on. Bids are due at {deadlineAt}.'],
  ),
  'question.answered': kind(
    ['tender-parties', 'category-bidders'],
    ['有新的答疑', 'A question was answered'],
    ['“{title}”（{code}）发布了答疑。', 'A question on "{title}" ({code}) was answered.'],
  ),
  'objection.filed': kind(
    ['tender-parties', 'regulators'],
    ['收到异议', 'An objection was raised'],
    ['“{title}”收到异议，请于 {answerDueAt} 前答复。', 'There is an objection to "{title}". Answer it by {answerDueAt}.'],
  ),
  'objection.answered': kind(
    ['regulators', 'category-bidders'],
    ['异议已答复', 'An objection was answered'],
    ['“{title}”的一项异议已答复。', 'An objection to "{title}" was answered.'],
  ),
  'objection.overdue': kind(
    ['tender-parties', 'regulators'],
    ['异议逾期未答复', 'An objection is overdue'],
    ['“{title}”的异议已过答复期限 {answerDueAt}。', 'An objection to "{title}" should have been answered by {answerDueAt}.'],
  ),
  // Its facts name the parties asked, who are no custodians yet.
  'custody.asked': kind(
    ['project-parties'],
    ['请接受保管席位', 'You are asked to be a custodian'],
    [
      '“{title}”邀请贵单位保管解密份额，请查看解密规则后接受或谢绝。',
      'You are asked to serve "{title}". Read its opening policy, then accept or decline.',
    ],
  ),
  'custody.accepted': kind(
    ['tender-parties'],
    ['保管人已接受', 'A custodian has accepted'],
    ['“{title}”的一名保管人已接受。', 'A custodian of "{title}" has accepted.'],
  ),
  'custody.declined': kind(
    ['tender-parties'],
    ['保管人已谢绝', 'A custodian has declined'],
    ['“{title}”的一名保管人已谢绝，请另行邀请。', 'A custodian of "{title}" has declined. Ask another.'],
  ),
  'custody.readiness-asked': kind(
    ['custodians'],
    ['请确认保管密钥可用', 'Confirm that your key works'],
    ['“{title}”将于 {deadlineAt} 截止，请测试保管密钥。', '"{title}" closes at {deadlineAt}. Test your custodian key.'],
  ),
  'deadline.passed': kind(
    ['tender-parties', 'custodians', 'regulators'],
    ['投标已截止，即将开标', 'The deadline has passed'],
    ['“{title}”（{code}）投标截止，开标开始。', 'Bidding on "{title}" ({code}) has closed. The opening begins.'],
  ),
  'opening.listed': kind(
    ['custodians'],
    ['请释放身份份额', 'Release the identity shares'],
    ['“{title}”的投标清单已固定。', 'The list of bids on "{title}" is fixed.'],
  ),
  'opening.live-bids-found': kind(
    ['tender-parties', 'category-bidders'],
    ['解密窗口已开启', 'The decryption window is open'],
    [
      '“{title}”（{code}）的解密窗口已开启，投标人请在窗口内解密。',
      'Bidders on "{title}" ({code}) decrypt now, within the window.',
    ],
  ),
  'opening.window-closed': kind(
    ['custodians'],
    ['请报告信封', 'Report on the envelopes'],
    ['“{title}”的解密窗口已关闭，请逐一检查并报告。', 'The window of "{title}" has closed. Check and report every envelope.'],
  ),
  'opening.settlement-prepared': kind(
    ['tender-parties', 'regulators'],
    ['请签署失败原因', 'Sign the causes'],
    ['“{title}”的解密失败原因待签署。', 'The causes of failure of "{title}" wait for your signature.'],
  ),
  'reveal.closed': kind(
    ['custodians'],
    ['请释放解密份额', 'Release the shares'],
    ['“{title}”的失败原因已固定，请释放份额。', 'The causes of "{title}" are fixed. Release the shares.'],
  ),
  'opening.published': kind(
    ['tender-parties', 'custodians', 'regulators', 'shown-bidders'],
    ['开标结果已公布', 'The opening is published'],
    ['“{title}”（{code}）的投标人与报价已公布。', 'Names and prices of "{title}" ({code}) are public.'],
  ),
  'opening.objection-raised': kind(
    ['tender-parties', 'regulators'],
    ['开标现场有异议', 'An objection at the opening'],
    ['“{title}”开标有异议，请当场答复。', 'There is an objection at the opening of "{title}". Answer it on the spot.'],
  ),
  'opening.record-prepared': kind(
    ['tender-parties', 'regulators', 'shown-bidders'],
    ['请签署开标记录', 'Sign the opening record'],
    ['“{title}”的开标记录待签署。', 'The opening record of "{title}" waits for your signature.'],
  ),
  'opening.recorded': kind(
    ['tender-parties', 'custodians', 'regulators', 'shown-bidders'],
    ['开标记录已公布', 'The opening record is public'],
    ['“{title}”（{code}）的开标记录已公布。', 'The opening record of "{title}" ({code}) is public.'],
  ),
  'evaluation.prices-awaited': kind(
    ['tender-parties', 'regulators'],
    ['请开启报价信封', 'Open the price envelopes'],
    [
      '“{title}”的评分已全部锁定，请核对名单并签署开启报价信封。',
      'Every score of "{title}" is locked. Check who goes on, and sign the act that opens the prices.',
    ],
  ),
  'stage.price-opened': kind(
    ['tender-parties', 'custodians', 'regulators', 'shown-bidders'],
    ['报价信封开始开启', 'The price envelopes are being opened'],
    [
      '“{title}”（{code}）进入第二次开标，请保管人提交份额。',
      '"{title}" ({code}) has its second opening. Custodians: release your shares.',
    ],
  ),
  'stage.price-published': kind(
    ['tender-parties', 'custodians', 'regulators', 'shown-bidders'],
    ['报价已公布', 'The prices are published'],
    ['“{title}”（{code}）的报价已公布。', 'The prices of "{title}" ({code}) are public.'],
  ),
  'stage.price-record-prepared': kind(
    ['tender-parties', 'regulators', 'shown-bidders'],
    ['请签署第二次开标记录', 'Sign the second opening record'],
    ['“{title}”的第二次开标记录待签署。', 'The second opening record of "{title}" waits for your signature.'],
  ),
  'alert.raised': kind(
    ['regulators'],
    ['有预警线索待核实', 'A clue waits for you'],
    [
      '“{title}”（{code}）的报价中有线索，需核实；线索不是认定。',
      'The prices of "{title}" ({code}) hold a clue to be verified. It is no verdict.',
    ],
  ),
  'opening.failed': kind(
    ['tender-parties', 'custodians', 'regulators', 'category-bidders'],
    ['投标人不足三个', 'Fewer than three bidders'],
    ['“{title}”（{code}）投标人少于三个，不予开标。', '"{title}" ({code}) has fewer than three bidders and is not opened.'],
  ),
}

/** Facts a message keeps of its event; those of an award add theirs (`award-facts.ts`), the rest is read where the message leads. */
export const keptFacts = ['title', 'code', 'name', 'role', 'deadlineAt', 'answerDueAt'] as const

/** The text of a kind with its braces filled: moments in Beijing time, roles by their names, a fact that is missing as a dash. */
export function fillText(text: string, facts: Readonly<Record<string, string>>, language: 'zh' | 'en'): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const fact = facts[name]
    if (fact === undefined) return '—'
    const role = name === 'role' ? roles.find((each) => each === fact) : undefined
    if (role !== undefined) return roleNames[role][language]
    return isInstant(fact) ? `${beijingTime(fact)}${language === 'zh' ? '（北京时间）' : ' (Beijing time)'}` : fact
  })
}

function beijingTime(instant: Instant): string {
  return instantOf(millisOf(instant) + 8 * 3_600_000)
    .slice(0, 16)
    .replace('T', ' ')
}
