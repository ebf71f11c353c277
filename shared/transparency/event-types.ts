/**
 * Event types whose acts are not read as their place would say. By default the act behind an event of a tender's public chain is
 * public once the event is on the ledger, and any other is not. `false` keeps an act back although its event is on a chain;
 * `true` opens one whose event is on none.
 */
const actVisibility: Readonly<Record<string, boolean>> = {
  // Before names and prices are shown (O3) these acts would name their signers, or open bids.
  'bid.revealed': false,
  'opening.checked-in': false,
  'custody.reveal-posted': false,
  'custody.identities-released': false,
  'custody.released': false,
  // It names persons of the library (X6).
  'draw.experts-excluded': false,
}

/** Whether the act of an event of this type is public, as far as its type alone decides. */
export function isActPublicByType(type: string): boolean | undefined {
  return actVisibility[type]
}
