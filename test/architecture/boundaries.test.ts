import { execFile } from 'node:child_process'
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'

const run = promisify(execFile)

/** A file that breaks one rule, where it lies, and the rule it breaks. */
const plants: readonly { readonly rule: string; readonly folder: string; readonly text: string }[] = [
  { rule: 'shared-is-the-ground', folder: 'shared', text: "import '../server/version.ts'\n" },
  { rule: 'shared-knows-no-node', folder: 'shared', text: "import 'node:fs'\n" },
  { rule: 'client-and-server-never-meet', folder: 'client', text: "import '../server/version.ts'\n" },
  {
    rule: 'client-platform-knows-no-feature',
    folder: 'client/platform',
    text: "import '../features/identity/session.ts'\n",
  },
  { rule: 'client-features-know-no-frame', folder: 'client/features/identity', text: "import '../../app/router.tsx'\n" },
  { rule: 'public-pages-are-light', folder: 'client/features/notices', text: "import 'antd'\n" },
  { rule: 'no-circular', folder: 'server', text: "import './planted-no-circular.ts'\n" },
  { rule: 'server-knows-no-client', folder: 'server', text: "import '../cli/files.ts'\n" },
  { rule: 'cli-knows-shared-only', folder: 'cli', text: "import '../server/version.ts'\n" },
  { rule: 'platform-knows-no-feature', folder: 'server/platform', text: "import '../features/ledger/index.ts'\n" },
  { rule: 'features-meet-at-the-door', folder: 'server/features/bids', text: "import '../ledger/store-act.ts'\n" },
  { rule: 'ledger-knows-nothing-later', folder: 'server/features/ledger', text: "import '../bids/index.ts'\n" },
  { rule: 'only-routes-see-http', folder: 'server/features/bids', text: "import '../../platform/http/pointers.ts'\n" },
  { rule: 'express-lives-in-http', folder: 'server/features/bids', text: "import 'express'\n" },
  { rule: 'mongoose-lives-in-models', folder: 'server/features/bids', text: "import 'mongoose'\n" },
  { rule: 'not-to-dev-dep', folder: 'server', text: "import 'chai'\n" },
  { rule: 'demo-makes-its-certificates', folder: 'server/cli/demo', text: "import '../../../cli/files.ts'\n" },
]

const pathOf = ({ rule, folder }: (typeof plants)[number]) => `${folder}/planted-${rule}.ts`

/** The rules each of these files breaks: one run over all of them, since reading what they lead to takes longer than judging it. */
async function violationsOf(paths: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const focus = `^(?:${paths.map((path) => path.replaceAll('.', '\\.')).join('|')})$`
  const command = ['--config', '.dependency-cruiser.cjs', '--output-type', 'json', '--focus', focus, ...paths]
  const { stdout } = await run('node_modules/.bin/depcruise', command, { maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { stdout: string }) => error,
  )
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } }
  return new Map(paths.map((path) => [path, summary.violations.filter(({ from }) => from === path).map(({ rule }) => rule.name)]))
}

describe('the boundaries between rooms', function () {
  this.timeout(120_000)
  let violations: ReadonlyMap<string, readonly string[]>

  before('plant them all', async () => {
    const planted: string[] = []
    try {
      for (const plant of plants) {
        await mkdir(plant.folder, { recursive: true })
        await writeFile(pathOf(plant), plant.text, { flag: 'wx' })
        planted.push(pathOf(plant))
      }
      violations = await violationsOf(planted)
    } finally {
      for (const path of planted) {
        await rm(path)
        // A folder made for the plant goes with it; one that has anything else in it stays.
        await rmdir(dirname(path)).catch(() => undefined)
      }
    }
  })

  for (const plant of plants) {
    it(`${plant.rule} catches a planted violation`, () => {
      expect(violations.get(pathOf(plant))).to.include(plant.rule)
    })
  }
})
