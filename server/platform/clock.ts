/** The server's clock, in milliseconds since 1970. Tests bring their own; one reading per request is passed down. */
export interface Clock {
  now(): number
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }
