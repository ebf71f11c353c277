import { z } from 'zod'
import { type Contract, defineContract } from './contract.ts'
import { base64urlField, digestField } from './fields.ts'
import { bidderKeys, envelopeField, tenderParams } from './opening-fields.ts'

/** A bidder gives K_b of all envelopes. The keys prove themselves: no session, no certificate (`opening/1` step 4). */
export const revealKeys = defineContract({
  id: 'revealKeys',
  method: 'POST',
  path: '/api/openings/:tender/reveals',
  summary: { zh: '投标人解密', en: "A bidder reveals its bid's keys" },
  params: tenderParams,
  body: z.strictObject({ manifestSha256: digestField, keys: bidderKeys }),
  answer: {
    kind: 'json',
    status: 200,
    /** Platform-signed JCS {v:"reveal-ack/1", platform, tender, manifestSha256, keysSha256, at}. */
    schema: z.strictObject({ acknowledgement: z.string(), p7s: base64urlField }),
  },
  problems: ['opening-wrong-step', 'bid-not-listed', 'reveal-wrong-key', 'reveal-incomplete', 'opening-suspended'],
})

/** A bidder proves again who it is, where the stored identity does not open: its own signature and salt, from its keep-file. */
export const supplyIdentity = defineContract({
  id: 'supplyIdentity',
  method: 'POST',
  path: '/api/openings/:tender/identities',
  summary: { zh: '投标人补交身份证明', en: 'A bidder supplies its own proof of identity' },
  params: tenderParams,
  body: z.strictObject({ manifestSha256: digestField, content: z.unknown() }),
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'bid-not-listed', 'evidence-wrong'],
})

/** Anyone supplies a payload whose stored copy is lost or altered: the digest in the manifest proves it. */
export const supplyPayload = defineContract({
  id: 'supplyPayload',
  method: 'POST',
  path: '/api/openings/:tender/payloads',
  summary: { zh: '补交密文', en: 'Supplies a lost payload again' },
  params: tenderParams,
  body: z.strictObject({ manifestSha256: digestField, envelope: envelopeField, capability: z.string().min(16).max(100) }),
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'bid-not-listed', 'evidence-wrong'],
})

/**
 * A bid left off the list is added on its receipt, until causes are fixed. `identity` (identity/1) proves whose it is where that cannot wait
 * for custodians any more; `keys` are its K_b where the bidders' window is over.
 */
export const supplyLeftOff = defineContract({
  id: 'supplyLeftOff',
  method: 'POST',
  path: '/api/openings/:tender/left-off',
  summary: { zh: '凭回执补列投标', en: 'Adds a bid left off, on its receipt' },
  params: tenderParams,
  body: z.strictObject({
    receipt: z.unknown(),
    manifest: z.string().max(300_000),
    identity: z.unknown(),
    keys: bidderKeys.optional(),
  }),
  answer: { kind: 'empty', status: 204 },
  problems: ['opening-wrong-step', 'evidence-wrong', 'reveal-wrong-key', 'reveal-incomplete', 'opening-suspended'],
})

/** Bidders' steps at an opening: what keys, digests and receipts prove by themselves: every contract. */
export const openingBiddersContracts = [
  revealKeys,
  supplyIdentity,
  supplyPayload,
  supplyLeftOff,
] as const satisfies readonly Contract[]
