#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { ConfigFault } from '../config.ts'
import { version } from '../version.ts'
import { backup } from './backup.ts'
import { demo } from './demo/demo.ts'
import { moveDatabase } from './move-database.ts'
import { printAdminLink } from './print-admin-link.ts'
import { restore } from './restore.ts'
import { rotateKey } from './rotate-key.ts'
import { verifyStoredLog } from './verify-stored-log.ts'

/** What a command gets: its operands, its options, and where to say things. */
export interface CommandInput {
  readonly operands: readonly string[]
  readonly options: Readonly<Record<string, string | boolean | undefined>>
  /** A line for people. */
  say(line: string): void
}

/** What a command answers: facts for `--json`, and whether all is well (exit code 0) or not (1). */
export interface CommandResult {
  readonly isGood: boolean
  readonly facts: Readonly<Record<string, unknown>>
}

interface Command {
  readonly usage: string
  readonly meaning: string
  readonly run: (input: CommandInput) => Promise<CommandResult>
}

const commands: Readonly<Record<string, Command>> = {
  demo: { usage: 'demo [--exit]', meaning: 'plays a whole tender on a data folder of its own, then stays up', run: demo },
  'create-admin': {
    usage: 'create-admin centre|regulator|operator',
    meaning: 'prints a one-time link for the first person of an administering party',
    run: printAdminLink,
  },
  backup: {
    usage: 'backup FOLDER',
    meaning: 'writes database, files, trust list and checkpoint into an empty folder, while the server runs',
    run: backup,
  },
  restore: {
    usage: 'restore FOLDER [--witnessed FILE]',
    meaning: 'reads a backup into an empty data folder and checks the root of its log',
    run: restore,
  },
  'move-database': {
    usage: 'move-database mongodb://…|embedded',
    meaning: 'copies the whole database into an empty one, while no server runs; compares both and the log',
    run: moveDatabase,
  },
  'verify-log': { usage: 'verify-log', meaning: 'hashes the whole log again to its signed roots', run: verifyStoredLog },
  'rotate-key': {
    usage: 'rotate-key tokens',
    meaning: 'puts a new key for access tokens in front; restart the server',
    run: rotateKey,
  },
}

const help = `kaibiao-admin ${version}: the operator's command line

${Object.values(commands)
  .map(({ usage, meaning }) => `  kaibiao-admin ${usage.padEnd(42)} ${meaning}`)
  .join('\n')}

  --json   facts as JSON on standard output, nothing else there
  --help   this text
Exit codes: 0 done; 1 refused or found wrong; 2 not understood.
Settings come from the environment: see .env.example.
`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: 'boolean' }, help: { type: 'boolean' }, exit: { type: 'boolean' }, witnessed: { type: 'string' } },
  })
  const [name, ...operands] = positionals
  const command = name === undefined ? undefined : commands[name]
  if (values.help === true || command === undefined) {
    process.stdout.write(help)
    return values.help === true ? 0 : 2
  }
  const say = (line: string) => void (values.json === true ? process.stderr : process.stdout).write(`${line}\n`)
  const { isGood, facts } = await command.run({ operands, options: values, say })
  if (values.json === true) process.stdout.write(`${JSON.stringify(facts)}\n`)
  return isGood ? 0 : 1
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof ConfigFault) process.stderr.write(`${error.message}\n`)
    else
      process.stderr.write(
        `${error instanceof Error ? (process.env['KAIBIAO_LOG_LEVEL'] === 'debug' ? error.stack : error.message) : String(error)}\n`,
      )
    process.exit(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS') ? 2 : 1)
  },
)
