import { z } from 'zod'
import { base64urlField, digestField, instantField } from '../contracts/fields.ts'
import { signCms } from '../pki/cms-signature.ts'
import type { Signer } from '../pki/signer.ts'
import { base64url, fromUtf8 } from '../primitives/bytes.ts'
import { canonicalBytes, parseCanonical } from '../primitives/canonical-json.ts'
import { sha256Hex } from '../primitives/digest.ts'
import type { Instant } from '../primitives/instant.ts'

/** Largest `login/1` in bytes: all its fields are short. */
const maxLoginBytes = 1024

/** `login/1`: good for a login and for nothing else. `nonce`: 32 bytes from the server, base64url. */
export const loginSchema = z.strictObject({
  v: z.literal('login/1'),
  platform: z.string().min(1).max(200),
  certSha256: digestField,
  nonce: base64urlField.length(43),
  at: instantField,
})

/** A parsed login. */
export type Login = z.output<typeof loginSchema>

/** What a login request carries: canonical bytes as text, and the detached CAdES-BES signature over them. */
export const signedLoginField = z.strictObject({
  login: z.string().min(2).max(maxLoginBytes),
  p7s: base64urlField.min(2).max(96 * 1024),
})

/** A signed login as it travels. */
export type SignedLogin = z.output<typeof signedLoginField>

/** The login in attacker-controlled bytes. Throws NotCanonical, or a ZodError naming the field. */
export function parseLogin(bytes: Uint8Array): Login {
  return loginSchema.parse(parseCanonical(bytes, maxLoginBytes))
}

/** Builds `login/1` from the server's nonce and signs it with the person's own key. */
export async function signLogin(input: {
  readonly signer: Signer
  readonly platform: string
  readonly nonce: string
  readonly at: Instant
}): Promise<SignedLogin> {
  const { signer, platform, nonce, at } = input
  const login: Login = { v: 'login/1', platform, certSha256: sha256Hex(signer.certificate), nonce, at }
  const content = canonicalBytes(login)
  const p7s = await signCms({ content, signer, chain: [...signer.chain] })
  return { login: fromUtf8(content), p7s: base64url(p7s) }
}
