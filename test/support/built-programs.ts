import { fileURLToPath } from 'node:url'

const fromSource = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Arguments of node that run `kaibiao-admin`: as built where `npm test` has just built it, else from its source. */
export function adminProgram(): readonly string[] {
  return process.env['KAIBIAO_TEST_BUILT'] === 'true'
    ? [fromSource('dist/server/cli/kaibiao-admin.js')]
    : ['--import', import.meta.resolve('tsx'), fromSource('server/cli/kaibiao-admin.ts')]
}

/** The program of the embedded database as `npm test` has just built it; undefined where nothing is built, for its source. */
export function databaseProgram(): URL | undefined {
  return process.env['KAIBIAO_TEST_BUILT'] === 'true'
    ? new URL('../../dist/chunks/database-process.js', import.meta.url)
    : undefined
}
