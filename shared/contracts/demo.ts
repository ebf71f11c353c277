import { z } from 'zod'
import { roles } from '../policy/roles.ts'
import { type Contract, defineContract } from './contract.ts'
import { base64urlField, lineField } from './fields.ts'

/** A person of the demo, with the keys anybody may sign in with. */
export const demoUserField = z.strictObject({
  id: z.string().regex(/^[a-z]+-\d+$/),
  role: z.enum(roles),
  name: lineField,
  organization: lineField,
  /** PKCS#12 files of this person, to sign and to receive, both under `pin`. */
  pkcs12: z
    .array(base64urlField.max(64 * 1024))
    .min(1)
    .max(2),
  pin: z.string().min(1).max(100),
})

/** The persons of a demo, for signing in with one click. Exists on a demo platform that was given such a file; elsewhere it is not found. */
export const listDemoUsers = defineContract({
  id: 'listDemoUsers',
  method: 'GET',
  path: '/api/demo/users',
  summary: { zh: '演示身份', en: 'Persons of the demo' },
  answer: { kind: 'json', status: 200, schema: z.strictObject({ items: z.array(demoUserField).max(100) }) },
  problems: ['not-found'],
})

/** Contracts of the demo alone. */
export const demoContracts = [listDemoUsers] as const satisfies readonly Contract[]
