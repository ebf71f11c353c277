import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { VerifiedAct } from '#shared/acts/act.ts'
import { idField } from '#shared/contracts/fields.ts'
import { base64url, fromUtf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { openText, sealText } from '../identity/index.ts'
import type { ActContext } from './change-evaluation.ts'
import type { EvaluationNames, EvaluationRecords } from './deps.ts'
import { sealedActModel } from './sealed-act.model.ts'

/** Name of the key of the key folder under which names and acts of committees lie: a dump of the database, or a backup without keys, names nobody (X3). */
export const ACTS_PURPOSE = 'evaluation-names'

const memberSchema = z.strictObject({ person: idField, party: idField })

/** Who holds a seat. */
export type Member = z.output<typeof memberSchema>

/** What a person is known by at one evaluation: HMAC-SHA-256, hex. The same person is another at another evaluation. */
export function memberKey(deps: EvaluationNames, tender: string, person: string): string {
  return createHmac('sha256', deps.keys.secret(ACTS_PURPOSE)).update(`${tender} ${person}`).digest('hex')
}

/** Who holds a seat, sealed for storage. */
export function sealMember(deps: EvaluationRecords, tender: string, member: Member): string {
  return sealText(deps.keys.secret(ACTS_PURPOSE), JSON.stringify(member), tender, deps.random)
}

/** Who holds a seat: for the result, when the rules release it (X3). */
export function openMember(deps: EvaluationNames, tender: string, sealed: string): Member {
  return memberSchema.parse(JSON.parse(openText(deps.keys.secret(ACTS_PURPOSE), sealed, tender)))
}

/** Keeps an act of the committee, bytes and signature, sealed: its certificate would name its signer. Throws `act-replayed`. */
export async function keepSealedAct(
  deps: EvaluationRecords,
  session: ActContext['session'],
  tender: string,
  act: VerifiedAct,
): Promise<void> {
  const acts = sealedActModel(deps.connection)
  if ((await acts.exists({ _id: act.sha256 }).session(session)) !== null) throw new DomainProblem('act-replayed')
  const text = JSON.stringify({ act: fromUtf8(act.bytes), p7s: base64url(act.p7s) })
  const sealed = sealText(deps.keys.secret(ACTS_PURPOSE), text, act.sha256, deps.random)
  await acts.create([{ _id: act.sha256, tender, sealed }], { session })
}
