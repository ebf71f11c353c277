import { useEffect, useSyncExternalStore } from 'react'
import { getTime } from '#shared/contracts/platform.ts'
import { millisOf } from '#shared/primitives/instant.ts'
import { visitorClient } from './api.ts'
import { createStore } from './store.ts'

/** Server time minus this device's clock, in milliseconds; undefined until it has been measured once. */
export const clockOffset = createStore<number | undefined>(undefined)

/** Round trips of one measurement: the fastest tells most. */
const SAMPLES = 4
const MEASURE_EVERY_MS = 5 * 60_000

/** The server's clock as this page knows it, milliseconds since 1970. No deadline is decided by it: the server decides. */
export function serverNow(): number {
  return Date.now() + (clockOffset.get() ?? 0)
}

/** Measures the offset over several round trips; the fastest one's middle counts (as NTP does, RFC 5905 §8). */
export async function measureClockOffset(): Promise<void> {
  let best: { roundTrip: number; offset: number } | undefined
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const sentAt = Date.now()
    const started = performance.now()
    const { now } = await visitorClient().call(getTime, {})
    const roundTrip = performance.now() - started
    if (best === undefined || roundTrip < best.roundTrip) best = { roundTrip, offset: millisOf(now) - (sentAt + roundTrip / 2) }
  }
  if (best !== undefined) clockOffset.set(Math.round(best.offset))
}

/** Keeps the offset measured while a page is open. */
export function useClockOffset(): void {
  useEffect(() => {
    const measure = () => void measureClockOffset().catch(() => undefined)
    measure()
    const timer = setInterval(measure, MEASURE_EVERY_MS)
    // A device that slept, or whose clock was set meanwhile, comes back with another offset.
    window.addEventListener('online', measure)
    document.addEventListener('visibilitychange', measure)
    return () => {
      clearInterval(timer)
      window.removeEventListener('online', measure)
      document.removeEventListener('visibilitychange', measure)
    }
  }, [])
}

const listeners = new Set<() => void>()
let ticker: ReturnType<typeof setTimeout> | undefined
let tickAt = Math.floor(serverNow() / 1000) * 1000

function tick(): void {
  const now = serverNow()
  tickAt = Math.floor(now / 1000) * 1000
  for (const listener of listeners) listener()
  ticker = setTimeout(tick, 1000 - (now % 1000))
}

function follow(listener: () => void): () => void {
  listeners.add(listener)
  if (listeners.size === 1) tick()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) clearTimeout(ticker)
  }
}

/** The server's time in whole seconds, followed: all clocks of a page turn at the same moment. Milliseconds since 1970. */
export function useServerNow(): number {
  return useSyncExternalStore(follow, () => tickAt)
}
