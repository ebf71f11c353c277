import { io, type Socket } from 'socket.io-client'
import { randomId } from '#shared/primitives/random.ts'
import { random } from '../test/support/pki.ts'
import { atOnce, interleave, type Measurement, rateOf } from './support/measure.ts'
import { type Peer, startPeer } from './support/peer.ts'

const SOCKETS = 2000
const ROUNDS = 21
const BIDS = 20

/** What everybody learns at the moment of publication of twenty bids: about 7 KB. */
const facts = {
  bids: Array.from({ length: BIDS }, (_, index) => ({
    number: index + 1,
    manifestSha256: randomId(random) + randomId(random),
    lot: randomId(random),
    state: 'opened',
    party: randomId(random),
    name: `角宿${index + 1}建设工程有限公司`,
    fields: { price: `${10_000_000 + index}.00`, period: '90' },
    cause: null,
  })),
}

/** A server with two thousand sockets in one room. */
interface Hall {
  /** Publishes the event and answers the seconds until the last socket had it. */
  publish(): Promise<number>
  close(): Promise<void>
}

/**
 * The event that publishes an opening, from the moment it is handed to the sockets of a server process until the last of two thousand
 * clients in another process has it: the platform's sockets against bare socket.io with the same clients in one room.
 */
export async function measure(): Promise<Measurement[]> {
  const ours = await openHall('kaibiao')
  const bare = await openHall('bare')
  try {
    await ours.publish()
    await bare.publish()
    return [
      rateOf({
        name: 'fanout',
        rounds: await interleave(ROUNDS, { ours: ours.publish, baseline: bare.publish }),
        amount: SOCKETS,
        unit: 'sockets/s',
        what: 'realtime.publish of an opening of 20 bids to 2,000 watching sockets, against io.to(room).emit of the same event by bare socket.io',
      }),
    ]
  } finally {
    await ours.close()
    await bare.close()
  }
}

async function openHall(kind: 'kaibiao' | 'bare'): Promise<Hall> {
  const peer = await startPeer(new URL('./peers/socket-server.ts', import.meta.url), [kind])
  const port = await peer.call<number>('port')
  const room = `tender:${randomId(random)}`
  let arrived = 0
  let onAll: (at: bigint) => void = () => undefined
  const sockets = await atOnce(50, Array.from({ length: SOCKETS }), () => watch(port, room))
  for (const socket of sockets)
    socket.on('event', () => {
      arrived += 1
      if (arrived === SOCKETS) onAll(process.hrtime.bigint())
    })
  let sequence = 0
  return {
    async publish() {
      arrived = 0
      sequence += 1
      const all = new Promise<bigint>((resolve) => {
        onAll = resolve
      })
      const sentAt = await peer.call<bigint>('publish', { room, facts, sequence })
      return Number((await all) - sentAt) / 1e9
    },
    close: () => closeHall(peer, sockets),
  }
}

async function watch(port: number, room: string): Promise<Socket> {
  const socket = io(`http://127.0.0.1:${port}`, {
    path: '/api/live',
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('connect_error', reject)
  })
  const answer = (await socket.emitWithAck('watch', room)) as { readonly ok: boolean }
  if (!answer.ok) throw new Error('a socket may not watch')
  return socket
}

async function closeHall(peer: Peer, sockets: readonly Socket[]): Promise<void> {
  for (const socket of sockets) socket.disconnect()
  await peer.stop()
}
