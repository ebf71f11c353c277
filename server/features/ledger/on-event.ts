import type { Reaction, ReactionInTransaction, RegisteredReaction, WithLedger } from './ledger.ts'

/** Which events a reaction is called for: those whose type is one of these; every one where nothing is said. */
export interface Concern {
  readonly types?: { has(type: string): boolean }
}

/**
 * Has `reaction` called for every clear event that concerns it, in the order of the log, after its checkpoint is signed. It remembers
 * under `name` the last leaf it has handled: after a crash it goes on there, and may get the last event a second time.
 */
export function onEvent(deps: WithLedger, name: string, reaction: Reaction, { types }: Concern = {}): void {
  register(deps, name, { types, isInTransaction: false, run: reaction })
}

/** As `onEvent`, but what the reaction writes with the session and the memory of having done so are one transaction. Short work only. */
export function onEventInTransaction(
  deps: WithLedger,
  name: string,
  reaction: ReactionInTransaction,
  { types }: Concern = {},
): void {
  register(deps, name, { types, isInTransaction: true, run: reaction })
}

function register(deps: WithLedger, name: string, registered: RegisteredReaction): void {
  if (deps.ledger.reactions.has(name)) throw new Error(`two reactions named ${name}`)
  deps.ledger.reactions.set(name, registered)
}
