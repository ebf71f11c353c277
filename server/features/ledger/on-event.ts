import type { Reaction, ReactionInTransaction, WithLedger } from './ledger.ts'

/**
 * Has `reaction` called for every clear event, in the order of the log, after its checkpoint is signed. It remembers under `name` the
 * last leaf it has handled: after a crash it goes on there, and may get the last event a second time.
 */
export function onEvent(deps: WithLedger, name: string, reaction: Reaction): void {
  register(deps, name, reaction)
}

/** As `onEvent`, but what the reaction writes with the session and the memory of having done so are one transaction. Short work only. */
export function onEventInTransaction(deps: WithLedger, name: string, reaction: ReactionInTransaction): void {
  register(deps, name, reaction)
  deps.ledger.transactional.add(name)
}

function register(deps: WithLedger, name: string, reaction: Reaction | ReactionInTransaction): void {
  if (deps.ledger.reactions.has(name)) throw new Error(`two reactions named ${name}`)
  deps.ledger.reactions.set(name, reaction)
}
