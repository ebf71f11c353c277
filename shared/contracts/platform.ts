import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { base64urlField, instantField } from './fields.ts'

const page = (mediaType: string) => ({ kind: 'bytes', status: 200, mediaType }) as const

/** The process is alive. Touches nothing else. */
export const getHealth = defineContract({
  id: 'getHealth',
  method: 'GET',
  path: '/healthz',
  summary: { zh: '进程存活', en: 'The process is alive' },
  answer: { kind: 'json', status: 200, schema: z.strictObject({ status: z.literal('ok') }) },
  limit: 'none',
})

/** Ready to serve: database reachable, log whole, clock steady, not shutting down. Each check by name. */
export const getReadiness = defineContract({
  id: 'getReadiness',
  method: 'GET',
  path: '/readyz',
  summary: { zh: '可提供服务', en: 'Ready to serve' },
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json; charset=utf-8' },
  limit: 'none',
})

/** Prometheus metrics, behind a token; without a configured token it does not exist. */
export const getMetrics = defineContract({
  id: 'getMetrics',
  method: 'GET',
  path: '/metrics',
  summary: { zh: '运行指标', en: 'Metrics' },
  answer: page('text/plain; version=0.0.4; charset=utf-8'),
  limit: 'none',
})

/** The server's clock, for countdowns. */
export const getTime = defineContract({
  id: 'getTime',
  method: 'GET',
  path: '/api/time',
  summary: { zh: '服务器时间', en: 'Server time' },
  answer: { kind: 'json', status: 200, schema: z.strictObject({ now: instantField }) },
  limit: 'none',
})

/** Who this platform is and by which keys it can be checked. */
export const getPlatform = defineContract({
  id: 'getPlatform',
  method: 'GET',
  path: '/api/platform',
  summary: { zh: '平台名称与校验公钥', en: 'Name of the platform and the keys to check it by' },
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      name: z.string(),
      version: z.string(),
      rulePack: z.enum(['cn', 'demo']),
      now: instantField,
      /** C2SP verifier key of the log of this year. */
      logVerifierKey: z.string(),
      /** The platform's signing certificate first, then its issuers; DER. */
      certificates: z.array(base64urlField).min(1),
      /** Revocation lists of the platform's own authority and of those in `anchors`; DER. */
      revocationLists: z.array(base64urlField),
      timestamp: z.strictObject({ name: z.string(), isPlatformsOwn: z.boolean(), certificates: z.array(base64urlField) }),
      /** Trust anchors for persons' certificates; DER. */
      anchors: z.array(base64urlField),
      agentPort: z.number().int(),
      maxUploadBytes: z.number().int(),
    }),
  },
})

/** The API described by its own contracts. */
export const getOpenApi = defineContract({
  id: 'getOpenApi',
  method: 'GET',
  path: '/api/openapi.json',
  summary: { zh: 'OpenAPI 3.1 描述', en: 'OpenAPI 3.1 description' },
  answer: page('application/json; charset=utf-8'),
})

/** The API's documentation, from local assets only. */
export const getDocsPage = defineContract({
  id: 'getDocsPage',
  method: 'GET',
  path: '/api/docs',
  summary: { zh: '接口文档', en: 'API documentation' },
  answer: page('text/html; charset=utf-8'),
})

/** Every problem the platform can answer with. */
export const getProblemsPage = defineContract({
  id: 'getProblemsPage',
  method: 'GET',
  path: '/api/docs/problems',
  summary: { zh: '问题目录', en: 'Catalogue of problems' },
  answer: page('text/html; charset=utf-8'),
})

/** Scripts and styles of the documentation page. */
export const getDocsAsset = defineContract({
  id: 'getDocsAsset',
  method: 'GET',
  path: '/api/docs/assets/:file',
  summary: { zh: '接口文档资源', en: 'Assets of the documentation page' },
  params: z.object({ file: z.enum(['swagger-ui.css', 'swagger-ui-bundle.js', 'start.js']) }),
  answer: page('application/octet-stream'),
})

/** Every contract of the platform itself. */
export const platformContracts = [
  getHealth,
  getReadiness,
  getMetrics,
  getTime,
  getPlatform,
  getOpenApi,
  getDocsPage,
  getProblemsPage,
  getDocsAsset,
] as const satisfies readonly Contract[]
