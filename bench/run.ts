import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { benchmarks } from './support/benchmarks.ts'
import type { Measurement } from './support/measure.ts'

/**
 * `npm run bench -- [name …] [--json]`: runs the benchmarks one after the other, each in a process and a temporary folder of its own,
 * and prints how each fares against the baseline it measured in the same run. Nothing is asserted: the machine decides the numbers.
 */

/** A benchmark that hangs is ended; its peers and databases end with it. */
const PATIENCE_MS = 180_000

const operands = process.argv.slice(2)
const isJson = operands.includes('--json')
const names = operands.filter((operand) => !operand.startsWith('--'))
const unknown = names.filter((name) => !(name in benchmarks))
if (unknown.length > 0) {
  process.stderr.write(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(benchmarks).join(', ')}\n`)
  process.exit(2)
}

let failures = 0
const measurements: Measurement[] = []
for (const name of names.length > 0 ? names : Object.keys(benchmarks)) {
  const lines = await runBenchmark(name)
  if (lines === undefined) failures += 1
  measurements.push(...(lines ?? []))
  if (!isJson) for (const line of lines ?? []) process.stdout.write(`${describe(line)}\n`)
}
if (isJson) process.stdout.write(`${JSON.stringify(measurements, null, 2)}\n`)
process.exitCode = failures === 0 ? 0 : 1

async function runBenchmark(name: string): Promise<readonly Measurement[] | undefined> {
  const folder = await mkdtemp(join(tmpdir(), `kaibiao-bench-${name}-`))
  try {
    const child = fork(new URL('./support/one.ts', import.meta.url), [name], { env: { ...process.env, TMPDIR: folder } })
    const patience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS)
    let lines: readonly Measurement[] | undefined
    child.once('message', (message) => {
      lines = message as unknown as readonly Measurement[]
    })
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    clearTimeout(patience)
    if (lines === undefined) process.stderr.write(`${name} did not finish (${code ?? signal})\n`)
    return lines
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 })
  }
}

function describe({ name, ratio, ours, baseline, unit, what }: Measurement): string {
  return [
    name.padEnd(22),
    ratio.toFixed(2).padStart(7),
    `${amount(ours)} ${unit}`.padStart(16),
    `${amount(baseline)} ${unit}`.padStart(16),
    ` ${what}`,
  ].join('  ')
}

function amount(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}
