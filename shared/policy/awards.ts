import type { PolicyTable } from './policy.ts'

/** Who may do what after the report (A1–A8). */
export const awardsPolicy = {
  listResults: { who: 'anyone' },
  getAwards: { who: 'anyone' },
  publishCandidates: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  objectToCandidates: { who: ['bidder'] },
  answerAwardObjection: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  complainOfAward: { who: ['bidder'] },
  decideComplaint: { who: ['regulator'] },
  orderReReview: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  handOverReport: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  decideAward: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  publishResult: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  draftContract: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  signContract: { who: ['tenderer', 'bidder'] },
  fileContract: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  reportToRegulator: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  getRegulatorReport: { who: ['tenderer', 'agency', 'regulator'], relation: 'own-tender', beyondRelation: ['regulator'] },
  failAward: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  getOwnResult: { who: ['bidder'] },
  getAwardNotice: { who: 'anyone' },
  getContract: { who: 'anyone' },
  getContractPdf: { who: 'anyone' },
} as const satisfies PolicyTable
