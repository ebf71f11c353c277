import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'

/** A mail as a server received it. */
export interface ReceivedMail {
  readonly from: string
  readonly to: readonly string[]
  /** Headers and body, unstuffed. */
  readonly data: string
}

/** A mail server on the loopback interface that keeps what it is given (RFC 5321, as much as a client needs). */
export interface SmtpServer {
  readonly url: string
  readonly mails: ReceivedMail[]
  /** While true every recipient is refused for now (451). */
  isBusy: boolean
  close(): Promise<void>
}

/** Starts a mail server on a free port. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const sockets = new Set<Socket>()
  const mails: ReceivedMail[] = []
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    converse(socket, smtp, mails)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const smtp: SmtpServer = {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    isBusy: false,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
  return smtp
}

function converse(socket: Socket, smtp: SmtpServer, mails: ReceivedMail[]): void {
  let buffer = ''
  let from = ''
  let to: string[] = []
  let isData = false
  const say = (line: string) => void socket.write(`${line}\r\n`)
  say('220 test.example ESMTP')
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    buffer += chunk
    for (;;) {
      const end = buffer.indexOf(isData ? '\r\n.\r\n' : '\r\n')
      if (end < 0) return
      const line = buffer.slice(0, end)
      buffer = buffer.slice(end + (isData ? 5 : 2))
      if (isData) {
        isData = false
        mails.push({ from, to, data: line.replace(/^\.\./gm, '.') })
        say('250 kept')
      } else command(line)
    }
  })

  function command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase()
    const address = /<([^>]*)>/.exec(line)?.[1] ?? ''
    if (verb === 'EHLO' || verb === 'HELO') say('250 test.example')
    else if (verb === 'MAIL') {
      from = address
      to = []
      say('250 ok')
    } else if (verb === 'RCPT') {
      if (!smtp.isBusy) to.push(address)
      say(smtp.isBusy ? '451 later' : '250 ok')
    } else if (verb === 'DATA') {
      isData = true
      say('354 go on')
    } else if (verb === 'QUIT') {
      say('221 bye')
      socket.end()
    } else say('250 ok')
  }
}
