/**
 * A state machine as data: state → event → next state. A state without events is final. Guards and effects live in use cases;
 * the table only says what may follow what, and the documentation is drawn from it.
 */
export type LifecycleTable<State extends string, Event extends string> = Readonly<
  Record<State, Readonly<Partial<Record<Event, State>>>>
>

/** The state an event leads to, or undefined when the event is not possible in that state. */
export function nextState<State extends string, Event extends string>(
  table: LifecycleTable<State, Event>,
  from: State,
  event: Event,
): State | undefined {
  const transitions = table[from]
  return Object.hasOwn(transitions, event) ? transitions[event] : undefined
}

/** Whether nothing can follow a state. */
export function isFinal<State extends string, Event extends string>(table: LifecycleTable<State, Event>, state: State): boolean {
  return Object.keys(table[state]).length === 0
}

/** The states an event is possible in, in the order of the table. */
export function statesBefore<State extends string, Event extends string>(
  table: LifecycleTable<State, Event>,
  event: Event,
): State[] {
  return (Object.keys(table) as State[]).filter((state) => nextState(table, state, event) !== undefined)
}

/** Every state that can be reached from a first one, itself included, in the order it is met. */
export function reachableStates<State extends string, Event extends string>(
  table: LifecycleTable<State, Event>,
  first: State,
): State[] {
  const found = [first]
  for (const state of found) {
    for (const next of Object.values(table[state]) as State[]) if (!found.includes(next)) found.push(next)
  }
  return found
}
