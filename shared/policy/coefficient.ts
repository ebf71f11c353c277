import type { PolicyTable } from './policy.ts'

/** Who may do what: the publicly drawn coefficient. What a number or a share proves by itself needs no role. */
export const coefficientPolicy = {
  getCoefficient: { who: 'anyone' },
  getCoefficientBundle: { who: 'anyone' },
  commitToCoefficient: { who: 'signed-in' },
  confirmCoefficientEscrow: { who: ['custodian'], relation: 'own-custody' },
  revealCoefficientNumber: { who: 'anyone' },
  releaseCoefficientShares: { who: 'anyone' },
} as const satisfies PolicyTable
