import { z } from 'zod'
import {
  coefficientVoidReasons,
  dealtSharesField,
  givenSharesField,
  leftOutFaults,
  lotCoefficientsField,
  unreadableField,
} from '../coefficient/record.ts'
import { contributorField, termsSchema } from '../coefficient/terms.ts'
import { coefficientStates } from '../lifecycle/coefficient.ts'
import { decimalField } from '../scoring/points.ts'
import { sharesSchema } from '../sealed-bid/manifest.ts'
import { type Contract, defineContract } from './contract.ts'
import { digestField, idField, instantField } from './fields.ts'

const params = z.object({ tender: idField })
/** What an act about a coefficient names: the tender, and the terms by their digest. */
const subject = z.strictObject({ tender: idField, draw: digestField })
const empty = { kind: 'empty', status: 204 } as const

/** The coefficient of a tender: everything of it is public at any time. */
export const getCoefficient = defineContract({
  id: 'getCoefficient',
  method: 'GET',
  path: '/api/tenders/:tender/coefficient',
  summary: { zh: '公开抽取的评标系数', en: 'The publicly drawn coefficient' },
  params,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.strictObject({
      tender: idField,
      draw: digestField,
      state: z.enum(coefficientStates),
      terms: termsSchema,
      /** The deadline: until then parties commit. */
      deadlineAt: instantField,
      /** Until when custodians confirm, or parties reveal, before the draw goes on without waiting; null while nobody's clock runs. */
      stepEndsAt: instantField.nullable(),
      isSuspended: z.boolean(),
      values: z.array(decimalField),
      contributors: z.array(
        z.strictObject({
          of: contributorField,
          /** Of the party; null for the platform. */
          name: z.string().nullable(),
          as: z.enum(['platform', 'tenderer', 'agency', 'centre', 'regulator', 'other']),
          c: digestField.nullable(),
          sealed: sharesSchema.nullable(),
          /** Public once it is revealed or was opened. */
          r: digestField.nullable(),
          /** Whether custodians opened it because its party stayed silent. */
          isOpened: z.boolean(),
          /** Why it does not count, though it was committed to; `not-committed` when it was not by the deadline. */
          fault: z.enum([...leftOutFaults, 'not-committed']).nullable(),
        }),
      ),
      confirmations: z.array(z.strictObject({ i: z.int(), unreadable: unreadableField })),
      /** Whose shares the custodians are asked for now: parties that stayed silent. */
      wanted: z.array(contributorField),
      seed: digestField.nullable(),
      lots: lotCoefficientsField.nullable(),
      voidReason: z.enum(coefficientVoidReasons).nullable(),
    }),
  },
  problems: ['coefficient-none'],
})

/** A party commits to its number and seals it to the custodians, in one act, before the deadline. */
export const commitToCoefficient = defineContract({
  id: 'commitToCoefficient',
  method: 'POST',
  path: '/api/tenders/:tender/coefficient/commitments',
  summary: { zh: '提交系数随机数承诺并托管', en: 'Commit to a number of the coefficient and seal it' },
  params,
  act: { type: 'coefficient.commit', subject, body: z.strictObject({ c: digestField, sealed: sharesSchema }) },
  answer: empty,
  problems: [
    'coefficient-none',
    'draw-wrong-step',
    'draw-suspended',
    'not-a-party-to-draw',
    'draw-already-done',
    'escrow-wrong',
    'deadline-passed',
  ],
})

/** After the deadline a custodian says what of the envelopes addressed to it does not open; everything else does. */
export const confirmCoefficientEscrow = defineContract({
  id: 'confirmCoefficientEscrow',
  method: 'POST',
  path: '/api/tenders/:tender/coefficient/confirmations',
  summary: { zh: '保管人确认系数托管可打开', en: 'A custodian confirms that its envelopes open' },
  params,
  act: { type: 'coefficient.confirm', subject, body: z.strictObject({ unreadable: unreadableField }) },
  answer: empty,
  problems: ['coefficient-none', 'draw-wrong-step', 'draw-suspended', 'not-a-custodian', 'draw-already-done'],
})

/** A party reveals its number, to everybody; it proves itself against commitment and escrow. */
export const revealCoefficientNumber = defineContract({
  id: 'revealCoefficientNumber',
  method: 'POST',
  path: '/api/tenders/:tender/coefficient/reveals',
  summary: { zh: '公开系数随机数', en: 'Reveal a number of the coefficient' },
  params,
  body: z.strictObject({ party: idField, r: digestField, shares: dealtSharesField }),
  answer: empty,
  problems: [
    'coefficient-none',
    'draw-wrong-step',
    'draw-suspended',
    'not-a-party-to-draw',
    'draw-already-done',
    'number-wrong',
    'escrow-wrong',
  ],
})

/** A custodian gives its shares of what is silent (`wanted`). Each proves itself against the digest it was dealt under. */
export const releaseCoefficientShares = defineContract({
  id: 'releaseCoefficientShares',
  method: 'POST',
  path: '/api/tenders/:tender/coefficient/shares',
  summary: { zh: '保管人打开未公开的随机数', en: 'Open the numbers of silent parties' },
  params,
  body: z.strictObject({ shares: givenSharesField }),
  answer: empty,
  problems: ['coefficient-none', 'draw-wrong-step', 'draw-suspended', 'share-not-wanted', 'draw-already-done'],
})

/** Everything to draw the coefficient again off line (`kaibiao verify-coefficient`). */
export const getCoefficientBundle = defineContract({
  id: 'getCoefficientBundle',
  method: 'GET',
  path: '/api/tenders/:tender/coefficient/bundle',
  summary: { zh: '系数核验包', en: 'Bundle to verify a coefficient' },
  params,
  answer: { kind: 'bytes', status: 200, mediaType: 'application/json' },
  problems: ['coefficient-none'],
})

/** The drawn coefficient: every contract. */
export const coefficientContracts = [
  getCoefficient,
  commitToCoefficient,
  confirmCoefficientEscrow,
  revealCoefficientNumber,
  releaseCoefficientShares,
  getCoefficientBundle,
] as const satisfies readonly Contract[]
