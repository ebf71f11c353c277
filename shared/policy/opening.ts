import type { PolicyTable } from './policy.ts'

/** Who may do what at an opening. What keys or digests prove by themselves needs no role. */
export const openingPolicy = {
  getOpening: { who: 'anyone' },
  getOpeningEvents: { who: 'anyone' },
  getOpeningManifests: { who: 'anyone' },
  revealKeys: { who: 'anyone' },
  supplyIdentity: { who: 'anyone' },
  supplyPayload: { who: 'anyone' },
  supplyLeftOff: { who: 'anyone' },
  checkIn: { who: ['bidder', 'tenderer', 'agency', 'custodian', 'regulator', 'centre'] },
  releaseIdentities: { who: ['custodian'], relation: 'own-custody' },
  postReveal: { who: ['custodian'], relation: 'own-custody' },
  reportEnvelopes: { who: ['custodian'], relation: 'own-custody' },
  getSettlement: { who: 'anyone' },
  signSettlement: { who: ['tenderer', 'agency', 'regulator'] },
  releaseShares: { who: ['custodian'], relation: 'own-custody' },
  readOut: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  objectAtOpening: { who: ['bidder'] },
  answerOpeningObjection: { who: ['tenderer', 'agency'], relation: 'own-tender' },
  getOpeningMessages: { who: 'anyone' },
  sendOpeningMessage: { who: ['bidder', 'tenderer', 'agency', 'custodian', 'regulator', 'centre'] },
  hideOpeningMessage: { who: ['tenderer', 'agency', 'centre'] },
  getOpeningRecord: { who: 'anyone' },
  getOpeningRecordPdf: { who: 'anyone' },
  signOpeningRecord: { who: ['bidder', 'tenderer', 'agency', 'custodian', 'regulator', 'centre'] },
  getOpeningBundle: { who: 'anyone' },
} as const satisfies PolicyTable
