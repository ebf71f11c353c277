import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

/** The long form of the fault tests: `npm run faults -- 10000` kills, spoils and compares so many times. A round number a night can hold. */
const rounds = Number(process.argv[2] ?? 200)
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('npm run faults -- ROUNDS')

const specs = [
  'test/faults/**/*.test.ts',
  'test/server/embedded/protocol.test.ts',
  'test/server/embedded/plans.test.ts',
  'test/server/embedded/reading.test.ts',
  'test/server/embedded-conformance/generator.test.ts',
]
const { status } = spawnSync(
  process.execPath,
  [
    resolve('node_modules/mocha/bin/mocha.js'),
    '--reporter',
    'spec',
    '--timeout',
    '36000000',
    ...specs.flatMap((spec) => ['--spec', spec]),
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      DATABASE_KILLS: String(rounds),
      COMMITTEE_KILLS: String(Math.ceil(rounds / 10)),
      DATABASE_SCANNED: '200000',
      DATABASE_FUZZ_FRAMES: String(Math.max(rounds * 10, 100_000)),
      DATABASE_PROPERTY_ROUNDS: String(Math.ceil(rounds / 10)),
    },
  },
)
process.exitCode = status ?? 1
