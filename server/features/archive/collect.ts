import { laterStages } from '#shared/catalogue/letter-form.ts'
import { fromBase64url, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, type Json } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { DomainProblem } from '#shared/problems/domain-problem.ts'
import type { IdentityContent } from '#shared/sealed-bid/identity-envelope.ts'
import { readAwardPapers, readDisputes } from '../awards/index.ts'
import { readStoredBid } from '../bids/index.ts'
import { readDepositPapers } from '../deposits/index.ts'
import { actsOf, makeCommitteeActs, readEarlierReports, readSignedReport } from '../evaluation/index.ts'
import { makeDrawBundles } from '../experts/index.ts'
import { actOf, proveChain, tenderChain } from '../ledger/index.ts'
import { type PublishedTender, readPublishedTender } from '../notices/index.ts'
import { makeBundle, readOpening, readOpeningBids, stageState } from '../opening/index.ts'
import { safeName } from './bag.ts'
import { collectTrust } from './collect-trust.ts'
import type { ArchiveDeps } from './deps.ts'

/** What is to stand in a bag: bytes made now, or a blob that is there already. */
export type Collected = { readonly path: string } & ({ readonly bytes: Uint8Array } | { readonly sha256: string })

/** The folders of `archive/1` a plain bag fills. */
const folder = {
  project: 'data/01-项目',
  notices: 'data/02-公告与招标文件',
  bids: 'data/03-投标',
  opening: 'data/04-开标',
  draws: 'data/05-专家抽取',
  evaluation: 'data/06-评标',
  awards: 'data/07-公示与中标',
  contracts: 'data/08-合同',
  disputes: 'data/09-异议与投诉',
  ledger: 'data/11-存证',
} as const

/**
 * Everything of a tender that may be kept in its archive now. Bids, their files, and the report come in once nothing of the tender is left to
 * decide (`isOver`): until then they are their readers' only. Names of an opening that failed are in no bag (O6).
 */
export async function collect(deps: ArchiveDeps, tenderId: string, isOver: boolean): Promise<Collected[]> {
  const tender = await readPublishedTender(deps, tenderId)
  return [
    ...(await notices(deps, tender)),
    ...(await opening(deps, tenderId)),
    ...(await draws(deps, tenderId)),
    ...(isOver ? await bids(deps, tenderId) : []),
    ...(isOver ? await report(deps, tenderId) : []),
    ...(isOver ? await committeeActs(deps, tenderId) : []),
    ...(await awards(deps, tenderId)),
    ...(await deposits(deps, tenderId)),
    ...(await disputes(deps, tenderId)),
    ...(await ledger(deps, tenderId)),
  ]
}

async function notices(deps: ArchiveDeps, tender: PublishedTender): Promise<Collected[]> {
  const { _id, code, title, category, method, kind, region, round, rulePack, state, lots, publishedAt, deadlineAt } = tender
  const facts = { tender: _id, project: tender.project, code, title, category, method, kind, region, round, rulePack, state }
  const about = {
    ...facts,
    tenderer: tender.tendererName,
    agency: tender.agencyName,
    publishedAt,
    deadlineAt,
    lots: lots.map(({ id, name, budget, ceilingPrice }) => ({ id, name, budget, ceilingPrice })),
  }
  const found: Collected[] = [{ path: `${folder.project}/tender.json`, bytes: canonicalBytes(about as Json) }]
  for (const { sha256 } of tender.noticeHistory) {
    const act = await actOf(deps, sha256)
    if (act === undefined) continue
    found.push({ path: `${folder.notices}/${sha256}.json`, bytes: act.bytes })
    found.push({ path: `${folder.notices}/${sha256}.p7s`, bytes: act.p7s })
  }
  for (const { name, version, sha256 } of tender.documents)
    found.push({ path: `${folder.notices}/文件/${version}/${safeName(name)}`, sha256 })
  return found
}

async function opening(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  try {
    const { record, recordPdfSha256 } = await readOpening(deps, tender)
    const found: Collected[] = [{ path: `${folder.opening}/bundle.json`, bytes: await makeBundle(deps, tender) }]
    if (record !== null) found.push({ path: `${folder.opening}/record.json`, bytes: utf8(record.text) })
    if (recordPdfSha256 !== null) found.push({ path: `${folder.opening}/record.pdf`, sha256: recordPdfSha256 })
    return [...found, ...(await laterRecords(deps, tender))]
  } catch (error) {
    // Terminated before its opening, or in the middle of it: nothing of it is public.
    if (error instanceof DomainProblem && (error.code === 'opening-not-begun' || error.code === 'opening-wrong-step')) return []
    throw error
  }
}

/** The records of later stages: their envelopes were opened by acts of their own. */
async function laterRecords(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  const found: Collected[] = []
  for (const stage of laterStages) {
    if ((await stageState(deps, tender, stage)) === undefined) continue
    const { record, recordPdfSha256 } = await readOpening(deps, tender, undefined, stage)
    if (record !== null) found.push({ path: `${folder.opening}/${stage}-record.json`, bytes: utf8(record.text) })
    if (recordPdfSha256 !== null) found.push({ path: `${folder.opening}/${stage}-record.pdf`, sha256: recordPdfSha256 })
  }
  return found
}

async function bids(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  // Ended in the middle of its opening: nobody is ever named.
  if (!(await tenderChain(deps, tender)).some(({ event }) => event.type === 'opening.published')) return []
  const found: Collected[] = []
  for (const bid of await readOpeningBids(deps, tender)) {
    // Only what was shown to everybody: a bid that was out, or whose lot failed, stays nobody's.
    if (bid.state !== 'opened' && bid.state !== 'failed') continue
    const stored = await readStoredBid(deps, bid._id)
    if (stored === undefined || bid.identity === null || bid.cause?.code === 'lot-failed') continue
    const at = `${folder.bids}/${String(bid.number).padStart(3, '0')}`
    const { p7s } = JSON.parse(bid.identity.content) as IdentityContent
    found.push({ path: `${at}/manifest.json`, bytes: stored.manifestBytes })
    found.push({ path: `${at}/manifest.p7s`, bytes: fromBase64url(p7s) })
    // An envelope of a later stage that is not to be opened is destroyed, or will be: its manifest says what it was.
    for (const { name, payload } of stored.manifest.envelopes)
      if (stored.payloads.includes(payload.sha256) && (bid.later?.state !== 'sealed' || bid.letters?.[name] !== undefined))
        found.push({ path: `${at}/${name}/payload.enc`, sha256: payload.sha256 })
    for (const [envelope, letter] of Object.entries(bid.letters ?? {}))
      found.push({ path: `${at}/plain/${safeName(envelope)}/letter.json`, bytes: utf8(letter) })
    for (const [index, { envelope, name, sha256 }] of (bid.files ?? []).entries())
      found.push({ path: `${at}/plain/${envelope}/${index + 1}-${safeName(name)}`, sha256 })
  }
  return found
}

async function report(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  const found = await readSignedReport(deps, tender)
  const earlier = await readEarlierReports(deps, tender)
  return [
    ...(found === undefined
      ? []
      : [
          { path: `${folder.evaluation}/report.json`, bytes: utf8(found.text) },
          { path: `${folder.evaluation}/report.pdf`, sha256: found.pdfSha256 },
        ]),
    // What a re-review took up again, in order (X13).
    ...earlier.flatMap(({ sha256, pdfSha256 }, index) => [
      { path: `${folder.evaluation}/superseded/${index + 1}-report.json`, sha256 },
      { path: `${folder.evaluation}/superseded/${index + 1}-report.pdf`, sha256: pdfSha256 },
    ]),
  ]
}

async function awards(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  return (await readAwardPapers(deps, tender)).flatMap((papers) => {
    const { lot, noticePdfSha256, regulatorReportText, contractText, contractPdfSha256 } = papers
    return [
      ...(noticePdfSha256 === null ? [] : [{ path: `${folder.awards}/${lot}/award-notice.pdf`, sha256: noticePdfSha256 }]),
      ...(regulatorReportText === null
        ? []
        : [{ path: `${folder.awards}/${lot}/regulator-report.json`, bytes: utf8(regulatorReportText) }]),
      ...(contractPdfSha256 === null ? [] : [{ path: `${folder.contracts}/${lot}/contract.pdf`, sha256: contractPdfSha256 }]),
      ...(contractText === null ? [] : [{ path: `${folder.contracts}/${lot}/contract.json`, bytes: utf8(contractText) }]),
    ]
  })
}

/** What was asked for as deposit, and whether each went back in time: not whose they were (G11, A4). */
async function deposits(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  return (await readDepositPapers(deps, tender)).map((papers) => ({
    path: `${folder.awards}/${papers.lot}/deposits.json`,
    bytes: canonicalBytes(papers as unknown as Json),
  }))
}

/** Every draw of experts as anybody could check it when the bag was written: the whole once it was released (X3). */
async function draws(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  const made = await makeDrawBundles(deps, tender)
  return made.map(({ draw, attempt, bundle }) => ({ path: `${folder.draws}/${attempt}-${draw}.json`, bytes: bundle }))
}

/** Objections with their answers, and how complaints went. */
async function disputes(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  return (await readDisputes(deps, tender)).map((disputed) => ({
    path: `${folder.disputes}/${disputed.lot}.json`,
    bytes: canonicalBytes(disputed as unknown as Json),
  }))
}

/** What the members signed, as everybody may have it: the bundle, and each act with its CMS signature. */
async function committeeActs(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  try {
    const bundle = await makeCommitteeActs(deps, tender)
    const found: Collected[] = [{ path: `${folder.evaluation}/committee-acts.json`, bytes: bundle }]
    for (const { type, act, p7s } of actsOf(bundle)) {
      const name = `${folder.evaluation}/acts/${safeName(type)}-${sha256Hex(utf8(act))}`
      found.push({ path: `${name}.json`, bytes: utf8(act) }, { path: `${name}.p7s`, bytes: fromBase64url(p7s) })
    }
    return found
  } catch (error) {
    // Never evaluated here, or ended before any lot had a result: nothing of it is public.
    if (error instanceof DomainProblem && (error.code === 'evaluation-not-begun' || error.code === 'result-not-public')) return []
    throw error
  }
}

/** The public chain with its proofs, every public act on it with its signature, and what signatures and proofs are checked by. */
async function ledger(deps: ArchiveDeps, tender: string): Promise<Collected[]> {
  const proofs = await proveChain(deps, tender)
  const found: Collected[] = [{ path: `${folder.ledger}/chain.json`, bytes: utf8(JSON.stringify(proofs)) }]
  const digests = proofs.chain.flatMap(({ event: { actSha256 } }) => (actSha256 === undefined ? [] : [actSha256]))
  for (const sha256 of new Set(digests)) {
    const act = await actOf(deps, sha256)
    if (act?.isPublic !== true) continue
    const { type } = JSON.parse(fromUtf8(act.bytes)) as { readonly type: string }
    const name = `${folder.ledger}/acts/${safeName(type)}-${sha256}`
    found.push({ path: `${name}.json`, bytes: act.bytes }, { path: `${name}.p7s`, bytes: act.p7s })
  }
  return [
    ...found,
    ...collectTrust(
      deps,
      proofs.checkpoints.map(({ log }) => log),
    ),
  ]
}
