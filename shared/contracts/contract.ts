import type { z } from 'zod'
import type { ProblemCode } from '../problems/catalogue.ts'

/** An answer that is JSON, checked against its schema before it leaves. */
export interface JsonAnswer<S extends z.ZodType = z.ZodType> {
  readonly kind: 'json'
  readonly status: 200 | 201 | 202
  readonly schema: S
}

/** An answer that is bytes: PDF, tiles, Atom, documents, tus. `headers` names what else it carries. */
export interface BytesAnswer {
  readonly kind: 'bytes'
  readonly status: 200 | 201
  readonly mediaType: string
  readonly headers?: readonly string[]
}

/** An answer without a body. */
export interface EmptyAnswer {
  readonly kind: 'empty'
  readonly status: 200 | 201 | 204
  readonly headers?: readonly string[]
}

/** What an endpoint answers when it does not refuse. */
export type Answer = JsonAnswer | BytesAnswer | EmptyAnswer

/** The signed act an endpoint takes instead of a plain body: the server rebuilds it from these schemas, strictly. */
export interface ActForm<S extends z.ZodType = z.ZodType, B extends z.ZodType = z.ZodType> {
  /** `feature.verb`, stands in the act's `type`. */
  readonly type: string
  readonly subject: S
  readonly body: B
  /** Most bytes of the act, where 512 KiB are not enough. */
  readonly maxBytes?: number
}

/** One endpoint, whole: everything server, clients, documentation and tests need to know of it. */
export interface Contract {
  /** Operation id, unique: the key of its policy row, and its name in OpenAPI and in the typed client. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS'
  /** Express path below the origin, parameters as `:name`. */
  readonly path: string
  readonly summary: { readonly zh: string; readonly en: string }
  readonly params?: z.ZodObject
  readonly query?: z.ZodObject
  /** Plain JSON body. Never together with `act` or `streamed`. */
  readonly body?: z.ZodType
  /** A signed act as the body: the signature alone says who acts; no session is needed. */
  readonly act?: ActForm
  /** The handler reads the request's bytes itself (tus). */
  readonly streamed?: boolean
  readonly answer: Answer
  /** The refusals of this endpoint beside those any request may meet. */
  readonly problems?: readonly ProblemCode[]
  /**
   * A browser may fetch it by itself, as a download that it can break off and go on with: the address then carries a ticket
   * (`issueDownloadTicket`) in place of the session's token. Only without `act` and for GET.
   */
  readonly isTicketed?: boolean
  /** Before the deadline nothing may count these (rule P9): no access log, no counter of its own, no cache header that tells. */
  readonly isSecret?: boolean
  /** Which rate limit counts it. */
  readonly limit?: 'read' | 'write' | 'sign-in' | 'upload' | 'none'
}

/** Declares a contract and keeps its exact type. */
export function defineContract<const C extends Contract>(contract: C): C {
  return contract
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
type Given<S> = S extends z.ZodType ? z.input<S> : undefined

/** Path parameters as the handler gets them. */
export type ParamsOf<C extends Contract> = Parsed<C['params']>
/** Query as the handler gets it. */
export type QueryOf<C extends Contract> = Parsed<C['query']>
/** Body as the handler gets it. */
export type BodyOf<C extends Contract> = Parsed<C['body']>
/** The act's body as the handler gets it. */
export type ActBodyOf<C extends Contract> = C['act'] extends ActForm ? z.output<C['act']['body']> : undefined
/** The act's subject as the handler gets it. */
export type ActSubjectOf<C extends Contract> = C['act'] extends ActForm ? z.output<C['act']['subject']> : undefined
/** What a JSON answer holds. */
export type AnswerOf<C extends Contract> = C['answer'] extends JsonAnswer<infer S> ? z.input<S> : undefined
/** What the caller of a typed client gets. */
export type ResultOf<C extends Contract> =
  C['answer'] extends JsonAnswer<infer S> ? z.output<S> : C['answer'] extends BytesAnswer ? Uint8Array : undefined
/** What the caller of a typed client gives. */
export type QueryGivenOf<C extends Contract> = Given<C['query']>
/** What the caller of a typed client gives. */
export type BodyGivenOf<C extends Contract> = Given<C['body']>
