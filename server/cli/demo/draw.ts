import { createClient } from '#shared/contracts/client.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import * as draws from '#shared/contracts/experts-draw.ts'
import { commitNumber, confirmEnvelopes, escrowNumber, revealNumber, signDrawPool } from '#shared/draw/draw-acts.ts'
import type { DrawState } from '#shared/lifecycle/draw.ts'
import { fromBase64url } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { type CustodyFile, custodyKey } from '#shared/sealed-bid/client/custody-file.ts'
import type { LibraryExpert } from './library.ts'
import type { Player, Stageset } from './people.ts'
import type { Office } from './publish.ts'
import type { Stages } from './stage.ts'
import { until } from './until.ts'

/** A draw as everybody sees it. */
export type DrawView = ResultOf<typeof draws.getDraw>

type Invitation = ResultOf<typeof draws.listInvitations>['items'][number]

/** A draw whose committee is whole, and who accepted: the play knows, because it plays the experts too. */
export interface DrawnMembers {
  readonly draw: string
  readonly members: readonly Player[]
}

const EVALUATION_IN_MS = 300_000
const STEP_SECONDS = 120

/** The draw of a committee of five (`draw/1`): pool, numbers, escrow, reveal, calls; the first expert called finds a conflict. */
export async function playDraw(
  set: Stageset,
  office: Office,
  play: { readonly tender: string; readonly custody: readonly CustodyFile[]; readonly experts: readonly LibraryExpert[] },
  stages: Stages,
): Promise<DrawnMembers> {
  const { agency, centre, regulator, tenderer } = office
  const { tender, custody, experts } = play
  const client = createClient({ origin: set.server.origin, fetch: globalThis.fetch })
  const asked = await agency.act(draws.requestDraw, {
    params: { tender },
    subject: { tender, attempt: 1 },
    body: {
      evaluationAt: instantOf(Date.now() + EVALUATION_IN_MS),
      committee: { size: 5, representatives: 1, isComplex: false },
      strata: [
        { speciality: 'A06', seats: 1 },
        { speciality: 'A08', seats: 3 },
      ],
      region: '990000',
      parties: [centre.party, regulator.party],
      answerSeconds: STEP_SECONDS,
      stepSeconds: STEP_SECONDS,
      reason: null,
    },
  })
  const { draw } = asked
  const named = { draw, tender }
  const read = () => client.call(draws.getDraw, { params: { draw } })
  const at = (state: DrawState) => until(`a draw at ${state}`, read, (found) => found.state === state)
  const sizes = asked.pool.strata.map(({ name, seats, size }) => `${name} ${size} 人抽 ${seats}`).join('，')
  stages.line(`抽取名单：库内 ${asked.pool.library.size} 人，${sizes}；承诺 ${draw.slice(0, 16)}…`)
  for (const signer of [agency, regulator]) await signDrawPool(signer, named)

  await at('committing')
  const numbers: { person: Player; r: Awaited<ReturnType<typeof commitNumber>>['r'] }[] = []
  for (const person of [agency, centre, regulator]) numbers.push({ person, ...(await commitNumber(person, named, set.random)) })
  await at('escrowing')
  const { k } = asked.pool.custody
  const custodians = custody.map(({ i, keySpki }) => ({ i, keySpki: fromBase64url(keySpki) }))
  const kept = new Map<Player, Awaited<ReturnType<typeof escrowNumber>>>()
  for (const { person, r } of numbers)
    kept.set(person, await escrowNumber(person, named, { r, k, custodians, random: set.random }))
  stages.line('代理、中心、监管各自承诺一个随机数，并密封给五名保管人；平台也是')
  const { escrows } = await at('confirming')
  for (const [index, person] of office.custodians.entries()) {
    const file = custody[index]
    if (file === undefined) throw new Error('no custody file')
    await confirmEnvelopes(person, named, { escrows, ...(await custodyKey(file)) })
  }
  await at('revealing')
  for (const [person, number] of kept) await revealNumber(client, draw, person.party, number)
  const { seedSha256 } = await at('calling')
  stages.line(`保管人确认能打开，各方交出随机数，种子 ${seedSha256?.slice(0, 16)}… 定下顺序`)
  await tenderer.act(draws.nameRepresentatives, {
    params: { draw },
    subject: { tender, draw },
    body: { persons: [tenderer.person] },
  })
  const seated = await answerCalls({ named, experts, read })
  const { calls } = await at('filled')
  stages.line(`${calls.length} 次通知，1 人回避，由下一位递补；四名专家与一名招标人代表，姓名保密到结果公布`)
  return { draw, members: [...seated, tenderer] }
}

/** Every expert looks for an invitation and answers it, until the committee is full. Answers who accepted. */
async function answerCalls(call: {
  readonly named: { readonly draw: string; readonly tender: string }
  readonly experts: readonly LibraryExpert[]
  readonly read: () => Promise<DrawView>
}): Promise<Player[]> {
  const { draw, tender } = call.named
  const members: Player[] = []
  const declined = new Set<Player>()
  await until(
    'a full committee',
    async () => {
      for (const { player } of call.experts) {
        if (members.includes(player) || declined.has(player)) continue
        const { items } = await player.call(draws.listInvitations, {})
        const own = items.find((invitation) => invitation.draw === draw && invitation.state === 'called')
        if (own === undefined) continue
        const isFirst = own.speciality === 'A08' && declined.size === 0
        if (isFirst) declined.add(player)
        else members.push(player)
        await answer(player, tender, own, isFirst ? 'conflict' : 'accept')
      }
      return call.read()
    },
    ({ state }) => state === 'filled',
  )
  return members
}

async function answer(
  player: Player,
  tender: string,
  { draw, seat, token }: Invitation,
  said: 'accept' | 'conflict',
): Promise<void> {
  await player.act(draws.answerInvitation, { params: { draw }, subject: { tender, draw, seat }, body: { answer: said, token } })
}
