import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

/** The address of a running platform that the development server passes `/api` on to. */
const platform = process.env['KAIBIAO_DEV_PLATFORM'] ?? 'http://localhost:3000'

/**
 * Schemas of zod know how to describe themselves as JSON Schema, how to word their faults in English, and how to get out of values that
 * contain themselves. Only the server does the first (the API description), no page shows the second, and nothing that comes as JSON is the
 * third: a visitor would carry all of it for nothing.
 */
const plainSchemas: Plugin = {
  name: 'plain-schemas',
  enforce: 'pre',
  apply: 'build',
  load(id) {
    if (id.endsWith('/zod/v4/locales/en.js')) return "export default () => ({ localeError: ({ code }) => code ?? 'invalid' })"
    if (id.endsWith('/zod/v4/core/memoizer.js'))
      return 'export class $ZodCyclicError extends Error {}\nexport const memoizer = () => undefined, isRecursiveSchema = () => false, isBackEdge = () => false'
    return /\/zod\/v4\/core\/(?:to-json-schema|json-schema-processors)\.js$/.test(id) ? nothingOf(id) : null
  },
}

/** The router's package leads to its development build under every condition; what is delivered is the other. */
const productionRouter: Plugin = {
  name: 'production-router',
  enforce: 'pre',
  apply: 'build',
  async resolveId(id, importer) {
    if (id !== 'react-router') return null
    const found = await this.resolve(id, importer, { skipSelf: true })
    return found === null ? null : found.id.replace('/dist/development/', '/dist/production/')
  },
}

function nothingOf(module: string): string {
  const names = readFileSync(module, 'utf8').matchAll(/^export (?:(?:const|function) |\{ \w+ as )(\w+)/gm)
  return [...names].map(([, name]) => `export const ${name} = () => () => undefined`).join('\n')
}

/**
 * What every page begins with, in one file: together it weighs 10 kB less than in forty (gzip). What these modules import comes with them.
 */
const shell = new RegExp(
  [
    'client/platform/(?!(?:browser-download|download|live|tasks|task-worker)\\.)',
    'client/app/(?:demo-banner|offline-bar|person-menu|preference-switches)\\.',
    'client/ui/(?:beijing-time|button|clock|date-time|icon|logo|menu|mini-seal|money|page-state|page-title|seal|section-head|server-clock|tag|time-left|tone)\\.',
    'client/features/identity/(?:session|start-session|credentials|platform-facts)\\.',
    'client/features/(?:catalogue/labels|notices/(?:state-tag|tender-list|tender-state|use-tenders))\\.',
    'shared/(?:catalogue/(?:catalogue|categories|methods)|contracts/(?:client|platform)|policy/policy|primitives/(?:instant|money))\\.',
    // Without what only some pages ask with.
    '@tanstack/[^/]+/build/modern/(?!infiniteQueryObserver|mutationObserver|queriesObserver|useInfiniteQuery|useMutation|useQueries)',
    'react-i18next/',
  ].join('|'),
)

/** The client's build: one page, chunks by route, a worker for what takes long, nothing from outside. Tests and the server serve `dist/client`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  logLevel: 'warn',
  worker: { format: 'es', plugins: () => [plainSchemas] },
  plugins: [plainSchemas, productionRouter],
  server: { port: 5173, strictPort: true, hmr: false, proxy: { '/api': { target: platform, ws: true } } },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    // A data: font or worker would need a wider content security policy than the platform sends.
    assetsInlineLimit: 0,
    // Every browser that can seal preloads modules by itself; the lists of what each page needs would weigh more than they save.
    modulePreload: { polyfill: false, resolveDependencies: (_, needed) => needed.filter((file) => file.endsWith('.css')) },
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // Packages mark their modules "use client" for servers that render; there is none here.
      output: { codeSplitting: { groups: [{ name: 'shell', test: shell }] } },
      onLog: (level, log, handle) => void (log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level, log)),
    },
  },
})
