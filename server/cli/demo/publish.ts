import type { NoticeDraft } from '#shared/catalogue/notice.ts'
import { rulePack } from '#shared/catalogue/rule-pack.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import { listCustodyContract } from '#shared/contracts/notices/custody.ts'
import {
  approveNoticeContract,
  attachDocumentContract,
  fileNoticeContract,
  readTenderContract,
  startTenderContract,
  writeDraftContract,
} from '#shared/contracts/notices/tenders.ts'
import { acceptProjectContract, registerProjectContract } from '#shared/contracts/projects.ts'
import { depositCeiling } from '#shared/deposits/limit.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { formatYuan, type Yuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import type { CustodyFile } from '#shared/sealed-bid/client/custody-file.ts'
import { acceptSeat } from '#shared/sealed-bid/client/hold-seat.ts'
import { uploadPayload } from '#shared/sealed-bid/client/upload-payload.ts'
import { streamOf } from '#shared/sealed-bid/runtime.ts'
import { evaluationPlan } from './evaluation-plan.ts'
import type { Player, Stageset } from './people.ts'
import { until } from './until.ts'

/** Everybody a tender needs before anybody bids. */
export interface Office {
  readonly centre: Player
  readonly regulator: Player
  readonly tenderer: Player
  readonly agency: Player
  readonly custodians: readonly Player[]
}

/** A tender as the API answers it. */
export type TenderView = ResultOf<typeof readTenderContract>

/** What a tender of the play is about. */
export interface TenderPlan {
  readonly name: string
  readonly budget: string
  readonly summary: string
  readonly document: (code: string) => Promise<Bytes>
  readonly deadlineInMs: number
  readonly publishInMs?: number
  /** Waiting times of the opening where they are not those of the play. */
  readonly windows?: NoticeDraft['openingPolicy']['windows']
}

/** Registers the project, has the centre accept it, and begins a round with a draft and its documents. */
export async function draftTender(set: Stageset, office: Office, plan: TenderPlan): Promise<TenderView> {
  const { agency, centre, tenderer } = office
  const project = randomId(set.random)
  const registered = await agency.act(registerProjectContract, {
    subject: { project },
    body: {
      name: plan.name,
      category: 'engineering',
      method: 'open-tender',
      kind: 'works',
      industry: 'E48',
      region: '990100',
      regionName: '临江市城中区',
      funding: '市级财政资金',
      approvalDocument: '临发改审〔2026〕18号',
      summary: plan.summary,
      tendererParty: tenderer.party,
      agencyParty: agency.party,
      lots: [{ id: randomId(set.random), name: '一标段', budget: plan.budget as Yuan, ceilingPrice: plan.budget as Yuan }],
    },
  })
  const accepted = await centre.act(acceptProjectContract, {
    params: { project },
    subject: { project, version: registered.version },
    body: {},
  })
  const started = await agency.call(startTenderContract, { body: { project, lots: accepted.lots.map(({ id }) => id) } })
  const drafted = await agency.call(writeDraftContract, {
    params: { tender: started.id },
    body: { version: started.version, draft: { ...draftOf(set, office, plan), deposits: depositsOf(started) } },
  })
  const content = await plan.document(drafted.code)
  const capability = await uploadPayload({
    origin: set.server.origin,
    fetch: globalThis.fetch,
    size: content.length,
    open: (from) => streamOf(content.subarray(from)),
  })
  await agency.call(attachDocumentContract, {
    params: { tender: started.id },
    body: { name: '招标文件.pdf', upload: capability },
  })
  return readTender(agency, started.id)
}

/** Every custodian accepts with a fresh key, after its client has opened a test envelope. */
export async function acceptSeats(set: Stageset, office: Office, tender: string): Promise<CustodyFile[]> {
  const files: CustodyFile[] = []
  for (const custodian of office.custodians) {
    const { seats } = await custodian.call(listCustodyContract, {})
    const seat = seats.find((offered) => offered.tender === tender)
    if (seat === undefined) throw new Error('no seat on the desk')
    files.push(
      await acceptSeat({
        person: custodian,
        origin: set.server.origin,
        seat,
        logs: [],
        keep: async () => undefined,
      }),
    )
  }
  return files
}

/** The agency signs and files the notice. */
export async function fileNotice(office: Office, tender: string): Promise<TenderView> {
  const { version, desk } = await readTender(office.agency, tender)
  if (desk?.proposal == null) throw new Error('nothing to file')
  return office.agency.act(fileNoticeContract, { params: { tender }, subject: { tender, version }, body: desk.proposal })
}

/** The regulator puts it on file; it is published at its time. */
export async function approveNotice(office: Office, tender: string): Promise<TenderView> {
  const { version, noticeSha256 } = await readTender(office.regulator, tender)
  return office.regulator.act(approveNoticeContract, {
    params: { tender },
    subject: { tender, version, notice: noticeSha256 ?? '' },
    body: {},
  })
}

/** Waits until the notice is public. */
export function untilPublished({ agency }: Office, tender: string): Promise<TenderView> {
  return until(
    'a published notice',
    () => readTender(agency, tender),
    ({ state }) => state === 'published',
  )
}

/** A tender as somebody sees it. */
export function readTender(person: Pick<Player, 'call'>, tender: string): Promise<TenderView> {
  return person.call(readTenderContract, { params: { tender } })
}

/** Each lot asks for as much as the law allows (N9). */
function depositsOf({ rulePack: pack, category, lots }: TenderView): NonNullable<NoticeDraft['deposits']> {
  return lots.map(({ id, budget }) => ({
    lot: id,
    amount: formatYuan(depositCeiling(rulePack(pack), { category, kind: 'works' }, budget).amount),
    payment: '收款户名：临江市公共资源交易中心（演示）；账号：0000 0000 0001。接受银行、担保机构和保险机构的电子保函。',
  }))
}

function draftOf({ pace }: Stageset, office: Office, plan: TenderPlan): NoticeDraft {
  const now = Date.now()
  const publishAt = now + (plan.publishInMs ?? 0)
  const after = (milliseconds: number) => instantOf(publishAt + milliseconds)
  const label = (zh: string, en: string) => ({ zh, en })
  return {
    title: `${plan.name}施工招标公告`,
    summary: plan.summary,
    text: '一、招标条件\n本项目已经批准建设，资金已落实。\n二、项目概况与招标范围\n见招标文件。\n三、投标文件的递交\n在浏览器或命令行中加密后递交，开标前任何人无法读取。',
    qualification: '石油化工工程施工总承包二级及以上资质。',
    evaluation: { method: 'comprehensive-scoring', text: '综合评估法：价格五十分，技术四十分，工期十分。', plan: evaluationPlan },
    publishAt: instantOf(publishAt),
    documentsUntil: after(plan.deadlineInMs / 2),
    questionsUntil: after(plan.deadlineInMs / 2),
    deadlineAt: after(plan.deadlineInMs),
    openingPolicy: {
      kind: 'both',
      k: 3,
      n: 5,
      windows: plan.windows ?? {
        revealSeconds: Math.round(10 * pace),
        custodianSeconds: 120,
        signatureSeconds: 60,
        objectionSeconds: Math.round(4 * pace),
      },
    },
    seats: office.custodians.map(({ party }, index) => ({ i: index + 1, party })),
    envelopes: [
      {
        name: 'qualification',
        opensAt: 'opening',
        fields: [{ name: 'project-manager', label: label('项目经理', 'Project manager'), type: 'text', isRequired: true }],
        files: [],
      },
      {
        name: 'technical',
        opensAt: 'opening',
        fields: [],
        files: [{ name: 'method', label: label('施工组织设计（暗标）', 'Method statement, anonymous'), isRequired: true }],
      },
      {
        name: 'commercial',
        opensAt: 'opening',
        fields: [
          { name: 'price', label: label('投标总价（元）', 'Total price'), type: 'price', isRequired: true },
          { name: 'period', label: label('工期（日历天）', 'Period in days'), type: 'days', isRequired: true },
          { name: 'quality', label: label('质量目标', 'Quality'), type: 'quality', isRequired: true },
        ],
        files: [{ name: 'price-sheet', label: label('报价书', 'Price sheet'), isRequired: true }],
      },
    ],
    limits: { maxEnvelopeBytes: 512 * 1024 * 1024 },
  }
}
