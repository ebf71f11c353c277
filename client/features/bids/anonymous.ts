import { type Client, createClient } from '#shared/contracts/client.ts'
import { anonymousFetch } from '../../crypto/sealing-upload.ts'
import { preferences } from '../../platform/preferences.ts'

/** A stranger's client: no token, no cookie, no referrer. What it hands in proves itself. */
export function anonymousClient(): Client {
  return createClient({ origin: location.origin, fetch: anonymousFetch, language: preferences.get().language })
}
