import type { z } from 'zod'
import type { regulatorReportField } from '#shared/contracts/award-report.ts'
import { assertHolds } from '#shared/primitives/assert.ts'
import type { Bytes } from '#shared/primitives/bytes.ts'
import { canonicalBytes } from '#shared/primitives/canonical-json.ts'
import type { PublishedTender } from '../notices/index.ts'
import type { AwardRecord } from './award.model.ts'
import { bidNamed } from './change-award.ts'
import { committeeOf } from './committee-of.ts'
import type { AwardsNames, AwardsReads } from './deps.ts'

type Report = z.input<typeof regulatorReportField>

/**
 * The written report on the tendering of a decided lot, `regulator-report/1` as canonical JSON (ZTB 47, A5): all of it from what was published,
 * reported and decided, so that nothing is typed again and the same award gives the same bytes; `remarks` is what the tenderer adds.
 */
export async function composeRegulatorReport(
  deps: AwardsReads & AwardsNames & { readonly config: { readonly platformName: string } },
  input: { readonly award: AwardRecord; readonly tender: PublishedTender; readonly remarks: string | null },
): Promise<Bytes> {
  const { award, tender, remarks } = input
  const lot = tender.lots.find(({ id }) => id === award.lot)
  assertHolds(lot !== undefined, 'an award is of a lot of its tender')
  const { id, name, budget, ceilingPrice } = lot
  const report: Report = {
    v: 'regulator-report/1',
    platform: deps.config.platformName,
    tender: tender._id,
    code: tender.code,
    title: tender.title,
    category: tender.category,
    method: tender.method,
    kind: tender.kind,
    region: tender.region,
    round: tender.round,
    lot: { id, name, budget, ceilingPrice },
    tenderer: { party: tender.tendererParty, name: tender.tendererName },
    agency: tender.agencyParty === null ? null : { party: tender.agencyParty, name: tender.agencyName ?? '' },
    notice: {
      sha256: tender.noticeSha256,
      publishedAt: tender.publishedAt,
      deadlineAt: tender.deadlineAt,
      history: tender.noticeHistory.map(({ kind, sha256, at }) => ({ kind, sha256, at })),
    },
    documents: tender.documents.map(({ name: file, version, sha256, size }) => ({ name: file, version, sha256, size })),
    evaluation: {
      method: tender.evaluation?.method ?? null,
      reportSha256: award.reportSha256,
      reportedAt: award.reportedAt as Report['evaluation']['reportedAt'],
      committee: await committeeOf(deps, award),
    },
    bidders: biddersOf(award),
    publicity: publicityOf(award),
    result: resultOf(award),
    remarks,
  }
  return canonicalBytes(report)
}

function biddersOf(award: AwardRecord): Report['bidders'] {
  return award.bids.map(({ bid, party, name, price }) => {
    const own = award.result?.bids.find((each) => each.bid === bid)
    return {
      bid,
      party,
      name,
      price,
      isValid: own?.isValid === true,
      rank: own?.rank ?? null,
      total: own?.total ?? null,
      rejections: own?.rejections.map(({ ground }) => ground) ?? [],
    }
  })
}

function publicityOf(award: AwardRecord): Report['publicity'] {
  const { publishedAt, publicityEndsAt } = award
  assertHolds(publishedAt !== null && publicityEndsAt !== null, 'a lot is decided after its candidates were published')
  return {
    publishedAt: publishedAt as Report['publicity']['publishedAt'],
    endsAt: publicityEndsAt as Report['publicity']['endsAt'],
    candidates: award.candidates.map((bid, index) => {
      const { name, price } = bidNamed(award, bid)
      return { place: index + 1, bid, name, price: price as Report['result']['price'] }
    }),
    objections: award.objections.length,
    complaints: award.complaints.map(({ state }) => state),
  }
}

function resultOf(award: AwardRecord): Report['result'] {
  const { winner, noticePdfSha256 } = award
  assertHolds(winner !== null, 'a decided lot has a winner')
  const { bid, party, name, price } = bidNamed(award, winner.bid)
  return {
    bid,
    party,
    name,
    price: price as Report['result']['price'],
    at: winner.at as Report['result']['at'],
    actSha256: winner.actSha256,
    cause: winner.cause,
    reason: winner.reason,
    noticePdfSha256,
  }
}
