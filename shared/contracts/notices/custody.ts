import { z } from 'zod'
import { envelopeFormField } from '../../catalogue/letter-form.ts'
import { openingPolicyField } from '../../catalogue/opening-policy.ts'
import { tenderStates } from '../../lifecycle/tender.ts'
import { defineContract } from '../contract.ts'
import { base64urlField, digestField, idField, instantField, proseField } from '../fields.ts'
import { publishedActAnswer } from './answers.ts'

const params = z.object({ tender: idField })
const seat = z.strictObject({ tender: idField, i: z.int().min(1).max(15) })
const spki = base64urlField.min(120).max(124)
const done = { kind: 'empty', status: 204 } as const

/** The seats the caller's party is asked to fill or fills. */
export const listCustodyContract = defineContract({
  id: 'listCustody',
  method: 'GET',
  path: '/api/custody',
  summary: { zh: '我的保管席位', en: 'My custody' },
  answer: {
    kind: 'json',
    status: 200,
    schema: z.object({
      seats: z.array(
        z.object({
          tender: idField,
          i: z.int(),
          code: z.string(),
          title: z.string(),
          state: z.enum(tenderStates),
          isSuspended: z.boolean(),
          seat: z.enum(['asked', 'accepted', 'declined']),
          openingPolicy: openingPolicyField,
          /** Every seat of the tender in its order: with the policy, all of what is accepted. */
          allSeats: z.array(z.object({ i: z.int(), party: idField, name: z.string() })),
          envelopes: z.array(envelopeFormField),
          /** SHA-256 of what is accepted: see `custody.accept`. A client works it out itself and signs nothing when it is another. */
          policySha256: digestField,
          keySha256: digestField.nullable(),
          publishAt: instantField,
          deadlineAt: instantField,
          readinessAskedAt: instantField.nullable(),
          readyAt: instantField.nullable(),
          destroyedAt: instantField.nullable(),
          /** Whether the key may still be asked for: at the opening, in the draw of experts, for envelopes that open later. */
          isKeyNeeded: z.boolean(),
        }),
      ),
    }),
  },
})

/** Seals a test envelope to a key: to the one offered before acceptance, or to the accepted one for a readiness check. */
export const testCustodyKeyContract = defineContract({
  id: 'testCustodyKey',
  method: 'POST',
  path: '/api/tenders/:tender/custody/test',
  summary: { zh: '获取测试信封', en: 'Get a test envelope' },
  params,
  body: z.strictObject({ i: z.int().min(1).max(15), purpose: z.enum(['accept', 'ready']), keySpki: spki }),
  answer: { kind: 'json', status: 200, schema: z.object({ cms: base64urlField, keySha256: digestField }) },
  problems: ['seat-not-yours', 'seat-wrong-state', 'custody-key-refused'],
})

/** Accepts a seat with a fresh key, proving by the content of the test envelope that the key opens. */
export const acceptCustodyContract = defineContract({
  id: 'acceptCustody',
  method: 'POST',
  path: '/api/tenders/:tender/custody/accept',
  summary: { zh: '接受保管', en: 'Accept custody' },
  params,
  act: {
    type: 'custody.accept',
    subject: seat,
    body: z.strictObject({
      keySpki: spki,
      /** SHA-256 of the content of the test envelope. */
      testSha256: digestField,
      /** SHA-256(JCS{tender, openingPolicy, seats}). */
      policySha256: digestField,
    }),
  },
  answer: done,
  problems: ['seat-not-yours', 'seat-wrong-state', 'custody-key-refused', 'custody-test-failed', 'custody-policy-changed'],
})

/** Declines a seat: the agency must name another. */
export const declineCustodyContract = defineContract({
  id: 'declineCustody',
  method: 'POST',
  path: '/api/tenders/:tender/custody/decline',
  summary: { zh: '谢绝保管', en: 'Decline custody' },
  params,
  act: { type: 'custody.decline', subject: seat, body: z.strictObject({ reason: proseField.max(1000) }) },
  answer: done,
  problems: ['seat-not-yours', 'seat-wrong-state'],
})

/** Confirms, before the deadline, that the accepted key still opens a fresh test envelope. */
export const confirmReadinessContract = defineContract({
  id: 'confirmReadiness',
  method: 'POST',
  path: '/api/tenders/:tender/custody/ready',
  summary: { zh: '开标前就绪确认', en: 'Confirm readiness' },
  params,
  act: {
    type: 'custody.confirm-readiness',
    subject: seat,
    body: z.strictObject({ keySha256: digestField, testSha256: digestField }),
  },
  answer: done,
  problems: ['seat-not-yours', 'seat-wrong-state', 'custody-test-failed'],
})

/** States that the key of a finished tender has been destroyed. */
export const destroyCustodyKeyContract = defineContract({
  id: 'destroyCustodyKey',
  method: 'POST',
  path: '/api/tenders/:tender/custody/destroy',
  summary: { zh: '销毁保管密钥', en: 'Destroy a custody key' },
  params,
  act: { type: 'custody.destroy-key', subject: seat, body: z.strictObject({ keySha256: digestField }) },
  answer: done,
  problems: ['seat-not-yours', 'seat-wrong-state', 'tender-wrong-state'],
})

/** The custodians of a published tender with their signed acceptances, which a bidder's client checks before sealing. */
export const readCustodiansContract = defineContract({
  id: 'readCustodians',
  method: 'GET',
  path: '/api/tenders/:tender/custodians',
  summary: { zh: '保管人及其签名承诺', en: 'Custodians and their signed acceptances' },
  params,
  answer: {
    kind: 'json',
    status: 200,
    schema: z.object({
      custodians: z.array(
        z.object({
          i: z.int(),
          party: idField,
          name: z.string(),
          keySpki: spki,
          keySha256: digestField,
          acceptance: publishedActAnswer,
          readyAt: instantField.nullable(),
          destroyedAt: instantField.nullable(),
        }),
      ),
    }),
  },
})
