import { chmodSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))

/** One build for every process of the server side: packages stay outside, `#shared` is resolved, source maps beside. */
export default defineConfig({
  root,
  publicDir: false,
  plugins: [
    {
      name: 'commands-are-executable',
      writeBundle() {
        for (const command of ['cli/kaibiao.js', 'server/cli/kaibiao-admin.js']) chmodSync(`${root}dist/${command}`, 0o755)
      },
    },
  ],
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: 'dist',
    emptyOutDir: true,
    target: 'node20',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: {
        'server/main': 'server/main.ts',
        'chunks/database-process': 'server/platform/mongo/embedded/main.ts',
        'server/cli/kaibiao-admin': 'server/cli/kaibiao-admin.ts',
        'cli/kaibiao': 'cli/kaibiao.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
})
