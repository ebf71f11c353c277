import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'chai'

const run = promisify(execFile)
const path = 'shared/planted-impure.ts'

describe('shared/ has no clock, no randomness and no I/O of its own', function () {
  this.timeout(60_000)

  for (const impure of ['Date.now()', 'new Date()', 'Math.random()', 'performance.now()', 'crypto.randomUUID()', "fetch('x')"]) {
    it(`${impure} is caught by the linter`, async () => {
      await writeFile(path, `/** Planted. */\nexport const planted = ${impure}\n`, { flag: 'wx' })
      try {
        const { stdout, stderr } = await run('node_modules/.bin/biome', ['check', path]).catch(
          (error: { stdout: string; stderr: string }) => error,
        )
        expect(stdout + stderr).to.contain('shared/ has no clock')
      } finally {
        await rm(path)
      }
    })
  }
})
