import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import type { z } from 'zod'
import { maxActBytes } from '#shared/acts/act.ts'
import type { ActForm, BytesAnswer, Contract } from '#shared/contracts/contract.ts'
import { ticketParameter } from '#shared/contracts/identity-sessions.ts'
import { isInAudience } from '#shared/policy/policy.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { policyTable } from '#shared/policy/table.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { Clock } from '../clock.ts'
import { openAct, type VerifyAct } from './act-body.ts'
import { cookiesOf } from './cookies.ts'
import type { BytesReply, EmptyReply, HttpRegistrar, RouteHandler, RouteInput } from './http.ts'
import { pointersOf } from './pointers.ts'
import type { LimitKind } from './rate-limit.ts'
import { contextOf } from './request-context.ts'

/** What the registrar needs of the rest: how a bearer token and a signed act become an actor. */
export interface RegistrarDeps {
  readonly clock: Clock
  readonly platformName: string
  readonly isHttps: boolean
  readonly limiter: (kind: LimitKind) => RequestHandler
  /** Throws `session-expired` when the token is not good at `at`. */
  readonly authenticate: (bearer: string, at: number) => Promise<Actor>
  /** Throws `session-expired` when the ticket of a download is not good at `at` for the address it stands in. */
  readonly admit: (ticketed: { readonly address: string; readonly ticket: string; readonly at: number }) => Promise<Actor>
  readonly verifyAct: VerifyAct
}

/** A registrar, with what was registered: the router for the app, the contracts for documentation and tests. */
export interface Registrar extends HttpRegistrar {
  readonly router: Router
  readonly contracts: readonly Contract[]
}

/**
 * The way of every request: limit → who is it → may it → parse → handler → check the answer → send.
 * Refuses at start an endpoint without a row in the policy, and one registered twice.
 */
export function createRegistrar(deps: RegistrarDeps): Registrar {
  const router = Router({ caseSensitive: true, strict: true })
  const contracts: Contract[] = []
  return {
    router,
    contracts,
    route(contract, handler) {
      if (policyTable[contract.id] === undefined) throw new Error(`no policy row for ${contract.id}`)
      if (contracts.some(({ id }) => id === contract.id)) throw new Error(`registered twice: ${contract.id}`)
      contracts.push(contract)
      const method = contract.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete' | 'head' | 'options'
      router[method](
        contract.path,
        markSecret(contract),
        deps.limiter(contract.limit ?? defaultLimit(contract)),
        ...readBody(contract),
        handle(deps, contract, handler),
      )
    },
  }
}

function defaultLimit(contract: Contract): LimitKind {
  return contract.method === 'GET' || contract.method === 'HEAD' || contract.method === 'OPTIONS' ? 'read' : 'write'
}

function markSecret(contract: Contract): RequestHandler {
  return (request, response, next) => {
    contextOf(request).isSecret = contract.isSecret === true
    response.locals['operation'] = contract.isSecret === true ? 'secret' : contract.id
    next()
  }
}

function readBody(contract: Contract): RequestHandler[] {
  if (contract.body === undefined && contract.act === undefined) return []
  const limit = contract.act === undefined ? maxBodyBytes : maxBytesOf(contract.act) * 1.25 + maxBodyBytes
  return [express.json({ limit, strict: true, type: () => true })]
}

/** Bytes of a plain body. Around an act, whose quotes are escaped, there is a quarter more and as much room for signature and chain. */
const maxBodyBytes = 2 * 1024 * 1024

function maxBytesOf(form: ActForm): number {
  return form.maxBytes ?? maxActBytes
}

function handle<C extends Contract>(deps: RegistrarDeps, contract: C, handler: RouteHandler<C>): RequestHandler {
  return async (request, response) => {
    const receivedAt = deps.clock.now()
    const { at, requestId } = contextOf(request)
    const bearer = bearerOf(request)
    const ticket = contract.isTicketed === true ? request.query[ticketParameter] : undefined
    const session =
      typeof ticket === 'string'
        ? await deps.admit({ address: request.originalUrl, ticket, at })
        : mayHaveSession(contract) && bearer !== undefined
          ? await sessionOf(deps, contract, bearer, at)
          : undefined
    const opened =
      contract.act === undefined ? undefined : await openAct({ ...deps, at, maxBytes: maxBytesOf(contract.act) }, request.body)
    const actor = opened?.by ?? session
    assertPermitted(contract, actor)
    const params = parse(contract.params, request.params, '/params')
    const act = contract.act === undefined || opened === undefined ? undefined : opened.as(contract.act)
    if (act !== undefined) assertOneSubject(params, act.subject)
    const input = {
      params,
      query: parse(contract.query, request.query, '/query'),
      body: parse(contract.body, request.body, ''),
      act,
      actor,
      at,
      receivedAt,
      requestId,
      address: request.ip ?? '',
      device: (request.get('user-agent') ?? '').slice(0, 300),
      cookies: cookiesOf(request, response, deps.isHttps),
      exchange: { request, response },
    } as unknown as RouteInput<C>
    await send(request, response, contract, await handler(input))
  }
}

/**
 * Whether a token is looked at at all. An act is its signer's; and what nobody may count (rule P9) is never tied to an account by the
 * token that a client sent along, nor kept waiting by its reading: a submission must be in hand from its last byte on.
 */
function mayHaveSession(contract: Contract): boolean {
  return contract.act === undefined && !(contract.isSecret === true && policyTable[contract.id]?.who === 'anyone')
}

/** The session behind a token. Where anybody may come, a token that is no longer good is no reason to turn its bearer away. */
async function sessionOf(deps: RegistrarDeps, contract: Contract, bearer: string, at: number): Promise<Actor | undefined> {
  if (policyTable[contract.id]?.who !== 'anyone') return deps.authenticate(bearer, at)
  return deps.authenticate(bearer, at).catch((error: unknown) => {
    if (error instanceof DomainProblem) return undefined
    throw error
  })
}

function bearerOf(request: Request): string | undefined {
  return /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(request.get('authorization') ?? '')?.[1]
}

function assertPermitted(contract: Contract, actor: Actor | undefined): void {
  const row = policyTable[contract.id]
  if (row !== undefined && isInAudience(row, actor)) return
  throw new DomainProblem(actor === undefined ? 'sign-in-required' : 'forbidden')
}

/** What an address and a signed act both name must be the same: nobody is shown one thing and signs for another. */
function assertOneSubject(params: unknown, subject: unknown): void {
  const signed = new Map(Object.entries(subject ?? {}))
  for (const [name, value] of Object.entries(params ?? {}))
    if (signed.has(name) && String(signed.get(name)) !== value) throw new DomainProblem('act-wrong-subject')
}

/** Parses attacker-controlled input by its schema; every misfit becomes a JSON Pointer. */
function parse(schema: z.ZodType | undefined, value: unknown, base: string): unknown {
  if (schema === undefined) return undefined
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new DomainProblem('invalid-request', {}, pointersOf(result.error, base))
}

async function send(request: Request, response: Response, contract: Contract, reply: unknown): Promise<void> {
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store')
  switch (contract.answer.kind) {
    case 'json': {
      const checked = contract.answer.schema.safeParse(reply)
      // An answer that breaks its own contract is our bug: it must not leave, and it must be found.
      if (!checked.success)
        throw new Error(
          `answer of ${contract.id} breaks its contract at ${pointersOf(checked.error, '')
            .map(({ pointer, detail }) => `${pointer}: ${detail}`)
            .join('; ')}`,
        )
      response.status(contract.answer.status).json(reply)
      return
    }
    case 'bytes':
      return sendBytes(request, response, contract.answer, reply as BytesReply)
    case 'empty': {
      if (reply === 'handled') return
      const empty = reply as EmptyReply
      for (const [name, value] of Object.entries(empty?.headers ?? {})) response.setHeader(name, value)
      response.status(empty?.status ?? contract.answer.status).end()
    }
  }
}

async function sendBytes(request: Request, response: Response, answer: BytesAnswer, reply: BytesReply): Promise<void> {
  response.status(reply.status ?? answer.status)
  response.setHeader('content-type', answer.mediaType)
  for (const [name, value] of Object.entries(reply.headers ?? {})) response.setHeader(name, value)
  if (reply.bytes instanceof Readable) {
    if (request.method === 'HEAD') {
      reply.bytes.destroy()
      response.end()
      return
    }
    await pipeline(reply.bytes, response).catch((error: NodeJS.ErrnoException) => {
      // The reader went away: nothing to answer, nothing lost.
      if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
    })
    return
  }
  response.setHeader('content-length', reply.bytes.length)
  if (request.method === 'HEAD') response.end()
  else if (!response.write(reply.bytes)) await once(response, 'drain').finally(() => response.end())
  else response.end()
}
