import type { PolicyTable } from './policy.ts'

/** Whoever may sit on a committee. That somebody does sit on this one is checked by its seat. */
const members = ['expert', 'tenderer', 'agency'] as const

/** Who may do what at an evaluation (X7, X8): members by their seat, bidders what they are asked, the regulator watches. */
export const evaluationPolicy = {
  getEvaluation: { who: 'anyone' },
  getEvaluationDesk: { who: [...members, 'regulator'] },
  getEvaluationDocument: { who: members },
  listEvaluationTasks: { who: [...members, 'bidder'] },
  signUndertaking: { who: members },
  electChair: { who: members },
  declareConflict: { who: members },
  excuseMember: { who: ['regulator'] },
  getQualification: { who: ['tenderer', 'agency', 'regulator'] },
  qualifyBidders: { who: ['tenderer', 'agency'] },
  reviewBids: { who: members },
  askBidder: { who: members },
  getEvaluationQuestions: { who: ['bidder'] },
  answerEvaluationQuestion: { who: ['bidder'] },
  judgeExplanation: { who: members },
  lockScores: { who: members },
  endPriceReview: { who: members },
  explainScore: { who: members },
  requestMoreTime: { who: members },
  signEvaluationReport: { who: members },
  concludeReReview: { who: members },
  getEarlierReport: { who: [...members, 'regulator', 'centre'] },
  getEarlierReportPdf: { who: [...members, 'regulator', 'centre'] },
  getCommitteeActs: { who: 'anyone' },
  getEvaluationReport: { who: [...members, 'regulator', 'centre'] },
  getEvaluationReportPdf: { who: [...members, 'regulator', 'centre'] },
} as const satisfies PolicyTable
