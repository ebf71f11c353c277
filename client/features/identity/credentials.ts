import type { Signer } from '#shared/pki/signer.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { createStore, type Store, useStore } from '../../platform/store.ts'

/** The keys of a person at this page: in memory only, never sent, gone with the page. */
export interface Credentials {
  readonly signer: Signer
  /** Opens envelopes addressed to the person; absent where the container holds a signing certificate only, or a token keeps the key. */
  readonly decryption?: { readonly certificate: Uint8Array; readonly key: CryptoKey } | undefined
  /** Opens a CMS envelope addressed to the person, by a key in memory or in its token; absent where there is none. Throws EnvelopeRefused, AgentRefused. */
  readonly open?: ((envelope: Bytes) => Promise<Bytes>) | undefined
  /** DER of the certificate that envelopes for `open` are to be addressed to. */
  readonly encryptionCertificate?: Bytes | undefined
  /** Where the keys are: a PKCS#12 file read here, or a local agent that signs. */
  readonly source: 'file' | 'agent'
}

/** The keys at hand. */
export const credentials: Store<Credentials | undefined> = createStore<Credentials | undefined>(undefined)

/** A wait for the person to choose a certificate; the dialog of the shell answers it. */
export interface CredentialsRequest {
  /** What is about to be signed, in the person's words. */
  readonly purpose: string
  readonly give: (credentials: Credentials) => void
  readonly refuse: () => void
}

/** The wait that the certificate dialog shows. */
export const credentialsRequest: Store<CredentialsRequest | undefined> = createStore<CredentialsRequest | undefined>(undefined)

/** The person closed the certificate dialog: nothing was signed. */
export class SigningCancelled extends Error {
  override readonly name = 'SigningCancelled'
}

let asked: Promise<Credentials> | undefined

/** The person's keys: those at hand, or asked for by the dialog. Throws SigningCancelled when the person declines. */
export function requireCredentials(purpose: string): Promise<Credentials> {
  const held = credentials.get()
  if (held !== undefined) return Promise.resolve(held)
  // Two that wait at once are answered by one dialog.
  asked ??= ask(purpose).finally(() => {
    asked = undefined
  })
  return asked
}

function ask(purpose: string): Promise<Credentials> {
  return new Promise((resolve, reject) => {
    credentialsRequest.set({
      purpose,
      give(given) {
        credentials.set(given)
        credentialsRequest.set(undefined)
        resolve(given)
      },
      refuse() {
        credentialsRequest.set(undefined)
        reject(new SigningCancelled('nothing was signed'))
      },
    })
  })
}

/** Lets go of the keys: at the end of a session, or to choose another certificate. */
export function forgetCredentials(): void {
  credentials.set(undefined)
}

/** The keys at hand, followed. */
export function useCredentials(): Credentials | undefined {
  return useStore(credentials)
}
