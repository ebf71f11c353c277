import { z } from 'zod'
import { base64urlField } from '#shared/contracts/fields.ts'
import { type Certificate, parseCertificate } from '#shared/pki/certificate.ts'
import { verifyCms } from '#shared/pki/cms-signature.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { type Bytes, base64url, equalBytes, fromBase64url, utf8 } from '#shared/primitives/bytes.ts'
import { parseCanonical } from '#shared/primitives/canonical-json.ts'
import { type HeldKey, mayReceive, maySign } from './pkcs12.ts'

/** Why an agent does not do what it was asked: a code of `docs/formats/token-agent.md`, or `unreachable`. */
export class AgentRefused extends Error {
  override readonly name = 'AgentRefused'
  readonly code: string

  constructor(code: string, detail: string) {
    super(`${code}: ${detail}`)
    this.code = code
  }
}

/** A connection to the agent on this computer. */
export interface Agent {
  /** What the agent calls itself. */
  readonly name: string
  /** The platform the agent has this page's origin down for. */
  readonly platform: string
  /** The certificates of the tokens plugged in, with what their keys may do. Throws AgentRefused. */
  list(): Promise<HeldKey[]>
  close(): void
}

const SUBPROTOCOL = 'kaibiao-agent.1'
const CONNECT_MS = 20_000
const LARGEST_DOCUMENT = 4 * 1024 * 1024

const answerSchema = z.union([
  z.strictObject({ id: z.int(), result: z.unknown() }),
  z.strictObject({ id: z.int(), error: z.strictObject({ code: z.string().max(60), detail: z.string().max(1000) }) }),
])
const greetingSchema = z.strictObject({ v: z.literal('token-agent/1'), name: z.string().max(100), platform: z.string().max(200) })
const listSchema = z.strictObject({
  certificates: z.array(z.strictObject({ certificate: base64urlField, chain: z.array(base64urlField).max(6) })).max(40),
})
const signatureSchema = z.strictObject({ content: z.string().max(LARGEST_DOCUMENT), p7s: base64urlField })
const openedSchema = z.strictObject({ content: base64urlField })

/**
 * Connects to the agent that drives this person's token, on the loopback port the platform names. The browser itself tells the agent the
 * origin of this page. Throws AgentRefused `unreachable` when none answers (Safari never lets a page on https reach it).
 */
export async function connectAgent(port: number): Promise<Agent> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, SUBPROTOCOL)
  await opened(socket)
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  let count = 0
  socket.addEventListener('message', ({ data }) => {
    const answer = answerSchema.safeParse(jsonOf(data))
    if (!answer.success) return socket.close()
    const asked = waiting.get(answer.data.id)
    waiting.delete(answer.data.id)
    if ('error' in answer.data) asked?.reject(new AgentRefused(answer.data.error.code, answer.data.error.detail))
    else asked?.resolve(answer.data.result)
  })
  socket.addEventListener('close', () => {
    for (const { reject } of waiting.values()) reject(new AgentRefused('unreachable', 'the agent went away'))
    waiting.clear()
  })
  const ask = async <S extends z.ZodType>(method: string, params: object, schema: S): Promise<z.output<S>> => {
    count += 1
    const id = count
    const result = await new Promise<unknown>((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) return reject(new AgentRefused('unreachable', 'the agent went away'))
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ id, method, params }))
    })
    const parsed = schema.safeParse(result)
    if (!parsed.success) throw new AgentRefused('protocol', `the answer to ${method} is none`)
    return parsed.data
  }
  const { name, platform } = await ask('hello', {}, greetingSchema)
  return {
    name,
    platform,
    close: () => socket.close(),
    async list() {
      const { certificates } = await ask('list', {}, listSchema)
      return certificates.map((given): HeldKey => {
        const certificate = parseCertificate(fromBase64url(given.certificate))
        const chain = given.chain.map(fromBase64url)
        const { sha256: certSha256 } = certificate
        const sign = (document: object) => ask('sign', { certSha256, document }, signatureSchema)
        return {
          certificate,
          chain,
          ...(maySign(certificate) ? { signer: agentSigner(certificate, chain, sign) } : {}),
          ...(mayReceive(certificate)
            ? {
                open: async (envelope: Bytes) =>
                  fromBase64url((await ask('open', { certSha256, envelope: base64url(envelope) }, openedSchema)).content),
              }
            : {}),
        }
      })
    },
  }
}

/**
 * A signer that hands the agent the parts of a document; the agent itself puts in the platform, by the origin it is spoken to from, and the
 * digest of its certificate, and signs what it has put together. What comes back counts only if it is, byte for byte, what this page shows.
 */
function agentSigner(
  certificate: Certificate,
  chain: readonly Bytes[],
  sign: (document: object) => Promise<z.output<typeof signatureSchema>>,
): Signer {
  return {
    certificate: certificate.der,
    chain,
    algorithm: certificate.publicKey.kind === 'rsa' ? 'rsa-pkcs1' : 'ecdsa-p256',
    sign: () => Promise.reject(new AgentRefused('bytes-refused', 'a token signs documents, never bytes')),
    async signDocument(content) {
      const signed = await sign(withoutOwn(parseCanonical(content, LARGEST_DOCUMENT)))
      if (!equalBytes(utf8(signed.content), content))
        throw new AgentRefused('document-differs', 'the agent signed another document than this page shows')
      const p7s = fromBase64url(signed.p7s)
      const { signer } = await verifyCms({ content, p7s })
      if (signer.sha256 !== certificate.sha256) throw new AgentRefused('signer-differs', 'another certificate signed')
      return p7s
    },
  }
}

/** A document without what the agent puts in itself: `platform` and `certSha256`, wherever its kind has them. */
function withoutOwn(document: unknown): object {
  const { platform: _platform, certSha256: _certSha256, ...rest } = document as Record<string, unknown>
  const { actor, bind } = rest as { actor?: Record<string, unknown>; bind?: Record<string, unknown> }
  return {
    ...rest,
    ...(actor === undefined ? {} : { actor: without(actor, 'certSha256') }),
    ...(bind === undefined ? {} : { bind: without(bind, 'platform') }),
  }
}

function without(parts: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(parts).filter(([key]) => key !== name))
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new AgentRefused('unreachable', why))
    const timer = setTimeout(() => {
      socket.close()
      fail('no agent answered')
    }, CONNECT_MS)
    socket.addEventListener('open', () => {
      clearTimeout(timer)
      resolve()
    })
    socket.addEventListener('error', () => {
      clearTimeout(timer)
      fail('no agent answered')
    })
  })
}

function jsonOf(data: unknown): unknown {
  try {
    return JSON.parse(String(data))
  } catch {
    return undefined
  }
}
