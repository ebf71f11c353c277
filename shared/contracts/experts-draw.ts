import { z } from 'zod'
import { callOutcomes } from '../draw/calls.ts'
import { poolSchema, specialityField } from '../draw/pool.ts'
import { answers, voidReasons } from '../draw/record.ts'
import { releaseSchema } from '../draw/release.ts'
import { drawStates } from '../lifecycle/draw.ts'
import { sharesSchema } from '../sealed-bid/manifest.ts'
import { type Contract, defineContract } from './contract.ts'
import { base64urlField, digestField, idField, instantField, lineField } from './fields.ts'

const tenderParams = z.object({ tender: idField })
const drawParams = z.object({ draw: digestField })
/** What an act in a draw is about: the tender, and the draw by its digest as the signer saw it. */
const drawSubject = z.strictObject({ tender: idField, draw: digestField })
const escrowOf = z.union([idField, z.enum(['platform', 'names'])])
const shareField = z.string().regex(/^[0-9a-f]{66}$/)
const seconds = z.int().min(1).max(86_400)
const empty = { kind: 'empty', status: 204 } as const

/** One attempt as a list shows it. */
const drawLine = z.strictObject({
  draw: digestField,
  attempt: z.int().min(1),
  state: z.enum(drawStates),
  evaluationAt: instantField,
  /** The draw whose committee it completes (X4); null for one that draws a whole committee. */
  completes: digestField.nullable(),
})

/** A draw as everybody may see it at any time. */
const drawAnswer = z.strictObject({
  ...drawLine.shape,
  tender: idField,
  version: z.int().min(0),
  /** Until when the step lasts; null when nobody's clock ends it. */
  stepEndsAt: instantField.nullable(),
  /** Why there is another attempt; null for the first. */
  reason: z.string().nullable(),
  pool: poolSchema,
  signed: z.array(z.enum(['requester', 'regulator'])),
  parties: z.array(
    z.strictObject({
      party: idField,
      name: z.string(),
      as: z.enum(['tenderer', 'agency', 'centre', 'regulator', 'other']),
      c: digestField.nullable(),
      isEscrowed: z.boolean(),
      isRevealed: z.boolean(),
    }),
  ),
  escrows: z.array(z.strictObject({ of: escrowOf, sealed: sharesSchema, box: base64urlField.optional() })),
  confirmations: z.array(
    z.strictObject({ i: z.int(), unreadable: z.array(z.strictObject({ of: escrowOf, cause: z.string() })) }),
  ),
  /** Escrows of which the server now asks custodians for their shares: a silent party's, or after a restart its own. */
  wanted: z.array(escrowOf),
  /** Of each of these, the custodians whose shares have come. */
  given: z.array(z.strictObject({ of: escrowOf, i: z.array(z.int()) })),
  seedSha256: digestField.nullable(),
  calls: z.array(
    z.strictObject({
      seat: idField,
      stratum: specialityField,
      rank: z.int().min(0),
      outcome: z.enum(callOutcomes),
      /** By what the expert declined; null otherwise. */
      answer: z.enum(answers).nullable(),
      calledAt: instantField,
      until: instantField,
      endedAt: instantField.nullable(),
    }),
  ),
  /** Whether the tenderer's representatives are named. */
  hasRepresentatives: z.boolean(),
  voidReason: z.enum(voidReasons).nullable(),
  release: releaseSchema.nullable(),
  /** Names of those who sat, once released; no seat for the tenderer's representatives, who were not drawn. */
  names: z.array(z.strictObject({ seat: idField.nullable(), name: z.string() })).nullable(),
})

/** Tenderer or agency asks for a draw; the pool is reckoned at once and waits for two signatures. */
export const requestDraw = defineContract({
  id: 'requestDraw',
  method: 'POST',
  path: '/api/tenders/:tender/draws',
  summary: { zh: '申请抽取专家', en: 'Ask for a draw' },
  params: tenderParams,
  act: {
    type: 'draw.request',
    subject: z.strictObject({ tender: idField, attempt: z.int().min(1).max(99) }),
    body: z.strictObject({
      evaluationAt: instantField,
      committee: z.strictObject({
        size: z.int().min(1).max(99),
        representatives: z.int().min(0).max(33),
        isComplex: z.boolean(),
      }),
      strata: z
        .array(z.strictObject({ speciality: specialityField, seats: z.int().min(1).max(50) }))
        .min(1)
        .max(30),
      region: z
        .string()
        .regex(/^\d{6}$/)
        .nullable(),
      /** Who contributes beside the requester's side: regulators, the centre, others. */
      parties: z.array(idField).min(1).max(7),
      answerSeconds: seconds,
      /** How long parties and custodians have for each step. */
      stepSeconds: seconds,
      /** Why the last draw does not stand; null for the first. */
      reason: lineField.nullable(),
      /** A supplementary draw (X4): the draw whose committee it completes. `strata` are exactly the seats that are missing then. */
      completes: digestField.optional(),
    }),
  },
  answer: { kind: 'json', status: 201, schema: drawAnswer },
  problems: [
    'draw-not-yet',
    'draw-suspended',
    'draw-open',
    'draw-too-early',
    'evaluation-in-the-past',
    'draw-parties-wrong',
    'speciality-unknown',
    'committee-too-small',
    'committee-even',
    'committee-too-many-representatives',
    'committee-seats-mismatch',
    'pool-too-small',
    'draw-supplement-only',
    'draw-nothing-missing',
    'draw-seats-not-missing',
    'draw-locked',
    'draw-wrong-step',
  ],
})

/** The regulator names experts who may not be drawn for this tender: before the pool is signed. */
export const excludeExperts = defineContract({
  id: 'excludeExperts',
  method: 'POST',
  path: '/api/draws/:draw/exclusions',
  summary: { zh: '监督部门列明回避专家', en: 'The regulator excludes experts' },
  params: drawParams,
  act: {
    type: 'draw.exclude',
    subject: drawSubject,
    body: z.strictObject({ experts: z.array(idField).min(1).max(500), reason: lineField }),
  },
  answer: { kind: 'json', status: 200, schema: drawAnswer },
  problems: ['draw-wrong-step', 'draw-changed', 'draw-suspended', 'not-a-party-to-draw', 'pool-too-small', 'draw-locked'],
})

/** Requester and regulator sign the pool; with both it goes on the ledger. */
export const signPool = defineContract({
  id: 'signPool',
  method: 'POST',
  path: '/api/draws/:draw/signatures',
  summary: { zh: '签署抽取名单指纹', en: 'Sign the pool' },
  params: drawParams,
  act: { type: 'draw.sign-pool', subject: drawSubject, body: z.strictObject({ draw: digestField }) },
  answer: empty,
  problems: ['draw-wrong-step', 'draw-changed', 'draw-suspended', 'not-a-party-to-draw', 'draw-already-done'],
})

/** A party commits to its number. */
export const contributeToDraw = defineContract({
  id: 'contributeToDraw',
  method: 'POST',
  path: '/api/draws/:draw/contributions',
  summary: { zh: '提交随机数承诺', en: 'Commit to a number' },
  params: drawParams,
  act: { type: 'draw.contribute', subject: drawSubject, body: z.strictObject({ c: digestField }) },
  answer: empty,
  problems: ['draw-wrong-step', 'draw-suspended', 'not-a-party-to-draw', 'draw-already-done'],
})

/** A party seals its number to the custodians. */
export const escrowContribution = defineContract({
  id: 'escrowContribution',
  method: 'POST',
  path: '/api/draws/:draw/escrows',
  summary: { zh: '将随机数托管给保管人', en: 'Seal a number to the custodians' },
  params: drawParams,
  act: { type: 'draw.escrow', subject: drawSubject, body: z.strictObject({ sealed: sharesSchema }) },
  answer: empty,
  problems: ['draw-wrong-step', 'draw-suspended', 'not-a-party-to-draw', 'draw-already-done', 'escrow-wrong'],
})

/** A custodian says what of the envelopes addressed to it does not open; everything else does. */
export const confirmDrawEscrow = defineContract({
  id: 'confirmDrawEscrow',
  method: 'POST',
  path: '/api/draws/:draw/confirmations',
  summary: { zh: '保管人确认托管可打开', en: 'A custodian confirms that its envelopes open' },
  params: drawParams,
  act: {
    type: 'draw.confirm',
    subject: drawSubject,
    body: z.strictObject({
      unreadable: z.array(z.strictObject({ of: escrowOf, cause: z.string().regex(/^[a-z-]{1,60}$/) })).max(10),
    }),
  },
  answer: empty,
  problems: ['draw-wrong-step', 'draw-suspended', 'not-a-custodian', 'draw-already-done'],
})

/** A party reveals its number, to the server and nobody else. It proves itself against commitment and escrow. */
export const revealContribution = defineContract({
  id: 'revealContribution',
  method: 'POST',
  path: '/api/draws/:draw/reveals',
  summary: { zh: '交出随机数', en: 'Reveal a number' },
  params: drawParams,
  body: z.strictObject({ party: idField, r: digestField, shares: z.array(shareField).min(3).max(15) }),
  answer: empty,
  problems: ['draw-wrong-step', 'draw-suspended', 'not-a-party-to-draw', 'draw-already-done', 'number-wrong', 'escrow-wrong'],
})

/** A custodian gives shares that the draw asks for (`wanted`). Each proves itself against the digest it was dealt under. */
export const releaseDrawShares = defineContract({
  id: 'releaseDrawShares',
  method: 'POST',
  path: '/api/draws/:draw/shares',
  summary: { zh: '保管人提交份额', en: 'Give shares of what is silent' },
  params: drawParams,
  body: z.strictObject({
    shares: z
      .array(z.strictObject({ of: escrowOf, share: shareField }))
      .min(1)
      .max(10),
  }),
  answer: empty,
  problems: ['draw-wrong-step', 'share-not-wanted'],
})

/** The regulator ends a draw whose pool was wrong; it stays public, and another may be asked for. */
export const voidDraw = defineContract({
  id: 'voidDraw',
  method: 'POST',
  path: '/api/draws/:draw/void',
  summary: { zh: '宣布抽取无效', en: 'Declare a draw void' },
  params: drawParams,
  act: { type: 'draw.void', subject: drawSubject, body: z.strictObject({ reason: lineField }) },
  answer: empty,
  problems: ['draw-wrong-step', 'not-a-party-to-draw'],
})

/** Every attempt of a tender. */
export const listDraws = defineContract({
  id: 'listDraws',
  method: 'GET',
  path: '/api/tenders/:tender/draws',
  summary: { zh: '项目的专家抽取', en: 'The draws of a tender' },
  params: tenderParams,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(drawLine),
      /** What a supplementary draw would have to fill now; null while no seat of a seated committee is missing, or a draw for it is under way. */
      supplement: z
        .strictObject({
          completes: digestField,
          committee: z.strictObject({ size: z.int(), representatives: z.int(), isComplex: z.boolean() }),
          missing: z.array(z.strictObject({ speciality: specialityField, seats: z.int().min(1) })),
        })
        .nullable(),
    }),
  },
})

/** One draw: what may be seen of it by anybody, now. */
export const getDraw = defineContract({
  id: 'getDraw',
  method: 'GET',
  path: '/api/draws/:draw',
  summary: { zh: '专家抽取', en: 'A draw' },
  params: drawParams,
  answer: { kind: 'json', status: 200, schema: drawAnswer },
})

/** Everything to check a draw off line (`kaibiao verify-draw`). */
export const getDrawBundle = defineContract({
  id: 'getDrawBundle',
  method: 'GET',
  path: '/api/draws/:draw/bundle',
  summary: { zh: '抽取核验包', en: 'Bundle to verify a draw' },
  params: drawParams,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json' },
})

/** Invitations of the expert who asks. Nothing of it is written down anywhere under a name. */
export const listInvitations = defineContract({
  id: 'listInvitations',
  method: 'GET',
  path: '/api/experts/me/invitations',
  summary: { zh: '我的评标邀请', en: 'My invitations' },
  isSecret: true,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      items: z.array(
        z.strictObject({
          draw: digestField,
          tender: idField,
          title: z.string(),
          evaluationAt: instantField,
          seat: idField,
          speciality: specialityField,
          token: digestField,
          state: z.enum(['called', 'accepted']),
          until: instantField,
        }),
      ),
      /** Draws whose names the server cannot read until custodians have given back their shares. */
      lockedDraws: z.int().min(0),
    }),
  },
})

/** An expert accepts or declines, or gives up a seat it had accepted because of a conflict found late (X4). The answer is kept sealed. */
export const answerInvitation = defineContract({
  id: 'answerInvitation',
  method: 'POST',
  path: '/api/draws/:draw/answers',
  summary: { zh: '答复评标邀请', en: 'Answer an invitation' },
  params: drawParams,
  act: {
    type: 'draw.answer',
    subject: z.strictObject({ tender: idField, draw: digestField, seat: idField }),
    body: z.strictObject({ answer: z.enum(answers), token: digestField }),
  },
  isSecret: true,
  answer: empty,
  problems: ['invitation-unknown', 'draw-locked', 'draw-suspended', 'draw-wrong-step'],
})

/** Regulator or centre vacates a seat whose holder must withdraw or did not come (X4): the next in order is called. */
export const vacateSeat = defineContract({
  id: 'vacateSeat',
  method: 'POST',
  path: '/api/draws/:draw/vacancies',
  summary: { zh: '更换评标专家', en: 'Vacate a seat' },
  params: drawParams,
  act: {
    type: 'draw.vacate',
    subject: z.strictObject({ tender: idField, draw: digestField, seat: idField }),
    body: z.strictObject({ reason: lineField }),
  },
  answer: empty,
  problems: ['draw-wrong-step', 'draw-suspended', 'seat-unknown', 'draw-locked'],
})

/** The tenderer names its representatives, who are not drawn: as secret as the rest until the result (X3). */
export const nameRepresentatives = defineContract({
  id: 'nameRepresentatives',
  method: 'POST',
  path: '/api/draws/:draw/representatives',
  summary: { zh: '指定招标人代表', en: 'Name the tenderer’s representatives' },
  params: drawParams,
  act: {
    type: 'draw.name-representatives',
    subject: drawSubject,
    body: z.strictObject({ persons: z.array(idField).min(1).max(33) }),
  },
  isSecret: true,
  answer: empty,
  problems: ['draw-wrong-step', 'draw-suspended', 'draw-already-done', 'draw-locked', 'representatives-wrong'],
})

/** Makes the draw public once the result is (X3). Also done by itself when the result is published. */
export const releaseDraw = defineContract({
  id: 'releaseDraw',
  method: 'POST',
  path: '/api/draws/:draw/release',
  summary: { zh: '公布抽取', en: 'Release a draw' },
  params: drawParams,
  act: { type: 'draw.release', subject: drawSubject, body: z.strictObject({}) },
  answer: empty,
  problems: ['draw-wrong-step', 'result-not-public', 'draw-locked', 'not-a-party-to-draw'],
})

/** The draw: every contract. */
export const expertsDrawContracts = [
  requestDraw,
  excludeExperts,
  signPool,
  contributeToDraw,
  escrowContribution,
  confirmDrawEscrow,
  revealContribution,
  releaseDrawShares,
  voidDraw,
  listDraws,
  getDraw,
  getDrawBundle,
  listInvitations,
  answerInvitation,
  vacateSeat,
  nameRepresentatives,
  releaseDraw,
] as const satisfies readonly Contract[]
