import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build, type InlineConfig, type Manifest } from 'vite'
import type { Measurement } from './support/measure.ts'

const client = fileURLToPath(new URL('../client/', import.meta.url))

/** What a visitor loads before it sees a public page: modules by their path in `client/`. `main` comes with each. */
const routes: Readonly<Record<string, readonly string[]>> = {
  'bundle-home': ['features/notices/home-page.tsx', 'i18n/zh-CN/notices.json'],
  'bundle-search': ['features/notices/search-page.tsx', 'i18n/zh-CN/search.json', 'i18n/zh-CN/notices.json'],
  'bundle-notice': [
    'features/notices/notice-page.tsx',
    'features/notices/notice/statutory-rail.tsx',
    'i18n/zh-CN/notice.json',
    'i18n/zh-CN/notices.json',
  ],
  'bundle-openings': ['features/notices/openings-page.tsx', 'i18n/zh-CN/search.json', 'i18n/zh-CN/notices.json'],
  'bundle-hall': ['features/opening/hall-page.tsx', 'i18n/zh-CN/opening.json'],
  'bundle-verify': ['features/ledger/verify-page.tsx', 'i18n/zh-CN/verify.json'],
  'bundle-help': ['features/help/help-page.tsx', 'i18n/zh-CN/help.json'],
  'bundle-sign-in': ['features/identity/sign-in-page.tsx', 'i18n/zh-CN/identity.json'],
}

/** The parts alone, as much of each as the client uses. */
const parts = `
import { QueryClient, QueryClientProvider, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import i18next from 'i18next'
import { Suspense, createElement, lazy, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { initReactI18next, useTranslation } from 'react-i18next'
import { createBrowserRouter, Link, Navigate, NavLink, Outlet, RouterProvider, ScrollRestoration, useLocation, useNavigate, useParams, useRouteError, useSearchParams } from 'react-router'
globalThis.parts = [QueryClient, QueryClientProvider, useInfiniteQuery, useMutation, useQuery, useQueryClient, i18next, Suspense, createElement, lazy,
  useEffect, useRef, useState, useSyncExternalStore, createRoot, initReactI18next, useTranslation, createBrowserRouter, Link, Navigate, NavLink, Outlet,
  RouterProvider, ScrollRestoration, useLocation, useNavigate, useParams, useRouteError, useSearchParams]
`

/** Kilobytes of gzipped script that the first load of each public page takes, against React, router, query and i18n alone. */
export async function measure(): Promise<readonly Measurement[]> {
  const ours = await built('client', { configFile: join(client, 'vite.config.ts') })
  const name = '\0parts'
  const bare = await built('parts', {
    configFile: false,
    root: client,
    plugins: [{ name: 'parts', resolveId: (id) => (id === 'parts' ? name : null), load: (id) => (id === name ? parts : null) }],
    build: { rolldownOptions: { input: 'parts', onLog: () => undefined } },
  })
  const baseline = await bare.kilobytesOf(Object.keys(bare.manifest))
  const lines: Measurement[] = []
  for (const [route, modules] of Object.entries(routes)) {
    const size = await ours.kilobytesOf(['index.html', 'i18n/zh-CN/common.json', ...modules])
    lines.push({
      name: route,
      ratio: baseline / size,
      ours: size,
      baseline,
      unit: 'kB',
      what: 'script of the first load, gzip; baseline: React, router, query and i18n built alone in the same run',
    })
  }
  return lines
}

interface Built {
  readonly manifest: Manifest
  /** Gzipped kilobytes of these modules' chunks and of all that they import statically. */
  kilobytesOf(modules: readonly string[]): Promise<number>
}

async function built(name: string, config: InlineConfig): Promise<Built> {
  const outDir = join(tmpdir(), name)
  await build({
    ...config,
    logLevel: 'error',
    build: { ...config.build, outDir, emptyOutDir: true, manifest: true, sourcemap: false },
  })
  const manifest = JSON.parse(await readFile(join(outDir, '.vite/manifest.json'), 'utf8')) as Manifest
  return {
    manifest,
    async kilobytesOf(modules) {
      const files = new Set<string>()
      const seen = new Set<string>()
      const visit = (key: string) => {
        if (seen.has(key)) return
        seen.add(key)
        const chunk = manifest[key]
        if (chunk === undefined) throw new Error(`the build has no ${key}`)
        if (chunk.file.endsWith('.js')) files.add(chunk.file)
        for (const imported of chunk.imports ?? []) visit(imported)
      }
      for (const key of modules) visit(key)
      const sizes = await Promise.all([...files].map(async (file) => gzipSync(await readFile(join(outDir, file))).length))
      return sizes.reduce((sum, size) => sum + size, 0) / 1000
    },
  }
}
