import type { PolicyTable } from './policy.ts'

/** Who may do what after the report (A1–A8). */
export const awardsPolicy = {
  getAwards: { who: 'anyone' },
  publishCandidates: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  objectToCandidates: { who: ['bidder'] },
  answerAwardObjection: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  complainOfAward: { who: ['bidder'] },
  decideComplaint: { who: ['regulator'] },
  decideAward: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  draftContract: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  signContract: { who: ['tenderer', 'bidder'] },
  failAward: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  getOwnResult: { who: ['bidder'] },
  getAwardNotice: { who: 'anyone' },
  getContract: { who: 'anyone' },
} as const satisfies PolicyTable
