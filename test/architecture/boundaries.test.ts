import { execFile } from 'node:child_process'
import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'

const run = promisify(execFile)

/** A file that breaks one rule, and the rule it breaks. */
const plants: readonly { readonly rule: string; readonly path: string; readonly text: string }[] = [
  { rule: 'shared-is-the-ground', path: 'shared/planted.ts', text: "import '../server/version.ts'\n" },
  { rule: 'shared-knows-no-node', path: 'shared/planted.ts', text: "import 'node:fs'\n" },
  { rule: 'client-and-server-never-meet', path: 'client/planted.ts', text: "import '../server/version.ts'\n" },
  {
    rule: 'client-platform-knows-no-feature',
    path: 'client/platform/planted.ts',
    text: "import '../features/identity/session.ts'\n",
  },
  { rule: 'client-features-know-no-frame', path: 'client/features/identity/planted.ts', text: "import '../../app/router.tsx'\n" },
  { rule: 'public-pages-are-light', path: 'client/features/notices/planted.ts', text: "import 'antd'\n" },
  { rule: 'no-circular', path: 'server/planted.ts', text: "import './planted.ts'\n" },
  { rule: 'server-knows-no-client', path: 'server/planted.ts', text: "import '../cli/files.ts'\n" },
  { rule: 'cli-knows-shared-only', path: 'cli/planted.ts', text: "import '../server/version.ts'\n" },
  { rule: 'platform-knows-no-feature', path: 'server/platform/planted.ts', text: "import '../features/ledger/index.ts'\n" },
  { rule: 'features-meet-at-the-door', path: 'server/features/bids/planted.ts', text: "import '../ledger/store-act.ts'\n" },
  { rule: 'ledger-knows-nothing-later', path: 'server/features/ledger/planted.ts', text: "import '../bids/index.ts'\n" },
  { rule: 'only-routes-see-http', path: 'server/features/bids/planted.ts', text: "import '../../platform/http/pointers.ts'\n" },
  { rule: 'express-lives-in-http', path: 'server/features/bids/planted.ts', text: "import 'express'\n" },
  { rule: 'mongoose-lives-in-models', path: 'server/features/bids/planted.ts', text: "import 'mongoose'\n" },
  { rule: 'not-to-dev-dep', path: 'server/planted.ts', text: "import 'chai'\n" },
  { rule: 'demo-makes-its-certificates', path: 'server/cli/demo/planted.ts', text: "import '../../../cli/files.ts'\n" },
]

async function violationsOf(path: string): Promise<string[]> {
  const command = [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    '--focus',
    `^${path.replaceAll('.', '\\.')}$`,
    path,
  ]
  const { stdout } = await run('node_modules/.bin/depcruise', command, { maxBuffer: 64 * 1024 * 1024 }).catch(
    (error: { stdout: string }) => error,
  )
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string }; from: string }[] } }
  return summary.violations.filter(({ from }) => from === path).map(({ rule }) => rule.name)
}

describe('the boundaries between rooms', function () {
  this.timeout(60_000)

  for (const { rule, path, text } of plants) {
    it(`${rule} catches a planted violation`, async () => {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text, { flag: 'wx' })
      try {
        expect(await violationsOf(path)).to.include(rule)
      } finally {
        await rm(path)
        // A folder made for the plant goes with it; one that has anything else in it stays.
        await rmdir(dirname(path)).catch(() => undefined)
      }
    })
  }
})
