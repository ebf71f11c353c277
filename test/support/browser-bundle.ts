import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin, type Rolldown } from 'vite'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** What test files that run in a browser find in the place of Node's modules: as little as the tests of shared code need of them. */
const substitutes: Readonly<Record<string, string>> = {
  'node:fs': `
    import files from 'vectors'
    export const readFileSync = (path, encoding) => {
      const text = files[String(path).replace(/^.*vectors\\//, '')]
      if (text === undefined) throw new Error('no vector ' + path)
      const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
      return encoding === undefined ? bytes : new TextDecoder().decode(bytes)
    }
    const absent = () => { throw new Error('a browser has no folders') }
    export { absent as mkdtempSync, absent as rmSync, absent as writeFileSync }`,
  'node:fs/promises': `import { readFileSync } from 'node:fs'; export const readFile = async (...all) => readFileSync(...all)`,
  'node:path': `export const join = (...parts) => parts.join('/')`,
  'node:os': `export const tmpdir = () => '/tmp'`,
  'node:child_process': `
    export const spawnSync = () => ({ status: 1 })
    export const execFileSync = () => { throw new Error('a browser runs no programs') }`,
  'node:crypto': `
    import { sha256 } from '@noble/hashes/sha2.js'
    export const createHash = () => sha256.create()
    export const randomBytes = (length) => {
      const bytes = new Uint8Array(length)
      for (let at = 0; at < length; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536))
      return bytes
    }`,
}

/** Bundles one module, given as its text, for a browser; its imports are resolved as from the root of the repository. */
export async function bundleForBrowser(text: string, { hasVectors = false } = {}): Promise<string> {
  const vectors = hasVectors ? `export default ${JSON.stringify(await vectorFiles())}` : ''
  const modules: Readonly<Record<string, string>> = { ...substitutes, vectors, [join(ROOT, 'entry.ts')]: text }
  const plugin: Plugin = {
    name: 'in-a-browser',
    enforce: 'pre',
    resolveId(id) {
      if (id.endsWith('/pki/node-cryptography.ts')) return '\0node-cryptography'
      if (id === join(ROOT, 'entry.ts')) return id
      return id in modules ? `\0${id}` : null
    },
    load(id) {
      if (id === '\0node-cryptography') return `export const useNodeCryptography = () => { throw new Error('Node only') }`
      return modules[id.replace('\0', '')] ?? null
    },
  }
  const built = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    publicDir: false,
    plugins: [plugin],
    define: { 'import.meta.dirname': '"test/shared"' },
    build: {
      write: false,
      target: 'es2023',
      minify: false,
      rolldownOptions: { input: join(ROOT, 'entry.ts'), output: { codeSplitting: false } },
    },
  })
  const [output] = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[]
  const chunk = output?.output.find((one) => one.type === 'chunk')
  if (chunk === undefined) throw new Error('nothing was bundled')
  return chunk.code
}

/** Every vector by its path below test/vectors, base64. */
async function vectorFiles(): Promise<Readonly<Record<string, string>>> {
  const folder = join(ROOT, 'test/vectors')
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !/^\.(?:ts|py|md)$/.test(extname(entry.name)))
  return Object.fromEntries(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name)
        return [path.slice(folder.length + 1).replaceAll('\\', '/'), (await readFile(path)).toString('base64')] as const
      }),
    ),
  )
}
