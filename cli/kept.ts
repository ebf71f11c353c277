import { type CustodyFile, openCustodyFile, sealCustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { type KeepFile, openKeepFile, sealKeepFile } from '#shared/sealed-bid/keep-file.ts'
import { maxPassphraseFileBytes } from '#shared/sealed-bid/passphrase-file.ts'
import { type CommandContext, required } from './command.ts'
import { readWhole, writeWhole } from './files.ts'
import { readPassphrase } from './secrets.ts'

/** A file under a passphrase, open: what is in it, and how to write it again. */
export interface Kept<T> {
  readonly content: T
  save(content: T): Promise<void>
}

/** Opens the keep-file that `--keep` names. Throws CliFault, DomainProblem. */
export async function openKept(context: CommandContext): Promise<Kept<KeepFile>> {
  const path = required(context, 'keep')
  const passphrase = await readPassphrase(context)
  const content = await openKeepFile(await readWhole(path, maxPassphraseFileBytes), passphrase)
  return { content, save: async (keep) => writeWhole(path, await sealKeepFile(keep, passphrase, context.random)) }
}

/** Opens the custody file that `--custody` names. Throws CliFault, DomainProblem. */
export async function openCustody(context: CommandContext): Promise<Kept<CustodyFile>> {
  const path = required(context, 'custody')
  const passphrase = await readPassphrase(context)
  const content = await openCustodyFile(await readWhole(path, maxPassphraseFileBytes), passphrase)
  return { content, save: async (custody) => writeWhole(path, await sealCustodyFile(custody, passphrase, context.random)) }
}
