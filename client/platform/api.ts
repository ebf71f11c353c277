import { type Client, createClient } from '#shared/contracts/client.ts'
import { preferences } from './preferences.ts'

/** The access token at this moment, renewed first when it is about to expire; `undefined` for a visitor. Set by the session. */
type TokenSource = () => Promise<string | undefined>

let tokenSource: TokenSource = async () => undefined

/** Tells the client where access tokens come from; the session does it once at start. */
export function setTokenSource(source: TokenSource): void {
  tokenSource = source
}

/** A client of this page's own origin that nobody is signed in at. */
export function visitorClient(): Client {
  return clientWithToken(undefined)
}

/** The platform: every call in the language shown, under the session if there is one. Throws ProblemError, or TypeError when off line. */
export const api: Client = {
  async call(contract, input) {
    return clientWithToken(await tokenSource()).call(contract, input)
  },
}

/** A client under one token; pages use `api`. */
export function clientWithToken(token: string | undefined): Client {
  return createClient({
    origin: location.origin,
    fetch: (input, init) => fetch(input, init),
    language: preferences.get().language,
    token: () => token,
  })
}
