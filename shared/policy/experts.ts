import type { PolicyTable } from './policy.ts'

/**
 * Who may do what: the library of experts and the draw. The library is confidential (X6): centre and regulator read it, say why, and every
 * reading is on record. What a number, a share or a digest proves by itself needs no role.
 */
export const expertsPolicy = {
  listSpecialities: { who: 'anyone' },
  applyAsExpert: { who: ['expert'] },
  updateExpert: { who: ['expert'], relation: 'self' },
  getOwnExpert: { who: ['expert'] },
  decideExpert: { who: ['centre'] },
  changeExpertStanding: { who: ['centre', 'regulator'] },
  recordTraining: { who: ['centre'] },
  assessExpert: {
    who: ['tenderer', 'agency', 'centre', 'regulator'],
    relation: 'own-tender',
    beyondRelation: ['centre', 'regulator'],
  },
  listExpertAssessments: {
    who: ['tenderer', 'agency', 'centre', 'regulator'],
    relation: 'own-tender',
    beyondRelation: ['centre', 'regulator'],
  },
  listExperts: { who: ['centre', 'regulator'] },
  getExpert: { who: ['centre', 'regulator'] },
  listExpertReadings: { who: ['regulator'] },
  declareOrganisationTie: { who: ['centre', 'regulator'] },
  listOrganisationTies: { who: ['centre', 'regulator'] },
  requestDraw: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  excludeExperts: { who: ['regulator'] },
  signPool: { who: ['tenderer', 'agency', 'regulator'] },
  contributeToDraw: { who: 'signed-in' },
  escrowContribution: { who: 'signed-in' },
  listCustodyDraws: { who: ['custodian'] },
  confirmDrawEscrow: { who: ['custodian'], relation: 'own-custody' },
  revealContribution: { who: 'anyone' },
  releaseDrawShares: { who: 'anyone' },
  voidDraw: { who: ['regulator'] },
  listDraws: { who: 'anyone' },
  getDraw: { who: 'anyone' },
  getDrawBundle: { who: 'anyone' },
  listInvitations: { who: ['expert'] },
  answerInvitation: { who: ['expert'] },
  vacateSeat: { who: ['regulator', 'centre'] },
  listDrawTasks: { who: ['tenderer', 'agency', 'centre', 'regulator'] },
  listRepresentativeChoice: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  nameRepresentatives: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  listPassedOver: { who: ['regulator'] },
  listOwnPassedOver: { who: ['expert'] },
  releaseDraw: { who: ['tenderer', 'agency', 'regulator'] },
} as const satisfies PolicyTable
