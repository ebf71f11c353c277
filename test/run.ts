import { spawn } from 'node:child_process'
import { delimiter, resolve } from 'node:path'

/** One stretch of `npm test`: what it is called, what it runs, whether it is a mocha run whose numbers count. */
interface Stretch {
  readonly name: string
  readonly command: string
  readonly isMocha?: boolean
}

interface Outcome {
  readonly name: string
  readonly tookMs: number
  readonly isGood: boolean
  readonly passed: number
  readonly failed: number
}

const mocha = (files: string, options = '') => `mocha --spec ${files} ${options}`

/** The native compiler with one checker: a third of the work of the one in JavaScript, which the tool for boundaries needs beside it. */
const types: Stretch = { name: 'types', command: 'node node_modules/typescript-native/bin/tsc -b --checkers 1 --builders 1' }
const lint: Stretch = { name: 'lint', command: 'biome check --error-on-warnings .' }
const boundaries: Stretch = {
  name: 'boundaries',
  command: 'depcruise --config .dependency-cruiser.cjs server client shared cli certs test bench',
}
const deadCode: Stretch = { name: 'dead code', command: 'knip' }
const build: Stretch = { name: 'build', command: 'npm run --silent build' }
const unit: Stretch = { name: 'unit', command: mocha("'test/{shared,server,architecture}/**/*.test.ts'"), isMocha: true }
const api = (half: string): Stretch => ({
  name: `api ${half}`,
  command: mocha(`'test/api/[${half}]*.test.ts'`),
  isMocha: true,
})
const faults: Stretch = { name: 'faults', command: mocha("'test/faults/**/*.test.ts'", '--timeout 120000'), isMocha: true }
const browser = (half: string): Stretch => ({
  name: `browser ${half}`,
  command: mocha(`'test/browser/[${half}]*.test.ts'`, '--timeout 120000'),
  isMocha: true,
})
const demo: Stretch = { name: 'demo', command: mocha("'test/demo/**/*.test.ts'", '--timeout 300000'), isMocha: true }

/**
 * Waves run one after the other: the build comes before what is tested as built. What stands in a wave is taken up in its order, three
 * stretches at a time: on two cores each of them waits a third of its time, for a beat, a disk, a process that was killed. The demo
 * keeps real time, so it begins beside the lightest, the static checks. These read the source tree whole, so they come before the unit
 * tests, which plant faults in it; the longest are taken up before the short ones, which fill what is left at the end.
 */
const waves: readonly (readonly Stretch[])[] = [
  [build],
  [demo, types, boundaries, deadCode, lint, browser('h-z'), api('f-z'), browser('a-g'), api('a-e'), faults, unit],
]
const LANES = 3

/** Runs one stretch, shows its output when it is over, and collects mocha's own numbers from it. */
async function run(stretch: Stretch): Promise<Outcome> {
  const startedAt = performance.now()
  const path = `${resolve('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  const env = { ...process.env, PATH: path, FORCE_COLOR: '0', KAIBIAO_TEST_BUILT: String(chosen.length === 0) }
  const child = spawn(stretch.command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], env })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const code = await new Promise<number>((done) => child.once('close', (status) => done(status ?? 1)))
  const { name } = stretch
  const tookMs = performance.now() - startedAt
  const verdict = `${code === 0 ? 'good' : 'FAILED'}, ${inSeconds(tookMs)} s`
  process.stdout.write(`\n── ${name}\n${output.trimEnd()}\n── ${name}: ${verdict}\n`)
  if (stretch.isMocha !== true) return { name, tookMs, isGood: code === 0, passed: 0, failed: 0 }
  const passed = numberBefore(output, 'passing')
  // A mocha run in which nothing ran is a fault of ours, whatever it exits with.
  return { name, tookMs, isGood: code === 0 && passed > 0, passed, failed: numberBefore(output, 'failing') }
}

function inSeconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(1)
}

function numberBefore(output: string, word: string): number {
  return Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0)
}

const chosen = process.argv.slice(2)
const outcomes: Outcome[] = []
const isChosen = ({ name }: Stretch): boolean =>
  chosen.length === 0 || chosen.some((part) => name === part || name.startsWith(`${part} `))
const startedAt = performance.now()
for (const wave of waves) {
  const waiting = wave.filter(isChosen)
  const lane = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) outcomes.push(await run(next))
  }
  await Promise.all(Array.from({ length: LANES }, lane))
}
process.stdout.write(`\n${outcomes.map(({ name, tookMs }) => `${name} ${inSeconds(tookMs)} s`).join(', ')}\n`)
process.stdout.write(`all ${inSeconds(performance.now() - startedAt)} s\n`)
const sum = (key: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`)
process.exitCode = outcomes.every(({ isGood }) => isGood) ? 0 : 1
