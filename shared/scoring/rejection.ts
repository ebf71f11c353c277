/** Parts of the preliminary review: form, qualification, responsiveness (形式、资格、响应性评审). */
export const preliminaryStages = ['form', 'qualification', 'responsiveness'] as const

/**
 * The seven grounds on which a committee must reject a bid (TL 51, rule X17), in the order of the article: not sealed and signed; a
 * consortium without its agreement; unqualified; several bids or prices; price below cost or above the ceiling; the substance of the
 * documents not answered; collusion, fraud or bribery.
 */
export const rejectionGrounds = [
  'unsigned',
  'no-consortium-agreement',
  'unqualified',
  'several-bids',
  'price-below-cost-or-above-ceiling',
  'unresponsive',
  'unlawful-conduct',
] as const

/** One of the seven grounds. */
export type RejectionGround = (typeof rejectionGrounds)[number]

/** Why a bid is rejected: the ground, what found it, and the reasons given, each its author's own words. */
export interface Rejection {
  readonly ground: RejectionGround
  /** Review item, or the rule that found it: `ceiling-price` (N8), `correction` (X11), `low-price` (X12). */
  readonly foundBy: string
  readonly reasons: readonly string[]
}
