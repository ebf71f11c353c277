import type { Seal } from '#shared/contracts/opening-reading.ts'
import { isPublishedOpening } from '#shared/lifecycle/opening.ts'
import type { HallOpening, HallTender } from './hall-state.ts'

/** Position of a seal: bidder's lock open, custodians' too, name and price for all at once (O3), or never opened. */
export type SealPosition = 'shut' | 'cracked' | 'parted' | 'wide' | 'drained'

/** Where a lock of a bid stands, in words that the page says. `none`: this tender has no such lock, or the bid does not count. */
export type LockState = 'shut' | 'open' | 'remedy' | 'none'

/** One seal as the hall shows it: the same geometry for all, and no name before all are open (O3). */
export interface SealView {
  readonly seal: Seal
  readonly tile: SealPosition
  readonly bidderLock: LockState
  readonly custodianLock: LockState
  /** `waiting`, `reading` or `read` once prices are public; undefined before it and for a bid without one. */
  readonly reading: 'waiting' | 'reading' | 'read' | undefined
  readonly isMine: boolean
  readonly price: string | undefined
  readonly ceiling: string | null
}

/** The name of the field that holds a tender's price; undefined where its letters have none. */
export function priceFieldOf(tender: HallTender | undefined): string | undefined {
  return tender?.envelopes.flatMap(({ fields }) => fields).find(({ type }) => type === 'price')?.name
}

/** Whether enough custodians have released their shares that the second lock is open for every bid that is to open. */
export function areSharesEnough(opening: HallOpening, tender: HallTender | undefined): boolean {
  const k = tender?.openingPolicy?.k ?? opening.custodians.length
  return opening.custodians.filter(({ hasReleased }) => hasReleased).length >= k
}

/** Every seal as it is shown now, by number. `mine`: the manifest of the person's own bid, or its party once names are public. */
export function sealViews(
  opening: HallOpening,
  tender: HallTender | undefined,
  readOut: readonly string[],
  mine: { readonly manifests: readonly string[]; readonly party: string | undefined },
): SealView[] {
  const isPublished = isPublishedOpening(opening.state)
  const isSecondOpen = opening.state === 'releasing' && areSharesEnough(opening, tender)
  const hasBidderLock = tender?.openingPolicy?.kind !== 'custodians'
  const field = priceFieldOf(tender)
  const last = opening.state === 'published' ? readOut.at(-1) : undefined
  const opened = opening.seals.filter(({ state }) => state === 'opened').length
  const isReading = readOut.length < opened
  return opening.seals.map((seal) => ({
    seal,
    tile: tileOf(seal, isPublished, isSecondOpen),
    bidderLock: bidderLockOf(seal, hasBidderLock, isSecondOpen || isPublished),
    custodianLock:
      seal.state === 'out' ? 'none' : seal.state === 'opened' || (isSecondOpen && seal.state !== 'failed') ? 'open' : 'shut',
    reading:
      seal.state !== 'opened'
        ? undefined
        : seal.manifestSha256 === last && isReading
          ? 'reading'
          : readOut.includes(seal.manifestSha256)
            ? 'read'
            : 'waiting',
    isMine: mine.manifests.includes(seal.manifestSha256) || (mine.party !== undefined && seal.bidder?.party === mine.party),
    price: field === undefined ? undefined : seal.fields?.[field],
    ceiling: tender?.lots.find(({ id }) => id === seal.lot)?.ceilingPrice ?? null,
  }))
}

function tileOf({ state }: Seal, isPublished: boolean, isSecondOpen: boolean): SealPosition {
  switch (state) {
    case 'listed':
      return 'shut'
    case 'out':
    case 'failed':
      return 'drained'
    case 'live':
      return isSecondOpen ? 'parted' : 'shut'
    case 'revealed':
      return isSecondOpen ? 'parted' : 'cracked'
    case 'opened':
      return isPublished ? 'wide' : 'parted'
  }
}

function bidderLockOf({ state }: Seal, hasBidderLock: boolean, isSecondOpen: boolean): LockState {
  if (!hasBidderLock || state === 'out') return 'none'
  if (state === 'revealed' || state === 'opened') return 'open'
  return state === 'live' && isSecondOpen ? 'remedy' : 'shut'
}
