import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { expect } from 'chai'

const run = promisify(execFile)
const impurities = ['Date.now()', 'new Date()', 'Math.random()', 'performance.now()', 'crypto.randomUUID()', "fetch('x')"]
const pathOf = (place: number) => `shared/planted-impure-${place}.ts`

describe('shared/ has no clock, no randomness and no I/O of its own', function () {
  this.timeout(120_000)
  let told: readonly { readonly path: string; readonly message: string }[]

  before('plant them all', async () => {
    const planted: string[] = []
    try {
      for (const [place, impure] of impurities.entries()) {
        await writeFile(pathOf(place), `/** Planted. */\nexport const planted = ${impure}\n`, { flag: 'wx' })
        planted.push(pathOf(place))
      }
      const { stdout } = await run('node_modules/.bin/biome', ['check', '--reporter', 'github', ...planted]).catch(
        (error: { stdout: string }) => error,
      )
      told = [...stdout.matchAll(/file=([^,]+),.*?::(.*)/g)].map(([, path = '', message = '']) => ({ path, message }))
    } finally {
      for (const path of planted) await rm(path)
    }
  })

  for (const [place, impure] of impurities.entries()) {
    it(`${impure} is caught by the linter`, () => {
      const messages = told.filter(({ path }) => path.endsWith(pathOf(place))).map(({ message }) => message)
      expect(messages.join('\n')).to.contain('shared/ has no clock')
    })
  }
})
