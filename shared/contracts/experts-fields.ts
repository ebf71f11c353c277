import { z } from 'zod'
import { tieKinds } from '../draw/avoidance.ts'
import { specialityField } from '../draw/pool.ts'
import { isCreditCode } from '../primitives/credit-code.ts'
import { idField, instantField, lineField, proseField } from './fields.ts'

/** A unified social credit code. */
export const creditCodeField = z.string().refine(isCreditCode, 'not a unified social credit code')

/** What an expert states of itself. */
export const expertFormField = z.strictObject({
  name: lineField.max(60),
  /** The person's own order: the first is the one it is drawn for where several are asked. */
  specialities: z
    .array(specialityField)
    .min(1)
    .max(6)
    .refine((codes) => new Set(codes).size === codes.length, 'a speciality twice'),
  /** GB/T 2260, six digits. */
  region: z.string().regex(/^\d{6}$/),
  title: lineField.max(60),
  employer: z.strictObject({ name: lineField, creditCode: creditCodeField.nullable() }),
  formerEmployers: z.array(z.strictObject({ name: lineField, creditCode: creditCodeField, untilAt: instantField })).max(20),
  ties: z.array(z.strictObject({ creditCode: creditCodeField, kind: z.enum(tieKinds), note: lineField.max(200) })).max(50),
  qualifications: proseField.max(4000),
})

/** States of a record in the library. */
export const expertStates = ['applied', 'admitted', 'refused', 'suspended', 'removed'] as const
/** One state of a record in the library. */
export type ExpertState = (typeof expertStates)[number]

/** What is assessed of an expert, tender by tender (一标一评): whole points from 0 to 100. */
export const assessmentMarks = z.strictObject({
  punctuality: z.int().min(0).max(100),
  discipline: z.int().min(0).max(100),
  fairness: z.int().min(0).max(100),
  competence: z.int().min(0).max(100),
})

/** A record of the library, as centre, regulator and the expert itself read it. */
export const expertAnswer = z.strictObject({
  id: idField,
  version: z.int().min(0),
  state: z.enum(expertStates),
  person: idField,
  party: idField,
  ...expertFormField.shape,
  admittedAt: instantField.nullable(),
  /** Until when a suspension lasts; null while there is none or it has no end. */
  suspendedUntil: instantField.nullable(),
  reason: z.string().nullable(),
  trainings: z.array(z.strictObject({ course: z.string(), hours: z.int(), at: instantField })),
  assessments: z.array(
    z.strictObject({
      tender: idField,
      by: z.enum(['tenderer', 'centre', 'regulator']),
      marks: assessmentMarks,
      text: z.string(),
      at: instantField,
    }),
  ),
})
