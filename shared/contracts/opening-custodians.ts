import { z } from 'zod'
import { maxListActBytes } from '../acts/act.ts'
import { mostBids } from '../sealed-bid/opening/most-bids.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField } from './fields.ts'
import { bidderKeys, causeField, envelopeField, listSubject, shareField, stageSubject, tenderParams } from './opening-fields.ts'

/** A custodian releases the identity shares of every bid on the list, by one act. */
export const releaseIdentities = defineContract({
  id: 'releaseIdentities',
  method: 'POST',
  path: '/api/openings/:tender/identity-releases',
  summary: { zh: '保管人提交身份份额', en: 'A custodian releases identity shares' },
  params: tenderParams,
  act: {
    type: 'custody.release-identities',
    subject: listSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({
      shares: z.array(z.strictObject({ manifestSha256: digestField, share: shareField })).max(mostBids),
      unreadable: z.array(z.strictObject({ manifestSha256: digestField, cause: causeField })).max(mostBids),
    }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: [
    'not-a-custodian',
    'opening-wrong-step',
    'share-wrong',
    'shares-incomplete',
    'already-released',
    'opening-suspended',
  ],
})

/** A custodian posts keys that a bidder handed to it: they count as received (step 4). */
export const postReveal = defineContract({
  id: 'postReveal',
  method: 'POST',
  path: '/api/openings/:tender/posted-reveals',
  summary: { zh: '保管人代投标人提交密钥', en: 'A custodian posts keys handed to it' },
  params: tenderParams,
  act: {
    type: 'custody.post-reveal',
    subject: listSubject,
    body: z.strictObject({ manifestSha256: digestField, keys: bidderKeys }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['not-a-custodian', 'opening-wrong-step', 'bid-not-listed', 'reveal-wrong-key', 'reveal-incomplete'],
})

/** A custodian says, for every envelope of every live bid, whether it opens to what was committed. No share yet (step 5). */
export const reportEnvelopes = defineContract({
  id: 'reportEnvelopes',
  method: 'POST',
  path: '/api/openings/:tender/reports',
  summary: { zh: '保管人报告信封状况', en: 'A custodian reports on every envelope' },
  params: tenderParams,
  act: {
    type: 'custody.report',
    subject: listSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({
      /** What does not open; everything else on the list does. */
      unreadable: z
        .array(
          z.strictObject({
            manifestSha256: digestField,
            envelope: envelopeField,
            purpose: z.enum(['custodian', 'remedy']),
            cause: causeField,
          }),
        )
        .max(mostBids * 6),
    }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: ['not-a-custodian', 'opening-wrong-step', 'already-released', 'opening-suspended'],
})

/**
 * A custodian releases its shares of K_c, and of K_b where a remedy was granted, for every live bid, by one act (step 6); at a later stage
 * those of its envelopes, for the bids its act names.
 */
export const releaseShares = defineContract({
  id: 'releaseShares',
  method: 'POST',
  path: '/api/openings/:tender/releases',
  summary: { zh: '保管人提交解密份额', en: 'A custodian releases its shares' },
  params: tenderParams,
  act: {
    type: 'custody.release',
    subject: stageSubject,
    maxBytes: maxListActBytes,
    body: z.strictObject({
      settlementSha256: digestField,
      shares: z
        .array(
          z.strictObject({
            manifestSha256: digestField,
            envelope: envelopeField,
            purpose: z.enum(['custodian', 'remedy']),
            share: shareField,
          }),
        )
        .max(mostBids * 6),
      unreadable: z
        .array(
          z.strictObject({
            manifestSha256: digestField,
            envelope: envelopeField,
            purpose: z.enum(['custodian', 'remedy']),
            cause: causeField,
          }),
        )
        .max(mostBids * 6),
    }),
  },
  answer: { kind: 'empty', status: 204 },
  problems: [
    'not-a-custodian',
    'opening-wrong-step',
    'share-wrong',
    'shares-incomplete',
    'already-released',
    'record-changed',
    'opening-suspended',
    'stage-not-opened',
  ],
})

/** Custodians' acts at an opening: every contract. */
export const openingCustodiansContracts = [
  releaseIdentities,
  postReveal,
  reportEnvelopes,
  releaseShares,
] as const satisfies readonly Contract[]
