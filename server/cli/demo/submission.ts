import { mkdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient, ProblemError } from '#shared/contracts/client.ts'
import { fetchNoticePack, verifyNoticePack } from '#shared/sealed-bid/client/notice-pack.ts'
import type { KeepFile } from '#shared/sealed-bid/keep-file.ts'
import type { SealingTarget } from '#shared/sealed-bid/sealing-target.ts'
import { targetOfNotice } from '#shared/sealed-bid/target-of-notice.ts'
import { auction } from './auction.ts'
import { type BidPlan, fileInMemory, fileOnDisk, placeBid, saveReceipt } from './bidding.ts'
import type { Attendance } from './ceremony.ts'
import { methodStatement, priceSheet, writeDrawings } from './documents.ts'
import type { Player, Stageset } from './people.ts'
import type { TenderView } from './publish.ts'
import type { Stages } from './stage.ts'
import { until } from './until.ts'

const DRAWINGS_BYTES = 200 * 1024 * 1024
const SHORTEST_PERIOD = 480

/** What a bidder seals for, after its client has verified notice, custodians and log itself. */
export async function sealingTarget(set: Stageset, tender: Pick<TenderView, 'id' | 'lots'>): Promise<SealingTarget> {
  const client = createClient({ origin: set.server.origin, fetch: globalThis.fetch })
  const pack = await until('a notice under a checkpoint', () =>
    fetchNoticePack({ client, origin: set.server.origin, tender: tender.id, knownLogs: [] }),
  )
  const verified = await verifyNoticePack(pack, { material: set.pki.trust, isRevocationChecked: true })
  return targetOfNotice(verified.act, tender.lots[0]?.id ?? '')
}

/** A bid of the play: price, time and documents of its bidder. */
export async function bidPlan(
  bidder: Player,
  bid: { readonly target: SealingTarget; readonly price: string; readonly place: number; readonly folder: string },
): Promise<BidPlan> {
  const { target, price, place, folder } = bid
  const now = Date.now()
  return {
    target,
    price,
    folder,
    period: String(SHORTEST_PERIOD + place * 10),
    files: [fileInMemory('报价书.pdf', await priceSheet(bidder.organization, price, now))],
    method: fileInMemory('施工组织设计.pdf', await methodStatement(now)),
  }
}

/** Eleven bidders seal and submit: one 200 MB, one inconsistent shares; one replaces its bid, one withdraws. */
export async function playSubmission(
  set: Stageset,
  play: {
    readonly tender: Pick<TenderView, 'id' | 'lots'>
    readonly bidders: readonly Player[]
    /** The play's data folder. */
    readonly folder: string
  },
  stages: Stages,
): Promise<Attendance[]> {
  const target = await sealingTarget(set, play.tender)
  const scratch = join(play.folder, 'clients')
  await mkdir(scratch, { recursive: true, mode: 0o700 })
  const drawings = join(scratch, 'drawings.zip')
  await writeDrawings(drawings, DRAWINGS_BYTES)
  const attendances: Attendance[] = []
  for (const [place, bidder] of play.bidders.entries()) {
    // The first bidder first asks more, and replaces its bid later.
    const price = place === 0 ? '118000000.00' : (auction.bids[place] ?? '1.00')
    const plan = await bidPlan(bidder, { target, price, place, folder: scratch })
    const isLarge = place === 4
    const keep = await placeBid(set, bidder, {
      ...plan,
      files: isLarge ? [...plan.files, await fileOnDisk('图纸.zip', drawings)] : plan.files,
      isInconsistent: place === 9,
      ...(isLarge
        ? { onProgress: (what: string, share: number) => stages.progress(`${bidder.organization} 200 MB ${what}`, share) }
        : {}),
    })
    attendances.push({ bidder, keep, comes: place !== 8 })
    if (!isLarge) stages.line(`${bidder.organization}：密封、签名、上传，回执 ${receiptName(keep)}`)
  }
  const [replacing] = attendances
  const withdrawing = attendances.pop()
  if (replacing === undefined || withdrawing === undefined) throw new Error('eleven bidders were expected')
  const { bidder } = replacing
  const plan = await bidPlan(bidder, { target, price: auction.bids[0], place: 0, folder: scratch })
  const keep = await placeBid(set, bidder, plan)
  attendances[0] = { ...replacing, keep }
  stages.line(`${bidder.organization}：替换了自己的投标`)
  await placeBid(set, withdrawing.bidder, { ...plan, price: '0.00', intent: 'withdrawal' })
  stages.line(`${withdrawing.bidder.organization}：撤回了自己的投标（看上去与任何一份投标无异）`)
  const receipt = await saveReceipt(join(play.folder, 'out'), '1', keep)
  stages.line(`回执存于 ${relative(process.cwd(), receipt)}`)
  await rm(drawings, { force: true })
  return attendances
}

/** Waits for the deadline; then whoever withdrew tries once more, too late (B3). */
export async function bidTooLate(
  set: Stageset,
  play: {
    readonly tender: Pick<TenderView, 'id' | 'lots'>
    readonly bidder: Player
    readonly deadlineAt: number
    readonly folder: string
  },
  stages: Stages,
): Promise<void> {
  const target = await sealingTarget(set, play.tender)
  const plan = await bidPlan(play.bidder, { target, price: '1.00', place: 0, folder: join(play.folder, 'clients') })
  const wait = play.deadlineAt - Date.now()
  stages.line(wait > 0 ? `等待截止，还有 ${(wait / 1000).toFixed(0)} 秒` : '已过截止时间')
  if (wait > 0) await sleep(wait + 50)
  const late = await placeBid(set, play.bidder, plan).then(
    () => 'accepted',
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  )
  stages.line(`截止后递交的一份：${late}`)
  if (late === 'accepted') throw new Error('a late bid was accepted')
}

function receiptName(keep: KeepFile): string {
  return (JSON.parse(keep.receipt?.receipt ?? '{}') as { manifestSha256?: string }).manifestSha256?.slice(0, 8) ?? ''
}
