import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { ResultOf } from '#shared/contracts/contract.ts'
import type { listOwnPassedOver as ownContract, listPassedOver as passedContract } from '#shared/contracts/experts-passed.ts'
import { parseKeptPaper } from '#shared/draw/paper.ts'
import { isSpentDraw } from '#shared/lifecycle/draw.ts'
import type { Actor } from '#shared/policy/roles.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Instant } from '#shared/primitives/instant.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import { openText, sealText } from '../identity/index.ts'
import { readPublishedTender } from '../notices/index.ts'
import type { DrawDeps } from './deps.ts'
import { type DrawDocument, drawModel, type StoredPaper } from './draw.model.ts'
import { expertModel } from './expert.model.ts'
import { assertRegulator } from './prepare-pool.ts'
import { isResultOut, readDraw } from './read-draw.ts'
import { recordReading } from './read-library.ts'
import { holderOf, namesKeyOf, openUnderNames, vaultOf } from './vault.ts'

/** Name of the key of the key folder under which they lie after the release, when the key of names is gone. */
const PAPERS_PURPOSE = 'draw-papers'

const keptSchema = z.strictObject({ expert: z.string(), index: z.int(), paper: z.string() })

/**
 * At the release: puts what ended each call that came to nothing under a key outside the database, to be opened to that expert and to the
 * regulator (`draw/1`). Until then it lies under the key of names. Throws `draw-locked`.
 */
export async function keepPapers(deps: DrawDeps, draw: DrawDocument): Promise<StoredPaper[]> {
  const papers: StoredPaper[] = []
  for (const call of draw.calls) {
    if (call.outcome === 'accepted' || call.paper === null) continue
    const { person, expert, index } = await holderOf(deps, draw, call)
    const name = `paper ${call.seat}`
    const paper = await openUnderNames({ key: namesKeyOf(deps, draw), draw: draw.draw, name }, call.paper)
    const text = JSON.stringify({ expert, index, paper } satisfies z.output<typeof keptSchema>)
    const sealed = sealText(deps.keys.secret(PAPERS_PURPOSE), text, `${draw.draw} ${call.seat}`, deps.random)
    papers.push({ seat: call.seat, key: personKey(deps, draw.draw, person), sealed })
  }
  return papers
}

/** The same where an order comes to nothing: exhausted, or void with calls made. After a restart, names not given back, nothing can be kept. */
export async function keepPapersIfOpen(deps: DrawDeps, draw: DrawDocument): Promise<StoredPaper[]> {
  return vaultOf(deps, draw.draw).namesKey === undefined ? [] : keepPapers(deps, draw)
}

/**
 * Who was called in a draw and passed over, for its regulator, once it is released, or came to nothing and the result is public; the reading
 * is on record first (X6). Throws `draw-wrong-step`, `not-a-party-to-draw`.
 */
export async function listPassedOver(
  deps: DrawDeps,
  input: {
    readonly draw: string
    readonly purpose: string
    readonly actor: Actor
    readonly address: string
    readonly at: number
  },
): Promise<ResultOf<typeof passedContract>> {
  const draw = await readDraw(deps, input.draw)
  assertRegulator(draw, input.actor.party)
  if (!(await arePapersOpen(deps, draw))) throw new DomainProblem('draw-wrong-step', { state: draw.state, expected: 'released' })
  const papers = draw.papers ?? []
  await recordReading(deps, input, `passed over ${draw.draw}`, papers.length)
  const opened = papers.map((paper) => openPassed(deps, draw, paper))
  const experts = await expertModel(deps.connection)
    .find({ _id: { $in: opened.map(({ expert }) => expert) } }, { name: 1 })
    .lean()
  return {
    items: opened.map((one) => ({ ...one, name: experts.find(({ _id }) => _id === one.expert)?.name ?? '' })),
  }
}

/** Papers of a draw that came to nothing wait for the result as well: who declined may be drawn by the next, and sit (X3). */
async function arePapersOpen(deps: DrawDeps, { state, tender }: Pick<DrawDocument, 'state' | 'tender'>): Promise<boolean> {
  return state === 'released' || (isSpentDraw(state) && (await isResultOut(deps, tender)))
}

/** The caller's own calls that came to nothing, of draws whose papers are open, newest call first. */
export async function listOwnPassedOver(deps: DrawDeps, actor: Actor): Promise<ResultOf<typeof ownContract>> {
  const ended = await drawModel(deps.connection)
    .find({ state: { $in: ['released', 'exhausted', 'void'] }, 'papers.0': { $exists: true } }, { draw: 1, 'papers.key': 1 })
    .lean<{ readonly draw: string; readonly papers: readonly { readonly key: string }[] }[]>()
  const items: ResultOf<typeof ownContract>['items'] = []
  for (const { draw: name, papers } of ended) {
    const own = personKey(deps, name, actor.person)
    if (!papers.some(({ key }) => key === own)) continue
    const draw = await readDraw(deps, name)
    if (!(await arePapersOpen(deps, draw))) continue
    const { title } = await readPublishedTender(deps, draw.tender)
    for (const paper of (draw.papers ?? []).filter(({ key }) => key === own)) {
      const { expert: _, ...passed } = openPassed(deps, draw, paper)
      items.push({ ...passed, tender: draw.tender, title })
    }
  }
  return { items: items.sort((one, other) => (one.calledAt < other.calledAt ? 1 : -1)) }
}

function openPassed(deps: DrawDeps, draw: DrawDocument, { seat, sealed }: StoredPaper) {
  const call = draw.calls.find((one) => one.seat === seat)
  assertHolds(call !== undefined, 'a paper is of a call')
  const text = openText(deps.keys.secret(PAPERS_PURPOSE), sealed, `${draw.draw} ${seat}`)
  const { expert, index, paper } = keptSchema.parse(JSON.parse(text))
  return {
    draw: draw.draw,
    seat,
    speciality: call.stratum,
    rank: call.rank,
    index,
    outcome: call.outcome,
    answer: call.answer,
    calledAt: call.calledAt as Instant,
    endedAt: call.endedAt as Instant | null,
    paper: parseKeptPaper(paper),
    expert,
  }
}

/** What a person is known by among the papers of one draw: HMAC-SHA-256, hex. Another at every draw. */
function personKey(deps: DrawDeps, draw: string, person: string): string {
  return createHmac('sha256', deps.keys.secret(PAPERS_PURPOSE)).update(`${draw} ${person}`).digest('hex')
}
