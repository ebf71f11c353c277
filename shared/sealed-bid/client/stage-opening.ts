import { z } from 'zod'
import { type LaterStage, laterStages } from '../../catalogue/letter-form.ts'
import { digestField } from '../../contracts/fields.ts'
import { stageFact } from '../../lifecycle/opening.ts'
import type { NoticeAct } from '../target-of-notice.ts'
import type { StepOrder } from './custodian-step.ts'
import { fetchAct, verifySignedText } from './notice-pack.ts'
import { ChainRefused, type WalkedChain } from './walk-chain.ts'

const stageActSchema = z.looseObject({
  type: z.literal('opening.open-stage'),
  subject: z.looseObject({ tender: z.string(), list: digestField, stage: z.enum(laterStages) }),
  body: z.looseObject({ opening: z.array(digestField) }),
  actor: z.looseObject({ party: z.string() }),
})

/** Later stages the opening said it keeps envelopes back for, that the chain neither shows nor gives up. */
export function stagesLeft(chain: WalkedChain): LaterStage[] {
  const has = (type: string) => chain.events.some((event) => event.type === type)
  const kept = z
    .looseObject({ later: z.array(z.enum(laterStages)).optional() })
    .safeParse(chain.events.find(({ type }) => type === 'opening.published')?.facts)
  if (!kept.success || has('evaluation.failed') || has('evaluation.terminated')) return []
  return (kept.data.later ?? []).filter((stage) => !has(stageFact(stage, 'published')))
}

/**
 * The bids a later stage opens, from the signed act that opens it: its signature, that it is the tenderer's or its agency's by the notice, for
 * this tender, list and stage, and that the chain's event says the same. Throws ChainRefused.
 */
export async function stageOpening(
  { person, custody, trust }: Pick<StepOrder, 'person' | 'custody' | 'trust'>,
  chain: WalkedChain,
  { notices, list, stage }: { readonly notices: readonly NoticeAct[]; readonly list: string; readonly stage: LaterStage },
): Promise<readonly string[]> {
  const event = chain.events.find(({ type }) => type === stageFact(stage, 'opened'))
  if (event?.actSha256 === undefined) throw new ChainRefused('a stage was opened without an act')
  const text = await fetchAct(person, event.actSha256)
  await verifySignedText(text, trust)
  const act = stageActSchema.safeParse(JSON.parse(text.act))
  const facts = z.looseObject({ opening: z.array(digestField) }).safeParse(event.facts)
  const notice = notices.at(-1)?.notice
  if (!act.success || !facts.success || notice === undefined)
    throw new ChainRefused('the act that opens the stage is no such act')
  const { actor, subject, body } = act.data
  const isOfHost = [notice.tenderer.party, notice.agency?.party].includes(actor.party)
  const isOfThis = subject.tender === custody.tender && subject.list === list && subject.stage === stage
  if (!isOfHost || !isOfThis) throw new ChainRefused('the act that opens the stage is of another hand, tender or stage')
  if (body.opening.join() !== facts.data.opening.join()) throw new ChainRefused('the chain opens other bids than the act')
  return body.opening
}
