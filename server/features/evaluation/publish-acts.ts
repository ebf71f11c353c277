import { z } from 'zod'
import { type CommitteeActs, committeeActsSchema } from '#shared/evaluation/committee-acts.ts'
import { isResultPublic } from '#shared/lifecycle/custody.ts'
import { fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { openText } from '../identity/index.ts'
import { proveChain } from '../ledger/index.ts'
import type { EvaluationNames, EvaluationReads } from './deps.ts'
import type { EvaluationRecord } from './evaluation.model.ts'
import { readEvaluation } from './read-evaluation.ts'
import { sealedActModel } from './sealed-act.model.ts'
import { ACTS_PURPOSE, memberKey } from './secrecy.ts'

const namingFacts = z.looseObject({ actSha256: z.string() })
const sealedAct = z.strictObject({ act: z.string(), p7s: z.string() })
const actHead = z.looseObject({ type: z.string(), actor: z.looseObject({ person: z.string() }) })

/**
 * What the members of a committee signed, for everybody once the result of every lot is public (X3, A8), with the chain whose facts carry
 * the digest of each act. Who was replaced is named nowhere: that member's acts, and those that speak of it, stay back, and that is said.
 * Throws `result-not-public`, `evaluation-not-begun`, `not-found`.
 */
export async function makeCommitteeActs(
  deps: EvaluationReads &
    EvaluationNames & { readonly config: { readonly platformName: string } } & Parameters<typeof proveChain>[0],
  tender: string,
): Promise<Uint8Array> {
  const evaluation = await readEvaluation(deps, tender)
  const { chain, checkpoints } = await proveChain(deps, tender)
  if (!isResultPublic(chain.map(({ event, facts }) => ({ ...event, facts })))) throw new DomainProblem('result-not-public')
  const stored = await sealedActModel(deps.connection).find({ tender }).lean()
  const sealed = new Map(stored.map((act) => [act._id, act.sealed]))
  const acts: CommitteeActs['acts'] = []
  const withheld: CommitteeActs['withheld'] = []
  for (const { event, facts } of chain) {
    const naming = event.type.startsWith('evaluation.') ? namingFacts.safeParse(facts) : undefined
    const sha256 = naming?.data?.actSha256
    const box = sha256 === undefined ? undefined : sealed.get(sha256)
    if (sha256 === undefined || box === undefined) continue
    const opened = sealedAct.parse(JSON.parse(openText(deps.keys.secret(ACTS_PURPOSE), box, sha256)))
    const cause = withheldBecause(deps, evaluation, opened.act)
    if (cause === undefined) acts.push(opened)
    else withheld.push({ sha256, cause })
  }
  const bundle = { v: 'committee-acts/1', platform: deps.config.platformName, tender, chain, checkpoints, acts, withheld }
  return utf8(JSON.stringify(committeeActsSchema.parse(bundle)))
}

/** The acts of a bundle one by one, as the archive keeps them: type, digest, bytes, signature. */
export function actsOf(bundle: Uint8Array): { readonly type: string; readonly act: string; readonly p7s: string }[] {
  const { acts } = committeeActsSchema.parse(JSON.parse(fromUtf8(bundle)))
  return acts.map(({ act, p7s }) => ({ type: actHead.parse(JSON.parse(act)).type, act, p7s }))
}

function withheldBecause(
  deps: EvaluationNames,
  evaluation: EvaluationRecord,
  act: string,
): CommitteeActs['withheld'][number]['cause'] | undefined {
  const { type, actor } = actHead.parse(JSON.parse(act))
  if (type === 'evaluation.excuse-member') return 'about-a-replaced-member'
  // Ordered, or checked, by those who run the tender, who are named everywhere.
  if (type === 'evaluation.re-review' || type === 'evaluation.qualify') return undefined
  const key = memberKey(deps, evaluation._id, actor.person)
  return evaluation.seats.some((seat) => seat.key === key && !seat.isVacant) ? undefined : 'of-a-replaced-member'
}
