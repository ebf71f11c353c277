/** A refusal of cryptographic input, named by a code that documentation and tests share. `detail` is for people. */
export class PkiRefused<Code extends string> extends Error {
  readonly code: Code
  readonly detail: string

  constructor(code: Code, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
    this.detail = detail
  }
}
