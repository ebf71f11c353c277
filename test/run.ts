import { spawn } from 'node:child_process'

/** One stretch of `npm test`: what it is called, what it runs, whether it is a mocha run whose numbers count. */
interface Stretch {
  readonly name: string
  readonly command: string
  readonly isMocha?: boolean
}

const mocha = (files: string, options = '') => `mocha --spec ${files} ${options}`

const stretches: readonly Stretch[] = [
  { name: 'types', command: 'tsc -b' },
  { name: 'lint', command: 'biome check --error-on-warnings .' },
  { name: 'boundaries', command: 'depcruise --config .dependency-cruiser.cjs server shared cli certs' },
  { name: 'dead code', command: 'knip' },
  { name: 'build', command: 'npm run --silent build' },
  { name: 'unit', command: mocha("'test/{shared,server,architecture}/**/*.test.ts'"), isMocha: true },
  { name: 'api', command: mocha("'test/api/**/*.test.ts'"), isMocha: true },
  { name: 'faults', command: mocha("'test/faults/**/*.test.ts'", '--timeout 120000'), isMocha: true },
  { name: 'demo', command: mocha("'test/demo/**/*.test.ts'", '--timeout 300000'), isMocha: true },
]

/** Runs one stretch with its output shown; collects mocha's own numbers from it. */
async function run(stretch: Stretch): Promise<{ isGood: boolean; passed: number; failed: number }> {
  const startedAt = performance.now()
  process.stdout.write(`\n── ${stretch.name}\n`)
  let output = ''
  const child = spawn(stretch.command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, FORCE_COLOR: '0' },
  })
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    process.stdout.write(chunk)
  })
  const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)))
  const seconds = (performance.now() - startedAt) / 1000
  process.stdout.write(`── ${stretch.name}: ${code === 0 ? 'good' : 'FAILED'}, ${seconds.toFixed(1)} s\n`)
  if (stretch.isMocha !== true) return { isGood: code === 0, passed: 0, failed: 0 }
  const passed = numberBefore(output, 'passing')
  const failed = numberBefore(output, 'failing')
  // A mocha run in which nothing ran is a fault of ours, whatever it exits with.
  return { isGood: code === 0 && passed > 0, passed, failed }
}

function numberBefore(output: string, word: string): number {
  return Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(output)?.[1] ?? 0)
}

const chosen = process.argv.slice(2)
let isAllGood = true
let passed = 0
let failed = 0
for (const stretch of stretches.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
  const result = await run(stretch)
  isAllGood &&= result.isGood
  passed += result.passed
  failed += result.failed
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`)
process.exitCode = isAllGood ? 0 : 1
