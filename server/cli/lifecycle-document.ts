import { alertLifecycle } from '#shared/lifecycle/alert.ts'
import { awardLifecycles, firstAwardState } from '#shared/lifecycle/award.ts'
import { coefficientLifecycle } from '#shared/lifecycle/coefficient.ts'
import { depositLifecycle } from '#shared/lifecycle/deposit.ts'
import { drawLifecycle } from '#shared/lifecycle/draw.ts'
import { evaluationLifecycle } from '#shared/lifecycle/evaluation.ts'
import { openingLifecycle } from '#shared/lifecycle/opening.ts'
import { projectLifecycle } from '#shared/lifecycle/project.ts'
import { type LifecycleTable, reachableStates } from '#shared/lifecycle/table.ts'
import { tenderLifecycle } from '#shared/lifecycle/tender.ts'

type Table = Readonly<Record<string, Readonly<Partial<Record<string, string>>>>>

/** The state tables as diagrams (Mermaid): drawn from the same tables the server moves by. */
export function lifecycleDocument(): string {
  const tables: readonly (readonly [title: string, table: Table])[] = [
    ['Project 项目', projectLifecycle],
    ['Tender, one notice round 招标', tenderLifecycle],
    ['Opening 开标 (`opening/1`)', openingLifecycle],
    ['Drawn coefficient 评标系数 (`coefficient/1`)', coefficientLifecycle],
    ['Draw of experts 专家抽取 (`draw/1`)', drawLifecycle],
    ['Evaluation 评标', evaluationLifecycle],
    ['Award of one lot, law of bidding 定标', reachable(awardLifecycles.bidding, firstAwardState)],
    ['Award of one lot, law of procurement 确定中标人', reachable(awardLifecycles.procurement, firstAwardState)],
    ['Bid deposit of one bidder 投标保证金', depositLifecycle],
    ['Alert 预警线索', alertLifecycle],
  ]
  return `# Lifecycles\n\nDrawn by \`npm run generate\` from \`shared/lifecycle/\`. Suspension is a flag of its own: it holds every event and every clock.\n\n${tables.map(diagram).join('\n')}`
}

/** A table without the states that only another procedure reaches. */
function reachable<State extends string>(table: LifecycleTable<State, string>, first: State): Table {
  const states: readonly string[] = reachableStates(table, first)
  return Object.fromEntries(Object.entries<Table[string]>(table).filter(([state]) => states.includes(state)))
}

function diagram([title, table]: readonly [string, Table]): string {
  const lines = Object.entries(table).flatMap(([from, events]) => {
    const moves = Object.entries(events).map(([event, to]) => `  ${nameOf(from)} --> ${nameOf(to ?? '')}: ${event}`)
    return moves.length === 0 ? [`  ${nameOf(from)} --> [*]`] : moves
  })
  const first = Object.keys(table)[0] ?? ''
  return `## ${title}\n\n\`\`\`mermaid\nstateDiagram-v2\n  [*] --> ${nameOf(first)}\n${lines.join('\n')}\n\`\`\`\n`
}

/** Mermaid takes no hyphen in a state's name. */
function nameOf(state: string): string {
  return state.replaceAll('-', '_')
}
