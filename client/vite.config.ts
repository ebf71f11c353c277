import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** The address of a running platform that the development server passes `/api` on to. */
const platform = process.env['KAIBIAO_DEV_PLATFORM'] ?? 'http://localhost:3000'

/** The client's build: one page, chunks by route, the sealing worker, nothing from outside. Tests and the server serve `dist/client`. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  publicDir: false,
  logLevel: 'warn',
  worker: { format: 'es' },
  server: { port: 5173, strictPort: true, hmr: false, proxy: { '/api': { target: platform, ws: true } } },
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: true,
    // A data: font or worker would need a wider content security policy than the platform sends.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      // Packages mark their modules "use client" for servers that render; there is none here.
      onLog: (level, log, handle) => void (log.code === 'MODULE_LEVEL_DIRECTIVE' || handle(level, log)),
    },
  },
})
