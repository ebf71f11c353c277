import { spawn } from 'node:child_process'
import { delimiter, resolve } from 'node:path'

/** One stretch of `npm test`: what it is called, what it runs, whether it is a mocha run whose numbers count. */
interface Stretch {
  readonly name: string
  readonly command: string
  readonly isMocha?: boolean
}

interface Outcome {
  readonly isGood: boolean
  readonly passed: number
  readonly failed: number
}

const mocha = (files: string, options = '') => `mocha --spec ${files} ${options}`

const types: Stretch = { name: 'types', command: 'tsc -b' }
const lint: Stretch = { name: 'lint', command: 'biome check --error-on-warnings .' }
const boundaries: Stretch = {
  name: 'boundaries',
  command: 'depcruise --config .dependency-cruiser.cjs server client shared cli certs test bench',
}
const deadCode: Stretch = { name: 'dead code', command: 'knip' }
const build: Stretch = { name: 'build', command: 'npm run --silent build' }
const unit: Stretch = { name: 'unit', command: mocha("'test/{shared,server,architecture}/**/*.test.ts'"), isMocha: true }
const api: Stretch = { name: 'api', command: mocha("'test/api/**/*.test.ts'"), isMocha: true }
const faults: Stretch = { name: 'faults', command: mocha("'test/faults/**/*.test.ts'", '--timeout 120000'), isMocha: true }
const browser = (half: string): Stretch => ({
  name: `browser ${half}`,
  command: mocha(`'test/browser/[${half}]*.test.ts'`, '--timeout 120000'),
  isMocha: true,
})
const demo: Stretch = { name: 'demo', command: mocha("'test/demo/**/*.test.ts'", '--timeout 300000'), isMocha: true }

/**
 * Waves run one after the other, the lanes of a wave side by side, the stretches of a lane in their order: two cores are enough for two
 * lanes. The demo comes alone, because it keeps real time: its statutory seconds do not wait for a busy machine.
 */
const waves: readonly (readonly (readonly Stretch[])[])[] = [
  [[types], [lint, deadCode, boundaries]],
  [[build]],
  [
    [api, browser('a-g')],
    [unit, faults, browser('h-z')],
  ],
  [[demo]],
]

/** Runs one stretch, shows its output when it is over, and collects mocha's own numbers from it. */
async function run(stretch: Stretch): Promise<Outcome> {
  const startedAt = performance.now()
  const path = `${resolve('node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`
  const env = { ...process.env, PATH: path, FORCE_COLOR: '0' }
  const child = spawn(stretch.command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], env })
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', collect)
  child.stderr.on('data', collect)
  const code = await new Promise<number>((done) => child.once('close', (status) => done(status ?? 1)))
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(
    `\n── ${stretch.name}\n${output.trimEnd()}\n── ${stretch.name}: ${code === 0 ? 'good' : 'FAILED'}, ${seconds} s\n`,
  )
  if (stretch.isMocha !== true) return { isGood: code === 0, passed: 0, failed: 0 }
  const passed = numberBefore(output, 'passing')
  // A mocha run in which nothing ran is a fault of ours, whatever it exits with.
  return { isGood: code === 0 && passed > 0, passed, failed: numberBefore(output, 'failing') }
}

function numberBefore(output: string, word: string): number {
  return Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0)
}

const chosen = process.argv.slice(2)
const outcomes: Outcome[] = []
const isChosen = ({ name }: Stretch): boolean =>
  chosen.length === 0 || chosen.some((part) => name === part || name.startsWith(`${part} `))
for (const wave of waves) {
  await Promise.all(
    wave.map(async (lane) => {
      for (const stretch of lane) if (isChosen(stretch)) outcomes.push(await run(stretch))
    }),
  )
}
const sum = (key: 'passed' | 'failed') => outcomes.reduce((total, outcome) => total + outcome[key], 0)
process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed\n`)
process.exitCode = outcomes.every(({ isGood }) => isGood) ? 0 : 1
