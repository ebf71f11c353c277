/**
 * Event types whose acts are not read as their place would say. By default the act behind an event of a tender's public chain is
 * public once the event is on the ledger, and any other is not. `false` keeps an act back although its event is on a chain;
 * `true` opens one whose event is on none.
 */
const actVisibility: Readonly<Record<string, boolean>> = {
  // Before the names are shown (O3) an act would name its signer.
  'reveal.received': false,
}

/** Whether the act of an event of this type is public, as far as its type alone decides. */
export function isActPublicByType(type: string): boolean | undefined {
  return actVisibility[type]
}
