import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '#shared/contracts/client.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import * as hallActs from '#shared/contracts/opening-hall.ts'
import * as reading from '#shared/contracts/opening-reading.ts'
import type { OpeningState } from '#shared/lifecycle/opening.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { type CustodianStep, takeCustodianStep } from '#shared/sealed-bid/client/custodian-step.ts'
import type { CustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { keptManifestSha256, revealKept } from '#shared/sealed-bid/client/keep-bid.ts'
import type { KeepFile } from '#shared/sealed-bid/keep-file.ts'
import type { Player, Stageset } from './people.ts'
import type { Office } from './publish.ts'
import { watchHall } from './spectator.ts'
import type { Stages } from './stage.ts'
import { until as lookUntil } from './until.ts'

/** An opening as everybody sees it. */
export type OpeningView = ResultOf<typeof reading.getOpening>

/** A bidder at the opening: whether it comes to reveal its keys. */
export interface Attendance {
  readonly bidder: Player
  readonly keep: KeepFile
  readonly comes: boolean
}

/** The whole ceremony: everybody's client does what its person would, until the record is published. */
export async function playOpening(
  set: Stageset,
  office: Office,
  play: { readonly tender: string; readonly custody: readonly CustodyFile[]; readonly attendances: readonly Attendance[] },
  stages: Stages,
): Promise<OpeningView> {
  const client = createClient({ origin: set.server.origin, fetch: globalThis.fetch })
  const spectator = await watchHall(set.server.origin, play.tender)
  const params = { tender: play.tender }
  const read = () => client.call(reading.getOpening, { params })
  const until = async (state: OpeningState): Promise<OpeningView> => {
    for (let look = 0; look < 600; look += 1) {
      const opening = await read().catch(() => undefined)
      if (opening?.state === state) return opening
      if (opening?.state === 'failed') throw new Error('the opening failed')
      await sleep(200)
    }
    throw new Error(`the opening does not come to ${state}`)
  }
  let custody = play.custody
  const custodians = async (what: string) => {
    const after: CustodyFile[] = []
    for (const [index, person] of office.custodians.entries()) {
      const file = custody[index]
      if (file === undefined) throw new Error('no custody file')
      const step = await whenAsked(set, person, file)
      after.push({ ...file, logs: [...step.logs] })
      stages.line(
        `${person.organization}：${what}${step.unreadable.length === 0 ? '' : `，报告打不开 ${step.unreadable.length}`}`,
      )
    }
    custody = after
  }

  stages.begin('开标：截止，列出全部密封投标 / The deadline: the box is closed and listed')
  const listed = await until('listed')
  const list = listed.list ?? ''
  const subject = { tender: play.tender, list }
  stages.line(`${listed.seals.length} 份密封投标，无名，清单 ${list.slice(0, 16)}…`)

  stages.begin('保管人提交身份份额，找出有效投标 / Custodians release identities; live bids are found')
  await custodians('身份份额已提交')
  const revealing = await until('revealing')
  stages.line(
    `有效 ${revealing.seals.filter(({ state }) => state === 'live').length}，已被替换或撤回 ${revealing.seals.filter(({ state }) => state === 'out').length}`,
  )

  stages.begin('投标人解密（一家始终未到） / Bidders reveal; one never comes')
  for (const { bidder, keep, comes } of play.attendances) {
    if (!comes) continue
    await bidder.act(hallActs.checkIn, { params, subject, body: { manifestSha256: keptManifestSha256(keep) } })
    await revealKept(client, keep)
    const { seals } = await read()
    const seal = seals.find(({ manifestSha256 }) => manifestSha256 === keptManifestSha256(keep))
    stages.line(`${String(seal?.number).padStart(2)} 号封印：投标人的锁已开`)
  }
  const closing = await until('reporting')
  stages.line(`窗口关闭，未解密 ${closing.seals.filter(({ state }) => state === 'live').length}`)

  stages.begin('保管人报告，招标人与监管签署责任认定 / Causes are fixed and signed')
  await custodians('已报告全部信封')
  const settling = await until('settling')
  for (const signer of [office.agency, office.regulator]) {
    await signer.act(hallActs.signSettlement, { params, subject, body: { settlementSha256: settling.settlement?.sha256 ?? '' } })
    stages.line(`${signer.organization}：已签署 ${settling.settlement?.sha256.slice(0, 16)}…`)
  }
  await until('releasing')

  stages.begin('保管人提交解密份额 / Custodians release their shares')
  await custodians('份额已提交')
  const published = await until('published')

  stages.begin('全部名称与报价同时公布 / Names and prices, all at one moment')
  for (const seal of published.seals) {
    const name = seal.bidder?.name ?? '（未公布）'
    if (seal.state === 'opened') stages.line(`${String(seal.number).padStart(2)}  ${name}  ¥${seal.fields?.['price']}`)
    else if (seal.state === 'failed')
      stages.line(`${String(seal.number).padStart(2)}  ${name}  未开启：${seal.cause?.code}（${seal.cause?.attributedTo}）`)
  }
  const opened = published.seals.filter(({ state }) => state === 'opened').map(({ manifestSha256 }) => manifestSha256)
  await office.agency.act(hallActs.readOut, { params, subject, body: { manifests: opened } })
  const objector = play.attendances.find(({ comes }) => comes)?.bidder
  if (objector !== undefined) {
    const { objection } = await objector.act(hallActs.objectAtOpening, {
      params,
      subject,
      body: { text: '请说明未开启投标的原因。' },
    })
    await office.agency.act(hallActs.answerOpeningObjection, {
      params,
      subject,
      body: { objection, text: '原因与证据已在实况中列明，任何人可以核验。' },
    })
    stages.line(`${objector.organization} 提出异议，招标代理当场答复`)
  }

  stages.begin('开标记录签署并公布 / The record is signed and published')
  await until('signing')
  const record = await client.call(reading.getOpeningRecord, { params })
  const body = { recordSha256: sha256Hex(record), isRefusal: false }
  const signers = [office.agency, ...play.attendances.filter(({ comes }) => comes).map(({ bidder }) => bidder)]
  for (const signer of signers) await signer.act(hallActs.signOpeningRecord, { params, subject, body })
  stages.line(`${signers.length} 方签署，记录 ${body.recordSha256.slice(0, 16)}…`)
  const recorded = await until('recorded')
  const { seen, isComplete, last } = spectator.leave()
  stages.line(`旁观者经套接字看到 ${seen} 个事实${isComplete ? '，无一遗漏' : '，有遗漏'}，最后是 ${last}`)
  return recorded
}

/** A custodian's client looks until the step it waits for is under a checkpoint: what is not, it does not act on. */
async function whenAsked(set: Stageset, person: Player, custody: CustodyFile): Promise<CustodianStep> {
  const trust = { material: set.pki.trust, isRevocationChecked: true }
  const step = await lookUntil(
    `a step that ${person.organization} is asked for`,
    () => takeCustodianStep({ person, custody, now: Date.now(), trust }),
    ({ done, refusal }) => refusal !== undefined || done !== 'nothing',
  )
  if (step.refusal !== undefined) throw new Error(`${person.organization}: ${step.refusal}`)
  return step
}
