/** Most bids of one tender, replaced and withdrawn ones included: bounds every list of them before it is parsed. */
export const mostBids = 20_000
