import { type CoefficientDuty, type CoefficientRefusal, takeCoefficientStep } from '#shared/coefficient/custodian-duty.ts'
import { platformContributor } from '#shared/coefficient/terms.ts'
import { getCoefficient } from '#shared/contracts/coefficient.ts'
import { type Command, type CommandContext, exitCodes } from '../command.ts'
import { custodianOptions, type IsNews, runAsCustodian } from '../custodian-run.ts'

const DONE: Readonly<Record<Exclude<CoefficientDuty['done'], 'nothing'>, readonly [string, string]>> = {
  confirmed: ['已确认托管可打开', 'envelopes confirmed'],
  shares: ['已提交份额', 'shares given'],
}

const WHY: Readonly<Record<CoefficientRefusal, readonly [string, string]>> = {
  'nothing-due': ['目前无需操作', 'nothing is due now'],
  'not-overdue': [
    '按本机时钟与公告签署的时限，未公开随机数的一方仍有时间',
    'by this clock and the limit of the signed notice whoever is silent still has time',
  ],
  'tender-suspended': ['项目暂停', 'the tender is suspended'],
  'other-custody': ['条款中的保管人或门限与公告不同', 'terms and notice name other custodians, or another threshold'],
  unproven: ['系数抽取过程核验未通过', 'the coefficient does not verify'],
}

/** Why nothing leaves this device although something is due; every other reason only says that it is not yet. */
const REFUSED: ReadonlySet<CoefficientRefusal | undefined> = new Set<CoefficientRefusal>(['other-custody', 'unproven'])

/** Does what a publicly drawn coefficient asks of a custodian now; with --watch until it is drawn. */
export const coefficientCommand: Command = {
  name: 'coefficient',
  summary: {
    zh: '评标系数公开抽取中保管人的步骤（自行核验存证链后）',
    en: "a custodian's part in a publicly drawn coefficient, after checking the chain oneself",
  },
  help: `  --custody FILE            the custody file; what was seen of the log is written back into it
  --p12 FILE                the custodian's certificate (PKCS#12)
  --trust FOLDER            trusted certificates and revocation lists
  --watch                   goes on until the coefficient is drawn or has come to nothing
  --passphrase-file FILE    passphrase of the custody file, or KAIBIAO_PASSPHRASE, or typed`,
  options: custodianOptions,
  async run(context) {
    const run = await runAsCustodian(
      context,
      async (order) => {
        // Most tenders have none, and that is no fault of their chain.
        await order.person.call(getCoefficient, { params: { tender: order.custody.tender } })
        return takeCoefficientStep(order)
      },
      (step, isNews) => sayStep(context, step, isNews),
    )
    const { tender, i } = run.custody
    const { refusal, why, unreadable } = run.last
    context.terminal.result({ tender, i, done: run.done, refusal, why, unreadable })
    return REFUSED.has(refusal) ? exitCodes.refused : exitCodes.done
  },
}

function sayStep({ terminal }: CommandContext, { done, of, unreadable, refusal, why }: CoefficientDuty, isNews: IsNews): void {
  if (done !== 'nothing') {
    const [zh, en] = DONE[done]
    terminal.say(
      `${zh}：${of.map((each) => nameOf(each)[0]).join('、')}`,
      `${en}: ${of.map((each) => nameOf(each)[1]).join(', ')}`,
    )
  }
  for (const { of: contributor, cause } of unreadable) {
    if (!isNews(`unreadable ${contributor}`)) continue
    const [zh, en] = nameOf(contributor)
    terminal.say(`打不开：${zh}：${cause}`, `Does not open: ${en}: ${cause}`)
  }
  if (refusal === undefined || !isNews(refusal)) return
  const [zh, en] = WHY[refusal]
  if (REFUSED.has(refusal))
    terminal.say(`不提交：${zh} ${why ?? ''}`.trim(), `Nothing leaves this device: ${en} ${why ?? ''}`.trim())
  else terminal.say(zh, en)
}

function nameOf(of: string): readonly [string, string] {
  return of === platformContributor
    ? ['平台的随机数', "the platform's number"]
    : [`参与方 ${of} 的随机数`, `the number of party ${of}`]
}
