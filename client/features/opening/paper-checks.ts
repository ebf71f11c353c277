import type { LaterStage } from '#shared/catalogue/letter-form.ts'
import type { Client } from '#shared/contracts/client.ts'
import { getOpeningManifests, getOpeningRecord, getSettlement } from '#shared/contracts/opening-reading.ts'
import { getPlatform } from '#shared/contracts/platform.ts'
import { stageFact } from '#shared/lifecycle/opening.ts'
import { parseCertificate } from '#shared/pki/certificate.ts'
import { concat, fromBase64url, fromHex, fromUtf8, utf8 } from '#shared/primitives/bytes.ts'
import { canonicalBytes, type Json, parseCanonical } from '#shared/primitives/canonical-json.ts'
import { sha256Hex } from '#shared/primitives/digest.ts'
import { fetchAct, verifySignedText } from '#shared/sealed-bid/client/notice-pack.ts'
import { type WalkedChain, walkChain } from '#shared/sealed-bid/client/walk-chain.ts'
import { maxBundleBytes } from '#shared/sealed-bid/opening/bundle.ts'
import { readNoticeAct } from '#shared/sealed-bid/target-of-notice.ts'
import { type CheckedPaper, factsOf, type ListedBid, type PaperCheck } from './paper.ts'
import { type RecordFacts, recordFaults } from './record-faults.ts'
import { settlementFaults } from './settlement-faults.ts'
import { queryOf } from './stage-facts.ts'

/** Steps whose own place in the log is proven, each by a request of its own. */
const PROVEN = ['opening.listed', 'opening.live-bids-found', 'opening.window-closed', 'opening.settlement-prepared']
const PROVEN_OF_RECORD = ['opening.listed', 'reveal.closed']

/**
 * Checks the settlement (`opening/1` step 5) against what this page can see for itself: the tender's chain walked to signed checkpoints,
 * every manifest by its digest, the signed notice, and each cause and remedy worked out anew from the custodians' reports.
 */
export async function checkSettlement(client: Client, tender: string): Promise<CheckedPaper> {
  const { settlement: text } = await client.call(getSettlement, { params: { tender } })
  const chain = await walkChain({ client, tender, knownLogs: [], proven: PROVEN })
  const prepared = factsOf(chain, 'opening.settlement-prepared')
  const sha256 = sha256Hex(utf8(text))
  const listed = await listedBids(client, tender, chain)
  const notice = await noticeOf(client, chain)
  const checks: PaperCheck[] = [
    { name: 'chain' },
    {
      name: 'digest',
      fault: prepared['settlementSha256'] === sha256 ? undefined : `the chain says ${String(prepared['settlementSha256'])}`,
    },
    { name: 'list', fault: listed.fault },
    { name: 'manifests', fault: listed.manifestFault },
    { name: 'notice', fault: notice.fault },
  ]
  if (notice.act !== undefined)
    checks.push(
      ...settlementFaults({ settlement: canonical(text), chain, notice: notice.act, bids: listed.bids, list: listed.list }),
    )
  return { text, sha256, list: listed.list, checks, isSound: checks.every(({ fault }) => fault === undefined) }
}

/**
 * Checks the opening record (O8), or that of a later stage, against the chain: what was published, read out, objected and answered, and said in
 * the chat.
 */
export async function checkRecord(client: Client, tender: string, stage?: LaterStage): Promise<CheckedPaper> {
  const bytes = await client.call(getOpeningRecord, { params: { tender }, query: queryOf({ stage }) })
  const eventOf = (step: 'published' | 'record-prepared') => (stage === undefined ? `opening.${step}` : stageFact(stage, step))
  const text = fromUtf8(bytes)
  const chain = await walkChain({
    client,
    tender,
    knownLogs: [],
    proven: [...PROVEN_OF_RECORD, eventOf('published'), eventOf('record-prepared')],
  })
  const sha256 = sha256Hex(bytes)
  const prepared = factsOf(chain, eventOf('record-prepared'))
  const listed = await listedBids(client, tender, chain)
  const record: RecordFacts = {
    record: canonical(text),
    stage,
    published: factsOf(chain, eventOf('published')),
    chain,
    list: listed.list,
    settlementSha256: factsOf(chain, 'reveal.closed')['settlementSha256'],
  }
  const checks: PaperCheck[] = [
    { name: 'chain' },
    {
      name: 'digest',
      fault: prepared['recordSha256'] === sha256 ? undefined : `the chain says ${String(prepared['recordSha256'])}`,
    },
    { name: 'list', fault: listed.fault },
    { name: 'manifests', fault: listed.manifestFault },
    ...recordFaults(record),
  ]
  return { text, sha256, list: listed.list, checks, isSound: checks.every(({ fault }) => fault === undefined) }
}

function canonical(text: string): Json {
  // The same bytes must be the only way to write it: what is shown is what is signed.
  const value = parseCanonical(utf8(text), maxBundleBytes) as Json
  return fromUtf8(canonicalBytes(value)) === text ? value : null
}

/** The manifests of the list with their digests checked, and the list itself reckoned again. */
async function listedBids(
  client: Client,
  tender: string,
  chain: WalkedChain,
): Promise<{ list: string; bids: readonly ListedBid[]; fault: string | undefined; manifestFault: string | undefined }> {
  const listed = factsOf(chain, 'opening.listed')
  const digests = Array.isArray(listed['manifests']) ? listed['manifests'].map(String) : []
  const list = sha256Hex(concat(...digests.map(fromHex)))
  const { manifests } = await client.call(getOpeningManifests, { params: { tender } })
  const added = chain.events
    .filter(({ type }) => type === 'opening.bid-added')
    .map(({ facts }) => String((facts as { manifestSha256?: unknown })?.manifestSha256))
  const wrong = manifests.find(({ manifestSha256, manifest }) => sha256Hex(utf8(manifest)) !== manifestSha256)
  const stranger = manifests.find(({ manifestSha256 }) => !digests.includes(manifestSha256) && !added.includes(manifestSha256))
  const missing = digests.find((digest) => !manifests.some(({ manifestSha256 }) => manifestSha256 === digest))
  return {
    list,
    bids: manifests.map(({ manifestSha256, manifest }) => ({
      manifestSha256,
      manifest,
      isAdded: added.includes(manifestSha256),
    })),
    fault: listed['list'] === list ? undefined : `the digests on the chain give ${list}`,
    manifestFault:
      wrong !== undefined
        ? `not the manifest ${wrong.manifestSha256}`
        : stranger !== undefined
          ? `${stranger.manifestSha256} is not on the list`
          : missing !== undefined
            ? `the listed manifest ${missing} is withheld`
            : undefined,
  }
}

/** The notice in force, verified: its thresholds, custodians and envelopes decide causes. */
async function noticeOf(client: Client, chain: WalkedChain) {
  const event = chain.events.findLast(({ type }) => type === 'notice.published' || type === 'notice.amended')
  const sha256 = (event?.facts as { noticeSha256?: unknown } | undefined)?.noticeSha256
  if (typeof sha256 !== 'string') return { fault: 'the chain names no notice', act: undefined }
  try {
    const text = await fetchAct(client, sha256)
    const { anchors } = await client.call(getPlatform, {})
    const material = { anchors: anchors.map((der) => parseCertificate(fromBase64url(der))), intermediates: [], revocation: [] }
    await verifySignedText(text, { material, isRevocationChecked: false })
    return { fault: undefined, act: readNoticeAct(utf8(text.act)) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error), act: undefined }
  }
}
