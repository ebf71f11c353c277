import { z } from 'zod'
import { envelopeNames, laterStages } from '../catalogue/letter-form.ts'
import { digestField, idField } from './fields.ts'

/** The tender in the path. */
export const tenderParams = z.object({ tender: idField })

/** Name of an envelope. */
export const envelopeField = z.enum(envelopeNames)

/** A key of 32 bytes, hex. */
export const keyField = z.string().regex(/^[0-9a-f]{64}$/)

/** y(32) ‖ x(1). */
export const shareField = z.string().regex(/^[0-9a-f]{66}$/)

/** Code of a cause. */
export const causeField = z.string().regex(/^[a-z-]{1,60}$/)

/** What an act at the opening is about: the tender, and the list the signer saw (SHA-256 of its digests in byte order). */
export const listSubject = z.strictObject({ tender: idField, list: digestField })

/** A later stage (`stage.<name>-opened`). */
export const laterStageField = z.enum(laterStages)

/** As `listSubject`, at a later stage with its name: what was signed for one stage is good for no other. */
export const stageSubject = z.strictObject({ tender: idField, list: digestField, stage: laterStageField.optional() })

/** Which stage of an opening is asked about; none: the opening itself. */
export const stageQuery = z.object({ stage: laterStageField.optional() })

/** K_b of every envelope of one bid. */
export const bidderKeys = z.partialRecord(envelopeField, keyField)
