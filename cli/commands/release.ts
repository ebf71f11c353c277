import { type CustodianStep, takeCustodianStep } from '#shared/sealed-bid/client/custodian-step.ts'
import { type Command, type CommandContext, exitCodes } from '../command.ts'
import { originOf, personClient } from '../connect.ts'
import { openCustody } from '../kept.ts'
import { readTrust } from '../trust.ts'

const DONE: Readonly<Record<CustodianStep['done'], readonly [string, string]>> = {
  identities: ['已提交身份份额', 'identity shares released'],
  report: ['已报告信封状况', 'envelopes reported on'],
  shares: ['已提交解密份额', 'shares released'],
  nothing: ['目前无需操作', 'nothing is due now'],
}

const LATER = ['已提交报价信封的解密份额', 'shares of the price envelopes released'] as const

/** Does what an opening asks of a custodian now; with --watch until it has all been done. */
export const releaseCommand: Command = {
  name: 'release',
  summary: { zh: '开标时提交份额（自行核验存证链后）', en: 'release shares at the opening, after checking the chain oneself' },
  help: `  --custody FILE            the custody file; what was seen of the log is written back into it
  --p12 FILE                the custodian's certificate (PKCS#12)
  --trust FOLDER            trusted certificates and revocation lists
  --watch                   goes on until shares are released or the opening has failed
  --passphrase-file FILE    passphrase of the custody file, or KAIBIAO_PASSPHRASE, or typed`,
  options: {
    custody: { type: 'string' },
    origin: { type: 'string' },
    p12: { type: 'string' },
    'p12-password-file': { type: 'string' },
    trust: { type: 'string' },
    watch: { type: 'boolean' },
    'passphrase-file': { type: 'string' },
  },
  async run(context) {
    const kept = await openCustody(context)
    const trust = await readTrust(context)
    const person = await personClient(context, originOf(context, kept.content.origin))
    let custody = kept.content
    const steps: string[] = []
    for (;;) {
      const step = await takeCustodianStep({ person, custody, now: context.now(), trust })
      custody = {
        ...custody,
        logs: step.logs.map(({ log, key, newest }) => ({ log, key, ...(newest !== undefined && { newest }) })),
      }
      await kept.save(custody)
      if (step.done !== 'nothing' || context.values['watch'] !== true) saySteps(context, step)
      if (step.done !== 'nothing') steps.push(step.done)
      if (step.refusal !== undefined && context.values['watch'] !== true) {
        context.terminal.result({ tender: custody.tender, i: custody.i, done: steps, refusal: step.refusal })
        return exitCodes.refused
      }
      if (context.values['watch'] !== true || step.done === 'shares' || step.isOver === true) break
      await context.wait(1000)
    }
    context.terminal.result({ tender: custody.tender, i: custody.i, done: steps })
    return exitCodes.done
  },
}

function saySteps({ terminal }: CommandContext, step: CustodianStep): void {
  const [zh, en] = step.stage === undefined ? DONE[step.done] : LATER
  if (step.refusal !== undefined) {
    terminal.say(`不提交：${step.refusal}`, `Nothing leaves this device: ${step.refusal}`)
    return
  }
  terminal.say(`${zh}（${step.bids} 份投标）`, `${en} (${step.bids} bids)`)
  for (const { manifestSha256, envelope, purpose, cause } of step.unreadable) {
    terminal.say(
      `打不开：${manifestSha256} ${envelope} ${purpose}：${cause}`,
      `Does not open: ${manifestSha256} ${envelope} ${purpose}: ${cause}`,
    )
  }
}
