/** What is assessed of an expert, in the order of the form. */
export const marks = ['punctuality', 'discipline', 'fairness', 'competence'] as const
/** One of them. */
export type Mark = (typeof marks)[number]
