import { randomBytes } from 'node:crypto'
import type { Connection } from 'mongoose'
import type { EnvelopeForm } from '#shared/catalogue/letter-form.ts'
import type { Notice } from '#shared/catalogue/notice.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { type Bytes, base64url } from '#shared/primitives/bytes.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { randomId } from '#shared/primitives/random.ts'
import type { ProblemDocument } from '#shared/problems/problem.ts'
import { keyDigest } from '#shared/sealed-bid/custodian-share.ts'
import type { SignedReceipt } from '#shared/sealed-bid/receipt.ts'
import type { SealingOrder } from '#shared/sealed-bid/seal-bid.ts'
import { type Submission, submissionOf } from '#shared/sealed-bid/submission.ts'
import { type TenderRecord, tenderModel } from '../../server/features/notices/tender.model.ts'
import { draw, sealTestBid, type TestBid, type TestTender, testTender } from './sealed-bid.ts'

/** A published tender in the database of a platform under test, with the private keys of its custodians. */
export interface PublishedTestTender extends TestTender {
  readonly id: string
  readonly lot: string
  readonly deadlineAt: number
}

/** How a published tender under test differs from the usual one. */
export interface TenderChanges {
  readonly platform: string
  readonly now: number
  readonly deadlineAt?: number
  readonly policy?: TestTender['target']['policy']
  readonly envelopes?: readonly EnvelopeForm[]
  readonly record?: Partial<TenderRecord>
}

const price = { name: 'price', label: { zh: '投标报价', en: 'Price' }, type: 'price', isRequired: true } as const
const period = { name: 'period', label: { zh: '工期', en: 'Period' }, type: 'days', isRequired: true } as const
/** One envelope, price and period. */
export const commercialOnly: readonly EnvelopeForm[] = [
  { name: 'commercial', opensAt: 'opening', fields: [period, price], files: [] },
]

/** Writes a tender as it stands after publication: the stages before it have tests of their own. */
export async function publishTestTender(connection: Connection, changes: TenderChanges): Promise<PublishedTestTender> {
  const {
    platform,
    now,
    deadlineAt = now + 3_600_000,
    policy = { kind: 'both', k: 3, n: 5 },
    envelopes = commercialOnly,
  } = changes
  const lot = randomId(draw)
  const id = randomId(draw)
  const noticeSha256 = randomBytes(32).toString('hex')
  const tender = await testTender({
    platform,
    tender: id,
    lot,
    noticeSha256,
    policy,
    envelopes: envelopes.map(({ name, fields }) => ({ name, fields: fields.map((field) => field.name) })),
  })
  const lots = [{ id: lot, name: '一标段', budget: '2000000.00', ceilingPrice: '1800000.00' }] as Notice['lots']
  const tendererParty = changes.record?.tendererParty ?? randomId(draw)
  const notice: Notice = {
    v: 'notice/1',
    title: '测试招标',
    summary: '测试项目招标公告',
    text: '招标公告正文',
    qualification: '无',
    evaluation: { method: 'lowest-evaluated-price', text: '经评审的最低投标价法' },
    publishAt: instantOf(now),
    documentsUntil: instantOf(deadlineAt),
    questionsUntil: instantOf(deadlineAt),
    deadlineAt: instantOf(deadlineAt),
    openingPolicy: {
      ...policy,
      windows: { revealSeconds: 60, custodianSeconds: 60, signatureSeconds: 60, objectionSeconds: 60 },
    },
    custodians: tender.custodians.map(({ i, keySpki }) => ({
      i,
      party: randomId(draw),
      name: `保管单位${i}`,
      person: randomId(draw),
      certSha256: randomBytes(32).toString('hex'),
      keySpki: base64url(keySpki),
      keySha256: keyDigest(keySpki),
      acceptActSha256: randomBytes(32).toString('hex'),
    })),
    envelopes: [...envelopes],
    limits: { maxEnvelopeBytes: 64 * 1024 * 1024 },
    rulePack: 'cn',
    code: 'TEST-2026-0001',
    category: 'engineering',
    method: 'open-tender',
    region: '990100',
    round: 1,
    lots,
    tenderer: { party: tendererParty, name: '测试招标人' },
    agency: null,
    documents: [{ name: '招标文件.pdf', version: 1, sha256: randomBytes(32).toString('hex'), size: 1000 }],
    amends: null,
  }
  const record: TenderRecord = {
    _id: id,
    version: 5,
    project: randomId(draw),
    code: 'TEST-2026-0001',
    title: '测试招标',
    category: 'engineering',
    kind: 'works',
    industry: 'housing',
    method: 'open-tender',
    region: '990100',
    regionName: '测试市',
    round: 1,
    rulePack: 'cn',
    state: 'published',
    isSuspended: false,
    suspensions: [],
    pausedAt: null,
    lots,
    tendererParty,
    agencyParty: null,
    centreParty: null,
    tendererName: '测试招标人',
    agencyName: null,
    draft: null,
    seats: [],
    attached: [],
    notice,
    noticeSha256,
    noticeHistory: [{ sha256: noticeSha256, kind: 'notice', at: instantOf(now) }],
    returnReason: null,
    publishAt: instantOf(now),
    publishedAt: instantOf(now),
    deadlineAt: instantOf(deadlineAt),
    isReadinessAsked: false,
    nextDue: null,
    nextDueAt: null,
    leaseUntil: null,
    summary: '',
    budgetKey: '000000000200000000',
    closingKey: '',
    searchText: '',
    searchTokens: [],
    ...changes.record,
  }
  await tenderModel(connection).create([record])
  return { ...tender, id, lot, deadlineAt }
}

/** Uploads bytes as a client would and gives the capability. */
export async function upload(origin: string, content: Bytes): Promise<string> {
  const tus = { 'Tus-Resumable': '1.0.0' }
  const created = await fetch(`${origin}/api/uploads`, {
    method: 'POST',
    headers: { ...tus, 'Upload-Length': String(content.length) },
  })
  const location = created.headers.get('location') ?? ''
  const sent = await fetch(`${origin}${location}`, {
    method: 'PATCH',
    headers: { ...tus, 'Upload-Offset': '0', 'Content-Type': 'application/offset+octet-stream' },
    body: content,
  })
  if (sent.status !== 204) throw new Error(`upload answered ${sent.status}`)
  return location.slice('/api/uploads/'.length)
}

/** Uploads every payload of a bid and builds its submission. */
export async function submissionWithUploads(origin: string, bid: TestBid): Promise<Submission> {
  const uploads = await Promise.all(
    [...bid.payloads].map(async ([envelope, content]) => ({ envelope, capability: await upload(origin, content) })),
  )
  return submissionOf(bid, uploads)
}

/** What a submission was answered: its receipt, or the problem. */
export type SubmissionAnswer =
  | { readonly status: 201; readonly receipt: SignedReceipt; readonly problem?: undefined }
  | { readonly status: number; readonly problem: ProblemDocument; readonly receipt?: undefined }

/** Sends a submission as a stranger: no token, no cookie. */
export async function submit(
  origin: string,
  submission: unknown,
  headers: Record<string, string> = {},
): Promise<SubmissionAnswer> {
  const answer = await fetch(`${origin}/api/bids`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(submission),
  })
  if (answer.status === 201) return { status: 201, receipt: (await answer.json()) as SignedReceipt }
  return { status: answer.status, problem: (await answer.json()) as ProblemDocument }
}

/** Seals, uploads and submits a bid; gives the bid, the submission and its receipt. Throws when it is refused. */
export async function bidFor(
  origin: string,
  tender: TestTender,
  signer: Signer,
  changes: Partial<Pick<SealingOrder, 'envelopes' | 'intent'>> = {},
): Promise<{ readonly bid: TestBid; readonly submission: Submission; readonly receipt: SignedReceipt }> {
  const bid = await sealTestBid(tender, signer, changes)
  const submission = await submissionWithUploads(origin, bid)
  const { receipt, problem } = await submit(origin, submission)
  if (receipt === undefined) throw new Error(`refused: ${problem.code}: ${problem.detail}`)
  return { bid, submission, receipt }
}
