import type { z } from 'zod'
import { type Act, actSchema, signedActField, type VerifiedAct } from '#shared/acts/act.ts'
import type { ActForm } from '#shared/contracts/contract.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { type Bytes, equalBytes, fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, NotCanonical, parseCanonical } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { pointersOf } from './pointers.ts'

/** Verifies a parsed act's signature, certificate, binding, time: identity's part. Throws the problem of the first check that fails. */
export type VerifyAct = (input: {
  readonly act: Act
  readonly bytes: Bytes
  readonly p7s: Bytes
  readonly at: number
}) => Promise<{ readonly by: Actor }>

/** An act whose signer is known; `as` gives it the exact shape a contract asks for. */
export interface OpenedAct {
  readonly by: Actor
  as(form: ActForm): VerifiedAct
}

/**
 * Opens the attacker-controlled body of an endpoint that takes a signed act: canonical form, platform, then the signature.
 * Who signed is known before anything of the content is judged, so that policy answers first.
 */
export async function openAct(
  deps: { readonly platformName: string; readonly verifyAct: VerifyAct; readonly at: number; readonly maxBytes: number },
  body: unknown,
): Promise<OpenedAct> {
  const travelling = signedActField.safeParse(body)
  if (!travelling.success) throw new DomainProblem('invalid-request', {}, pointersOf(travelling.error, ''))
  const bytes = utf8(travelling.data.act)
  const p7s = derOf(travelling.data.p7s)
  const act = parseAct(bytes, deps.maxBytes)
  if (act.platform !== deps.platformName)
    throw new DomainProblem('act-wrong-platform', { found: act.platform, expected: deps.platformName })
  const { by } = await deps.verifyAct({ act, bytes, p7s, at: deps.at })
  return {
    by,
    as(form) {
      if (act.type !== form.type) throw new DomainProblem('act-wrong-type', { found: act.type, expected: form.type })
      const subject = refine(form.subject, act.subject, '/act/subject')
      const content = refine(form.body, act.body, '/act/body')
      // The server rebuilds what it is about to do; anything the schemas would drop or change was not what the signer saw.
      if (!equalBytes(canonicalBytes({ ...act, subject, body: content }), bytes))
        throw new DomainProblem('act-malformed', { detail: 'more was signed than this act holds' })
      return { ...act, subject, body: content, by, bytes, p7s, sha256: sha256Hex(bytes) }
    },
  }
}

function parseAct(bytes: Bytes, maxBytes: number): Act {
  try {
    return actSchema.parse(parseCanonical(bytes, maxBytes)) as Act
  } catch (error) {
    if (error instanceof NotCanonical) throw new DomainProblem('act-malformed', { detail: error.message })
    if (error instanceof Error && error.name === 'ZodError')
      throw new DomainProblem('act-malformed', {
        detail: pointersOf(error as z.ZodError, '')
          .map(({ pointer }) => pointer)
          .join(' '),
      })
    throw error
  }
}

function derOf(text: string): Bytes {
  try {
    return fromBase64url(text)
  } catch {
    throw new DomainProblem('invalid-request', {}, [{ pointer: '/p7s', detail: 'not base64url' }])
  }
}

function refine(schema: z.ZodType, value: unknown, base: string): unknown {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw new DomainProblem('invalid-request', {}, pointersOf(result.error, base))
}
