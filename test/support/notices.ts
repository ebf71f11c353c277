import type { EnvelopeForm } from '#shared/catalogue/letter-form.ts'
import type { Notice, NoticeDraft } from '#shared/catalogue/notice.ts'
import type { ResultOf } from '#shared/contracts/contract.ts'
import {
  acceptCustodyContract,
  confirmReadinessContract,
  listCustodyContract,
  testCustodyKeyContract,
} from '#shared/contracts/notices/custody.ts'
import {
  amendNoticeContract,
  approveNoticeContract,
  attachDocumentContract,
  fileNoticeContract,
  readTenderContract,
  startTenderContract,
  writeDraftContract,
} from '#shared/contracts/notices/tenders.ts'
import { acceptProjectContract, registerProjectContract } from '#shared/contracts/projects.ts'
import { openEnvelope } from '#shared/pki/cms-envelope.ts'
import { type Bytes, base64url, fromBase64url, fromHex, utf8 } from '#shared/primitives/bytes.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import type { Yuan } from '#shared/primitives/money.ts'
import { randomId } from '#shared/primitives/random.ts'
import { upload } from './bids.ts'
import type { TestPerson, TestPlatform } from './platform.ts'

/** A tender as the API answers it. */
export type TenderAnswer = ResultOf<typeof readTenderContract>
/** A project as the API answers it. */
export type ProjectAnswer = ResultOf<typeof registerProjectContract>

/** Everybody a tender needs before anybody bids, logged in. */
export interface Cast {
  readonly tenderer: TestPerson
  readonly agency: TestPerson
  readonly centre: TestPerson
  readonly regulator: TestPerson
  readonly custodians: readonly TestPerson[]
}

/** A custodian's private key for one tender. */
export interface CustodyKey {
  readonly i: number
  readonly custodian: TestPerson
  readonly privateKey: Awaited<ReturnType<typeof crypto.subtle.importKey>>
  readonly keySpki: string
  readonly keySha256: string
}

const DAY_MS = 86_400_000

/** Registers a tenderer, an agency, a regulator and five custodians of as many parties, and logs all in. */
export async function castOf(platform: TestPlatform, custodians = 5): Promise<Cast> {
  const cast: Cast = {
    tenderer: await platform.register('tenderer', { name: '临江市水务局' }),
    agency: await platform.register('agency', { name: '临江公正招标代理有限公司' }),
    centre: await platform.centre(),
    regulator: await platform.register('regulator'),
    custodians: await Promise.all(Array.from({ length: custodians }, () => platform.register('custodian'))),
  }
  await logInAll(cast)
  return cast
}

/** Sessions are short: after the clock has moved everybody logs in anew. */
export async function logInAll({ tenderer, agency, centre, regulator, custodians }: Cast): Promise<void> {
  await Promise.all([tenderer, agency, centre, regulator, ...custodians].map((person) => person.logIn()))
}

/** What a registration states, with two lots. */
export function projectForm(platform: TestPlatform, cast: Cast) {
  return {
    name: '城中区供水管网改造工程',
    category: 'engineering',
    method: 'open-tender',
    kind: 'works' as 'works' | 'goods' | 'services',
    industry: 'E48',
    region: '330102',
    regionName: '浙江省杭州市上城区',
    funding: '区级财政资金',
    approvalDocument: '城发改审〔2026〕18号',
    summary: '改造老旧供水管道十二公里，含阀门井与路面恢复。',
    tendererParty: cast.tenderer.party,
    agencyParty: cast.agency.party as string | null,
    lots: [
      {
        id: randomId(platform.random),
        name: '一标段：主干管',
        budget: '12000000.00' as Yuan,
        ceilingPrice: '11500000.00' as Yuan,
      },
      { id: randomId(platform.random), name: '二标段：支管', budget: '3000000.00' as Yuan, ceilingPrice: '2900000.00' as Yuan },
    ],
  }
}

/** Registers a project by its agency and has the centre accept it. */
export async function acceptedProject(
  platform: TestPlatform,
  cast: Cast,
  changes: Partial<ReturnType<typeof projectForm>> = {},
): Promise<ProjectAnswer> {
  const registered = await cast.agency.act(registerProjectContract, {
    subject: { project: randomId(platform.random) },
    body: { ...projectForm(platform, cast), ...changes },
  })
  return cast.centre.act(acceptProjectContract, {
    params: { project: registered.id },
    subject: { project: registered.id, version: registered.version },
    body: {},
  })
}

const price = { name: 'price', label: { zh: '投标报价', en: 'Price' }, type: 'price', isRequired: true } as const
const period = { name: 'period', label: { zh: '工期（日历天）', en: 'Days' }, type: 'days', isRequired: true } as const
const guarantee = { name: 'guarantee', label: { zh: '投标保函', en: 'Guarantee' }, isRequired: true } as const

/** A qualification envelope that asks for a guarantee, and a commercial one. */
export const usualEnvelopes: EnvelopeForm[] = [
  { name: 'qualification', opensAt: 'opening', fields: [], files: [guarantee] },
  { name: 'commercial', opensAt: 'opening', fields: [price, period], files: [] },
]

/** A draft that keeps every statutory period of the law, from `at` (ms) on. */
export function draftFor(cast: Cast, at: number, changes: Partial<NoticeDraft> = {}): NoticeDraft {
  const after = (days: number, milliseconds = 0): Instant => instantOf(at + days * DAY_MS + milliseconds)
  const n = cast.custodians.length
  return {
    title: '城中区供水管网改造工程施工招标公告',
    summary: '改造老旧供水管道十二公里，资金已落实，现公开招标。',
    text: '一、招标条件\n本项目已经批准建设。\n二、项目概况\n见招标文件。',
    qualification: '市政公用工程施工总承包三级及以上资质。',
    evaluation: { method: 'comprehensive-scoring', text: '商务60分，技术40分。' },
    publishAt: after(0),
    documentsUntil: after(11),
    questionsUntil: after(12),
    deadlineAt: after(25),
    openingPolicy: {
      kind: 'both',
      k: Math.ceil(n / 2),
      n,
      windows: { revealSeconds: 3600, custodianSeconds: 1800, signatureSeconds: 1800, objectionSeconds: 1800 },
    },
    seats: cast.custodians.map(({ party }, index) => ({ i: index + 1, party })),
    envelopes: usualEnvelopes,
    limits: { maxEnvelopeBytes: 64 * 1024 * 1024 },
    ...changes,
  }
}

/** Begins a round with a draft and one document; nobody has accepted yet. */
export async function draftedTender(
  platform: TestPlatform,
  cast: Cast,
  options: {
    readonly project?: ProjectAnswer
    readonly draft?: Partial<NoticeDraft>
    readonly lots?: readonly string[]
    readonly document?: Bytes
  } = {},
): Promise<TenderAnswer> {
  const project = options.project ?? (await acceptedProject(platform, cast))
  const started = await cast.agency.call(startTenderContract, {
    body: { project: project.id, lots: [...(options.lots ?? project.lots.map(({ id }) => id))] },
  })
  const { version } = await cast.agency.call(writeDraftContract, {
    params: { tender: started.id },
    body: { version: started.version, draft: draftFor(cast, platform.clock.now(), options.draft) },
  })
  await attach(platform, cast, started.id, '招标文件.pdf', options.document ?? utf8(`%PDF-1.7 招标文件 ${started.id} ${version}`))
  return readTenderAs(cast.agency, started.id)
}

/** Uploads a file by tus and attaches it. */
export async function attach(platform: TestPlatform, cast: Cast, tender: string, name: string, content: Bytes) {
  const capability = await upload(platform.origin, content)
  return cast.agency.call(attachDocumentContract, { params: { tender }, body: { name, upload: capability } })
}

/** The tender as somebody sees it. */
export function readTenderAs(person: { readonly call: TestPerson['call'] }, tender: string): Promise<TenderAnswer> {
  return person.call(readTenderContract, { params: { tender } })
}

/** A fresh key of a custodian, as its own client makes it. */
export async function custodyKey(custodian: TestPerson, i: number): Promise<CustodyKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits'])
  const spki = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  return { i, custodian, privateKey: pair.privateKey, keySpki: base64url(spki), keySha256: sha256Hex(spki) }
}

/** What a custodian's client finds in a test envelope: its content's digest. */
export async function openTest(key: CustodyKey, tender: string, purpose: 'accept' | 'ready'): Promise<string> {
  const { cms } = await key.custodian.call(testCustodyKeyContract, {
    params: { tender },
    body: { i: key.i, purpose, keySpki: key.keySpki },
  })
  const content = await openEnvelope({
    envelope: fromBase64url(cms),
    recipient: { keyId: fromHex(key.keySha256), decryptionKey: key.privateKey },
  })
  return sha256Hex(content)
}

/** One custodian accepts its seat, from its own desk. */
export async function acceptSeat(custodian: TestPerson, tender: string): Promise<CustodyKey> {
  const { seats } = await custodian.call(listCustodyContract, {})
  const seat = seats.find((found) => found.tender === tender)
  if (seat === undefined) throw new Error('no seat on the desk')
  const key = await custodyKey(custodian, seat.i)
  await custodian.act(acceptCustodyContract, {
    params: { tender },
    subject: { tender, i: seat.i },
    body: { keySpki: key.keySpki, testSha256: await openTest(key, tender, 'accept'), policySha256: seat.policySha256 },
  })
  return key
}

/** Every custodian accepts. One after the other: each changes the tender. */
export async function acceptSeats(cast: Cast, tender: string): Promise<CustodyKey[]> {
  const keys: CustodyKey[] = []
  for (const custodian of cast.custodians) keys.push(await acceptSeat(custodian, tender))
  return keys
}

/** One custodian confirms that its key is at hand. */
export async function confirmSeat(key: CustodyKey, tender: string): Promise<void> {
  await key.custodian.act(confirmReadinessContract, {
    params: { tender },
    subject: { tender, i: key.i },
    body: { keySha256: key.keySha256, testSha256: await openTest(key, tender, 'ready') },
  })
}

/** The agency signs and files the notice as proposed. */
export async function fileTender(cast: Cast, tender: string, changes: Partial<Notice> = {}): Promise<TenderAnswer> {
  const { version, desk } = await readTenderAs(cast.agency, tender)
  if (desk?.proposal == null) throw new Error('nothing to file')
  return cast.agency.act(fileNoticeContract, {
    params: { tender },
    subject: { tender, version },
    body: { ...desk.proposal, ...changes },
  })
}

/** The regulator approves what is filed. */
export async function approveTender(cast: Cast, tender: string): Promise<TenderAnswer> {
  const { version, noticeSha256 } = await readTenderAs(cast.regulator, tender)
  if (noticeSha256 === null) throw new Error('nothing to approve')
  return cast.regulator.act(approveNoticeContract, {
    params: { tender },
    subject: { tender, version, notice: noticeSha256 },
    body: {},
  })
}

/** A tender published over HTTP by everybody it takes, with the custodians' keys. */
export async function publishedTender(
  platform: TestPlatform,
  cast: Cast,
  options: Parameters<typeof draftedTender>[2] = {},
): Promise<{ readonly tender: TenderAnswer; readonly keys: CustodyKey[] }> {
  const { id } = await draftedTender(platform, cast, options)
  const keys = await acceptSeats(cast, id)
  await fileTender(cast, id)
  return { tender: await approveTender(cast, id), keys }
}

/** The agency amends a published notice. */
export async function amendTender(
  cast: Cast,
  tender: string,
  changes: Partial<Notice>,
  { affectsBids = true, text = '延长工期。' }: { readonly affectsBids?: boolean; readonly text?: string } = {},
): Promise<TenderAnswer> {
  const { version, notice, noticeSha256 } = await readTenderAs(cast.agency, tender)
  if (notice === null || noticeSha256 === null) throw new Error('nothing to amend')
  return cast.agency.act(amendNoticeContract, {
    params: { tender },
    subject: { tender, version },
    body: { ...notice, ...changes, amends: { notice: noticeSha256, changes: text, affectsBids } },
  })
}
