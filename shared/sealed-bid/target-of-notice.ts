import { z } from 'zod'
import { actSchema, maxActBytes } from '../acts/act.ts'
import { type Notice, noticeField } from '../catalogue/notice.ts'
import { idField } from '../contracts/fields.ts'
import { type Bytes, fromBase64url } from '../primitives/bytes.ts'
import { NotCanonical, parseCanonical } from '../primitives/canonical-json.ts'
import { sha256Hex } from '../primitives/digest.ts'
import { DomainProblem } from '../problems/domain-problem.ts'
import { firstFault } from './manifest.ts'
import type { OpeningPolicy } from './opening-policy.ts'
import type { SealingTarget } from './sealing-target.ts'

const subjectSchema = z.looseObject({ tender: idField })

/** A notice act read from its signed bytes. */
export interface NoticeAct {
  readonly platform: string
  readonly tender: string
  readonly notice: Notice
  /** SHA-256 of the act's bytes: what `bind.notice` names. */
  readonly sha256: string
  /** SHA-256 of the certificate that signed it, as the act says. */
  readonly certSha256: string
}

/** Reads the signed bytes of a notice or an amendment (attacker-controlled). Throws DomainProblem `act-malformed`. */
export function readNoticeAct(bytes: Uint8Array): NoticeAct {
  try {
    const act = actSchema.parse(parseCanonical(bytes, maxActBytes))
    if (act.type !== 'notice.file' && act.type !== 'notice.amend') {
      throw new DomainProblem('act-wrong-type', { expected: 'notice.file, notice.amend', found: act.type })
    }
    return {
      platform: act.platform,
      tender: subjectSchema.parse(act.subject).tender,
      notice: noticeField.parse(act.body),
      sha256: sha256Hex(bytes),
      certSha256: act.actor.certSha256,
    }
  } catch (error) {
    if (error instanceof NotCanonical) throw new DomainProblem('act-malformed', { detail: error.message })
    if (error instanceof z.ZodError) throw new DomainProblem('act-malformed', { detail: firstFault(error) })
    throw error
  }
}

/** What a bid for one lot is sealed for, from the notice act alone. Throws DomainProblem `manifest-wrong-lot`. */
export function targetOfNotice(act: NoticeAct, lot: string): SealingTarget {
  const { notice } = act
  if (!notice.lots.some(({ id }) => id === lot)) throw new DomainProblem('manifest-wrong-lot', { found: lot })
  const { kind, k, n, remedyK } = notice.openingPolicy
  const policy: OpeningPolicy = remedyK === undefined ? { kind, k, n } : { kind, k, n, remedyK }
  return {
    platform: act.platform,
    tender: act.tender,
    lot,
    round: notice.round,
    noticeSha256: act.sha256,
    policy,
    custodians: notice.custodians.map(({ i, keySpki }) => ({ i, keySpki: decodeKey(keySpki) })),
    envelopes: notice.envelopes.map(({ name, fields }) => ({ name, fields: fields.map((field) => field.name) })),
    maxEnvelopeBytes: notice.limits.maxEnvelopeBytes,
  }
}

function decodeKey(text: string): Bytes {
  try {
    return fromBase64url(text)
  } catch {
    throw new DomainProblem('act-malformed', { detail: 'keySpki' })
  }
}
