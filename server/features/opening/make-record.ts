import type { OpeningStage } from '#shared/catalogue/letter-form.ts'
import { fromUtf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, type Json } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { instantOf } from '#shared/primitives/instant.ts'
import { inTransaction } from '../../platform/mongo/transaction.ts'
import { readParty } from '../identity/index.ts'
import { moveTender, type PublishedTender } from '../notices/index.ts'
import type { OpeningDeps } from './deps.ts'
import { moveOpening } from './move-opening.ts'
import type { OpeningRecord } from './opening.model.ts'
import type { OpeningBid } from './opening-bid.model.ts'
import { presenceModel } from './presence.model.ts'
import { readOpeningBids } from './read-opening.ts'
import { recordPdf } from './record-pdf.ts'
import { causeAt, factOf, fieldsAt, isShownAt, laterPart, stageOf, stageStateOf } from './stages.ts'
import { utteranceModel } from './utterance.model.ts'

/** Ends objections: the opening record (O8) is made, and waits for the signatures of those present. */
export async function makeRecord(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<void> {
  const bytes = canonicalBytes(await recordOf(deps, opening, tender, at))
  const record = { text: fromUtf8(bytes), sha256: sha256Hex(bytes), signatures: [] }
  await inTransaction(deps.connection, (session) =>
    moveOpening(deps, session, opening, {
      event: 'end-objections',
      fact: factOf(opening, 'record-prepared'),
      facts: { recordSha256: record.sha256 },
      at,
      lastsMs: tender.openingPolicy.windows.signatureSeconds * 1000,
      set: { record },
    }),
  )
}

/** Publishes the record as signed PDF and JSON, with who signed, refused or stayed silent, which blocks nothing. The opening ends here. */
export async function publishRecord(
  deps: OpeningDeps,
  opening: OpeningRecord,
  tender: PublishedTender,
  at: number,
): Promise<void> {
  const { record } = opening
  if (record === null) throw new Error('broken invariant: an opening to be recorded without a record')
  const stage = stageOf(opening)
  const pdf = await recordPdf(deps, {
    text: record.text,
    sha256: record.sha256,
    signatures: record.signatures,
    stage,
    tender,
    at,
  })
  const { sha256: recordPdfSha256 } = await deps.blobs.put(pdf)
  await inTransaction(deps.connection, async (session) => {
    // A tender terminated after publication keeps the record of what everybody has seen (O8). A later stage moves no tender.
    if (tender.state !== 'terminated' && stageOf(opening) === 'opening')
      await moveTender(deps, session, { tender: tender._id, from: 'opening', event: 'complete-opening' })
    await moveOpening(deps, session, opening, {
      event: 'record',
      fact: factOf(opening, 'recorded'),
      facts: {
        recordSha256: record.sha256,
        recordPdfSha256,
        signatures: record.signatures.map(({ as, party, actSha256, isRefusal }) => ({ as, party, actSha256, isRefusal })),
      },
      at,
      lastsMs: null,
      set: { recordPdfSha256 },
    })
  })
}

async function recordOf(deps: OpeningDeps, opening: OpeningRecord, tender: PublishedTender, at: number): Promise<Json> {
  const stage = stageOf(opening)
  const bids = await readOpeningBids(deps, tender._id)
  const present = await presenceModel(deps.connection).find({ tender: opening._id }).sort({ at: 1, _id: 1 }).lean()
  const said = await utteranceModel(deps.connection).find({ tender: opening._id }).sort({ at: 1, _id: 1 }).lean()
  const names = new Map<string, string>()
  for (const { party } of [...present, ...said]) if (!names.has(party)) names.set(party, (await readParty(deps, party)).name)
  return {
    v: 'opening-record/1',
    ...laterPart(opening),
    platform: deps.config.platformName,
    tender: tender._id,
    code: tender.code,
    title: tender.title,
    tenderer: tender.tendererName,
    agency: tender.agencyName,
    rulePack: tender.rulePack,
    deadlineAt: instantOf(opening.deadlineAt.getTime()),
    preparedAt: instantOf(at),
    list: opening.list,
    settlementSha256: opening.settlement?.sha256 ?? null,
    lots: opening.lots.map(({ lot, name, liveBids, isFailed }) => ({
      lot,
      name,
      liveBids,
      isFailed,
      ceilingPrice: tender.lots.find(({ id }) => id === lot)?.ceilingPrice ?? null,
      bids: bids.filter((bid) => bid.lot === lot && isShownAt(stage, bid)).map((bid) => recordedBid(tender, stage, bid)),
    })),
    // At a later stage those whose envelope its act leaves shut for good.
    out: bids
      .filter((bid) => (stage === 'opening' ? bid.state === 'out' : bid.later?.state === 'unopened'))
      .map(({ number, _id, cause }) => ({ number, manifestSha256: _id, cause: cause?.code ?? null })),
    custodians: tender.custodians.map(({ i, name }) => ({
      i,
      name,
      hasReleased: opening.custodians.find((seat) => seat.i === i)?.releaseActSha256 != null,
    })),
    present: present.map(({ party, roles, at: checkedInAt }) => ({
      party: names.get(party) ?? party,
      roles: [...roles],
      at: instantOf(checkedInAt.getTime()),
    })),
    readOut: [...opening.readOut],
    objections: said
      .filter(({ kind }) => kind === 'objection')
      .map(({ party, text, at: saidAt, answer }) => ({
        party: names.get(party) ?? party,
        text,
        at: instantOf(saidAt.getTime()),
        answer: answer === null ? null : { text: answer.text, at: answer.at },
      })),
    chat: said
      .filter(({ kind }) => kind === 'message')
      .map(({ party, role, text, at: saidAt, isHidden }) => ({
        party: names.get(party) ?? party,
        role,
        text,
        at: instantOf(saidAt.getTime()),
        isHidden,
      })),
  }
}

function recordedBid(tender: PublishedTender, stage: OpeningStage, bid: OpeningBid): Json {
  const cause = causeAt(stage, bid)
  return {
    number: bid.number,
    manifestSha256: bid._id,
    bidder: bid.identity?.name ?? null,
    creditCode: bid.identity?.creditCode ?? null,
    receivedAt: bid.identity?.receivedAt ?? null,
    state: stageStateOf(stage, bid),
    fields: fieldsAt(tender, stage, bid),
    cause: cause === null ? null : { code: cause.code, attributedTo: cause.attributedTo, detail: cause.detail },
  }
}
