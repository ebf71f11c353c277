import type { SignedAct } from '../acts/act.ts'
import type { ProblemDocument } from '../problems/problem.ts'
import type { ActForm, BodyGivenOf, Contract, QueryGivenOf, ResultOf } from './contract.ts'

/** A refusal as the server explained it. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly problem: ProblemDocument

  constructor(problem: ProblemDocument) {
    super(`${problem.code}: ${problem.detail}`)
    this.problem = problem
  }
}

/** How the client reaches a server. `fetch` is the runtime's own: shared code does no I/O by itself. */
export interface ClientOptions {
  /** Scheme, host and port, no path. */
  readonly origin: string
  readonly fetch: typeof globalThis.fetch
  /** The access token at this moment, if there is one. */
  readonly token?: (() => string | undefined) | undefined
  /** Language asked for in problems. */
  readonly language?: 'zh-CN' | 'en'
}

type Give<Key extends string, Value> = Value extends undefined
  ? { readonly [K in Key]?: undefined }
  : { readonly [K in Key]: Value }

/** What a call takes: exactly what the contract declares. */
export type CallInput<C extends Contract> = Give<
  'params',
  C['params'] extends object ? Readonly<Record<string, string>> : undefined
> &
  Give<'body', BodyGivenOf<C>> &
  Give<'act', C['act'] extends ActForm ? SignedAct : undefined> & {
    readonly query?: QueryGivenOf<C>
    readonly signal?: AbortSignal
  }

/** A typed client over contracts: no generated code, one function. */
export interface Client {
  /** Calls an endpoint. JSON is checked against the contract; bytes come as they are. Throws ProblemError on every refusal. */
  call<const C extends Contract>(contract: C, input: CallInput<C>): Promise<ResultOf<C>>
}

/** The address of an endpoint with its parameters and query filled in. */
export function addressOf(
  contract: Contract,
  params: Readonly<Record<string, string>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const path = contract.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) if (item !== undefined) search.append(name, String(item))
  }
  return search.size === 0 ? path : `${path}?${search}`
}

/** Makes a client for one server. */
export function createClient(options: ClientOptions): Client {
  return {
    async call<const C extends Contract>(contract: C, input: CallInput<C>): Promise<ResultOf<C>> {
      const sent = input as {
        params?: Record<string, string>
        query?: Record<string, unknown>
        body?: unknown
        act?: unknown
        signal?: AbortSignal
      }
      const body = sent.act ?? sent.body
      const token = options.token?.()
      const response = await options.fetch(new URL(addressOf(contract, sent.params, sent.query), options.origin), {
        method: contract.method,
        credentials: 'same-origin',
        headers: {
          'accept-language': options.language ?? 'zh-CN',
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(sent.signal === undefined ? {} : { signal: sent.signal }),
      })
      if (!response.ok) throw new ProblemError(await readProblem(response))
      switch (contract.answer.kind) {
        case 'json':
          return contract.answer.schema.parse(await response.json()) as ResultOf<C>
        case 'bytes':
          return new Uint8Array(await response.arrayBuffer()) as ResultOf<C>
        case 'empty':
          await response.arrayBuffer()
          return undefined as ResultOf<C>
      }
    },
  }
}

async function readProblem(response: Response): Promise<ProblemDocument> {
  const text = await response.text()
  if (response.headers.get('content-type')?.startsWith('application/problem+json')) return JSON.parse(text) as ProblemDocument
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: text.slice(0, 200),
    code: 'unexpected',
    requestId: '',
  }
}
