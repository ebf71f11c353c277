import { useEffect } from 'react'
import { useMyBid } from '../bids/my-bid.ts'
import { RevealPanel } from '../bids/reveal-panel.tsx'

/** A bidder's own part of the hall, loaded for bidders only: which seals are its own, and its key by one click until all is open. */
export function BidderRoom({
  tender,
  hasPanel,
  onOwn,
}: {
  readonly tender: string
  readonly hasPanel: boolean
  /** Hears the digests of one's own manifests, as far as this browser knows them. */
  readonly onOwn: (manifests: readonly string[]) => void
}) {
  const known = useMyBid(tender).manifests.join(' ')
  useEffect(() => onOwn(known === '' ? [] : known.split(' ')), [known, onOwn])
  return hasPanel ? <RevealPanel tender={tender} /> : null
}
