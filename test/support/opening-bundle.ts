import { ed25519 } from '@noble/curves/ed25519.js'
import type { Notice } from '#shared/catalogue/notice.ts'
import { signCms } from '#shared/pki/cms-signature.ts'
import type { Signer } from '#shared/pki/signer.ts'
import { base64url, concat, fromHex, hex, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, type Json } from '#shared/primitives/canonical-json.ts'
import { sha256, sha256Hex } from '#shared/primitives/digest.ts'
import { type Instant, instantOf } from '#shared/primitives/instant.ts'
import { keyDigest } from '#shared/sealed-bid/custodian-share.ts'
import { bidReceivedEvent, entryCommitment } from '#shared/sealed-bid/event-envelope.ts'
import type { BundleBid, OpeningBundle } from '#shared/sealed-bid/opening/bundle.ts'
import { openBidEnvelope } from '#shared/sealed-bid/opening/open-bid-envelope.ts'
import type { OpeningTrust } from '#shared/sealed-bid/opening/verify-opening.ts'
import { streamOf } from '#shared/sealed-bid/runtime.ts'
import { readNoticeAct, targetOfNotice } from '#shared/sealed-bid/target-of-notice.ts'
import { checkpointText, signCheckpoint } from '#shared/transparency/checkpoint.ts'
import { entryLeafHash } from '#shared/transparency/entry.ts'
import { eventCommitmentHex, factsDigest, type LedgerEvent } from '#shared/transparency/event.ts'
import { consistencyProof, inclusionProof, readerOfLeaves, rootOfSize } from '#shared/transparency/merkle-proof.ts'
import { noteKey } from '#shared/transparency/signed-note.ts'
import type { Person, Pki } from '../../certs/make.ts'
import {
  draw,
  sealTestBid,
  sharesOf,
  type TestBid,
  type TestCustodian,
  type TestTender,
  testRuntime,
  testTender,
} from './sealed-bid.ts'

const tenderId = '1'.repeat(32)
const lotId = '2'.repeat(32)
const id = (digit: string) => digit.repeat(32)
const LOG = 2026
const origin = 'bids.example/2026'

/** An opening that was honest in every step, with three bidders of whom one never revealed, and one replaced bid. */
export interface TestOpening {
  readonly bundle: OpeningBundle
  readonly trust: OpeningTrust
}

/** A small log in memory: events are pending until the next beat, which adds fillers and signs a checkpoint. */
function startLog() {
  const secretKey = draw(32)
  const key = noteKey(origin, ed25519.getPublicKey(secretKey))
  const entries: string[] = []
  const checkpoints: { size: number; note: string }[] = []
  let pending: string[] = []
  const reader = () => readerOfLeaves(entries.map(entryLeafHash))
  return {
    key,
    append: (c: string) => void pending.push(c),
    async beat(): Promise<number> {
      entries.push(...pending, hex(draw(32)))
      pending = []
      const size = entries.length
      const root = await rootOfSize(size, reader())
      const note = signCheckpoint({ origin, size, root }, key, (bytes) => ed25519.sign(bytes, secretKey))
      checkpoints.push({ size, note })
      return size
    },
    async proof(c: string, size: number) {
      const leafIndex = entries.indexOf(c)
      return { leafIndex, inclusionProof: (await inclusionProof(leafIndex, size, reader())).map(hex) }
    },
    async signedCheckpoints() {
      const newest = checkpoints.at(-1)?.size ?? 0
      return Promise.all(
        checkpoints.map(async ({ size, note }) => ({
          log: LOG,
          note,
          consistencyProof: size === newest ? [] : (await consistencyProof(size, newest, reader())).map(hex),
        })),
      )
    },
    size: () => entries.length,
    rootAt: (size: number) => rootOfSize(size, reader()),
    text: checkpointText,
  }
}

/** Plays an opening from notice to record and returns its bundle. Takes about a second. */
export async function playOpening(pki: Pki, at: number): Promise<TestOpening> {
  const log = startLog()
  const chain: { salt: string; event: LedgerEvent; facts?: Json; c: string }[] = []
  const acts: { act: string; p7s: string }[] = []
  let clock = at
  function now(): Instant {
    clock += 1000
    return instantOf(clock)
  }

  function happen(type: string, facts: Json | undefined, actSha256?: string): void {
    const previous = chain.at(-1)?.c
    const event: LedgerEvent = {
      v: 'event/1',
      type,
      subject: { tender: tenderId },
      at: now(),
      ...(actSha256 === undefined ? {} : { actSha256 }),
      ...(facts === undefined ? {} : { objectSha256: factsDigest(facts) }),
      seq: chain.length + 1,
      ...(previous === undefined ? {} : { previous }),
    }
    const salt = draw(32)
    const c = eventCommitmentHex(salt, event)
    chain.push({ salt: hex(salt), event, c, ...(facts === undefined ? {} : { facts }) })
    log.append(c)
  }

  async function sign(
    person: Person,
    type: string,
    subject: Json,
    body: Json,
  ): Promise<{ act: string; p7s: string; sha256: string }> {
    const bytes = canonicalBytes({
      v: 'act/1',
      platform: origin,
      type,
      subject,
      body,
      actor: { party: id('a'), person: id('b'), certSha256: sha256Hex(person.signer.certificate) },
      at: now(),
      nonce: hex(draw(16)),
    })
    const p7s = base64url(await signCms({ content: bytes, signer: person.signer }))
    return { act: new TextDecoder().decode(bytes), p7s, sha256: sha256Hex(bytes) }
  }

  const agency = await pki.person({ name: '招标经办', organization: '招标代理公司', creditCode: '91350100M000100Y43' })
  const { custodians } = await testTender()
  const notice = await sign(agency, 'notice.file', { tender: tenderId, version: 1 }, noticeBody(custodians, at))
  happen('notice.published', { noticeSha256: notice.sha256 })
  await log.beat()
  const tender: TestTender = { target: targetOfNotice(readNoticeAct(utf8(notice.act)), lotId), custodians }

  const bidders = await Promise.all(
    ['甲', '乙', '丙'].map((name, index) =>
      pki.person({ name: `${name}某`, organization: `${name}公司`, creditCode: `91350100M00010${index}Y43`.slice(0, 18) }),
    ),
  )
  const submissions: { bid: TestBid; signer: Signer; receivedAt: Instant; organization: string }[] = []
  for (const [index, bidder] of [...bidders, ...bidders.slice(0, 1)].entries()) {
    const fields = { price: `${100 + index}.00`, period: '90' }
    const bid = await sealTestBid(tender, bidder.signer, { envelopes: [{ name: 'commercial', fields, files: [] }] })
    const receivedAt = now()
    submissions.push({ bid, signer: bidder.signer, receivedAt, organization: bidder.organization })
    log.append(hex(entryCommitment(bid.entrySalt, eventOf(bid, receivedAt))))
  }
  await log.beat()

  clock = at + 3_600_000
  happen('deadline.passed', { deadlineAt: instantOf(at + 3_600_000) })
  const deadlineSize = await log.beat()
  const ordered = [...submissions].sort((left, right) => (left.bid.manifestSha256 < right.bid.manifestSha256 ? -1 : 1))
  const manifests = ordered.map(({ bid }) => bid.manifestSha256)
  const list = sha256Hex(concat(...manifests.map(fromHex)))
  happen('opening.listed', { list, manifests, box: { log: LOG, size: deadlineSize, root: hex(await log.rootAt(deadlineSize)) } })
  await log.beat()
  const live = ordered.filter((submission) => submission !== submissions[0])
  const silent = submissions[2]
  happen('opening.live-bids-found', { live: live.map(({ bid }) => bid.manifestSha256) })
  await log.beat()
  happen('opening.window-closed', { silent: [silent?.bid.manifestSha256 ?? ''] })
  await log.beat()
  const settlement = new TextDecoder().decode(
    canonicalBytes({
      v: 'settlement/1',
      tender: tenderId,
      bids: live.map((submission) => ({
        manifestSha256: submission.bid.manifestSha256,
        isRemedyGranted: false,
        cause: submission === silent ? { code: 'bidder-key-missing', attributedTo: 'bidder' } : null,
      })),
    }),
  )
  happen('opening.settlement-prepared', { settlementSha256: sha256Hex(utf8(settlement)) })
  await log.beat()
  const toOpen = live.filter((submission) => submission !== silent)
  happen('reveal.closed', {
    settlementSha256: sha256Hex(utf8(settlement)),
    opening: toOpen.map(({ bid }) => bid.manifestSha256),
  })
  await log.beat()

  for (const custodian of custodians) {
    const shares: Json[] = []
    for (const { bid } of toOpen) {
      const [share] = await sharesOf(tender, bid.manifest, 'commercial', [custodian.i])
      shares.push({
        manifestSha256: bid.manifestSha256,
        envelope: 'commercial',
        purpose: 'custodian',
        share: hex(share ?? draw(0)),
      })
    }
    const release = await sign(
      agency,
      'custody.release',
      { tender: tenderId, list },
      { settlementSha256: '0'.repeat(64), shares, unreadable: [] },
    )
    acts.push({ act: release.act, p7s: release.p7s })
    happen('custody.released', { i: custodian.i }, release.sha256)
  }
  await log.beat()
  const bids: BundleBid[] = []
  for (const [index, submission] of ordered.entries()) {
    bids.push(
      await bundleBid(tender, submission, index + 1, { isLive: live.includes(submission), isSilent: submission === silent }),
    )
  }
  happen('opening.published', {
    bids: bids.map((bid) => ({ manifestSha256: bid.manifestSha256, state: bid.state, fields: fieldsOf(bid) })),
  })
  await log.beat()
  const record = new TextDecoder().decode(canonicalBytes({ v: 'record/1', tender: tenderId }))
  happen('opening.recorded', { recordSha256: sha256Hex(utf8(record)) })
  const newest = await log.beat()

  const bundle: OpeningBundle = {
    v: 'opening/1',
    platform: origin,
    tender: tenderId,
    notices: [{ act: notice.act, p7s: notice.p7s }],
    chain: await Promise.all(
      chain.map(async ({ salt, event, facts, c }) => ({
        salt,
        event: { ...event, subject: { ...event.subject } },
        ...(facts === undefined ? {} : { facts }),
        log: LOG,
        proof: await log.proof(c, newest),
      })),
    ),
    checkpoints: await log.signedCheckpoints(),
    deadline: { log: LOG, size: deadlineSize, timestamp: null },
    bids: await Promise.all(
      bids.map(async (bid) => {
        if (bid.identity === null) return bid
        const c = hex(entryCommitment(fromHex(bid.identity.entrySalt), bid.identity.event))
        return { ...bid, entry: await log.proof(c, deadlineSize) }
      }),
    ),
    acts,
    settlement,
    record,
  }
  return { bundle, trust: { logKeys: [log.key], trust: pki.trust, isRevocationChecked: true } }
}

function eventOf(bid: TestBid, receivedAt: Instant) {
  return bidReceivedEvent({ tender: tenderId, lot: lotId, manifestSha256: bid.manifestSha256, receivedAt })
}

async function bundleBid(
  tender: TestTender,
  { bid, receivedAt, organization }: { bid: TestBid; receivedAt: Instant; organization: string },
  number: number,
  { isLive, isSilent }: { isLive: boolean; isSilent: boolean },
): Promise<BundleBid> {
  const isOpened = isLive && !isSilent
  const shares = isOpened ? await sharesOf(tender, bid.manifest, 'commercial') : []
  const bidderKey = fromHex(bid.bidderKeys['commercial'] ?? '')
  const payload = bid.payloads.get('commercial') ?? draw(0)
  const opened = isOpened
    ? await openBidEnvelope(testRuntime, {
        manifest: bid.manifest,
        envelope: 'commercial',
        shares,
        bidderKey,
        payload: streamOf(payload),
      })
    : undefined
  return {
    number,
    manifestSha256: bid.manifestSha256,
    manifest: new TextDecoder().decode(bid.manifestBytes),
    identity: {
      p7s: base64url(bid.p7s),
      salt: hex(bid.salt),
      intent: bid.intent,
      event: eventOf(bid, receivedAt),
      entrySalt: hex(bid.entrySalt),
    },
    entry: null,
    party: isLive ? organization : null,
    state: isOpened ? 'opened' : isLive ? 'failed' : 'out',
    cause: isLive && isSilent ? { code: 'bidder-key-missing', attributedTo: 'bidder', detail: '', envelope: null } : null,
    isRemedyGranted: false,
    bidderKeys: isOpened ? { commercial: bid.bidderKeys['commercial'] ?? '' } : null,
    shares: shares.map((share, index) => ({
      i: index + 1,
      envelope: 'commercial',
      purpose: 'custodian' as const,
      share: hex(share),
    })),
    payloadHeads: { commercial: hex(payload.subarray(0, 56)) },
    letters: opened?.ok === true ? { commercial: new TextDecoder().decode(canonicalBytes(opened.letter)) } : null,
  }
}

function fieldsOf(bid: BundleBid): Json {
  const text = bid.letters?.['commercial']
  if (text === undefined) return null
  const letter = JSON.parse(text) as { fields: Record<string, { value: string }> }
  return Object.fromEntries(Object.entries(letter.fields).map(([name, { value }]) => [name, value]))
}

function noticeBody(custodians: readonly TestCustodian[], at: number): Json {
  const label = { zh: '栏目', en: 'Field' }
  const windows = { revealSeconds: 60, custodianSeconds: 60, signatureSeconds: 60, objectionSeconds: 60 }
  const notice: Notice = {
    v: 'notice/1',
    rulePack: 'demo',
    code: 'A1-350100-2026-0001',
    category: 'engineering',
    method: 'open-tender',
    region: '350100',
    round: 1,
    lots: [{ id: lotId, name: '一标段', budget: '1000.00' as never, ceilingPrice: '900.00' as never }],
    tenderer: { party: id('c'), name: '招标人' },
    agency: null,
    documents: [{ name: '招标文件.pdf', version: 1, sha256: hex(sha256(utf8('document'))), size: 8 }],
    custodians: custodians.map(({ i, keySpki }) => ({
      i,
      party: id('d'),
      name: `保管人${i}`,
      person: id('e'),
      certSha256: 'a'.repeat(64),
      keySpki: base64url(keySpki),
      keySha256: keyDigest(keySpki),
      acceptActSha256: 'b'.repeat(64),
    })),
    amends: null,
    title: '测试项目',
    summary: '摘要',
    text: '正文',
    qualification: '资格',
    evaluation: { method: 'lowest-evaluated-price', text: '办法' },
    publishAt: instantOf(at),
    documentsUntil: instantOf(at + 1_000_000),
    questionsUntil: instantOf(at + 1_000_000),
    deadlineAt: instantOf(at + 3_600_000),
    openingPolicy: { kind: 'both', k: 3, n: 5, windows },
    envelopes: [
      {
        name: 'commercial',
        opensAt: 'opening',
        fields: [
          { name: 'price', label, type: 'price', isRequired: true },
          { name: 'period', label, type: 'days', isRequired: true },
        ],
        files: [],
      },
    ],
    limits: { maxEnvelopeBytes: 64 * 1024 * 1024 },
  }
  return notice as unknown as Json
}
