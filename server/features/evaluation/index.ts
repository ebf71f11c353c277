/**
 * The evaluation: what a seated committee does with the opened bids of a tender, from its undertakings to the signed report. Who sits is
 * the draw's: it hands committees to `seatCommittee`, first and after every replacement (X4); `evaluation.member-excused` on the tender's
 * chain says that one is wanted.
 */

export { beginReReview, keepReport } from './begin-re-review.ts'
export { ensureIndexes } from './ensure-indexes.ts'
export { registerEvaluationRoutes } from './evaluation.routes.ts'
export { vacateMember } from './excuse-member.ts'
export { filesNamed } from './files-named.ts'
export { isQualificationDue } from './lots-to-qualify.ts'
export { partiesAsked } from './parties-asked.ts'
export { actsOf, makeCommitteeActs } from './publish-acts.ts'
export { readEarlierReports } from './re-review.ts'
export { type ReportedBid, readEndedEvaluation } from './read-ended-evaluation.ts'
export { readSignedReport } from './read-signed-report.ts'
export { seatCommittee } from './seat-committee.ts'
export { openMember } from './secrecy.ts'
export { startEvaluations } from './start-evaluations.ts'
