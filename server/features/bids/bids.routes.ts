import { readSealedPayload, submitBid as submitBidContract } from '#shared/contracts/bids.ts'
import type { HttpRegistrar } from '../../platform/http/http.ts'
import type { BidsDeps, BidsPlatform } from './deps.ts'
import { readBack } from './read-back.ts'
import { createSubmissionLimits } from './submission-limits.ts'
import { submitBid } from './submit-bid.ts'

/** The endpoints of sealed bids. Uploads have their own, shared with tender documents. */
export function registerBidsRoutes(http: HttpRegistrar, platform: BidsPlatform): void {
  const deps: BidsDeps = { ...platform, submissionLimits: createSubmissionLimits(platform.config.bidsPerPartyAndLot) }
  http.route(submitBidContract, ({ body, receivedAt, address, device }) =>
    submitBid(deps, { submission: body, receivedAt, address, device }),
  )
  http.route(readSealedPayload, ({ params, at }) => readBack(deps, { ...params, at }))
}
