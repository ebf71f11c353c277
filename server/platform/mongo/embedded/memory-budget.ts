/** Bytes several connections share for what they are receiving and have not been answered. */
export interface MemoryBudget {
  /** Calls `grant` as soon as there is room: at once or later, in the order of asking. */
  take(bytes: number, grant: () => void): Reservation
}

/** A claim on the budget, waiting or granted. */
export interface Reservation {
  /** Gives the bytes back, or stops waiting for them; does nothing a second time. */
  release(): void
}

interface Claim {
  readonly bytes: number
  readonly grant: () => void
  state: 'waiting' | 'granted' | 'released'
}

/** A budget of so many bytes. A claim larger than all of it is granted when nothing else is. */
export function createMemoryBudget(mostBytes: number): MemoryBudget {
  const waiting: Claim[] = []
  let granted = 0

  function grantNext(): void {
    for (let [next] = waiting; next && (granted === 0 || granted + next.bytes <= mostBytes); [next] = waiting) {
      waiting.shift()
      next.state = 'granted'
      granted += next.bytes
      next.grant()
    }
  }

  return {
    take: (bytes, grant) => {
      const claim: Claim = { bytes, grant, state: 'waiting' }
      waiting.push(claim)
      grantNext()
      return {
        release: () => {
          if (claim.state === 'released') return
          if (claim.state === 'granted') granted -= bytes
          else waiting.splice(waiting.indexOf(claim), 1)
          claim.state = 'released'
          grantNext()
        },
      }
    },
  }
}
