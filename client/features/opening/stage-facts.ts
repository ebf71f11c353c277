import { type LaterStage, laterStages } from '#shared/catalogue/letter-form.ts'
import { stageFact } from '#shared/lifecycle/opening.ts'
import type { HallFact, HallOpening } from './hall-state.ts'

/** What a later stage says, in the words of the opening: the hall then shows the one as it shows the other. */
const asOpening: ReadonlyMap<string, string> = new Map([
  ['custody.stage-released', 'custody.released'],
  ...laterStages.flatMap((stage) =>
    (['published', 'record-prepared', 'recorded'] as const).map((step): [string, string] => [
      stageFact(stage, step),
      `opening.${step}`,
    ]),
  ),
])

/** The later stage a fact belongs to; undefined for one of the opening itself, or of the tender as a whole. */
function stageOfFact({ facts }: Pick<HallFact, 'facts'>): LaterStage | undefined {
  return laterStages.find((stage) => stage === facts['stage'])
}

/** The facts of the opening, or those of one later stage in the words of the opening. */
export function factsOfStage(facts: readonly HallFact[], stage: LaterStage | undefined): readonly HallFact[] {
  if (stage === undefined) return facts.filter((fact) => stageOfFact(fact) === undefined || fact.type.endsWith('-opened'))
  return facts
    .filter((fact) => stageOfFact(fact) === stage)
    .map((fact) => ({ ...fact, type: asOpening.get(fact.type) ?? fact.type }))
}

/** What an act at this opening, or at this later stage of it, is signed for. */
export function subjectOf(
  { tender, stage, list: seen }: Pick<HallOpening, 'tender' | 'stage' | 'list'>,
  list: string = seen ?? '',
): { tender: string; list: string; stage?: LaterStage } {
  return { tender, list, ...queryOf({ stage }) }
}

/** Which stage a request asks about. */
export function queryOf({ stage }: Pick<HallOpening, 'stage'>): { stage?: LaterStage } {
  return stage == null ? {} : { stage }
}
