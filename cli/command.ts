import type { ParseArgsConfig } from 'node:util'
import type { RandomBytes } from '#shared/primitives/random.ts'
import type { Terminal } from './terminal.ts'

/** How a run of the command line ended; the numbers are documented in docs/cli.md and never change their meaning. */
export const exitCodes = {
  done: 0,
  /** A check failed: a receipt, a signature or an opening is not what it should be. */
  failed: 1,
  /** The command line itself is wrong. */
  usage: 2,
  /** The platform, or a rule of the format, refused by name. Nothing was changed. */
  refused: 3,
  /** The platform could not be reached, or answered something unexpected. */
  unreachable: 4,
  /** A file, passphrase or key could not be used. */
  unusable: 5,
} as const

/** What a run has to work with: everything it touches of the world, so that tests can lend their own. */
export interface CommandContext {
  readonly values: Readonly<Record<string, string | boolean | readonly string[] | undefined>>
  readonly terminal: Terminal
  /** In which the person reads; problems of the platform come in it, too. */
  readonly language: 'zh-CN' | 'en'
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly fetch: typeof globalThis.fetch
  readonly random: RandomBytes
  /** The device's own clock, milliseconds. */
  now(): number
  wait(milliseconds: number): Promise<void>
}

/** One command of `kaibiao`. */
export interface Command {
  readonly name: string
  readonly summary: { readonly zh: string; readonly en: string }
  /** Options, one a line, as `--help` shows them. */
  readonly help: string
  readonly options: NonNullable<ParseArgsConfig['options']>
  /** Does the work and answers an exit code. Throws CliFault, DomainProblem, ProblemError, and what the libraries throw. */
  run(context: CommandContext): Promise<number>
}

/** A fault on this side of the line: what is wrong with arguments or files, in words for the person at the keyboard. */
export class CliFault extends Error {
  override readonly name = 'CliFault'
  readonly exitCode: number

  constructor(exitCode: number, message: string) {
    super(message)
    this.exitCode = exitCode
  }
}

/** The value of an option that must be there. */
export function required(context: CommandContext, name: string): string {
  const value = context.values[name]
  if (typeof value === 'string' && value !== '') return value
  throw new CliFault(exitCodes.usage, `--${name} is missing; see --help`)
}

/** The value of an option, or undefined. */
export function optional(context: CommandContext, name: string): string | undefined {
  const value = context.values[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Every value of an option that may be repeated. */
export function repeated(context: CommandContext, name: string): readonly string[] {
  const value = context.values[name]
  return Array.isArray(value) ? value : []
}
