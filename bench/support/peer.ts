import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of its own that answers calls: a server must not share a thread with those who load it. */
export interface Peer {
  /** Calls a handler of the peer by name. */
  call<T>(name: string, input?: unknown): Promise<T>
  /** Lets the peer end in order and waits until it is gone. */
  stop(): Promise<void>
}

interface Question {
  readonly id: number
  readonly name: string
  readonly input: unknown
}

type Answer =
  | { readonly id: number; readonly value: unknown; readonly fault?: undefined }
  | { readonly id: number; readonly fault: string }

/** Starts a peer: a module of this folder's parent that calls `servePeer`. Bytes travel as they are. */
export async function startPeer(module: URL, args: readonly string[] = []): Promise<Peer> {
  const child = fork(module, [...args], { serialization: 'advanced' })
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let count = 0
  child.on('message', (message) => {
    const answer = message as Answer
    const asked = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.fault === undefined) asked?.resolve(answer.value as never)
    else asked?.reject(new Error(answer.fault))
  })
  child.once('exit', (code, signal) => {
    for (const { reject } of waiting.values()) reject(new Error(`a peer ended by itself (${code ?? signal})`))
  })
  const peer: Peer = {
    call<T>(name: string, input?: unknown) {
      return new Promise<T>((resolve, reject) => {
        count += 1
        waiting.set(count, { resolve: resolve as (value: never) => void, reject })
        child.send({ id: count, name, input } satisfies Question)
      })
    },
    async stop() {
      if (isGone(child)) return
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
  await peer.call('ready')
  return peer
}

function isGone(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/** Answers the calls of whoever started this process, until that lets go of it; then `end` runs and the process exits. */
export function servePeer(handlers: Readonly<Record<string, (input: never) => unknown>>, end: () => Promise<unknown>): void {
  const all: Readonly<Record<string, (input: never) => unknown>> = { ready: () => true, ...handlers }
  process.on('message', (message) => {
    const { id, name, input } = message as Question
    const answer = async () => {
      const handler = all[name]
      if (handler === undefined) throw new Error(`a peer has no ${name}`)
      return handler(input as never)
    }
    answer().then(
      (value) => process.send?.({ id, value } satisfies Answer),
      (error: unknown) => process.send?.({ id, fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    )
  })
  process.once('disconnect', () => {
    const leave = () => process.exit(0)
    end().then(leave, leave)
  })
}
