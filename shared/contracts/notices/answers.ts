import { z } from 'zod'
import { envelopeFormField } from '../../catalogue/letter-form.ts'
import { lotField, noticeDraftField, noticeField, tenderDocumentField } from '../../catalogue/notice.ts'
import { custodianField, openingPolicyField } from '../../catalogue/opening-policy.ts'
import { rulePackNames } from '../../catalogue/rule-pack-name.ts'
import { tenderStates } from '../../lifecycle/tender.ts'
import { digestField, idField, instantField } from '../fields.ts'
import { suspensionAnswer } from '../projects.ts'

/** Which notices there are: the first, an amendment, the notice of failure, the notice of termination. */
export const noticeKinds = ['notice', 'amendment', 'failure', 'termination'] as const

/** A published notice in the history of a tender. */
const noticeRecordAnswer = z.object({ sha256: digestField, kind: z.enum(noticeKinds), at: instantField })

/** A tender as everybody may see it once published, and its parties before. */
export const tenderAnswer = z.object({
  id: idField,
  version: z.int(),
  project: idField,
  code: z.string(),
  title: z.string(),
  category: z.string(),
  method: z.string(),
  region: z.string(),
  round: z.int(),
  rulePack: z.enum(rulePackNames),
  /** True when the rule pack's periods are not those of the law. */
  isShortened: z.boolean(),
  state: z.enum(tenderStates),
  isSuspended: z.boolean(),
  suspensions: z.array(suspensionAnswer),
  lots: z.array(lotField),
  tenderer: z.object({ party: idField, name: z.string() }),
  agency: z.object({ party: idField, name: z.string() }).nullable(),
  publishAt: instantField.nullable(),
  publishedAt: instantField.nullable(),
  documentsUntil: instantField.nullable(),
  questionsUntil: instantField.nullable(),
  /** The moment from which an objection to the documents comes too late (N5, G10). */
  objectionsUntil: instantField.nullable(),
  deadlineAt: instantField.nullable(),
  /** True when the deadline lies in a year whose holidays are not arranged yet: what is reckoned over it may still change. */
  isCalendarProvisional: z.boolean(),
  openingPolicy: openingPolicyField.nullable(),
  custodians: z.array(custodianField),
  envelopes: z.array(envelopeFormField),
  limits: z.object({ maxEnvelopeBytes: z.int() }),
  documents: z.array(tenderDocumentField),
  noticeSha256: digestField.nullable(),
  noticeHistory: z.array(noticeRecordAnswer),
  /** The notice in force; null until filed. */
  notice: noticeField.nullable(),
  /** What only its parties, centre and regulator see; null for everybody else. */
  desk: z
    .object({
      draft: noticeDraftField.nullable(),
      /** The notice as it would be signed now, when nothing is missing. */
      proposal: noticeField.nullable(),
      returnReason: z.string().nullable(),
      /** Files attached but in no published notice yet. */
      attached: z.array(tenderDocumentField),
      seats: z.array(
        z.object({ i: z.int(), party: idField, name: z.string(), state: z.enum(['asked', 'accepted', 'declined']) }),
      ),
      /** 2 of 3 or 3 of 5, as the catalogue offers it. */
      usualThreshold: z.object({ k: z.int(), n: z.int() }),
    })
    .nullable(),
})

/** A signed act as anybody may check it. */
export const publishedActAnswer = z.object({ sha256: digestField, at: instantField, act: z.string(), p7s: z.string() })
