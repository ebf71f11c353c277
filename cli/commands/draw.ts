import { type DrawDuty, type DrawRefusal, takeDrawStep } from '#shared/draw/custodian-duty.ts'
import { type EscrowOf, namesEscrow, platformEscrow } from '#shared/draw/escrow.ts'
import { type Command, type CommandContext, exitCodes } from '../command.ts'
import { custodianOptions, type IsNews, runAsCustodian } from '../custodian-run.ts'

const DONE: Readonly<Record<DrawDuty['done'], readonly [string, string]>> = {
  confirmed: ['已确认托管可打开', 'envelopes confirmed'],
  shares: ['已提交份额', 'shares given'],
  nothing: ['目前无需操作', 'nothing is due now'],
}

const WHY: Readonly<Record<DrawRefusal, readonly [string, string]>> = {
  'step-not-on-chain': ['这一步尚未进入已签名的检查点', 'the step does not stand under a signed checkpoint yet'],
  'draw-unproven': ['抽取过程核验未通过', 'the draw does not verify'],
  'other-custody': ['名单承诺中的保管人或门限与公告不同', 'pool and notice name other custodians, or another threshold'],
  'escrow-incomplete': ['并非每一方都已托管', 'not everybody has sealed to the custodians'],
  'party-not-silent': ['该方已交出随机数，或种子已定', 'that party has spoken, or the seed is fixed'],
  'party-not-overdue': [
    '按本机时钟与申请人签署的时限，该方仍有时间',
    'by this clock and the limit that was signed the party still has time',
  ],
  'tender-suspended': ['项目暂停', 'the tender is suspended'],
  'names-not-agreed': ['姓名密钥的份额须另以 --give-names 同意', 'the share of the key of names needs --give-names'],
  'not-for-custodians': ['没有理由向保管人索要该份额', 'nobody has a reason to ask a custodian for it'],
}

/** Does what a draw of experts asks of a custodian now; with --watch until the draw is released. */
export const drawCommand: Command = {
  name: 'draw',
  summary: {
    zh: '专家抽取中保管人的步骤（自行核验存证链后）',
    en: "a custodian's part in a draw of experts, after checking the chain oneself",
  },
  help: `  --custody FILE            the custody file; what was seen of the log is written back into it
  --p12 FILE                the custodian's certificate (PKCS#12)
  --trust FOLDER            trusted certificates and revocation lists
  --give-names              also gives the share of the key of names when the platform has lost it by a restart:
                            k such shares and the stored data tell who sits on the committee
  --watch                   goes on until the draw is released or the tender has ended
  --passphrase-file FILE    passphrase of the custody file, or KAIBIAO_PASSPHRASE, or typed`,
  options: { ...custodianOptions, 'give-names': { type: 'boolean' } },
  async run(context) {
    const mayGiveNames = context.values['give-names'] === true
    const run = await runAsCustodian(
      context,
      (order) => takeDrawStep({ ...order, mayGiveNames }),
      (step, isNews) => sayStep(context, step, isNews),
    )
    const { tender, i } = run.custody
    const { draw, refused, unreadable } = run.last
    context.terminal.result({ tender, i, draw, done: run.done, refused, unreadable })
    return refused.length > 0 ? exitCodes.refused : exitCodes.done
  },
}

/** Tells a step; what has been told before is not told again while nothing changes. */
function sayStep({ terminal }: CommandContext, step: DrawDuty, isNews: IsNews): void {
  if (step.done !== 'nothing') {
    const [zh, en] = DONE[step.done]
    terminal.say(
      `${zh}：${step.of.map((of) => nameOf(of)[0]).join('、')}`,
      `${en}: ${step.of.map((of) => nameOf(of)[1]).join(', ')}`,
    )
  } else if (step.refused.length === 0 && isNews('nothing')) terminal.say(...DONE.nothing)
  for (const { of, cause } of step.unreadable)
    terminal.say(`打不开：${nameOf(of)[0]}：${cause}`, `Does not open: ${nameOf(of)[1]}: ${cause}`)
  for (const { refusal, of, why } of step.refused) {
    if (!isNews(`${refusal} ${of ?? ''}`)) continue
    const [zh, en] = WHY[refusal]
    const [zhOf, enOf] = of === undefined ? ['', ''] : nameOf(of)
    terminal.say(`不提交${zhOf}：${zh} ${why ?? ''}`.trim(), `Nothing leaves this device ${enOf}: ${en} ${why ?? ''}`.trim())
  }
}

function nameOf(of: EscrowOf): readonly [string, string] {
  if (of === platformEscrow) return ['平台证明', "the platform's proof"]
  if (of === namesEscrow) return ['姓名密钥', 'the key of names']
  return [`参与方 ${of} 的随机数`, `the number of party ${of}`]
}
