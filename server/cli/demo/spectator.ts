import { io } from 'socket.io-client'
import { z } from 'zod'

const eventSchema = z.looseObject({ sequence: z.number(), type: z.string() })

/** Somebody in the hall without an account: sees the committed facts as they happen. */
export interface Spectator {
  /** What was seen, and whether a fact was missed on the way. */
  leave(): { readonly seen: number; readonly isComplete: boolean; readonly last: string }
}

/** Watches a tender's public room over a socket. */
export async function watchHall(origin: string, tender: string): Promise<Spectator> {
  const socket = io(origin, { path: '/api/live', transports: ['websocket'] })
  const events: z.output<typeof eventSchema>[] = []
  socket.on('event', (event: unknown) => void events.push(eventSchema.parse(event)))
  const joined: unknown = await socket.timeout(10_000).emitWithAck('watch', `tender:${tender}`)
  if (!z.looseObject({ ok: z.literal(true) }).safeParse(joined).success) throw new Error('the hall does not let a spectator in')
  return {
    leave() {
      socket.close()
      const sequences = [...new Set(events.map(({ sequence }) => sequence))].sort((left, right) => left - right)
      const isComplete = sequences.every((sequence, index) => index === 0 || sequence === (sequences[index - 1] ?? 0) + 1)
      return { seen: sequences.length, isComplete, last: events.at(-1)?.type ?? '' }
    },
  }
}
