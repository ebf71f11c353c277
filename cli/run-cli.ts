import { parseArgs } from 'node:util'
import { ProblemError } from '#shared/contracts/client.ts'
import { PkiRefused } from '#shared/pki/refused.ts'
import type { RandomBytes } from '#shared/primitives/random.ts'
import { problemKind } from '#shared/problems/catalogue.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { OfferRefused } from '#shared/sealed-bid/client/hold-seat.ts'
import { UploadFailed } from '#shared/sealed-bid/client/upload-payload.ts'
import { ChainRefused } from '#shared/sealed-bid/client/walk-chain.ts'
import { NoteRefused } from '#shared/transparency/signed-note.ts'
import { CliFault, type Command, type CommandContext, exitCodes } from './command.ts'
import { acceptCommand } from './commands/accept.ts'
import { checkCommand } from './commands/check.ts'
import { coefficientCommand } from './commands/coefficient.ts'
import { destroyCommand } from './commands/destroy.ts'
import { drawCommand } from './commands/draw.ts'
import { noticeCommand } from './commands/notice.ts'
import { releaseCommand } from './commands/release.ts'
import { revealCommand } from './commands/reveal.ts'
import { sealCommand } from './commands/seal.ts'
import { submitCommand } from './commands/submit.ts'
import { trustCommand } from './commands/trust.ts'
import { verifyCoefficientCommand } from './commands/verify-coefficient.ts'
import { verifyDrawCommand } from './commands/verify-draw.ts'
import { verifyEvaluationCommand } from './commands/verify-evaluation.ts'
import { verifyOpeningCommand } from './commands/verify-opening.ts'
import { verifyReceiptCommand } from './commands/verify-receipt.ts'
import { withdrawCommand } from './commands/withdraw.ts'
import { createTerminal, type Terminal } from './terminal.ts'

/** Every command, in the order of a tender's life. */
export const commands: readonly Command[] = [
  trustCommand,
  noticeCommand,
  sealCommand,
  submitCommand,
  withdrawCommand,
  revealCommand,
  verifyReceiptCommand,
  verifyOpeningCommand,
  verifyDrawCommand,
  verifyCoefficientCommand,
  verifyEvaluationCommand,
  acceptCommand,
  checkCommand,
  releaseCommand,
  drawCommand,
  coefficientCommand,
  destroyCommand,
]

/** The world a run touches. */
export interface CliWorld {
  readonly stdout: { write(text: string): unknown }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean | undefined }
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly fetch: typeof globalThis.fetch
  readonly random: RandomBytes
  now(): number
  wait(milliseconds: number): Promise<void>
}

const COMMON = {
  json: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

/** Runs one command line (without the program's own name) and answers its exit code. Never throws. */
export async function runCli(line: readonly string[], world: CliWorld): Promise<number> {
  const [name, ...rest] = line
  const command = commands.find((candidate) => candidate.name === name)
  const language = languageOf(line, world)
  if (command === undefined) {
    const isHelp = name === undefined || name === 'help' || name === '--help' || name === '-h'
    const out = isHelp ? world.stdout : world.stderr
    out.write(isHelp ? overview(language) : `kaibiao: no command "${name}"; see kaibiao --help\n`)
    return isHelp ? exitCodes.done : exitCodes.usage
  }
  let isJson = rest.includes('--json')
  try {
    const { values } = parseArgs({ args: rest, options: { ...command.options, ...COMMON }, allowPositionals: false })
    if (values['help'] === true) {
      world.stdout.write(helpOf(command, language))
      return exitCodes.done
    }
    isJson = values['json'] === true
    const terminal = createTerminal({ ...world, isJson, language, now: () => world.now() })
    const { environment, fetch, random } = world
    const context: CommandContext = {
      values: values as CommandContext['values'],
      terminal,
      language: language === 'zh' ? 'zh-CN' : 'en',
      environment,
      fetch,
      random,
      now: () => world.now(),
      wait: (milliseconds) => world.wait(milliseconds),
    }
    return await command.run(context)
  } catch (error) {
    const terminal = createTerminal({ ...world, isJson, language, now: () => world.now() })
    return explain(error, terminal, language)
  }
}

/** Says what went wrong in words, and which exit code that is. */
function explain(error: unknown, terminal: Terminal, language: 'zh' | 'en'): number {
  const told = (exitCode: number, code: string, message: string): number => {
    terminal.warn(`kaibiao: ${message}`, `kaibiao: ${message}`)
    terminal.result({ error: { code, message } })
    return exitCode
  }
  if (error instanceof CliFault) return told(error.exitCode, 'cli', error.message)
  if (error instanceof DomainProblem) return told(exitCodes.refused, error.code, problemText(error, language))
  if (error instanceof ProblemError) {
    const { code, title, detail } = error.problem
    return told(code === 'unexpected' ? exitCodes.unreachable : exitCodes.refused, code, `${title} ${detail}`)
  }
  if (error instanceof ChainRefused || error instanceof NoteRefused) {
    return told(exitCodes.failed, 'ledger', `the ledger does not hold together: ${error.message}`)
  }
  if (error instanceof OfferRefused) return told(exitCodes.failed, 'offer', error.message)
  if (error instanceof PkiRefused) return told(exitCodes.unusable, error.code, error.message)
  if (error instanceof UploadFailed) return told(exitCodes.unreachable, 'upload', error.message)
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    return told(exitCodes.usage, 'usage', error.message)
  }
  if (error instanceof TypeError && error.message === 'fetch failed') {
    const cause = error.cause instanceof Error ? error.cause.message : ''
    return told(exitCodes.unreachable, 'unreachable', `the platform cannot be reached ${cause}`.trim())
  }
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return told(exitCodes.unreachable, 'unexpected', message)
}

function problemText(problem: DomainProblem, language: 'zh' | 'en'): string {
  const { title, meaning } = problemKind(problem.code)
  const filled = meaning[language].replace(/\{(\w+)\}/g, (_, name: string) => String(problem.facts[name] ?? `{${name}}`))
  return `${title[language]} — ${filled}`
}

function languageOf(line: readonly string[], world: CliWorld): 'zh' | 'en' {
  const at = line.indexOf('--lang')
  const asked = at === -1 ? (world.environment['LC_ALL'] ?? world.environment['LANG'] ?? '') : (line[at + 1] ?? '')
  return asked.startsWith('zh') ? 'zh' : 'en'
}

function overview(language: 'zh' | 'en'): string {
  const width = Math.max(...commands.map(({ name }) => name.length)) + 2
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}${summary[language]}`)
  const head = language === 'zh' ? '用法：kaibiao <命令> [选项]' : 'usage: kaibiao <command> [options]'
  const foot =
    language === 'zh'
      ? '每个命令另有 --help；--json 输出 JSON；--lang zh|en。退出码见 docs/cli.md。'
      : 'Each command has --help. --json prints JSON; --lang zh|en. Exit codes: docs/cli.md.'
  return `${head}\n\n${lines.join('\n')}\n\n${foot}\n`
}

function helpOf({ name, summary, help }: Command, language: 'zh' | 'en'): string {
  return `kaibiao ${name}: ${summary[language]}\n\n${help}\n  --json                    print the result as one JSON object\n  --lang zh|en\n`
}
