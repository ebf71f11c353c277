import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { openEnvelope } from '#shared/pki/cms-envelope.ts'
import { signCms } from '#shared/pki/cms-signature.ts'
import { base64url, fromBase64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import type { Person } from '../../certs/make.ts'

/** A document as a page hands it over: members, without what the agent puts in. */
type Members = Record<string, unknown>

/** A token agent for tests, written after `docs/formats/token-agent.md`: no window, no PIN; `consent` is the person. */
export interface TokenAgent {
  readonly port: number
  /** Everything the person was shown before it was signed. */
  readonly shown: Members[]
  close(): Promise<void>
}

class Refusal extends Error {
  readonly code: string

  constructor(code: string, detail = '') {
    super(detail)
    this.code = code
  }
}

/** Starts an agent with one person's token in it. `origins` is its table: origin → platform. */
export async function startTokenAgent(options: {
  readonly person: Person
  readonly origins: ReadonlyMap<string, string>
  readonly port?: number
  /** Whether the person agrees; asked for each document. */
  readonly consent?: (document: Members) => boolean
  /** What a forged agent would sign instead. */
  readonly forge?: (document: Members) => Members
}): Promise<TokenAgent> {
  const { person, origins } = options
  const shown: Members[] = []
  const sockets = new Set<Duplex>()
  const keys = [person.signing, person.encryption]
  const keyOf = (certSha256: unknown) => {
    const key = keys.find(({ certificate }) => sha256Hex(certificate) === certSha256)
    if (key === undefined) throw new Refusal('certificate-unknown')
    return key
  }

  async function answer(platform: string | undefined, method: unknown, params: Members): Promise<unknown> {
    if (platform === undefined) throw new Refusal('origin-unknown')
    switch (method) {
      case 'hello':
        return { v: 'token-agent/1', name: 'test agent', platform }
      case 'list':
        return {
          certificates: keys.map(({ certificate, chain }) => ({
            certificate: base64url(certificate),
            chain: chain.map((authority) => base64url(authority)),
          })),
        }
      case 'sign': {
        keyOf(params['certSha256'])
        const document = completed(params['document'] as Members, platform, String(params['certSha256']))
        shown.push(document)
        if (options.consent?.(document) === false) throw new Refusal('refused')
        const content = canonicalBytes(options.forge?.(document) ?? document)
        const p7s = await signCms({ content, signer: person.signer })
        return { content: fromUtf8(content), p7s: base64url(p7s) }
      }
      case 'open': {
        const { certificate, privateKey } = keyOf(params['certSha256'])
        const envelope = fromBase64url(String(params['envelope']))
        const content = await openEnvelope({ envelope, recipient: { certificate, decryptionKey: privateKey } })
        return { content: base64url(content) }
      }
      default:
        throw new Refusal('method-unknown')
    }
  }

  const server = createServer((_, response) => response.writeHead(426).end())
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const { origin } = request.headers
    if (origin === undefined || request.headers['sec-websocket-protocol'] !== 'kaibiao-agent.1') return socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64')
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: kaibiao-agent.1\r\n\r\n`,
    )
    const platform = origins.get(origin)
    onTexts(socket, async (text) => {
      const { id, method, params } = JSON.parse(text) as { id: number; method: unknown; params: Members }
      const said = await answer(platform, method, params).then(
        (result) => ({ id, result }),
        (error: unknown) => ({
          id,
          error:
            error instanceof Refusal
              ? { code: error.code, detail: error.message }
              : { code: 'token-failed', detail: String(error) },
        }),
      )
      socket.write(textFrame(JSON.stringify(said)))
    })
  })
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    shown,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Puts the platform of the origin and the digest of the certificate where the kind of document has them; nothing given may claim them. */
function completed(document: Members, platform: string, certSha256: string): Members {
  const { actor, bind } = document as { actor?: Members; bind?: Members }
  const claims = [document['platform'], document['certSha256'], actor?.['certSha256'], bind?.['platform']]
  if (claims.some((claim) => claim !== undefined)) throw new Refusal('document-refused', 'it carries what the agent puts in')
  switch (document['v']) {
    case 'act/1':
      return { ...document, platform, actor: { ...actor, certSha256 } }
    case 'login/1':
      return { ...document, platform, certSha256 }
    case 'sealedbid/1':
      return { ...document, bind: { ...bind, platform } }
    default:
      throw new Refusal('document-refused', `${String(document['v'])} is not known`)
  }
}

/** Hears the text messages of a client (RFC 6455 §5: masked, in one or several frames, each in any number of pieces). */
function onTexts(socket: Duplex, hear: (text: string) => Promise<void>): void {
  let buffered = Buffer.alloc(0)
  let message: Buffer[] = []
  socket.on('data', (piece: Buffer) => {
    buffered = Buffer.concat([buffered, piece])
    for (;;) {
      const frame = takeFrame(buffered)
      if (frame === undefined) return
      buffered = buffered.subarray(frame.length)
      if (frame.opcode === 8) return socket.end()
      if (frame.opcode > 2) continue
      message.push(frame.payload)
      if (!frame.isLast) continue
      void hear(Buffer.concat(message).toString('utf8'))
      message = []
    }
  })
}

function takeFrame(bytes: Buffer): { opcode: number; isLast: boolean; payload: Buffer; length: number } | undefined {
  if (bytes.length < 2) return undefined
  const [first = 0, second = 0] = bytes
  const short = second & 0x7f
  const header = short === 127 ? 10 : short === 126 ? 4 : 2
  if (bytes.length < header + 4) return undefined
  const size = short === 127 ? Number(bytes.readBigUInt64BE(2)) : short === 126 ? bytes.readUInt16BE(2) : short
  const length = header + 4 + size
  if (bytes.length < length) return undefined
  const mask = bytes.subarray(header, header + 4)
  const payload = Buffer.from(bytes.subarray(header + 4, length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
  return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload, length }
}

function textFrame(text: string): Buffer {
  const payload = Buffer.from(text, 'utf8')
  const header = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.alloc(payload.length < 65_536 ? 4 : 10)
  if (payload.length >= 65_536) {
    header.set([0x81, 127])
    header.writeBigUInt64BE(BigInt(payload.length), 2)
  } else if (payload.length >= 126) {
    header.set([0x81, 126])
    header.writeUInt16BE(payload.length, 2)
  }
  return Buffer.concat([header, payload])
}
