import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { VerifiedAct } from '#shared/acts/act.ts'
import type {
  ActBodyOf,
  ActForm,
  ActSubjectOf,
  AnswerOf,
  BodyOf,
  BytesAnswer,
  Contract,
  EmptyAnswer,
  JsonAnswer,
  ParamsOf,
  QueryOf,
} from '#shared/contracts/contract.ts'
import type { Actor } from '#shared/policy/roles.ts'

/** Attributes of a cookie; always httpOnly, SameSite=Strict, Secure when the platform is served over https. */
export interface CookieOptions {
  readonly path: string
  /** Seconds; 0 removes the cookie. */
  readonly maxAgeSeconds: number
}

/** The cookies of one exchange. */
export interface Cookies {
  get(name: string): string | undefined
  set(name: string, value: string, options: CookieOptions): void
}

/** What a handler gets: everything already parsed, verified and permitted; nothing of express. */
export interface RouteInput<C extends Contract = Contract> {
  readonly params: ParamsOf<C>
  readonly query: QueryOf<C>
  readonly body: BodyOf<C>
  readonly act: C['act'] extends ActForm ? VerifiedAct<ActSubjectOf<C>, ActBodyOf<C>> : undefined
  readonly actor: Actor | undefined
  /** The request's one clock reading, in milliseconds. */
  readonly at: number
  /** The clock when the last byte of the body had been read: the moment that counts for a submission (ESL 11, rule B7). */
  readonly receivedAt: number
  readonly requestId: string
  /** Network address as the proxy settings allow it to be known. */
  readonly address: string
  /** User-Agent header, attacker-controlled, at most 300 characters. */
  readonly device: string
  readonly cookies: Cookies
  /** The raw exchange, for streamed bodies and tus. */
  readonly exchange: { readonly request: IncomingMessage; readonly response: ServerResponse }
}

/** Bytes to send, with what the contract lets them carry. */
export interface BytesReply {
  readonly bytes: Uint8Array | Readable
  readonly headers?: Readonly<Record<string, string>>
  readonly status?: number
}

/** No body, perhaps headers. `undefined` means the contract's status alone; `handled` that the handler has answered itself. */
export type EmptyReply = undefined | { readonly headers: Readonly<Record<string, string>>; readonly status?: number }

/** What a handler returns for its contract. */
export type ReplyOf<C extends Contract> = C['answer'] extends JsonAnswer
  ? AnswerOf<C>
  : C['answer'] extends BytesAnswer
    ? BytesReply
    : C['answer'] extends EmptyAnswer
      ? EmptyReply | 'handled'
      : never

/** A route's handler: a thin shell around one use case. */
export type RouteHandler<C extends Contract> = (input: RouteInput<C>) => Promise<ReplyOf<C>>

/** What features see of HTTP: the one way to add an endpoint. */
export interface HttpRegistrar {
  route<const C extends Contract>(contract: C, handler: RouteHandler<C>): void
}
