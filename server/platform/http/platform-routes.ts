import { timingSafeEqual } from 'node:crypto'
import type { z } from 'zod'
import type { Contract } from '#shared/contracts/contract.ts'
import {
  getDocsAsset,
  getDocsPage,
  getHealth,
  getMetrics,
  getOpenApi,
  getPlatform,
  getProblemsPage,
  getReadiness,
  getTime,
} from '#shared/contracts/platform.ts'
import { utf8 } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { Metrics } from '../metrics.ts'
import type { ReadinessReport } from '../readiness.ts'
import type { HttpRegistrar } from './http.ts'
import { openApiDocument } from './openapi.ts'
import { docsAsset, docsPage, problemsPage } from './pages.ts'

/** What the platform's own endpoints tell. */
export interface PlatformRoutesDeps {
  readonly publicUrl: string
  readonly version: string
  readonly isDemo: boolean
  readonly platformName: string
  readonly metricsToken: string | undefined
  readonly metrics: Metrics
  /** Fills the gauges that are read, not counted. */
  readonly refreshMetrics: () => Promise<void>
  readonly readiness: () => Promise<ReadinessReport>
  readonly describePlatform: (now: number) => z.output<(typeof getPlatform)['answer']['schema']>
  readonly contracts: () => readonly Contract[]
}

/** Documentation, health, readiness, metrics, time, and the keys to check everything by. */
export function registerPlatformRoutes(http: HttpRegistrar, deps: PlatformRoutesDeps): void {
  http.route(getHealth, async () => ({ status: 'ok' as const }))
  http.route(getReadiness, async () => {
    const report = await deps.readiness()
    return { bytes: utf8(JSON.stringify(report)), status: report.isReady ? 200 : 503 }
  })
  http.route(getMetrics, async ({ exchange }) => {
    assertMetricsToken(deps.metricsToken, exchange.request.headers['x-metrics-token'] ?? exchange.request.headers.authorization)
    await deps.refreshMetrics()
    return { bytes: utf8(await deps.metrics.registry.metrics()) }
  })
  http.route(getTime, async ({ at }) => ({ now: instantOf(at) }))
  http.route(getPlatform, async ({ at }) => deps.describePlatform(at))
  http.route(getOpenApi, async () => ({
    bytes: utf8(
      JSON.stringify(openApiDocument(deps.contracts(), { title: 'Kaibiao', version: deps.version, url: deps.publicUrl })),
    ),
  }))
  http.route(getDocsPage, async () => ({ bytes: utf8(docsPage(deps.isDemo)) }))
  http.route(getProblemsPage, async () => ({ bytes: utf8(problemsPage(deps.isDemo)) }))
  http.route(getDocsAsset, async ({ params }) => {
    const { bytes, mediaType } = docsAsset(params.file)
    return { bytes, headers: { 'content-type': mediaType, 'cache-control': 'public, max-age=3600' } }
  })
}

function assertMetricsToken(expected: string | undefined, given: string | string[] | undefined): void {
  if (expected === undefined) throw new DomainProblem('not-found')
  const token = Buffer.from(String(given ?? '').replace(/^Bearer /, ''))
  const wanted = Buffer.from(expected)
  if (token.length !== wanted.length || !timingSafeEqual(token, wanted)) throw new DomainProblem('not-found')
}
