import { setTimeout as sleep } from 'node:timers/promises'
import { auction } from './auction.ts'
import { publishCandidates } from './award.ts'
import { placeBid } from './bidding.ts'
import { type Attendance, playOpening } from './ceremony.ts'
import { playDraw } from './draw.ts'
import { playEvaluation } from './evaluation.ts'
import type { LibraryExpert } from './library.ts'
import type { Player, Stageset } from './people.ts'
import { acceptSeats, approveNotice, draftTender, fileNotice, type Office, type TenderPlan, untilPublished } from './publish.ts'
import { keptStages, type Stages } from './stage.ts'
import { bidPlan, sealingTarget } from './submission.ts'

/** What a tender beside the main one needs. */
interface OtherPlay {
  readonly bidders: readonly Player[]
  readonly experts: Promise<readonly LibraryExpert[]>
  readonly document: TenderPlan['document']
  readonly folder: string
}

const DEADLINE_MS = 26_000

/** Two more tenders past their openings: one waits for the scores of an expert of its committee, one has published its candidates. */
export async function playOthers(
  set: Stageset,
  office: Office,
  play: OtherPlay,
  stages: Stages,
): Promise<{ readonly awaited: Player }> {
  const silent = keptStages()
  const { bidders } = play
  const evaluate = async () => {
    const { title, tender, drawn } = await drawnTender(
      set,
      office,
      { ...play, bidders: bidders.slice(3, 6) },
      '石化园区循环水站改造工程',
    )
    const [awaited] = drawn.members
    if (awaited === undefined) throw new Error('nobody sits')
    await playEvaluation(set, { tender, members: drawn.members, bidders, awaited }, silent)
    stages.line(`评标中 scoring：${title}，只等 ${awaited.organization} ${awaited.name} 的评分 / one expert’s scores are missing`)
    return awaited
  }
  const publish = async () => {
    const { title, tender, drawn } = await drawnTender(
      set,
      office,
      { ...play, bidders: bidders.slice(5, 8) },
      '石化园区变电所增容工程',
    )
    await playEvaluation(set, { tender, members: drawn.members, bidders }, silent)
    await publishCandidates(office, { tender, bidders }, silent)
    stages.line(`公示有异议 objected：${title}，公示期停止，等代理答复 / candidates published, an objection waits for its answer`)
  }
  const [awaited] = await Promise.all([evaluate(), publish()])
  return { awaited }
}

/** A tender with three bids, opened, whose committee is drawn. */
async function drawnTender(set: Stageset, office: Office, play: OtherPlay, name: string) {
  const silent = keptStages()
  const drafted = await draftTender(set, office, {
    name,
    budget: auction.estimate,
    summary: `${name}，资金已落实。`,
    document: play.document,
    deadlineInMs: DEADLINE_MS * set.pace,
    windows: { revealSeconds: 60, custodianSeconds: 120, signatureSeconds: 60, objectionSeconds: 1 },
  })
  const tender = drafted.id
  const custody = await acceptSeats(set, office, tender)
  await fileNotice(office, tender)
  await approveNotice(office, tender)
  const { title, deadlineAt } = await untilPublished(office, tender)
  const target = await sealingTarget(set, drafted)
  const attendances: Attendance[] = []
  for (const [index, bidder] of play.bidders.entries()) {
    const plan = { target, price: auction.bids[index + 3] ?? '1.00', place: index, folder: play.folder }
    attendances.push({ bidder, keep: await placeBid(set, bidder, await bidPlan(bidder, plan)), comes: true })
  }
  await sleep(Math.max(0, Date.parse(deadlineAt ?? '') - Date.now()))
  await playOpening(set, office, { tender, custody, attendances }, silent)
  const drawn = await playDraw(set, office, { tender, custody, experts: await play.experts }, silent)
  return { title, tender, drawn }
}
