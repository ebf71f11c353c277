/** One kind of refusal: what RFC 9457 sends, in both languages, and what it means to whoever reads it. */
export interface ProblemKind {
  /** HTTP status code. */
  readonly status: number
  readonly title: { readonly zh: string; readonly en: string }
  /** What happened, whether anything is lost, and what to do. Facts stand in braces: `{deadlineAt}`. */
  readonly meaning: { readonly zh: string; readonly en: string }
}

/** A part of the catalogue: problem code → kind. */
export type ProblemTable = Readonly<Record<string, ProblemKind>>

/** What a problem tells beside its code: plain values, shown to the person concerned. Never a secret. */
export type ProblemFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** Where in the input a rule was broken: a JSON Pointer (RFC 6901) and why. */
export interface ProblemPointer {
  readonly pointer: string
  readonly detail: string
}

/** The media type `application/problem+json` (RFC 9457) as Kaibiao fills it. */
export interface ProblemDocument {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly requestId: string
  readonly facts?: ProblemFacts | undefined
  readonly errors?: readonly ProblemPointer[] | undefined
}
