import { randomBytes } from 'node:crypto'
import { open, rm, stat } from 'node:fs/promises'
import { reportDestroyed } from '#shared/sealed-bid/client/hold-seat.ts'
import { type Command, exitCodes, required } from '../command.ts'
import { originOf, personClient } from '../connect.ts'
import { openCustody } from '../kept.ts'

/** Destroys a custodian's key of a finished tender and says so by a signed act. */
export const destroyCommand: Command = {
  name: 'destroy',
  summary: { zh: '销毁已结束项目的保管密钥', en: "destroy a finished tender's custody key" },
  help: `  --custody FILE            the custody file: overwritten and removed when the platform has taken the act
  --p12 FILE                the custodian's certificate (PKCS#12)
  --passphrase-file FILE    passphrase of the custody file, or KAIBIAO_PASSPHRASE, or typed
Backups of the custody file are yours to destroy.`,
  options: {
    custody: { type: 'string' },
    origin: { type: 'string' },
    p12: { type: 'string' },
    'p12-password-file': { type: 'string' },
    'passphrase-file': { type: 'string' },
  },
  async run(context) {
    const path = required(context, 'custody')
    const { content } = await openCustody(context)
    const person = await personClient(context, originOf(context, content.origin))
    await reportDestroyed(person, content)
    await overwrite(path)
    context.terminal.say('密钥已销毁并留有签名记录。', 'The key is destroyed, and a signed act says so.')
    context.terminal.result({ tender: content.tender, i: content.i, isDestroyed: true })
    return exitCodes.done
  },
}

/** Overwrites and removes a file. On media that remap blocks this is the best a program can do. */
async function overwrite(path: string): Promise<void> {
  const { size } = await stat(path)
  const file = await open(path, 'r+')
  try {
    await file.write(randomBytes(size), 0, size, 0)
    await file.sync()
  } finally {
    await file.close()
  }
  await rm(path)
}
