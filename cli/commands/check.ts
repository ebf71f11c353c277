import { confirmSeat } from '#shared/sealed-bid/client/hold-seat.ts'
import { type Command, exitCodes } from '../command.ts'
import { originOf, personClient } from '../connect.ts'
import { openCustody } from '../kept.ts'

/** Confirms, before the deadline, that the custodian's key still opens. */
export const checkCommand: Command = {
  name: 'check',
  summary: { zh: '开标前就绪确认（密钥可用）', en: "confirm before the deadline that the custodian's key opens" },
  help: `  --custody FILE            the custody file
  --p12 FILE                the custodian's certificate (PKCS#12)
  --passphrase-file FILE    passphrase of the custody file, or KAIBIAO_PASSPHRASE, or typed`,
  options: {
    custody: { type: 'string' },
    origin: { type: 'string' },
    p12: { type: 'string' },
    'p12-password-file': { type: 'string' },
    'passphrase-file': { type: 'string' },
  },
  async run(context) {
    const { content } = await openCustody(context)
    const person = await personClient(context, originOf(context, content.origin))
    await confirmSeat(person, content)
    context.terminal.say('密钥可用，已确认就绪。', 'The key opens; readiness is confirmed.')
    context.terminal.result({ tender: content.tender, i: content.i, isReady: true })
    return exitCodes.done
  },
}
