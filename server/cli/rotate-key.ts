import { readConfig } from '../config.ts'
import { openKeyFolder } from '../platform/keys/key-folder.ts'
import { rotateTokenKeys } from '../platform/keys/token-keys.ts'
import type { CommandInput, CommandResult } from './kaibiao-admin.ts'

/** Puts a new key for access tokens in front. Tokens of the previous one stay good until they expire. */
export async function rotateKey({ operands, say }: CommandInput): Promise<CommandResult> {
  if (operands[0] !== 'tokens')
    throw new Error('which key? tokens. The log key is never rotated within its year; certificates are replaced as files')
  const kid = await rotateTokenKeys(await openKeyFolder(readConfig().keyFolder))
  say(`Access tokens are signed by key ${kid} from the next start on.`)
  return { isGood: true, facts: { kid } }
}
